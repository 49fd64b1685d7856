"""The monitor command: a planted surprise, nothing newer, another package."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from features.errors import InputError
from features.package import Package
from tests.training.examples import growth_losses
from tests.training.support_example import CUTOFF, champion
from training.__main__ import app
from training.champion import Champion
from training.cli.monitor import compared, monitoring
from training.figures import monitor_page
from training.figures.monitor_page import Report
from training.registry import promotion, versions
from training.trained import Trained


def shifted(package: Package, by: float) -> Package:
    """The package with one series of the first year after the cutoff moved."""
    rows = package.tables["cluster_indicators"]
    first = rows[(rows["year"] == CUTOFF + 1) & (rows["indicator"] == "value_added")].index[0]
    value = rows["value"].where(rows.index != first, rows["value"] * by)
    return replace(
        package, tables={**package.tables, "cluster_indicators": rows.assign(value=value)}
    )


def found(made: Champion, package: Package) -> Report:
    return monitoring(made, compared(made, package))


def test_a_planted_surprise_is_first_and_named(demo_package: Package) -> None:
    told = found(champion(demo_package, "growth"), shifted(demo_package, 9.0))
    first = told["surprising"][0]
    rows = demo_package.tables["cluster_indicators"]
    planted = rows[(rows["year"] == CUTOFF + 1) & (rows["indicator"] == "value_added")].iloc[0]
    assert (first["region_code"], first["cluster_code"]) == (
        planted["region_code"],
        planted["cluster_code"],
    )
    assert first["outside"] == "above"
    assert first["cluster_name"]
    exposed = [row for row in told["exposed"] if row["cluster_code"] == first["cluster_code"]]
    assert all(row["neighbour_name"] and 0.01 <= row["share"] <= 1 for row in exposed)
    assert exposed
    page = monitor_page.page(told)
    assert "By chance, 20 of 100 outcomes are outside their 80 % interval" in page
    assert first["cluster_name"] in page
    assert "<script" not in page


def test_without_newer_years_there_is_nothing_to_compare(demo_package: Package) -> None:
    told = found(champion(demo_package, "growth"), demo_package.until(CUTOFF))
    assert (told["n"], told["surprising"]) == (0, [])
    assert "There are no data after" in monitor_page.page(told)


def test_another_package_is_refused(demo_package: Package) -> None:
    with pytest.raises(InputError, match="give a package named demo"):
        compared(champion(demo_package, "growth"), replace(demo_package, name="other"))


@pytest.fixture
def promoted(store: Path, demo_package: Package) -> Champion:
    """The champion of the demo country in a store of its own."""
    made = champion(demo_package, "growth")
    known = made.data.tables["cluster_indicators"]
    history = known[known["indicator"] == "value_added"].drop(columns="indicator")
    trained = Trained(
        "growth", "theta", CUTOFF, 2, made.params, {**made.tables, "history": history}
    )
    rows = pd.DataFrame({"model": ["theta"], "origin": ["pooled"], "n": [1], "owa": [0.9]})
    version = versions.log(trained, demo_package, rows, growth_losses({"theta": 0.9, "naive": 1.0}))
    promotion.promote("cluster-growth", version, force=True)
    return versions.load("cluster-growth")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.usefixtures("promoted")
def test_the_command_writes_json_and_a_page_and_feeds_the_ledger(
    tmp_path: Path, demo_folder: Path
) -> None:
    before = run("ledger", "--json", "-")
    (row,) = json.loads(before.stdout.strip().splitlines()[-1])["cluster-growth"][:1]
    assert row["known"] == 0
    asked = ["--package", str(demo_folder), "--output", str(tmp_path), "--json", "-"]
    result = run("monitor", *asked)
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert printed == json.loads((tmp_path / "monitor.json").read_text(encoding="utf-8"))
    assert printed["n"] > 0
    assert sum(year["n"] for year in printed["years"]) == printed["n"]
    assert (tmp_path / "monitor.html").is_file()
    assert isinstance(pd.DataFrame(printed["years"])["median_error"].iloc[0], float)
    told = json.loads(run("ledger", "--json", "-").stdout.strip().splitlines()[-1])
    rows = pd.DataFrame(told["cluster-growth"]).set_index("year")
    assert rows.index.tolist() == ["all", f"{CUTOFF + 1}", f"{CUTOFF + 2}"]
    assert rows["known"].to_dict()["all"] == printed["n"]
    outside = {str(year["year"]): year["share_outside"] for year in printed["years"]}
    for year, share in outside.items():
        assert rows["coverage_80"].to_dict()[year] == pytest.approx(1 - share, abs=1e-6)


def test_each_champion_has_a_folder_of_its_own(
    promoted: Champion, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("monitor", "--package", str(demo_folder))
    assert result.exit_code == 0, result.output
    folder = tmp_path / "reports" / "demo" / f"monitor-v{promoted.version}"
    assert {file.name for file in folder.iterdir()} == {"monitor.json", "monitor.html"}


def test_the_chart_is_cut_where_its_marks_are() -> None:
    """Colour tells the side, as in the table, and a filled mark a surprise."""
    row = {"cluster_name": "C", "region_name": "R", "year": 2011, "median": 1.0, "low": 0.5}
    shown = [
        row | {"high": 20.0, "value": 50.0, "outside": "above", "surprising": True},
        row | {"high": 2.0, "value": 0.1, "outside": "below", "surprising": False},
        row | {"high": 2.0, "value": 1.5, "outside": "", "surprising": False},
    ]
    (axes,) = monitor_page.departures(shown).axes
    assert max(axes.get_xlim()) < 1.2 * monitor_page.FARTHEST
    marks = [line for line in axes.get_lines() if line.get_marker() in ("o", ">")]
    assert [mark.get_marker() for mark in marks] == [">", "o", "o"]
    colours = [monitor_page.COLOURS[str(each["outside"])] for each in shown]
    assert [mark.get_color() for mark in marks] == colours
    filled = [mark.get_markerfacecolor() == mark.get_color() for mark in marks]
    assert filled == [True, False, False]


def test_what_is_found_again_replaces_what_was_recorded(promoted: Champion) -> None:
    first = pd.DataFrame(
        {"region_code": "R", "cluster_code": ["a", "b"], "year": 2013, "outcome": [1.0, 2.0]}
    )
    versions.record(promoted.name, promoted.version, first)
    before = versions.monitored(promoted.name)
    versions.record(promoted.name, promoted.version, first.iloc[1:].assign(outcome=5.0))
    kept = versions.recorded(promoted.name, promoted.version)
    assert kept is not None
    assert kept["outcome"].tolist() == [1.0, 5.0]
    # Who serves the package learns that there is more to read.
    assert versions.monitored(promoted.name)[promoted.package] > before[promoted.package]


@pytest.mark.parametrize("level", ["0.8", "120"])
@pytest.mark.usefixtures("promoted")
def test_a_level_that_is_not_per_cent_is_refused(demo_folder: Path, level: str) -> None:
    result = run("monitor", "--package", str(demo_folder), "--level", level)
    assert isinstance(result.exception, InputError)
    assert ("per cent, 80 for 0.8" if level == "0.8" else "below 100") in str(result.exception)
