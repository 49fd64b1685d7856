"""Exposure of other regions, with a nation worked by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose

from features.links.elsewhere import Nation, exposed_elsewhere, factors
from features.links.exposure import Departure
from features.links.flow_table import InputOutput

TABLE = InputOutput(
    "N",
    2000,
    ("steel", "car"),
    np.array([[0.0, 120.0], [0.0, 0.0]]),
    np.array([300.0, 400.0]),
)
"""Steel is .3 of a unit of cars."""
NATION = Nation(
    TABLE,
    ("A", "B", "C"),
    np.array([[0.0, 200.0], [200.0, 0.0], [100.0, 200.0]]),
    np.array([300.0, 400.0]),
    np.ones((3, 3)),
)
"""A makes cars alone, B steel alone, C both."""
LINKS = pd.DataFrame({"region_code": ["A"], "neighbour_code": ["B"], "weight": [3.0]})
LINKED = replace(NATION, factor=factors(LINKS, list(NATION.regions)))


def shares(found: pd.DataFrame, direction: str) -> dict[tuple[str, str], float]:
    rows = found[found["direction"] == direction]
    keys = zip(rows["region_code"], rows["neighbour_code"], strict=True)
    return dict(zip(keys, rows["share"], strict=True))


def test_what_a_region_lacks_comes_from_where_it_is_made() -> None:
    # A has no steel: all of .3 x 200 = 60 comes from the 300 of B and C, a fifth of each.
    found = exposed_elsewhere(NATION, "A", "car", Departure(-0.1, -0.2, -0.05))
    assert_allclose(
        [shares(found, "upstream")[key] for key in (("B", "steel"), ("C", "steel"))], 0.2
    )
    first = found[found["direction"] == "upstream"].iloc[0]
    # More rests on it in B, which makes more steel.
    assert first["region_code"] == "B"
    assert_allclose(first[["effect", "effect_low", "effect_high"]].astype(float), [-2, -4, -1])


def test_a_neighbour_counts_double() -> None:
    # 60 over 2 x 200 + 100: B sells 2 x 60 / 500 of its 200 per unit, C half as much per unit.
    found = shares(exposed_elsewhere(LINKED, "A", "car"), "upstream")
    assert_allclose([found["B", "steel"], found["C", "steel"]], [120 / 500, 60 / 500])


def test_buyers_elsewhere_by_the_share_of_the_region_in_supply() -> None:
    # A buys all its steel elsewhere, two thirds of it in B: .3 x 2 / 3 of a unit of its cars.
    found = shares(exposed_elsewhere(NATION, "B", "steel"), "downstream")
    assert_allclose(found["A", "car"], 0.2)
    # C makes some steel itself: less than its share of what A buys.
    assert found["C", "car"] < 0.2
    assert ("B", "car") not in found


def test_a_region_of_another_table_has_no_others() -> None:
    assert exposed_elsewhere(NATION, "Z", "car").empty
    alone = replace(NATION, regions=("A",), sizes=NATION.sizes[:1], factor=np.ones((1, 1)))
    assert exposed_elsewhere(alone, "A", "car").empty
