"""Which divisions a code of NACE or ISIC holds."""

import pytest

from features.sources.classifications.nace import (
    DIVISIONS,
    SECTIONS,
    level,
    members,
    members_of,
    named,
    notation,
    version_of,
)
from features.sources.classifications.nace_names import NAMES


@pytest.mark.parametrize(
    ("code", "divisions"),
    [
        ("A", "01 02 03"),
        ("C28", "28"),
        ("28", "28"),
        ("C10-C12", "10 11 12"),
        ("C10T12", "10 11 12"),
        ("C10-12", "10 11 12"),
        ("C31_C32", "31 32"),
        ("A01_02", "01 02"),
        ("D_E", "35 36 37 38 39"),
        ("BTEXC", "05 06 07 08 09 35 36 37 38 39"),
        ("B-E_X_C", "05 06 07 08 09 35 36 37 38 39"),
        ("C_X_C10-C31_C33", "32"),
        ("M-N_X_M69-M75", "77 78 79 80 81 82"),
        ("MN", "69 70 71 72 73 74 75 77 78 79 80 81 82"),
        ("T", "97 98"),
        ("RTU", "90 91 92 93 94 95 96 97 98 99"),
        ("C10.1", "101"),
        ("S_X_S95", "94 96"),
        ("HTC", ""),
        ("NRP", ""),
        ("K61", ""),  # 61 is in J
        ("C34", ""),
    ],
)
def test_members(code: str, divisions: str) -> None:
    assert sorted(members(code)) == divisions.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [("BTE", "B-E"), ("GTI", "G-I"), ("_T", "TOTAL"), ("M_N", "MTN"), ("OTU", "O-U"), ("L", "L68")],
)
def test_notations_of_eurostat_and_the_oecd_mean_the_same(one: str, other: str) -> None:
    assert members(one) == members(other) != frozenset()


@pytest.mark.parametrize("version", SECTIONS)
def test_sections_part_the_total(version: str) -> None:
    sections = [code for code in SECTIONS[version] if len(code) == 1]
    held = [members(code, version) for code in sections]
    assert sum(map(len, held)) == len(members("TOTAL", version)) == len(DIVISIONS[version])
    assert frozenset().union(*held) == members("TOTAL", version)


def test_what_is_taken_off_below_divisions_stays_apart() -> None:
    found = members_of(["B-S_X_K642", "K64", "K642", "B-N_S95_X_K", "S95", "S"])
    assert found["K642"] < found["K64"]
    assert not found["K642"] & found["B-S_X_K642"]
    assert found["K64"] - found["K642"] < found["B-S_X_K642"]
    assert found["S95"] < found["B-N_S95_X_K"]
    assert not found["K64"] & found["B-N_S95_X_K"]


def test_sections_of_the_versions_are_not_taken_for_each_other() -> None:
    assert members("K", "2") == {"64", "65", "66"} == members("L", "2.1")
    assert members("D", "1.1") >= {"15", "37"}
    assert members("DA", "1.1") == {"15", "16"} == members("DA15", "1.1") | members("DA16", "1.1")


@pytest.mark.parametrize(
    ("dimension", "codes", "version"),
    [
        ("nace_r2", [], "2"),
        ("NACE_R2", ["K62"], "2"),
        ("nace_r21", [], "2.1"),
        ("nace_r2_1", [], "2.1"),
        ("isic5", [], "2.1"),
        ("isic4", [], "2"),
        ("nace_r1", [], "1.1"),
        ("nace_r11", [], "1.1"),
        ("isic3", [], "1.1"),
        ("ACTIVITY", ["J62", "C10"], "2"),
        ("ACTIVITY", ["K62", "C10"], "2.1"),
        ("ACTIVITY", ["D15", "C10"], "1.1"),
        ("ACTIVITY", [], "2"),
    ],
)
def test_the_version_is_read_from_names_or_codes(
    dimension: str, codes: list[str], version: str
) -> None:
    assert version_of(dimension, "", codes) == version


def test_levels_and_notation() -> None:
    assert [level(it) for it in ("TOTAL", "C", "C28", "C281", "B-E")] == [0, 1, 2, 3, 5]
    codes = ["BTE", "C10T12", "C10-12", "_T", "M_N", "C28", "T"]
    assert [notation(it) for it in codes] == [
        "B-E",
        "C10-C12",
        "C10-C12",
        "Total",
        "M_N",
        "C28",
        "T",
    ]


def test_every_section_and_division_has_a_name() -> None:
    for version in ("2", "2.1", "1.1"):
        assert all(named(code, NAMES[version], version) for code in SECTIONS[version])
    assert all(named(f"X{it}"[1:], NAMES["2"]) for it in DIVISIONS["2"])
    assert named("BTE", NAMES["2"]) == "Industry (except construction)"
    assert named("C28", NAMES["2"]).startswith("Manufacture of machinery")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("J59_60", "Audiovisual, broadcasting"),
        ("10T12", "Food products, beverages and tobacco"),
        ("01T03", "Agriculture, forestry and fishing"),
        ("A01_02", "Crop and animal production, hunting and related service activities; Forestry"),
        ("C10T15", ""),
        ("XYZ", ""),
    ],
)
def test_unions_have_the_names_of_their_parts(code: str, name: str) -> None:
    found = named(code, NAMES["2"])
    assert found.startswith(name) and bool(found) == bool(name)
