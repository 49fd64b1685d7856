import pytest

from features.sources.classifications.activity_titles import (
    Scheme,
    clean_title,
    code_in,
    held,
    level,
    match_activity,
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
        ("Manufacture of food products", "10"),
        ("Industrie manufacturière", "C"),
        ("101.АГ Всего по обследуемым видам экономической деятельности", "TOTAL"),
        ("Раздел C Обрабатывающие производства", "C"),
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


def test_codes_hold_divisions_and_what_is_below_them() -> None:
    found = held(["C", "TOTAL", "B-E", "10", "10.1", "M_N", "Tourism"])
    assert found["10.1"] < found["10"] < found["C"] < found["B-E"] < found["TOTAL"]
    assert found["M_N"] == {"69", "70", "71", "72", "73", "74", "75", *map(str, range(77, 83))}
    assert found["Tourism"] == frozenset({"Tourism"})
    assert found["Tourism"] < found["TOTAL"]


def test_sections_of_okved_1_stand_for_themselves() -> None:
    found = held(["D (OKVED 1)", "TOTAL"])
    assert found["D (OKVED 1)"] == frozenset({"D (OKVED 1)"})
    assert len(found["TOTAL"]) == 17


def test_levels_rank_sections_before_aggregates() -> None:
    codes = ["TOTAL", "D (OKVED 1)", "C", "C10", "10.1", "10.12", "B-E", "Tourism"]
    assert list(map(level, codes)) == [0, 1, 1, 2, 3, 4, 5, 5]
