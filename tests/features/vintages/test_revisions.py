"""Revisions by age, against planted ones and sums by hand."""

import numpy as np
import pandas as pd
import pytest

from features.vintages.revisions import age_table, spread, vintage_table
from features.vintages.states import State, known_at, states
from tests.features.vintages import revised

NOISE = (0.06, 0.02)


def of_years(first: int, last: int) -> list[State]:
    truth = revised.final(last)
    former = {
        f"{year + 1}-06-01": revised.package(revised.published(truth, year, NOISE))
        for year in range(first, last)
    }
    now = revised.package(revised.published(truth, last, NOISE))
    return states(now, revised.vintages(former), "cluster_indicators", "value_added")


def test_the_spread_is_the_planted_one_by_age() -> None:
    found = spread(of_years(2001, 2012))
    assert found[:2] == pytest.approx(NOISE, rel=0.12)
    assert (found[2:] == 0).all()


def test_the_spread_of_few_editions_is_that_of_the_oldest() -> None:
    ordered = of_years(2010, 2012)
    # From 2010 to 2012 both young ages have become final; from 2011 the age of 1 is still to come.
    assert spread(ordered)[:2] == pytest.approx(NOISE, rel=0.25)
    assert (spread(ordered[-1:]) == 0).all()
    assert (spread([]) == 0).all()


def test_editions_of_the_last_years_count_only_where_there_are_no_older_ones() -> None:
    ordered = of_years(2004, 2010)
    before = spread(ordered)
    for state in ordered[:-1]:
        if state.last_year > 2007:
            state.figures["value"] *= 3
    np.testing.assert_array_equal(spread(ordered), before)


def test_one_wild_figure_in_twenty_changes_little() -> None:
    ordered = of_years(2001, 2010)
    for state in ordered[:-1]:
        state.figures.loc[::20, "value"] *= 50
    assert spread(ordered)[0] == pytest.approx(NOISE[0], rel=0.5)


def test_states_after_a_cutoff_do_not_reach_its_spread() -> None:
    ordered = of_years(2001, 2010)
    before = spread(known_at(ordered, 2007))
    for state in ordered[7:]:
        state.figures["value"] *= 3
    np.testing.assert_array_equal(spread(known_at(ordered, 2007)), before)
    assert not np.array_equal(spread(ordered), before)


def test_tables_by_hand() -> None:
    index = pd.MultiIndex.from_tuples(
        [("R1", "C1"), ("R2", "C1"), ("R3", "C1")], names=["region_code", "cluster_code"]
    )
    first = pd.DataFrame([[10.0, 20], [10, 20], [np.nan, 0]], index, [2000, 2001])
    second = pd.DataFrame([[10.0, 22, 5], [10, 19, 5], [7, 4, 5]], index, [2000, 2001, 2002])
    now = second.drop(index=("R3", "C1"))
    former = revised.vintages(
        {"2002-01-01": revised.package(first), "2003-01-01": revised.package(second)}
    )
    listed = vintage_table(revised.package(now), former)
    assert listed["last_year"].tolist() == [2001, 2002, 2002]
    assert listed["rows"].tolist() == [5, 9, 6]
    counts = listed[["changed", "new", "withdrawn"]].iloc[:2].to_numpy().tolist()
    assert counts == [[3, 4, 0], [0, 0, 3]]
    assert listed[["changed", "new", "withdrawn"]].iloc[2].isna().all()
    table = age_table(revised.package(now), former)
    ages = {row["age"]: row for row in table.to_dict("records")}
    # Age 0: 20 to 22 and 20 to 19 of the first vintage, 5 and 5 of the second as they were.
    assert [ages["0"][name] for name in ("figures", "revised", "up")] == [4, 0.5, 0.5]
    sizes = [ages["0"][name] for name in ("median", "q90")]
    assert sizes == pytest.approx(np.quantile([0, 0, 0.05, 0.1], [0.5, 0.9]).tolist())
    assert [ages["1"][name] for name in ("figures", "revised")] == [4, 0]
    assert ages["2"]["figures"] == 2
    assert age_table(revised.package(now), []).empty
    rebased = revised.vintages({"2002-01-01": revised.package(first, "of 1995")})
    assert age_table(revised.package(now), rebased).empty
