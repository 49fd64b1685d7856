import pytest

from features.sources.tables.sheets.numbers import Decimal, decimal_mark, number, unknown_mark


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1 234,5", ",", 1234.5),
        ("1\u00a0234,5", ",", 1234.5),
        ("1\u2009234,5", ",", 1234.5),
        ("1.234.567,5", ",", 1234567.5),
        ("1,234.5", ".", 1234.5),
        ("1'234.5", ".", 1234.5),
        ("63160,3 4)", ",", 63160.3),
        ("12.3 [p]", ".", 12.3),
        ("12.3p", ".", 12.3),
        ("7*", ".", 7.0),
        ("−2,5", ",", -2.5),
        ("\n4 805", ".", 4805.0),
        ("1e5", ".", 100000.0),
        ("-1,5", ",", -1.5),
        (",", ",", None),
        ("1,2,3", ".", None),
        ("12 3", ".", None),
        ("63160,34)", ",", None),
        ("1о2", ".", None),
        ("сентябрь", ".", None),
    ],
)
def test_numbers_of_text_are_read_or_refused(
    text: str, decimal: Decimal, value: float | None
) -> None:
    assert number(text, decimal) == value


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("…", "…"),
        ("…4)", "…"),
        ("… 3", "…"),
        ("...", "..."),
        ("–", "–"),
        ("- 3)", "-"),
        ("(D)", "(d)"),
        ("[c]", "[c]"),
        (".", "."),
        ("х", "х"),  # Cyrillic
        ("-1,5", ""),
        ("0", ""),
        ("из них:", ""),
        ("", ""),
    ],
)
def test_marks_are_told_from_numbers_and_texts(text: str, mark: str) -> None:
    assert unknown_mark(text) == mark


def test_more_marks_are_known_by_the_mapping() -> None:
    assert unknown_mark("secret", frozenset({"secret"})) == "secret"
    assert unknown_mark("secret") == ""


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,234", "1,5"], ","),
        (["1,234", "1,234.5"], "."),
        (["1.234.567", "1.234"], ","),
        (["1 234,567"], ","),
        (["1234,567"], ","),
        (["0,123"], ","),
        (["1,234", "2,345"], "?"),
        (["1,5", "1.5"], "?"),
        (["12", "…"], ""),
        ([1.5, "12,5"], ","),
    ],
)
def test_the_decimal_mark_is_of_the_whole_table(
    cells: list[str | float | None], mark: Decimal
) -> None:
    assert decimal_mark(cells) == mark
