"""Which state of a package was published at an origin."""

import pandas as pd

from features.vintages.states import Vintage, known_at, published_at, states
from tests.features.vintages import revised

TRUTH = revised.final(2006).iloc[:30]


def of_days(*days_years: tuple[str, int]) -> list[Vintage]:
    """A vintage of each day, with data up to a year."""
    return [
        Vintage(f"{day}-{'ab'[n % 2] * 12}", revised.package(TRUTH.loc[:, :year]))
        for n, (day, year) in enumerate(days_years)
    ]


def found(former: list[Vintage], last: int = 2006) -> list[tuple[str, int]]:
    now = revised.package(TRUTH.loc[:, :last])
    ordered = states(now, former, "cluster_indicators", "value_added")
    return [(state.name[:10], state.last_year) for state in ordered]


def test_the_newest_state_of_a_year_before_the_first_later_one_was_published() -> None:
    days = ("2004-05-01", 2003), ("2004-11-01", 2003), ("2005-05-01", 2004), ("2006-01-01", 2003)
    now = revised.package(TRUTH)
    ordered = states(now, of_days(*days), "cluster_indicators", "value_added")
    published = published_at(ordered, 2003)
    assert published is not None
    assert published.name.startswith("2004-11-01")
    assert [state.last_year for state in known_at(ordered, 2004)] == [2003, 2003, 2004, 2003]
    assert published_at(ordered, 2002) is None
    assert published_at(ordered, 2005) is None
    assert published_at(ordered, 2006) is ordered[-1]


def test_vintages_of_one_day_are_in_the_order_of_their_last_years() -> None:
    former = of_days(("2007-01-01", 2005), ("2007-01-01", 2003), ("2006-01-01", 2004))
    assert [year for _, year in found(former)] == [2004, 2003, 2005, 2006]


def test_one_series_that_is_ahead_does_not_move_the_last_year() -> None:
    ahead = TRUTH.loc[:, :2004].assign(**{"2005": None}).rename(columns={"2005": 2005})
    ahead.iloc[0, -1] = 1.0
    vintage = Vintage("2005-01-01-aaaaaaaaaaaa", revised.package(ahead.astype(float)))
    assert found([vintage])[0] == ("2005-01-01", 2004)


def test_a_state_in_another_unit_or_without_the_indicator_was_not_published() -> None:
    rebased = Vintage("2004-01-01-aaaaaaaaaaaa", revised.package(TRUTH.loc[:, :2003], "of 1995"))
    other = revised.package(TRUTH.loc[:, :2004])
    rows = other.tables["cluster_indicators"].assign(indicator="jobs")
    names = pd.DataFrame({"indicator": ["jobs"], "unit": ["persons"], "description": ["Jobs"]})
    changed = {**other.tables, "cluster_indicators": rows, "indicators": names}
    lacking = Vintage("2005-01-01-aaaaaaaaaaaa", type(other)("p", "P", "0" * 64, changed, {}))
    ordered = states(
        revised.package(TRUTH), [rebased, lacking], "cluster_indicators", "value_added"
    )
    assert [state.last_year for state in ordered] == [2003, 2006]
    assert published_at(ordered, 2003) is None
