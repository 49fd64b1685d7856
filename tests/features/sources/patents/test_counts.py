import pandas as pd
import pytest

from features.sources.patents.counts import truncated_years


def years(*totals: float) -> pd.DataFrame:
    """Patents of years from 2010 on, in two regions."""
    return pd.DataFrame(
        [(2010 + place, total / 2) for place, total in enumerate(totals) for _ in range(2)],
        columns=["year", "patents"],
    )


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((900, 1000, 1010, 990, 1000), []),
        ((1000, 1000, 1010, 990, 1000, 150), [2015]),
        ((1000, 1000, 1010, 990, 850, 400, 20), [2014, 2015, 2016]),
        ((1000, 1000, 1010, 990, 870), []),  # a recession is no truncation
        ((1000, 1000, 1010, 400, 990, 1000), []),  # nor is a gap within
        ((6, 8, 7, 5, 4), []),  # few patents vary
        ((6, 8, 70, 75, 80, 20), [2015]),
        ((100, 1), []),  # too few years to tell
    ],
)
def test_the_last_years_far_below_those_before_are_incomplete(
    totals: tuple[float, ...], expected: list[int]
) -> None:
    found = truncated_years(years(*totals))
    assert list(found) == expected
    assert all("incomplete" in why for why in found.values())
