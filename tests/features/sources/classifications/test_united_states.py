"""States and counties of the United States as one partition, and the tree of NAICS."""

import pytest

from features.sources.classifications.united_states import (
    DIVISIONS,
    STATES,
    Area,
    naics_parent,
    regions,
)
from tests.features.sources.accounts.coded import row


def file_code(code: str) -> str:
    return "US000" if code == "US" else code.ljust(5, "0")


MICHIGAN = Area("26000", "Michigan", "26", "state")
WAYNE = Area("26163", "Wayne", "26163", "county")
DETROIT = Area("19820", "Detroit", "C19820", "metro")


def test_states_have_their_codes_and_divisions() -> None:
    assert (STATES["26"].postal, STATES["26"].name) == ("MI", "Michigan")
    assert DIVISIONS[STATES["26"].division] == "East North Central"
    assert len([it for it in STATES.values() if it.division]) == 51  # with the capital's district
    assert len({it.postal for it in STATES.values()}) == len(STATES)


@pytest.mark.parametrize(
    ("code", "parent"),
    [
        ("31-33", ""),
        ("22", ""),
        ("221", "22"),
        ("336", "31-33"),
        ("453", "44-45"),
        ("492", "48-49"),
        ("3363", "336"),
        ("336350", "33635"),
    ],
)
def test_a_code_of_naics_belongs_to_the_one_above(code: str, parent: str) -> None:
    assert naics_parent(code) == parent


def test_counties_lie_in_states_that_are_added() -> None:
    table = regions([WAYNE], False, file_code).set_index("code")
    assert table.loc["26163", "parent_code"] == "26000"
    assert row(table, "26000") == ["Michigan", "US000", "26", ""]
    assert row(table, "US000") == ["United States", "", "US", ""]


def test_metropolitan_areas_are_kept_alone_or_where_they_are_chosen() -> None:
    def kept(areas: list[Area], metros: bool) -> set[str]:
        table = regions(areas, metros, file_code)
        return set(table.loc[table["left_out"] == "", "code"])

    assert kept([DETROIT], False) == {"19820", "US000"}
    assert kept([MICHIGAN, WAYNE, DETROIT], False) == {"26000", "26163", "US000"}
    assert kept([WAYNE, DETROIT], True) == {"19820", "US000"}


def test_national_totals_do_not_count_the_territories() -> None:
    island = Area("72000", "Puerto Rico", "72", "state")
    table = regions([island, MICHIGAN], False, file_code).set_index("code")
    assert table.loc["72000", "parent_code"] == ""
    assert table.loc["26000", "parent_code"] == "US000"


def test_what_is_no_place_leaves_its_state_in() -> None:
    unknown = Area("26999", "", "26999", "county", "no place")
    table = regions([unknown], False, file_code).set_index("code")
    assert table["left_out"].to_dict() == {"26999": "no place", "26000": "", "US000": ""}
