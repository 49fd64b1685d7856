"""Capitals become readable, and names that repeat a code are told from real ones."""

import pytest

from features.sources.naming.wording import in_place_case, in_sentence_case, says_nothing


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("SOIL WORKING; PARTS, IN GENERAL", "Soil working; parts, in general"),
        ("DOORS IN GENERAL, e.g. BLINDS, GATES", "Doors in general, e.g. blinds, gates"),
        ("SCHEME OF SUBCLASSES E05D AND E05F", "Scheme of subclasses E05D and E05F"),
        ("UNMANNED AERIAL VEHICLES [UAV]; EQUIPMENT", "Unmanned aerial vehicles [UAV]; equipment"),
        ("LOCKS (USE OF DNA IN GENERAL A01B)", "Locks (use of DNA in general A01B)"),
        ("SOWING (making furrows A01C 5/00)", "Sowing (making furrows A01C 5/00)"),
        ("X-RAY APPARATUS; VITAMIN B", "X-ray apparatus; vitamin B"),
        ("ПРОИЗВОДСТВО МЕТАЛЛОВ", "Производство металлов"),
        ("Manufacture of NACE goods", "Manufacture of NACE goods"),
        ("", ""),
    ],
)
def test_titles_in_capitals_are_put_in_sentence_case(title: str, expected: str) -> None:
    assert in_sentence_case(title) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CENTRE — VAL DE LOIRE", "Centre — Val de Loire"),
        ("PROVENCE-ALPES-CÔTE D’AZUR", "Provence-Alpes-Côte d’Azur"),
        ("CENTRO (IT)", "Centro (IT)"),
        ("EAST MIDLANDS (ENGLAND)", "East Midlands (England)"),
        ("LE HAVRE", "Le Havre"),
        ("USA", "USA"),
        ("Île de France", "Île de France"),
    ],
)
def test_places_in_capitals_keep_one_in_front_of_each_word(name: str, expected: str) -> None:
    assert in_place_case(name) == expected


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("", "C1", True),
        ("b62b", "B62B", True),
        ("CPC subclass B62B", "B62B", True),
        ("CPC section C", "C", True),
        ("NACE Rev. 2 division 10", "10", True),
        ("Manufacturing", "C", False),
        ("Cycles B62B", "B62B", False),
        ("Section of industry", "C", False),
        ("Region 7", "8", False),
    ],
)
def test_names_that_only_repeat_the_code(name: str, code: str, expected: bool) -> None:
    assert says_nothing(name, code) is expected
