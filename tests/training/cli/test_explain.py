"""The command explain: its files, its table, its JSON, and what it refuses."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from features.errors import InputError, UnknownCodeError
from features.package import Package
from tests.training import champions
from training.__main__ import app
from training.champion import Champion
from training.cli import explain
from training.cli.explain import Series
from training.figures import explain_page
from training.growth.explain import trend_draws
from training.growth.explain.trend_draws import Shock

runner = CliRunner()

SERIES = Series("R1", "C1", "value_added")

COLUMNS = ["region_code", "cluster_code", "year", "indicator", "value"]
YEARS = np.arange(1991, champions.CUTOFF + 1)


@pytest.fixture
def package() -> Package:
    """C1 of R1 grows by 5 % a year up to 2001 and stands still after, but for a dip in 2008."""
    growth = np.where(YEARS > 2001, 0.0, 0.05)
    noise = 0.012 * np.random.default_rng(0).normal(size=len(YEARS))
    values = 1000 * np.exp(np.cumsum(growth) + noise - 0.2 * (YEARS == 2008))
    first = pd.DataFrame({"year": YEARS, "value": values}).assign(cluster_code="C1")
    other = pd.DataFrame({"year": [2010], "value": [3.0]}).assign(cluster_code="C2")
    rows = pd.concat([first, other], ignore_index=True)
    rows = rows.assign(region_code="R1", indicator="value_added")
    elsewhere = rows.tail(1).assign(region_code="R2")
    data = champions.package()
    tables = {
        **data.tables,
        "cluster_indicators": pd.concat([rows, elsewhere], ignore_index=True)[COLUMNS],
        "clusters": champions.growth().tables["clusters"],
        "indicators": champions.growth().tables["indicators"],
    }
    return replace(data, tables=tables)


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prophet draws little, where nothing is asked of what it finds."""
    monkeypatch.setattr(trend_draws, "DRAWS", 60)


def champion(sha256: str = "a" * 64) -> Champion:
    return champions.growth(sha256)


def test_breaks_shocks_and_the_champions_forecast(package: Package) -> None:
    shock = Shock("dip", 2008, 2008)
    found = explain.explained(package, SERIES, [shock], 3, champion())
    (one,) = found["changepoints"]
    assert one["first"] <= 2001 <= one["last"]
    assert one["change_low"] < one["change"] < one["change_high"] < 0
    (dip,) = found["shocks"]
    assert dip["per_cent"] == pytest.approx(100 * np.expm1(-0.2), abs=3)
    assert dip["effect_low"] < dip["effect"] < dip["effect_high"] < 0
    assert found["forecast"]["calibrated"]
    assert found["forecast"]["source"] == "cluster-growth version 1 (hybrid)"
    assert [point["median"] for point in found["forecast"]["points"]] == [110.0, 121.0]
    assert (found["region_name"], found["cluster_name"]) == ("Rivermouth", "Machinery")
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    page = explain_page.page(found)
    assert "calibrated on the errors of its earlier forecasts" in page
    assert "dip" in page
    assert "http" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (-0.0766, 1.7895, ("−0.08", "+1.79", "+1.87")),
        (12.345, -0.4, ("+12.3", "−0.4", "−12.7")),
        (1234.5, 1300.2, ("+1,234", "+1,300", "+66")),
        (0.0, 0.0, ("+0.00", "+0.00", "+0.00")),
    ],
)
def test_a_change_is_the_difference_of_the_figures_shown(
    before: float, after: float, shown: tuple[str, str, str]
) -> None:
    assert explain_page.step({"before": before, "after": after}) == shown


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize(("times", "cut"), [(1.2, False), (20.0, True)])
def test_the_figure_holds_the_widest_interval_or_says_that_it_is_cut_off(
    package: Package, times: float, cut: bool
) -> None:
    found = explain.explained(package, SERIES, [], 3)
    for point in found["forecast"]["points"]:
        point["upper_95"] = times * point["upper_80"]
    widest = max(point["upper_95"] for point in found["forecast"]["points"])
    (axes,) = explain_page.figure(found).axes
    said = any("cut off" in text.get_text() for text in axes.texts)
    assert said is cut
    assert bool(axes.get_ylim()[1] < widest) is cut


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("other", [None, champion("b" * 64)])
def test_without_a_champion_of_the_package_the_forecast_is_said_to_be_uncalibrated(
    package: Package, other: Champion | None
) -> None:
    found = explain.explained(package, SERIES, [], 3, other)
    assert not found["forecast"]["calibrated"]
    assert found["forecast"]["source"] == "Prophet"
    assert [point["year"] for point in found["forecast"]["points"]] == [2011, 2012, 2013]
    assert "not calibrated" in explain_page.page(found)
    assert found["shocks"] == []


def test_unknown_codes_come_with_the_nearest(package: Package) -> None:
    for arguments, message in (
        (("R9", "C1", "value_added"), "unknown region 'R9': did you mean R"),
        (("R1", "C9", "value_added"), "unknown cluster 'C9': did you mean C"),
        (("R1", "C1", "value_adde"), "unknown indicator .*did you mean value_added"),
    ):
        with pytest.raises(UnknownCodeError, match=message):
            explain.explained(package, Series(*arguments), [], 3)
    with pytest.raises(InputError, match="no value_added of cluster C1 in region R2"):
        explain.explained(package, replace(SERIES, region="R2"), [], 3)
    with pytest.raises(InputError, match="1 year with a value"):
        explain.explained(package, replace(SERIES, cluster="C2"), [], 3)


@pytest.mark.parametrize(
    ("text", "shock"),
    [
        ("2008", Shock("2008", 2008, 2008)),
        ("2008:2009", Shock("2008:2009", 2008, 2009)),
        ("2008:2009=great recession", Shock("great recession", 2008, 2009)),
    ],
)
def test_a_shock_is_years_and_perhaps_a_name(text: str, shock: Shock) -> None:
    assert explain.parsed(text) == shock


@pytest.mark.parametrize(
    ("text", "message"),
    [("soon", "not 'soon'"), ("2009:2008=war", "ends before it begins"), ("=war", "not '=war'")],
)
def test_no_shock_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        explain.parsed(text)


@pytest.mark.usefixtures("few_draws")
def test_the_command_writes_a_page_and_one_line_of_json(
    demo_folder: Path, tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = [
        *("explain", "growth", "--package", str(demo_folder), "--cluster", "C1"),
        *("--json", "-", "--shock", "2008:2009=crisis"),
    ]
    result = runner.invoke(app, [*arguments, "--region", "nowhere", "--out", "out"])
    assert isinstance(result.exception, UnknownCodeError)
    assert not (tmp_path / "out").exists(), "nothing is written where nothing is answered"
    region = pd.read_csv(demo_folder / "cluster_indicators.csv")["region_code"].iloc[0]
    result = runner.invoke(app, [*arguments, "--region", str(region)])
    assert result.exit_code == 0, result.output
    assert "Effects of shocks" in result.stdout
    line = json.loads(result.stdout.strip().splitlines()[-1])
    assert line["shocks"][0]["name"] == "crisis"
    assert line["demo"]
    page = tmp_path / "reports" / "demo" / f"{region}-C1" / "explain.html"
    assert "invented regions" in page.read_text(encoding="utf-8")
