"""The demo country by quarter or month: the country in its annual view, seasons as planted."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features import demo, package
from features.__main__ import app
from features.demo.seasons import seasons
from features.growth.panel import growth_panel
from features.package.describe import describe

KEYS = ["region_code", "cluster_code", "year", "indicator"]


@pytest.mark.parametrize("per_year", [4, 12])
def test_yearly_means_are_the_annual_country(per_year: int) -> None:
    rows = demo.make(periods_per_year=per_year)["cluster_indicators"]
    annual = demo.make()["cluster_indicators"].set_index(KEYS)["value"].sort_index()
    means = rows.groupby(KEYS)["value"].mean().sort_index()
    assert (rows.loc[rows["indicator"] == "employment", "period"] == 0).all()
    pd.testing.assert_series_equal(means, annual, rtol=1e-3)


def test_seasons_are_shares_of_the_average_month() -> None:
    planted = seasons(["A", "B"], 1, 12)
    np.testing.assert_allclose(planted.mean(axis=1), 1.0)
    wave = np.log(planted)
    assert (wave.max(axis=1) - wave.min(axis=1)).between(0.03, 0.51).all()


def test_the_command_writes_quarters(tmp_path: Path) -> None:
    app(["demo", str(tmp_path / "p"), "--periods", "4"], standalone_mode=False)
    described = describe(package.read(tmp_path / "p"))
    assert described.name == "demo-quarterly", "another package than the annual country"
    rows = described.indicators.set_index("indicator")
    last = rows["last_year"].to_dict()["value_added"]
    assert rows.loc[["value_added", "employment"], "last_period"].tolist() == [f"{last} Q4", ""]
    panel = growth_panel(package.read(tmp_path / "p"), 2010)
    assert panel.periods_per_year == 4
    assert panel.values.shape == (480, 15 * 4)
