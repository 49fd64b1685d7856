"""The loop on a small package: once, again, as a dry run, and killed."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from features.package import read
from features.package.reading import descriptor_content
from tests.training.cli.test_main import run
from tests.training.refresh import example
from training.community import database, tables
from training.growth import task
from training.refresh.lock import of_folder
from training.refresh.settings import BUSY, DONE, WRONG_INPUT
from training.registry import versions

ROOT = Path(__file__).parents[3]


def events() -> pd.DataFrame:
    engine = database.existing()
    assert engine is not None
    with engine.connect() as connection:
        return pd.DataFrame(connection.execute(tables.events.select()).mappings().all())


def content(folder: Path) -> dict[str, bytes]:
    files = (it for it in folder.rglob("*") if it.is_file())
    return {str(it.relative_to(folder)): it.read_bytes() for it in files}


@pytest.mark.slow
def test_a_newer_file_goes_all_the_way_once(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "QUICK_MODELS", ["naive", "drift"])
    package, newer = example.written(tmp_path)
    assert example.champion(package) == 1
    before = content(package)
    command = ["refresh", "--package", str(package), "--import", str(newer)]
    command += ["--output", str(tmp_path / "reports")]

    rehearsed = run(*command, "--dry-run", "--json", "-")
    assert rehearsed.returncode == DONE, rehearsed.stderr
    planned = {it["title"]: it["action"] for it in json.loads(rehearsed.stdout)["models"]}
    assert planned["growth of clusters"] == "train"
    assert content(package) == before
    assert not (tmp_path / "reports").exists()

    done = run(*command, "--json", "-")
    assert done.returncode == DONE, done.stderr
    report = json.loads(done.stdout)
    assert versions.champions(example.NAME) == {example.PACKAGE: 2}
    champion = versions.load(example.NAME)
    assert (champion.cutoff, champion.horizon, champion.model) == (example.LAST, 2, "drift")
    assert not champion.forced
    stated = champion.tables["choice_advice_before"]
    assert set(stated["region_code"]) == set(example.REGIONS)
    assert "choice_advice_before" not in versions.load(example.NAME, 1).tables
    assert (
        read(package / report["import"]["kept_state"]).sha256
        == versions.load(example.NAME, 1).sha256
    )
    (revision,) = report["news"]["revisions"]
    assert (revision["added"], revision["changed"]) == (2 * 42, 1)
    region, cluster, year = example.SURPRISE
    first = report["monitor"]["surprising"][0]
    assert (first["region_code"], first["cluster_code"], first["year"]) == (region, cluster, year)
    outcomes = versions.recorded(example.NAME, 1)
    assert outcomes is not None
    assert len(outcomes) == 2 * 42
    (judged,) = report["calls"]
    assert (judged["version"], judged["n"], judged["year"]) == (1, 2 * 42, example.LAST)
    assert report["advice"]["summary"]["cluster"]["n"] == len(example.REGIONS)
    page = (tmp_path / "reports" / "refresh.html").read_text(encoding="utf-8")
    assert f"<h1>{report['headline']}</h1>" in page
    assert "version 2 serves now" in page
    assert "<script" not in page
    russian = (tmp_path / "reports" / "refresh.ru.html").read_text(encoding="utf-8")
    assert "действует версия 2" in russian
    log = (tmp_path / "reports" / "refresh.log").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in log]
    assert [it["step"] for it in entries][:2] == ["import", "check"]
    assert entries[-1]["step"] == "tell"
    assert all({"start", "seconds", "outcome"} <= it.keys() for it in entries)
    told = events()
    assert set(told["kind"]) >= {"surprise", "champion"}
    moved = {it["region_code"] for it in report["advice"]["moved"]}
    assert set(told.loc[told["kind"] == "advice", "region_code"]) == moved

    again = run(*command)
    assert again.returncode == DONE, again.stderr
    assert "nothing new since" in again.stderr
    assert len(versions.compare(example.NAME).query("version > 0")) == 2
    assert len(events()) == len(told)
    assert (tmp_path / "reports" / "refresh.html").read_text(encoding="utf-8") == page

    assert run("rollback", "growth").returncode == 0
    back = run(*command)
    assert "version 2 was trained on these data and has been champion" in back.stderr
    assert versions.champions(example.NAME) == {example.PACKAGE: 1}, "a rollback stays in force"
    assert list(events()["kind"]).count("champion") == 2


@pytest.mark.usefixtures("store")
def test_a_second_one_is_told_to_wait(tmp_path: Path) -> None:
    package, _ = example.written(tmp_path)
    with FileLock(of_folder(package)):
        done = run("refresh", "--package", str(package), "--output", str(tmp_path / "reports"))
    assert (done.returncode, done.stdout) == (BUSY, "")
    assert done.stderr.startswith(f"another refresh of {package} is running")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "reports").exists()


@pytest.mark.usefixtures("store")
def test_a_file_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    package, _ = example.written(tmp_path)
    before = descriptor_content(package)
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    named = ["--package", str(package), "--output", str(tmp_path / "reports")]
    done = run("refresh", *named, "--import", str(bad))
    assert done.returncode == WRONG_INPUT
    assert done.stderr.splitlines()[-1].startswith("error: ")
    assert descriptor_content(package) == before
    (line,) = (tmp_path / "reports" / "refresh.log").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["outcome"].startswith("failed: ")
    empty = run("refresh", "--package", str(tmp_path / "none"), *named[2:])
    assert empty.returncode == WRONG_INPUT
    assert "holds no data package: give --import FILE" in empty.stderr


@pytest.mark.slow
def test_what_a_killed_refresh_left_undone_is_done_by_the_next() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.refresh", "--few", "--trained"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    first, last = done.stdout.splitlines()
    assert first.endswith("2 served, then 2")
    assert last == "0 kills left something wrong"
