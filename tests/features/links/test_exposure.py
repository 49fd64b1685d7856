"""Exposure, with tables worked by hand."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from features.errors import UnknownCodeError
from features.links.exposure import Departure, departure, direct_shares, exposed, total_shares
from features.links.flow_table import InputOutput

BOOK = InputOutput(
    "R", 2000, ("1", "2"), np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0])
)
"""The table of Miller & Blair (2009), sec. 2.3: A = [[.15, .25], [.20, .05]]."""
CHAIN = InputOutput(
    "R",
    2000,
    ("ore", "steel", "car"),
    np.array([[0.0, 30.0, 0.0], [0.0, 0.0, 40.0], [0.0, 0.0, 0.0]]),
    np.array([60.0, 100.0, 200.0]),
)
"""Ore goes into steel alone and steel into cars alone: half of ore, two fifths of steel."""


def test_the_book_table_by_hand() -> None:
    # 2 buys 500 of the 1,000 of 1; with 2 given, x1 = .15 x1 + .25 x2, so 500 / .85 of 1,000 rest.
    assert_allclose(direct_shares(BOOK, "2")["upstream"], [0.5, 0])
    assert_allclose(total_shares(BOOK, "2")["upstream"], [0.5 / 0.85, 0])
    # 1 supplies .25 of each unit of 2, which needs .05 of its own: .25 / .95 over all rounds.
    assert_allclose(direct_shares(BOOK, "1")["downstream"], [0, 0.25])
    assert_allclose(total_shares(BOOK, "1")["downstream"], [0, 0.25 / 0.95])


def test_what_is_two_steps_away_is_exposed_through_what_lies_between() -> None:
    found = exposed([CHAIN], "car", Departure(-0.1, -0.15, -0.05)).set_index("neighbour_code")
    assert found["direction"].tolist() == ["upstream", "upstream"]
    assert_allclose(found.loc["steel", ["share", "total_share"]].astype(float), [0.4, 0.4])
    assert_allclose(found.loc["ore", ["share", "total_share"]].astype(float), [0, 0.4 * 0.5])
    ends = ["total_effect", "total_effect_low", "total_effect_high"]
    assert_allclose(found.loc["ore", ends].astype(float), [-2, -3, -1])
    down = exposed([CHAIN], "ore").set_index("neighbour_code")
    # .3 of a unit of steel is ore, .2 of a car is steel.
    assert_allclose(down["total_share"].loc[["steel", "car"]], [0.3, 0.3 * 0.2])
    assert_allclose(down["effect"].loc[["steel", "car"]], [30, 0])


def test_the_range_is_over_tables_and_over_the_departure() -> None:
    other = replace(CHAIN, flows=CHAIN.flows / 2)
    found = exposed([CHAIN, other], "car", Departure(0.1, -0.02, 0.2)).iloc[0]
    columns = ["share", "share_low", "share_high", "effect", "effect_low", "effect_high", "output"]
    # From .4 and .2: at least .4 of -2 %, at most .4 of 20 %.
    assert_allclose(found[columns].astype(float), [0.3, 0.2, 0.4, 3, -0.8, 8, 100])


def test_a_departure_lies_between_those_from_the_ends_of_the_interval() -> None:
    above = departure(120, 100, 90, 110)
    assert above is not None
    assert_allclose([above.change, above.low, above.high], [0.2, 120 / 110 - 1, 120 / 90 - 1])
    low_end_below_zero = departure(120, 100, -5, 110)
    assert low_end_below_zero is not None
    assert_allclose([low_end_below_zero.low, low_end_below_zero.high], [120 / 110 - 1, 0.2])
    assert departure(1, 0, -1, 1) is None


def test_trifles_are_left_out_and_the_largest_come_first() -> None:
    small = replace(CHAIN, output=np.array([60.0, 100.0, 40_000.0]))
    assert exposed([small], "steel")["neighbour_code"].tolist() == ["ore"]
    assert exposed([CHAIN], "car", top=1)["neighbour_code"].tolist() == ["steel"]
    with pytest.raises(UnknownCodeError, match="unknown cluster 'boat'"):
        exposed([CHAIN], "boat")
