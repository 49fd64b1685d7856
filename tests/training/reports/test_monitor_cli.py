"""The monitor command: a planted surprise, nothing newer, another package."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from features.errors import InputError
from features.package import Package
from tests.training.support_example import CUTOFF, champion
from training import registry
from training.reports import monitor_cli, monitor_page
from training.reports.monitor_cli import monitoring


def shifted(package: Package, by: float) -> Package:
    """The package with one series of the first year after the cutoff moved."""
    rows = package.tables["cluster_indicators"]
    first = rows[(rows["year"] == CUTOFF + 1) & (rows["indicator"] == "value_added")].index[0]
    value = rows["value"].where(rows.index != first, rows["value"] * by)
    return replace(
        package, tables={**package.tables, "cluster_indicators": rows.assign(value=value)}
    )


def test_a_planted_surprise_is_first_and_named(demo_package: Package) -> None:
    found = monitoring(champion(demo_package, "growth"), shifted(demo_package, 9.0))
    first = found["surprising"][0]
    rows = demo_package.tables["cluster_indicators"]
    planted = rows[(rows["year"] == CUTOFF + 1) & (rows["indicator"] == "value_added")].iloc[0]
    assert (first["region_code"], first["cluster_code"]) == (
        planted["region_code"],
        planted["cluster_code"],
    )
    assert first["outside"] == "above"
    assert first["cluster_name"]
    exposed = [row for row in found["exposed"] if row["cluster_code"] == first["cluster_code"]]
    assert all(row["neighbour_name"] and 0.01 <= row["share"] <= 1 for row in exposed)
    assert exposed
    page = monitor_page.page(found)
    assert first["cluster_name"] in page
    assert "<script" not in page


def test_without_newer_years_there_is_nothing_to_compare(demo_package: Package) -> None:
    found = monitoring(champion(demo_package, "growth"), demo_package.until(CUTOFF))
    assert (found["n"], found["surprising"]) == (0, [])
    assert "nothing can be compared" in monitor_page.page(found)


def test_another_package_is_refused(demo_package: Package) -> None:
    with pytest.raises(InputError, match="give a package named demo"):
        monitoring(champion(demo_package, "growth"), replace(demo_package, name="other"))


def test_the_command_writes_json_and_a_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo_folder: Path, demo_package: Package
) -> None:
    monkeypatch.setattr(registry, "load", lambda name: champion(demo_package, "growth"))
    app = typer.Typer()
    monitor_cli.add_commands(app)
    asked = ["--package", str(demo_folder), "--output", str(tmp_path), "--json", "-"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert printed == json.loads((tmp_path / "monitor.json").read_text(encoding="utf-8"))
    assert printed["n"] > 0
    assert sum(year["n"] for year in printed["years"]) == printed["n"]
    assert (tmp_path / "monitor.html").is_file()
    assert isinstance(pd.DataFrame(printed["years"])["median_error"].iloc[0], float)
