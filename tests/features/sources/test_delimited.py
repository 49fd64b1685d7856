"""What separates the cells of text files."""

from pathlib import Path

import pytest

from features.sources.delimited import column_names, decimal_mark, header, separator
from tests.features.sources.official import written


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("a,b,c", ","),
        ("a;b;c", ";"),
        ("a\tb, c\td", "\t"),
        ("a|b", "|"),
        ("code;title, in words", ";"),
        ('"GDP, real";"jobs, all, in thousands"', ";"),
        ('"a;b;c;d",e,f', ","),
    ],
)
def test_the_separator_splits_a_header_into_most_cells(line: str, delimiter: str) -> None:
    assert separator(line) == delimiter


def test_names_are_without_quotes_blanks_and_byte_order_mark(tmp_path: Path) -> None:
    assert column_names('\ufeff"a" , "b, c",d ') == ["a", "b, c", "d"]
    file, empty = written(tmp_path, {"a.csv": "\ufeffx;y\n1;2\n", "b.csv": "\n"})
    assert header(file) == ["x", "y"]
    assert header(empty) == []


def test_semicolons_go_with_decimal_commas() -> None:
    assert (decimal_mark(";"), decimal_mark(","), decimal_mark("\t")) == (",", ".", ".")
