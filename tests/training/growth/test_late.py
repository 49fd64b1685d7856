"""Series that end before the panel does are carried to its end by what the others grew."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.growth.panel import GrowthPanel
from features.package import Package
from tests.training.growth.test_discontinued import CUTOFF, some, with_rows
from training.growth import late
from training.growth import task as growth
from training.growth.fitted import Forecast
from training.growth.intervals.conformal import PROBABILITIES, random_walk_growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

NAN = np.nan
HORIZON = 2


def panel_of(values: np.ndarray, regions: list[int] | None = None) -> GrowthPanel:
    """A panel of a country; of series that share nothing where regions are not given."""
    n, n_columns = values.shape
    keys = pd.DataFrame({"region_code": [str(i) for i in range(n)], "cluster_code": "c"})
    groups = {} if regions is None else {"region": np.array(regions)}
    return GrowthPanel(keys, 2000 + np.arange(n_columns), values, groups, {})


def flat(values: np.ndarray) -> Forecast:
    """The last known value again, one apart for each quantile from the middle."""
    last = pd.DataFrame(values).ffill(axis=1).to_numpy()[:, -1]
    median = np.repeat(last[:, None], HORIZON, axis=1)
    apart = np.arange(len(PROBABILITIES)) - (len(PROBABILITIES) - 1) / 2
    return Forecast(median, median[:, :, None] + apart)


@pytest.fixture
def country() -> GrowthPanel:
    """Three regions of eight series, of which one each is late by one or two years."""
    rng = np.random.default_rng(3)
    values = rng.uniform(50, 100, (24, 12))
    values[[0, 8, 16], -1] = NAN
    values[8, -2] = NAN
    values[[1, 9], 9] = NAN
    return panel_of(values, np.repeat([0, 1, 2], 8).tolist())


def test_gaps_are_columns_after_the_last_value() -> None:
    values = np.array([[1, 2, 3.0], [1, 2, NAN], [NAN, 2, NAN], [1, NAN, NAN], [NAN, NAN, NAN]])
    assert late.gaps(values).tolist() == [0, 1, 1, 2, 0]


def test_a_late_series_takes_half_the_growth_and_half_the_change_of_the_median() -> None:
    """All three others grow from 110 to 121, a tenth and 11 (1.1 of their mean change of 10)."""
    values = np.array([[101.0, 110, 121]] * 3 + [[40.0, 50, NAN]])
    scale = 10.0  # of all: (9 + 11) / 2 of the others, 10 of the late one
    shift = (0.1 * 50 / scale + 11 / scale) / 2 * scale
    found = late.caught_up(values)
    np.testing.assert_allclose(found[3], [40, 50, 50 + shift])
    np.testing.assert_array_equal(found[:3], values[:3])


def test_growth_over_the_gap_is_the_median_of_series_with_both_ends() -> None:
    """Of growths by a half, by a fifth and by a tenth over two years, by a fifth."""
    late_one = [60.0, 80, NAN, NAN]
    values = np.array([[80, 100, NAN, 150.0], [80, 100, 110, 120], [80, 100, 5, 110], late_one])
    scales = np.array([(20 + 25 + 25) / 3, (20 + 10 + 10) / 3, (20 + 95 + 105) / 3])
    change = np.median(np.array([50, 20, 10]) / scales)
    end = 80 + (0.2 * 80 + change * 20) / 2  # the late one's own mean change is 20
    np.testing.assert_allclose(late.caught_up(values)[3], [60, 80, (80 + end) / 2, end])


def test_a_region_with_enough_series_is_carried_by_its_own_growth() -> None:
    """Five series of the late one's region double, a dozen elsewhere stand still at the end."""
    doubled, still, late_one = [[90.0, 100, 200]] * 5, [[100.0, 110, 110]] * 12, [[90.0, 100, NAN]]
    values = np.array([*doubled, *still, *late_one])
    regions = np.array([0] * 5 + [1] * 12 + [0])
    scale, others = 10.0, 55.0
    expected = 100 + (100 + 100 / others * scale) / 2
    assert late.caught_up(values, regions)[-1, -1] == pytest.approx(expected)
    assert late.caught_up(values)[-1, -1] == pytest.approx(100)
    fewer = np.delete(values, 0, axis=0), np.delete(regions, 0)
    assert late.caught_up(*fewer)[-1, -1] == pytest.approx(100)
    of_no_region = np.where(regions == 0, -1, regions)
    assert late.caught_up(values, of_no_region)[-1, -1] == pytest.approx(100)


def test_a_forecast_moves_with_the_late_series_and_gets_wider() -> None:
    values = np.array([[101.0, 110, 121]] * 3 + [[40.0, 50, NAN]])
    panel, result = panel_of(values, [0, 0, 0, 1]), flat(values)
    found = late.corrected(result, panel)
    np.testing.assert_allclose(found.median[3], [58, 58])
    growth = random_walk_growth(HORIZON + 1, 3)
    apart = result.quantiles[3] - result.median[3][:, None]
    wider = (growth[1:] / growth[:-1])[:, None]
    np.testing.assert_allclose(found.quantiles[3], 58 + wider * apart)
    assert (wider > 1.2).all()


def test_series_that_share_no_calendar_get_wider_and_do_not_move() -> None:
    values = np.array([[101.0, 110, 121]] * 3 + [[40.0, 50, NAN]])
    result = flat(values)
    found = late.corrected(result, panel_of(values))
    np.testing.assert_array_equal(found.median, result.median)
    assert (np.ptp(found.quantiles[3], axis=1) > np.ptp(result.quantiles[3], axis=1)).all()
    np.testing.assert_allclose(found.quantiles[:3], result.quantiles[:3])


def test_series_that_are_not_late_stay_as_they_are() -> None:
    rng = np.random.default_rng(0)
    values = rng.uniform(50, 100, (20, 8))
    values[3, 2] = NAN  # a gap inside is no late series
    panel, result = panel_of(values, [0] * 20), flat(values)
    assert late.corrected(result, panel) is result
    values[4, -2:] = NAN
    found = late.corrected(result, panel_of(values, [0] * 20))
    others = np.arange(20) != 4
    np.testing.assert_array_equal(found.median[others], result.median[others])
    np.testing.assert_allclose(found.quantiles[others], result.quantiles[others], rtol=1e-12)
    np.testing.assert_array_equal(late.caught_up(values)[[0, 1]], values[[0, 1]])


def test_some_series_of_a_panel_are_forecast_as_among_all() -> None:
    rng = np.random.default_rng(1)
    values = rng.uniform(50, 100, (20, 8))
    values[[4, 9], -1] = NAN
    panel, result = panel_of(values, [0] * 20), flat(values)
    whole, sample = late.corrected(result, panel), np.array([9, 2])
    few = replace(result, median=result.median[sample], quantiles=result.quantiles[sample])
    found = late.corrected(few, panel, sample)
    np.testing.assert_allclose(found.median, whole.median[sample])
    np.testing.assert_allclose(found.quantiles, whole.quantiles[sample])


def test_what_others_did_before_and_within_the_gap_matters_by_their_scale_alone() -> None:
    """Their growth since the late one's last value is that between both ends."""
    rng = np.random.default_rng(2)
    values = rng.uniform(50, 100, (12, 8))
    values[0, -2:] = NAN
    altered = values.copy()
    altered[1:, [0, -2]] = rng.uniform(1, 500, (11, 2))
    growth = np.median(np.log(values[1:, -1] / values[1:, -3]))
    for each in (values, altered):
        scale = np.abs(np.diff(each)).mean(axis=1)
        scale[0] = np.abs(np.diff(each[0, :-2])).mean()
        change = np.median((each[1:, -1] - each[1:, -3]) / scale[1:])
        end = each[0, -3] + (np.expm1(growth) * each[0, -3] + change * scale[0]) / 2
        assert late.caught_up(each)[0, -1] == pytest.approx(end)


def test_nothing_after_the_cutoff_carries_a_late_series(demo_package: Package) -> None:
    """Though the rest of the late series, and all others, are on record after it."""
    rows = some(demo_package).tables["cluster_indicators"]
    is_late = rows["region_code"].eq(rows["region_code"].min())
    rows = rows[~is_late | ~rows["year"].isin([CUTOFF - 1, CUTOFF])]
    altered = rows.assign(value=rows["value"].where(rows["year"] <= CUTOFF, 9 * rows["value"] + 7))
    found, other, in_time = (
        growth.train(
            GrowthPanels(with_rows(demo_package, each), GrowthQuestion(HORIZON)), CUTOFF, "naive"
        ).tables
        for each in (rows, altered, some(demo_package).tables["cluster_indicators"])
    )
    pd.testing.assert_frame_equal(found["forecasts"], other["forecasts"])
    late_ones = found["forecasts"]["region_code"].eq(rows["region_code"].min())
    moved = found["forecasts"]["median"] - in_time["forecasts"]["median"]
    assert (moved[late_ones] != 0).all()


def test_late_series_have_no_part_in_the_growth_of_others(country: GrowthPanel) -> None:
    """Whatever a late series was, the others that are late with it end where they did."""
    altered = country.values.copy()
    altered[0] *= np.linspace(1, 30, altered.shape[1])
    regions = country.groups["region"]
    whole, other = (late.caught_up(each, regions) for each in (country.values, altered))
    np.testing.assert_allclose(whole[1:], other[1:])
    assert not np.allclose(whole[0], other[0])


@pytest.mark.parametrize("n_columns", [3, 10, 40])
def test_nothing_gets_wider_without_a_gap(n_columns: int) -> None:
    gap = np.array([0, 3, 1])
    wider = late.widening(gap, 5, n_columns)
    np.testing.assert_array_equal(wider[0], np.ones(5))
    assert (wider[1] > wider[2]).all()
    assert (wider[2] > 1).all()
    assert (np.diff(wider[1:], axis=1) < 0).all(), "the further ahead, the less a gap matters"
    np.testing.assert_array_equal(late.widening(np.zeros(2, dtype=int), 3, n_columns), 1)


def test_a_gap_makes_intervals_as_wide_as_they_are_from_the_last_value() -> None:
    growth = random_walk_growth(7, 12)
    wider = late.widening(np.array([2]), 5, 12)[0]
    np.testing.assert_allclose(wider * growth[:5], growth[2:])
