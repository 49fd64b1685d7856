"""The command line as a user meets it, on the demo country."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from features.package import Package, write
from tests.training.examples import growth_example, niche_example
from training.__main__ import main
from training.choice.hindsight.at_origins import OPTIONS, SCALES, UNDATED
from training.growth import task as growth
from training.niches import task as niches
from training.record.past import PAST
from training.record.quality import COLUMNS, QUALITY
from training.registry import versions

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.usefixtures("store")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in this process: a new one spends seconds on imports."""
    out, err = StringIO(), StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stopped,
    ):
        patch.setattr(sys, "argv", ["training", *arguments])
        main()
    code = int(stopped.value.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@pytest.mark.slow
def test_train_promote_compare_rollback(
    few_regions_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "QUICK_MODELS", ["naive", "drift"])
    trained = run("train", "growth", "--package", str(few_regions_folder), "--model", "theta")
    assert trained.returncode == 0, trained.stderr
    assert trained.stdout.splitlines()[-1] == (
        "cluster-growth version 1 (theta, cutoff 2020) is the challenger of demo; next: "
        "smartspec promote growth --version 1"
    )
    assert "logging to MLflow" in trained.stderr
    assert "Warning" not in trained.stderr
    promoted = run("promote", "growth", "--force")
    assert promoted.returncode == 0, promoted.stderr
    told = "cluster-growth version 1 is the champion of demo now, by --force: theta "
    assert told in promoted.stdout
    champion = versions.load("cluster-growth")
    assert champion.cutoff == 2020
    assert set(champion.track["model"]) == {"naive", "drift", "theta", "theta_unreconciled"}
    assert set(champion.coverage["kind"]) == {"all", "step", "size"}
    assert "how often intervals of theta held" in " ".join(trained.stdout.split())
    assert (champion.params["reconciled"], "totals" in champion.tables) == (True, True)
    past = champion.tables[OPTIONS]
    assert sorted(past["origin"].unique()) == [2013, 2014, 2015]
    assert past["outcome"].notna().mean() > 0.9
    assert set(champion.tables[SCALES]["reason"]) == {"", UNDATED}, "priorities have no year"
    said = champion.tables[PAST]
    assert sorted(said["origin"].unique()) == [2013, 2014, 2015]
    assert (said["lower"] < said["upper"]).all()
    assert set(champion.tables[QUALITY].columns) == set(COLUMNS)
    ends = champion.tables["choice_scale"].set_index("criterion")
    assert {"growth", "risk", "multiplier"} <= set(ends.index)
    assert (ends["low"] < ends["high"]).loc[["growth", "risk", "multiplier"]].all()
    plain = ["--cutoff", "2019", "--no-reconcile"]
    again = run("train", "growth", "--package", str(few_regions_folder), "--model", "theta", *plain)
    assert again.returncode == 0, again.stderr
    apart = versions.load("cluster-growth", versions.challenger_version("cluster-growth"))
    assert set(apart.track["model"]) == {"naive", "drift", "theta"}
    assert (apart.params["reconciled"], "totals" in apart.tables) == (False, False)
    compared = run("compare", "growth")
    assert "champion" in compared.stdout
    assert "theta" in compared.stdout
    rolled = run("rollback", "growth")
    assert (rolled.returncode, rolled.stdout) == (2, "")
    assert rolled.stderr == (
        "error: cluster-growth has only one champion of demo so far: nothing to roll back to\n"
    )


@pytest.mark.slow
def test_backtest_json_is_the_last_line_and_the_only_json(
    demo_folder: Path, tmp_path: Path
) -> None:
    command = ["backtest", "growth", "--package", str(demo_folder), "--models", "naive,drift"]
    command += ["--origins", "2012,2010", "--horizon", "3", "--json"]
    done = run(*command, "-")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["task"], found["package"], found["horizon"]) == ("growth", "demo", 3)
    assert found["champion"] == "hybrid"
    assert {(row["model"], row["origin"]) for row in found["rows"]} == {
        (model, origin) for model in ("naive", "drift") for origin in (2010, 2012, "pooled")
    }
    assert all(row["owa"] == 1 for row in found["rows"] if row["model"] == "naive")
    assert "[" in done.stderr, "progress goes to stderr"
    file = tmp_path / "backtest.json"
    assert run(*command, str(file)).returncode == 0
    again = json.loads(file.read_text(encoding="utf-8"))
    for row in [*again["rows"], *found["rows"]]:
        del row["seconds"]
    assert again == found


@pytest.mark.slow
def test_held_out_regions_alone_are_scored(demo_folder: Path) -> None:
    command = ["backtest", "niches", "--package", str(demo_folder), "--models", "density"]
    command += ["--origins", "2015", "--json", "-"]
    known, unseen = (
        json.loads(run(*command, *more).stdout.splitlines()[-1])
        for more in ([], ["--held-out", "0.3"])
    )
    assert set(known) == set(unseen)
    cells = [
        next(row["n"] for row in found["rows"] if row["call"] == "entry")
        for found in (known, unseen)
    ]
    assert 0 < cells[1] < 0.6 * cells[0]


@pytest.mark.parametrize(
    ("command", "option"),
    [
        *((f"{verb} niches", "--no-reconcile") for verb in ("train", "backtest")),
        *((f"{verb} growth", "--threshold") for verb in ("train", "backtest")),
        *((f"{verb} growth", "--activity") for verb in ("train", "backtest")),
        *((f"{verb} growth", "--activity") for verb in ("compare", "promote", "rollback")),
        ("backtest growth", "--held-out"),
    ],
)
def test_an_option_of_the_other_subject_is_refused(command: str, option: str) -> None:
    done = run(*command.split(), option, "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"No such option: {option}" in done.stderr


def test_an_indicator_and_a_minimum_are_of_one_activity_each(demo_folder: Path) -> None:
    command = ("train", "niches", "--package", str(demo_folder))
    for more, message in (
        (("--indicator", "jobs"), "technologies are counted by patents, not by jobs"),
        (("--activity", "cluster", "--minimum", "0"), "--minimum is for patents"),
    ):
        done = run(*command, *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"error: {message}")


def test_niches_of_clusters_are_those_of_value_added_unless_another_indicator_is_named(
    demo_folder: Path,
) -> None:
    command = ("train", "niches", "--package", str(demo_folder), "--cutoff", "2050")
    for more, learned in (
        ((), "patents"),
        (("--activity", "cluster"), "value_added"),
        (("--activity", "cluster", "--indicator", "employment"), "employment"),
    ):
        message = f"--cutoff 2050: the last year of {learned} in demo is 20"
        assert message in run(*command, *more).stderr


def test_one_stray_year_does_not_move_the_cutoff(demo_package: Package, tmp_path: Path) -> None:
    tables = dict(demo_package.tables)
    rows = tables["cluster_indicators"]
    wrong = rows.index[(rows["indicator"] == "value_added") & (rows["year"] == 2020)][0]
    tables["cluster_indicators"] = rows.assign(year=rows["year"].mask(rows.index == wrong, 2051))
    write(tables, tmp_path / "stray", "stray", "Stray")
    done = run("train", "growth", "--package", str(tmp_path / "stray"), "--horizon", "25")
    assert "cutoff 2020: hardly any series of value_added goes on to 2051" in done.stderr
    assert done.stderr.endswith(
        "error: stray has 25 years (1996 to 2020), too few to backtest 25 years ahead: they allow "
        "--horizon 20\n"
    )


@pytest.mark.parametrize("command", [["train"], ["backtest", "--origins", "2015"]])
def test_without_patents_niches_of_clusters_are_named(
    demo_package: Package, tmp_path: Path, command: list[str]
) -> None:
    names = ("regions", "indicators", "clusters", "cluster_indicators")
    write({name: demo_package.tables[name] for name in names}, tmp_path / "bare", "bare", "Bare")
    done = run(command[0], "niches", *command[1:], "--package", str(tmp_path / "bare"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "no table patents" in done.stderr
    assert "--activity cluster" in done.stderr


@pytest.mark.slow
def test_another_question_is_asked_and_kept(
    few_regions_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(niches, "QUICK_MODELS", ["density"])
    asked = ["--threshold", "1.5", "--window", "3", "--minimum", "60"]
    done = run(
        "train", "niches", "--package", str(few_regions_folder), "--model", "logistic", *asked
    )
    assert done.returncode == 0, done.stderr
    challenger = versions.load(
        "technology-niches", versions.challenger_version("technology-niches")
    )
    kept, past = challenger.params, challenger.tables[OPTIONS]
    assert past["outcome"].isin([0, 1]).mean() > 0.9
    assert past["chance"].between(0, 1).all()
    assert (kept["threshold"], kept["window"], kept["minimum"]) == (1.5, 3, 60.0)
    command = ["backtest", "niches", "--package", str(few_regions_folder), "--models", "density"]
    scored = run(*command, "--origins", "2015", "--json", "-", *asked)
    (rate, *_) = (row["base_rate"] for row in json.loads(scored.stdout.splitlines()[-1])["rows"])
    track = versions.load(
        "technology-niches", versions.challenger_version("technology-niches")
    ).track
    assert track.loc[track["model"] == "density", "base_rate"].iloc[0] == rate


def test_a_question_that_cannot_be_asked_ends_with_code_2(demo_folder: Path) -> None:
    command = ("backtest", "niches", "--package", str(demo_folder), "--origins", "2015")
    for more, told in [
        (("--threshold", "-1"), "the threshold is a location quotient above 0, such as 1, not -1"),
        (("--window", "0"), "the window is one year or more, not 0"),
        (("--minimum", "nan"), "the minimum is a number of patents, 0 or more, not nan"),
    ]:
        done = run(*command, *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines()[-1] == f"error: {told}"


def test_a_refused_promotion_ends_with_code_2_and_one_message() -> None:
    example = growth_example(errors={"naive": 10.0, "theta": 6.0, "hybrid": 8.0})
    versions.log(example.trained, example.package, example.rows, example.losses)
    done = run("promote", "growth")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "error: version 1 of cluster-growth is not promoted: hybrid is not "
    )
    assert done.stderr.count("\n") == 1
    assert versions.champion_version("cluster-growth") is None


def test_each_package_has_a_champion_of_its_own() -> None:
    for _ in range(2):
        for name in ("tiny", "other"):
            one = growth_example()
            package = replace(one.package, name=name, sha256=name)
            versions.log(one.trained, package, one.rows, one.losses)
    several = "packages have challengers of cluster-growth: other, tiny; name one with --package"
    assert several in run("promote", "growth").stderr
    for name, version in (("tiny", 3), ("other", 4)):
        done = run("promote", "growth", "--package", name)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(
            f"cluster-growth version {version} is the champion of {name} now: "
        )
        assert "note: " not in done.stdout
    done = run("promote", "growth", "--package", "other", "--version", "1", "--force")
    assert "version 1 of cluster-growth was trained on tiny, not on other" in done.stderr
    assert run("promote", "growth", "--version", "1", "--force").returncode == 0
    assert "several packages have champions of" in run("rollback", "growth").stderr
    done = run("rollback", "growth", "--package", "tiny")
    assert done.stdout == "cluster-growth version 3 is the champion of tiny again\n"
    shown = run("compare", "growth", "--package", "other").stdout
    assert "4 champion" in shown
    assert "tiny" not in shown


def test_a_champion_of_another_question_is_told() -> None:
    for threshold in (1.0, 1.0, 1.5):
        one = niche_example()
        trained = replace(one.trained, params={**one.trained.params, "threshold": threshold})
        versions.log(trained, one.package, one.rows, one.losses)
        done = run("promote", "niches")
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("note: ") == (threshold == 1.5)
    told = "answers another question than the previous champion: threshold 1.5, not 1.0\n"
    assert f"note: version 3 {told}" in done.stdout


@pytest.mark.parametrize(("ap", "worse"), [(0.2, True), (0.5, False)])
def test_promotion_says_where_breakthroughs_were_ranked_worse(ap: float, worse: bool) -> None:
    """And lets the version serve all the same: entries alone decide."""
    one = niche_example()
    emerging = pd.DataFrame({"model": ["emergence", "past_growth"], "call": "breakthrough"})
    emerging = emerging.assign(origin="pooled", n=60, seconds=0.1, ap=[ap, 0.3])
    rows = pd.concat([one.rows, emerging], ignore_index=True)
    versions.log(one.trained, one.package, rows, one.losses)
    done = run("promote", "niches")
    assert done.returncode == 0, done.stderr
    told = (
        "note: breakthroughs do not affect promotion. In the backtest the simple "
        "rule past growth ranked better than the model: read these scores with care.\n"
    )
    assert (told in done.stdout) == worse
    assert done.stdout.count("note: ") == worse
    assert versions.champion_version("technology-niches") == 1


def test_bad_input_ends_a_real_process_with_code_2_and_one_message() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "training", "train", "growth", "--package", "nowhere"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    message = "error: nowhere: the folder does not exist\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


def test_compare_before_any_training() -> None:
    done = run("compare", "niches")
    message = "error: technology-niches has no version yet: train it first\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


@pytest.mark.slow
def test_options_that_the_package_does_not_allow_are_told(demo_folder: Path) -> None:
    package = ("--package", str(demo_folder))
    for arguments, message in [
        (("train", "growth", *package, "--cutoff", "1998"), "too few to backtest any forecast"),
        (("train", "growth", *package, "--indicator", "valueadded"), "unknown indicator"),
        (
            ("train", "growth", *package, "--cutoff", "2050"),
            "--cutoff 2050: the last year of value_added in demo is 20",
        ),
        (
            ("train", "niches", *package, "--cutoff", "2050"),
            "--cutoff 2050: the last year of patents in demo is 20",
        ),
        (("backtest", "growth", *package, "--origins", "2010,x"), "--origins takes years such as"),
        (
            ("backtest", "growth", *package, "--origins", "2010", "--models", "thea"),
            "unknown model 'thea': choose from naive, drift",
        ),
    ]:
        done = run(*arguments)
        assert done.returncode == 2
        assert message in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_stopping_the_ui_stops_its_server(tmp_path: Path) -> None:
    """The UI runs a server with children of its own: none outlives it."""
    environment = {**os.environ, "MLFLOW_TRACKING_URI": f"sqlite:///{tmp_path / 'mlflow.db'}"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "training", "ui", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        assert wait_for(port, up=True)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert wait_for(port, up=False)


def wait_for(port: int, up: bool) -> bool:
    """Whether a port is listened on, or no longer, within a minute."""
    for _ in range(300):
        with socket.socket() as probe:
            if (probe.connect_ex(("127.0.0.1", port)) == 0) is up:
                return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize("command", ["train", "backtest", "compare", "promote", "rollback"])
@pytest.mark.parametrize("subject", ["", " growth", " niches"])
def test_every_help_explains_with_an_example(command: str, subject: str) -> None:
    shown = run(*f"{command}{subject}".split(), "--help")
    assert shown.returncode == 0
    assert f"Example: smartspec {command}{subject or ' growth'} " in f"{shown.stdout} "


@pytest.mark.parametrize("command", ["explain growth", "ui", "monitor", "ledger"])
def test_every_other_help_explains_with_an_example(command: str) -> None:
    shown = run(*command.split(), "--help")
    assert shown.returncode == 0
    assert f"Example: smartspec {command} " in shown.stdout


def test_the_only_indicator_of_a_package_is_used_where_none_is_named(
    demo_package: Package, tmp_path: Path
) -> None:
    tables = dict(demo_package.tables)
    rows, named = tables["cluster_indicators"], tables["indicators"]
    jobs = rows[(rows["indicator"] == "employment") & (rows["cluster_code"] == "C1")]
    kept = {name: tables[name] for name in ("regions", "clusters")}
    write(
        {**kept, "indicators": named, "cluster_indicators": jobs}, tmp_path / "jobs", "jobs", "Jobs"
    )
    both = {
        "indicators": pd.concat([named, named[:1].assign(indicator="sales")], ignore_index=True),
        "cluster_indicators": pd.concat([jobs, jobs.assign(indicator="sales")], ignore_index=True),
    }
    write({**kept, **both}, tmp_path / "both", "both", "Jobs and sales")
    at = ("--cutoff", "2050")
    for command in (
        ("train", "growth", *at),
        ("train", "niches", "--activity", "cluster", *at),
        ("backtest", "growth", "--origins", "2050"),
        ("backtest", "niches", "--activity", "cluster", "--origins", "2050"),
        ("explain", "growth", "--region", "nowhere", "--cluster", "C1"),
    ):
        done = run(*command, "--package", str(tmp_path / "jobs"))
        assert done.returncode == 2
        assert "indicator employment: the only one in cluster_indicators of jobs" in done.stderr
        assert "unknown indicator" not in done.stderr
        done = run(*command, "--package", str(tmp_path / "both"))
        assert done.returncode == 2
        assert "choose one with --indicator NAME (employment, sales)" in done.stderr
    done = run("train", "growth", "--package", str(tmp_path / "jobs"), "--indicator", "value_added")
    assert "unknown indicator 'value_added'" in done.stderr, "a name that is given stays wrong"
