"""Levels and parents of regions, from their codes."""

import pandas as pd
import pytest

from features.sources.classifications.countries import country_name, two_letters
from features.sources.classifications.nuts import ancestors, grid_regions, is_group, regions


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("AT", []),
        ("AT130", ["AT13", "AT1", "AT"]),
        ("ATZZZ", ["ATZZ", "ATZ", "AT"]),
        ("EL", []),
        ("EL30", ["EL3", "EL"]),
        ("GR30", ["GR3", "GR"]),
        ("UKI31", ["UKI3", "UKI", "UK"]),
        ("UKN12", ["UKN0", "UKN", "UK"]),
        ("NO0", ["NO"]),
        ("XK", []),
        ("AT001MC", ["AT"]),
        ("AT_NM", ["AT"]),
        ("US", []),
        ("EU27_2020", None),
        ("EA19", None),
        ("EFTA", None),
        ("EEA30_2007", None),
        ("EU", None),
        ("EEA", None),
        ("DE_TOT", None),
        ("US06", None),
    ],
)
def test_ancestors(code: str, above: list[str] | None) -> None:
    assert ancestors(code) == above


def test_countries_are_no_groups_of_countries() -> None:
    assert not any(map(is_group, ["EE", "EE00", "ES", "ESZZ", "AT", "EL", "IN"]))


def test_regions_above_those_of_a_table_are_added() -> None:
    found = regions(["AT13", "EA20", "AT_X"], {"AT13": "Wien"}).set_index("code")
    assert found["parent_code"].to_dict() == {
        "AT": "",
        "AT1": "AT",
        "AT13": "AT1",
        "AT_X": "",
        "EA20": "",
    }
    assert found["name"].to_dict() | {"EA20": "", "AT_X": ""} == {
        "AT": "Austria",
        "AT1": "",
        "AT13": "Wien",
        "AT_X": "",
        "EA20": "",
    }
    assert found["left_out"]["EA20"].startswith("group of countries")
    assert found["left_out"]["AT_X"].startswith("neither a country")
    assert found["left_out"]["AT13"] == ""


def test_of_cities_and_their_areas_only_cities_are_kept() -> None:
    found = regions(["AT001C", "AT001F"], {}).set_index("code")
    assert found["left_out"].eq("").to_dict() == {"AT": True, "AT001C": True, "AT001F": False}


def grid(levels: dict[str, str], countries: dict[str, str] | None = None) -> pd.DataFrame:
    areas = pd.DataFrame({"code": list(levels), "level": list(levels.values())})
    return grid_regions(areas, {}, countries or {}).set_index("code")


def test_levels_of_the_territorial_grid() -> None:
    found = grid({"AUT": "CTRY", "AT13": "TL2", "AT130": "TL3", "CAN": "CTRY", "CA35": "TL2"})
    assert found["parent_code"].to_dict() == {
        "AUT": "",
        "AT13": "AUT",
        "AT130": "AT13",
        "CAN": "",
        "CA35": "CAN",
    }
    assert found["left_out"].eq("").all()


@pytest.mark.parametrize("written", ["AT", "AUT"])
def test_countries_stand_as_the_file_writes_them(written: str) -> None:
    assert grid({written: "CTRY", "AT1": "TL2"}).loc["AT1", "parent_code"] == written


def test_a_country_that_a_file_lacks_is_added() -> None:
    found = grid({"ME01": "TL2", "UKC11": "TL3", "JPA": "TL2", "CHL01F": "FUA"})
    assert found["parent_code"].to_dict() == {
        "CHL": "",
        "CHL01F": "CHL",
        "GBR": "",
        "JPA": "JPN",
        "JPN": "",
        "ME01": "MEX",
        "MEX": "",
        "UKC11": "GBR",
    }
    said = grid({"UKC1": ""}, {"UKC1": "GBR"})
    assert said["name"].to_dict() == {"GBR": "United Kingdom", "UKC1": ""}


def test_small_regions_across_large_ones_are_left_out() -> None:
    areas = {"USA": "CTRY", "US06": "TL2", "US001": "TL3", "US061": "TL3"}
    found = grid({**areas, "JPN": "CTRY", "JPA01": "TL3"})
    assert "would count twice" in found["left_out"]["US001"]
    assert "would count twice" in found["left_out"]["US061"]  # crosses states, whatever its code
    assert found.loc[["JPA01"], ["parent_code", "left_out"]].to_numpy().tolist() == [["JPN", ""]]


def test_groups_in_the_grid_are_left_out() -> None:
    found = grid({"OECD": "CTRY", "EU27_2020": "CTRY", "DEU": "CTRY"})
    assert found["left_out"].ne("").to_dict() == {"DEU": False, "EU27_2020": True, "OECD": True}


def test_countries_of_eurostat_and_iso() -> None:
    assert [two_letters(it) for it in ("GRC", "GR", "EL", "GBR", "GB", "XX")] == [
        "EL",
        "EL",
        "EL",
        "UK",
        "UK",
        "",
    ]
    assert country_name("AUT") == country_name("AT") == "Austria"
