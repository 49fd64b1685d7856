import pytest

from features.sources.classifications.activity_titles import (
    Scheme,
    clean_title,
    code_in,
    match_activity,
    members,
    parents,
)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Обрабатывающие производства", "C"),
        ("  производство пищевых продуктов", "10"),
        ("из них: производство пищевых продуктов1)", "10"),
        ("Всего по обследуемым видам экономической деятельности", "TOTAL"),
        ("Обеспечение электрической энергией, газом и паром; кондиционирование воздуха", "D"),
        ("darunter: Verarbeitendes Gewerbe (C)", "C"),
        ("Produzierendes Gewerbe ohne Baugewerbe", "B-E"),
        ("Handel, Verkehr, Gastgewerbe, Information und Kommunikation (G-J)", "G-J"),
        ("Agriculture", "A"),
        ("Information and communication", "J"),
        ("WZ08-C", "C"),
        ("WZ08-B-05", "05"),
        ("С", "C"),  # Cyrillic
        ("M_N", "M_N"),
        ("B, D and E", "B+D+E"),
        ("C Manufacturing", "C"),
        ("10.1 Мясо", "10.1"),
        ("C10-C12", "C10-C12"),
    ],
)
def test_titles_and_codes_mean_one_industry(label: str, code: str) -> None:
    assert match_activity(label) == code


@pytest.mark.parametrize(
    "label",
    ["A Coruña", "Deutschland", "Table A", "Обрабатывающие", "Industry of toys", "", "2019"],
)
def test_other_texts_mean_no_industry(label: str) -> None:
    assert match_activity(label) == ""


@pytest.mark.parametrize(
    ("scheme", "code"), [("", "C"), ("OKVED 1", "D (OKVED 1)")], ids=["OKVED 2", "OKVED 1"]
)
def test_a_title_has_other_letters_in_okved_1(scheme: Scheme, code: str) -> None:
    assert match_activity("Обрабатывающие производства", scheme) == code


def test_a_title_of_a_table_names_a_code_only_in_brackets_or_by_a_word() -> None:
    assert code_in("ВДС по виду деятельности (раздел C ОКВЭД2)") == "C"
    assert code_in("Занятые в разделе А ОКВЭД2") == "A"  # its А is Cyrillic
    assert code_in("10. Численность занятых") == ""


def test_titles_for_people_have_no_marks() -> None:
    assert clean_title("   darunter: Verarbeitendes Gewerbe (C)") == "Verarbeitendes Gewerbe"
    assert clean_title("производство напитков1)") == "Производство напитков"
    assert clean_title("C Manufacturing [b]") == "Manufacturing"


def test_every_code_has_the_smallest_one_above_it() -> None:
    above, dropped = parents(["C", "TOTAL", "B-E", "10", "G-J", "J", "B-F", "Z"])
    assert not dropped
    assert above == {
        "TOTAL": "",
        "C": "B-E",
        "B-E": "B-F",
        "B-F": "TOTAL",
        "10": "C",
        "G-J": "TOTAL",
        "J": "G-J",
        "Z": "TOTAL",
    }


def test_codes_that_overlap_are_left_out_with_the_reason() -> None:
    above, dropped = parents(["G-I", "I-J", "J", "G-J", "C10-C12", "10-12"])
    assert dropped == {"I-J": "overlaps G-I", "10-12": "the same as C10-C12"} or dropped == {
        "G-I": "overlaps I-J",
        "10-12": "the same as C10-C12",
    }
    assert above["J"] == "G-J" if "I-J" in dropped else "I-J"


def test_sections_of_okved_1_stand_for_themselves() -> None:
    assert members("D (OKVED 1)") == frozenset({"D (OKVED 1)"})
    assert parents(["D (OKVED 1)", "TOTAL"])[0]["D (OKVED 1)"] == "TOTAL"
    assert members("nothing") is None
