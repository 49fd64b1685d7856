"""One wrong year is named, and does not change what the data are taken for."""

import pandas as pd

from features.package.suspicions.years import last_common_year, stray_years

TODAY = 2026


def series(ends: list[int], start: int = 2000) -> pd.DataFrame:
    """One series for each last year, from the start on."""
    rows = [(f"R{n}", year) for n, end in enumerate(ends) for year in range(start, end + 1)]
    return pd.DataFrame(rows, columns=["region_code", "year"])


def told(rows: pd.DataFrame) -> dict[int, str]:
    texts = stray_years(rows, ["region_code"], TODAY)
    return dict(zip(texts.index.tolist(), texts.tolist(), strict=True))


def test_a_wrong_year_does_not_move_the_last_year() -> None:
    rows = series([2015] * 6)
    rows.loc[15, "year"] = 2051
    assert last_common_year(rows, ["region_code"]) == 2015


def test_the_last_year_is_that_of_a_tenth_of_the_series() -> None:
    assert last_common_year(series([2015] * 18 + [2017] * 2), ["region_code"]) == 2017
    assert last_common_year(series([2015] * 19 + [2017]), ["region_code"]) == 2015


def test_the_last_year_of_one_or_two_series_is_theirs() -> None:
    assert last_common_year(series([2015]), ["region_code"]) == 2015
    assert last_common_year(series([2010, 2015]), ["region_code"]) == 2015


def test_a_year_in_the_future_and_one_far_after_the_others() -> None:
    rows = series([2005] * 6)
    rows.loc[[5, 4], "year"] = [2051, 2012]
    assert told(rows) == {
        5: "is in the future; the last year of other series is 2005",
        4: "is more than 5 years after 2005, the last of other series",
    }


def test_a_year_long_before_the_others() -> None:
    rows = series([2015] * 6)
    rows.loc[3, "year"] = 1903
    assert told(rows) == {3: "is more than 5 years before 2000, the others' first"}


def test_long_and_late_series_are_no_suspicion() -> None:
    long = pd.concat([series([2015] * 6), series([2015], start=1950).replace("R0", "R9")])
    assert told(long.reset_index(drop=True)) == {}
    assert told(series([2015] * 6 + [2019])) == {}
