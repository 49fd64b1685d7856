"""Intervals where the last values will be revised, and backtests on what was published then."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from features.growth.panel import GrowthPanel
from features.vintages.states import Vintage
from tests.features.vintages import revised as planted
from tests.training.growth.test_late import flat, panel_of
from training.growth import models, revised
from training.growth import task as growth
from training.growth.coherence.totals import totals
from training.growth.intervals import conformal
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.trained import Trained

HORIZON, ORIGIN, LAST = 3, 2012, 2016
NOISE = (0.05, 0.02)
QUESTION = GrowthQuestion(HORIZON)
TRUTH = planted.final(LAST)
NOW = planted.package(planted.published(TRUTH, LAST, NOISE))


def former() -> list[Vintage]:
    """What was published in each year from 2006 on."""
    states = {
        f"{year + 1}-06-01": planted.package(planted.published(TRUTH, year, NOISE))
        for year in range(2006, LAST)
    }
    return planted.vintages(states)


def as_published(vintages: list[Vintage]) -> GrowthPanels:
    return GrowthPanels(NOW, QUESTION, vintages, as_published=True)


def coverage(panel: GrowthPanel, level: float) -> float:
    """Share of final figures of the year after the origin that are inside the intervals."""
    found = models.forecast("theta", panel, HORIZON, models.learner(panel, HORIZON))
    low, high = conformal.bounds(found.quantiles[:, 0], level)
    series = pd.MultiIndex.from_frame(panel.keys)
    actual = TRUTH.loc[series, int(panel.years[-1]) + 1].to_numpy()
    return float(((actual >= low) & (actual <= high)).mean())


def test_final_figures_are_covered_with_revisions_and_not_without() -> None:
    panel = as_published(former()).at(ORIGIN)
    assert panel.revision is not None
    assert panel.revision[:2] == pytest.approx(NOISE, rel=0.15)
    without = replace(panel, revision=None)
    assert coverage(panel, 0.8) == pytest.approx(0.8, abs=0.06)
    assert coverage(panel, 0.95) == pytest.approx(0.95, abs=0.04)
    assert coverage(without, 0.8) < 0.68
    assert coverage(without, 0.95) < 0.89


def test_a_later_vintage_cannot_reach_an_earlier_backtest() -> None:
    vintages = former()
    rng = np.random.default_rng(1)
    altered = [
        Vintage(it.name, planted.package(wild(it.package.tables, rng)))
        if it.name[:4] > str(ORIGIN + 1)
        else it
        for it in vintages
    ]
    other = replace(NOW, tables=planted.package(wild(NOW.tables, rng)).tables)
    first = as_published(vintages)
    second = GrowthPanels(other, QUESTION, altered, as_published=True)
    assert first.vintage(ORIGIN) == second.vintage(ORIGIN) == f"{ORIGIN + 1}-06-01-000000000000"
    one, two = first.at(ORIGIN), second.at(ORIGIN)
    np.testing.assert_array_equal(one.values, two.values)
    np.testing.assert_array_equal(one.revision, two.revision)
    forecasts = [
        growth.evaluate(panels, ORIGIN, ["drift"], "drift").futures for panels in (first, second)
    ]
    columns = ["value", "median", *conformal.QUANTILE_COLUMNS]
    pd.testing.assert_frame_equal(forecasts[0][columns], forecasts[1][columns])
    assert not forecasts[0]["actual"].equals(forecasts[1]["actual"])


def wild(tables: Mapping[str, pd.DataFrame], rng: np.random.Generator) -> pd.DataFrame:
    """The figures of a state, every one of them altered, wide."""
    rows = tables["cluster_indicators"]
    wide = rows.pivot_table(index=["region_code", "cluster_code"], columns="year", values="value")
    return wide * rng.uniform(0.2, 5, wide.shape)


def test_growth_that_came_is_that_of_the_newest_figures() -> None:
    then, now = (
        growth.evaluate(panels, ORIGIN, ["naive", "drift"]).losses
        for panels in (as_published(former()), GrowthPanels(NOW, QUESTION))
    )
    pd.testing.assert_series_equal(then["growth"], now["growth"])
    assert np.abs(then.loc[then["model"] == "naive", "forecast_growth"]).max() < 1e-12
    assert not np.allclose(then["smape"], now["smape"])


def test_an_origin_without_a_vintage_uses_the_package_of_today() -> None:
    panels = as_published(former())
    assert panels.vintage(2000) is None
    assert panels.vintage(LAST) == ""
    plain = GrowthPanels(NOW, QUESTION).at(2000)
    np.testing.assert_array_equal(panels.at(2000).values, plain.values)


def trained(vintages: list[Vintage]) -> Trained:
    question = GrowthQuestion(HORIZON, reconcile=False)
    return growth.train(GrowthPanels(NOW, question, vintages), LAST, "drift")


def test_without_known_revisions_every_number_is_as_before() -> None:
    unchanged = [Vintage("2016-06-01-aaaaaaaaaaaa", NOW)]
    plain, same, wider = trained([]), trained(unchanged), trained(former())
    for name in plain.tables:
        pd.testing.assert_frame_equal(plain.tables[name], same.tables[name])
    assert plain.params == same.params
    assert plain.files == same.files
    assert wider.params["revision_spread"] == pytest.approx(NOISE[0], rel=0.1)
    before, after = plain.tables["forecasts"], wider.tables["forecasts"]
    pd.testing.assert_series_equal(before["median"], after["median"])
    widths = [
        (table["q900"] - table["q100"]).groupby(table["step"]).mean() for table in (before, after)
    ]
    ratio = widths[1] / widths[0]
    assert ratio[1] > 1.3
    assert ratio.is_monotonic_decreasing
    assert ratio[HORIZON] > 1


def test_figures_of_an_earlier_cutoff_have_been_revised_since() -> None:
    panels = GrowthPanels(NOW, QUESTION, former())
    newest, year_before = panels.at(LAST).revision, panels.at(LAST - 1).revision
    assert newest is not None
    assert year_before is not None
    assert year_before[0] == pytest.approx(NOISE[1], rel=0.2)
    assert panels.at(LAST - 4).revision is None
    assert panels.at(2000).revision is None


def test_the_square_of_a_revision_of_its_age_is_added() -> None:
    values = np.array([[80.0, 90, 100], [80, 90, np.nan], [80, np.nan, np.nan], [0, 0, 0]])
    panel = replace(panel_of(values), revision=np.array([0.04, 0.01]))
    before = flat(values)
    found = revised.widened(before, panel)
    np.testing.assert_array_equal(found.median, before.median)
    place = conformal.QUANTILE_COLUMNS.index("q900")
    for series, size in enumerate([0.04 * 100, 0.01 * 90, 0.0, 0.0]):
        apart = before.quantiles[series, 0, place] - before.median[series, 0]
        expected = before.median[series, 0] + np.hypot(apart, norm.ppf(0.9) * size)
        assert found.quantiles[series, 0, place] == pytest.approx(expected)
    assert (np.diff(found.quantiles) >= 0).all()
    assert revised.widened(before, replace(panel, revision=None)) is before
    sampled = revised.widened(flat(values[[1]]), panel, np.array([1]))
    np.testing.assert_allclose(sampled.quantiles[0], found.quantiles[1])


def test_totals_are_not_widened_themselves() -> None:
    panel = GrowthPanels(NOW, QUESTION, former()).at(LAST)
    assert panel.revision is not None
    assert totals(panel)[1].revision is None
