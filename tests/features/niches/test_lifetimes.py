"""Activities that begin, end, or change their codes: no entries, exits or candidates."""

import numpy as np
import pandas as pd
import pytest

from features.niches.counts import Activity, Counts, count_history
from features.niches.lifetimes import Lifetimes, lifetimes
from features.niches.panel import Portfolios, labels, niche_panel, portfolios
from features.niches.question import NicheQuestion
from features.package import Package

N_REGIONS, N_KINDS, FIRST, LAST, YEAR = 20, 10, 1990, 2015, 2006
OLD, TAKER, RARE = 3, 4, 9
QUESTION = NicheQuestion(horizon=5, window=5)


def cube() -> np.ndarray:
    """Counts (Y, R, A): about 40 a cell, with specialisations that last; the last one is rare."""
    rng = np.random.default_rng(2)
    mean = 40 * rng.lognormal(0, 0.7, (N_REGIONS, N_KINDS))
    mean[:, RARE] = 0.03
    return rng.poisson(mean, (LAST - FIRST + 1, N_REGIONS, N_KINDS)).astype(float)


def merged() -> np.ndarray:
    """From YEAR on the taker has the counts of the old one."""
    values = cube()
    values[YEAR - FIRST :, :, TAKER] += values[YEAR - FIRST :, :, OLD]
    values[YEAR - FIRST :, :, OLD] = 0
    return values


def ended() -> np.ndarray:
    values = cube()
    values[YEAR - FIRST :, :, OLD] = 0
    return values


def begun() -> np.ndarray:
    values = cube()
    values[: YEAR - FIRST, :, OLD] = 0
    return values


def package_of(values: np.ndarray) -> Package:
    """Patents with a row for each count above 0."""
    year, region, kind = np.nonzero(values)
    patents = pd.DataFrame(
        {
            "region_code": [f"R{place:02d}" for place in region],
            "technology_code": [f"T{place:02d}" for place in kind],
            "year": year + FIRST,
            "patents": values[year, region, kind],
        }
    )
    regions = pd.DataFrame({"region_code": [f"R{place:02d}" for place in range(N_REGIONS)]})
    tables = {"patents": patents, "regions": regions.assign(region_name="", parent_code="")}
    return Package("tiny", "tiny", "0", tables, {})


def counts_of(values: np.ndarray, cutoff: int = LAST) -> Counts:
    return count_history(package_of(values), "technology", None).until(cutoff)


def life_of(values: np.ndarray, cutoff: int = LAST) -> Lifetimes:
    return lifetimes(counts_of(values, cutoff), "technology")


def at(values: np.ndarray, cutoff: int) -> Portfolios:
    return portfolios(package_of(values), cutoff, QUESTION)


def test_nothing_ends_begins_or_changes_without_cause() -> None:
    life = life_of(cube())
    assert not life.ended.any()
    assert not life.changed[:, :RARE].any()
    assert not life.handed.any()
    assert (life.last_change()[:RARE] == 0).all()


def test_an_activity_without_counts_in_the_nation_has_ended_at_once_if_it_had_many() -> None:
    for cutoff, has_ended in ((YEAR - 1, False), (YEAR, True), (LAST, True)):
        life = life_of(ended(), cutoff)
        assert life.ended[OLD] == has_ended
    assert life.last[OLD] == YEAR - 1
    assert life.last_change()[OLD] == YEAR


def test_a_rare_activity_has_ended_after_five_years_without_a_count() -> None:
    values = cube()
    values[:, :, RARE] = 0
    values[: YEAR - FIRST, 0, RARE] = 1  # one patent a year
    for cutoff, has_ended in ((YEAR + 2, False), (YEAR + 5, True)):
        assert life_of(values, cutoff).ended[RARE] == has_ended


def test_counts_that_move_to_another_code_change_both() -> None:
    life = life_of(merged())
    changed = np.argwhere(life.handed)
    assert {(FIRST + y, k) for y, k in changed.tolist()} == {(YEAR, OLD), (YEAR, TAKER)}
    assert not life_of(ended()).handed.any(), "nobody took them over"


def test_outcomes_across_an_end_or_a_merger_are_unknown() -> None:
    plain = labels(at(cube(), YEAR - 1), at(cube(), YEAR + 4))
    for values, unknown in ((merged(), [OLD, TAKER]), (ended(), [OLD])):
        found = labels(at(values, YEAR - 1), at(values, YEAR + 4))
        assert np.isnan(found[:, unknown]).all()
        others = np.setdiff1d(np.arange(RARE), [OLD, TAKER])
        assert np.isfinite(found[:, others]).all()
    np.testing.assert_array_equal(found[:, TAKER] >= 0, plain[:, TAKER] >= 0)


def test_outcomes_of_the_taker_are_known_again_when_both_windows_lie_after_the_merger() -> None:
    values = merged()
    for origin, is_known in ((YEAR + 3, False), (YEAR + 4, True)):
        found = labels(at(values, origin), at(values, origin + 5))
        assert np.isfinite(found[:, TAKER]).all() == is_known
        assert np.isnan(found[:, TAKER]).all() != is_known


def test_an_activity_that_begins_is_not_entered_in_its_first_years() -> None:
    values = begun()
    for origin, is_known in ((YEAR, False), (YEAR + 3, False), (YEAR + 4, True)):
        found = labels(at(values, origin), at(values, origin + 5))
        column = at(values, origin).activities.tolist().index(f"T{OLD:02d}")
        assert np.isfinite(found[:, column]).any() == is_known


def test_an_activity_that_ended_is_no_candidate() -> None:
    for values in (ended(), merged()):
        now = at(values, LAST)
        assert not now.candidates("entry")[:, OLD].any()
        assert not now.candidates("exit")[:, OLD].any()
        assert now.candidates("entry")[:, TAKER].any()
        assert at(values, YEAR - 1).candidates("exit")[:, OLD].any()


def test_one_that_begins_is_a_candidate_from_its_first_year() -> None:
    now = at(begun(), YEAR)
    assert now.candidates("entry")[:, now.activities.tolist().index(f"T{OLD:02d}")].any()


def test_past_rates_as_features_do_not_count_a_merger_as_exits() -> None:
    """The rate of regions, at the cutoff when the latest transition spans the merger."""
    plain, found = (niche_panel(package_of(v), YEAR + 4, QUESTION) for v in (cube(), merged()))
    for name in ("technology_exit_rate", "technology_entry_rate"):
        rate, before = (np.asarray(x.features[name]).ravel() for x in (found, plain))
        assert rate[OLD] <= rate.mean() + 0.02
        np.testing.assert_allclose(rate[:OLD], before[:OLD], atol=0.1)


@pytest.mark.parametrize("activity", ["cluster"])
def test_a_cluster_ends_after_three_years_without_a_value_and_zeros_are_values(
    activity: Activity,
) -> None:
    values = cube()[:, :, :5]
    values[-3:, :, 0] = np.nan  # reported by nobody for three years
    values[-2:, :, 1] = np.nan  # two years late
    values[-3:, :, 2] = 0.0
    years = np.arange(FIRST, LAST + 1)
    codes = [np.array([str(place) for place in range(n)], dtype=object) for n in values.shape[1:]]
    counts = Counts(codes[0], codes[1], years, values.astype(np.float32))
    assert lifetimes(counts, activity).ended.tolist() == [True, False, False, False, False]
