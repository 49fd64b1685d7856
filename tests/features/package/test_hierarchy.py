"""Regions above and below a region."""

import pandas as pd
import pytest

from features.errors import UnknownCodeError
from features.package.hierarchy import ancestry, family, lowest_below, nearest

REGIONS = pd.DataFrame(
    {
        "region_code": ["N", "A", "B", "A1", "A2", "X"],
        "parent_code": ["", "N", "N", "A", "A", ""],
    }
)


def test_the_lowest_known_regions_add_up_to_the_one_above() -> None:
    assert lowest_below(REGIONS, "N", REGIONS["region_code"]) == ["A1", "A2", "B"]
    assert lowest_below(REGIONS, "N", ["A", "B"]) == ["A", "B"]
    assert lowest_below(REGIONS, "X", REGIONS["region_code"]) == []


def test_ancestors_are_listed_from_the_region_up() -> None:
    assert ancestry(REGIONS, "A1") == ["A1", "A", "N"]
    with pytest.raises(UnknownCodeError, match="unknown region 'A3'"):
        ancestry(REGIONS, "A3")


def test_a_family_is_what_lies_above_and_below() -> None:
    assert family(REGIONS, "A", REGIONS["region_code"]) == {"N", "A", "A1", "A2"}
    assert family(REGIONS, "A1", ["B"]) == {"N", "A", "A1"}
    with pytest.raises(UnknownCodeError):
        family(REGIONS, "A3", [])


def test_the_nearest_present_region_is_the_region_itself_or_one_above_it() -> None:
    present = {"N", "A1"}
    found = nearest(REGIONS, ["A1", "A2", "N", "X"], present)
    assert found == {"A1": "A1", "A2": "N", "N": "N"}  # nothing is above X
