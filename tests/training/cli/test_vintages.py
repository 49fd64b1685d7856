"""Commands on a package whose vintages say how far its figures were revised."""

import json
from pathlib import Path

import pytest

from features.package import write
from features.package.writing import VINTAGES, revise
from tests.features.vintages import revised
from tests.training.cli.test_main import run
from training.growth import task as growth
from training.registry import versions

pytestmark = pytest.mark.usefixtures("store")
NOISE = (0.08,)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Value added up to 2010, then up to 2013, kept by two imports of one day."""
    truth, folder = revised.final(2013).iloc[:60], tmp_path_factory.mktemp("made") / "p"
    write(revised.package(revised.published(truth, 2010, NOISE)).content(), folder, "p", "P")
    revise(revised.package(truth).content(), folder, "p", "P")
    return folder


def test_a_backtest_of_what_was_published(folder: Path) -> None:
    (kept,) = (it.name for it in (folder / VINTAGES).iterdir())
    command = ["backtest", "growth", "--package", str(folder), "--models", "naive,drift"]
    command += ["--horizon", "3", "--json", "-", "--origins"]
    done = run(*command, "2005,2010", "--as-published")
    assert done.returncode == 0, done.stderr
    assert "origin 2005: no vintage ends in this year; the data of today are used" in done.stderr
    assert f"origin 2010: as published in {kept}" in done.stderr
    then = json.loads(done.stdout.splitlines()[-1])
    assert then["published"] == {"2005": None, "2010": kept}
    now = json.loads(run(*command, "2005,2010").stdout.splitlines()[-1])
    assert "published" not in now
    smape = [
        {row["origin"]: row["smape"] for row in found["rows"] if row["model"] == "naive"}
        for found in (then, now)
    ]
    assert smape[0][2005] == smape[1][2005]
    assert smape[0][2010] > 1.1 * smape[1][2010]
    refused = run(*command, "2005", "--as-published")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[-1] == (
        "error: p has no vintage of value_added that ends in 2005: choose origins that smartspec "
        "describe --vintages lists, or leave out --as-published"
    )


def test_a_training_knows_the_vintages_and_leaves_out_broken_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "QUICK_MODELS", ["naive"])
    broken = folder / VINTAGES / "2000-01-01-000000000000"
    broken.mkdir()
    (broken / "datapackage.json").write_text("{")
    command = ["train", "growth", "--package", str(folder), "--model", "drift", "--horizon", "2"]
    done = run(*command, "--no-reconcile", "--origins", "2008")
    assert done.returncode == 0, done.stderr
    assert f"vintages/{broken.name} is left out" in done.stderr
    assert "intervals are wider by revisions, whose spread is" in done.stderr
    challenger = versions.load("cluster-growth", versions.challenger_version("cluster-growth"))
    assert challenger.params["revision_spread"] == pytest.approx(NOISE[0], rel=0.3)
