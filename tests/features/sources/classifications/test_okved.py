from features.sources.classifications.okved import (
    DIVISIONS,
    OKVED1_SECTIONS,
    SECTION_OF,
    SECTIONS,
)


def test_sections_and_divisions_have_titles_and_parents() -> None:
    assert "".join(SECTIONS) == "ABCDEFGHIJKLMNOPQRSTU"
    assert len(DIVISIONS) == 88
    assert DIVISIONS["10"] == "Производство пищевых продуктов"
    assert DIVISIONS["16"].endswith("материалов для плетения")  # its title takes two lines
    assert set(SECTION_OF) == set(DIVISIONS)
    assert (SECTION_OF["01"], SECTION_OF["33"], SECTION_OF["99"]) == ("A", "C", "U")


def test_letters_of_okved_1_mean_other_sections() -> None:
    assert OKVED1_SECTIONS["D"] == SECTIONS["C"] == "Обрабатывающие производства"
