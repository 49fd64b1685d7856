"""Codes that look alike are found, and shown with their difference."""

import pandas as pd
import pytest

from features.errors import UnknownCodeError
from features.lookalikes import appearance, code_points, normalized

COMPOSED, DECOMPOSED = "\u04011", "\u0415\u03081"
LATIN, CYRILLIC = "H1", "\u041d1"


def test_text_is_composed_wherever_it_comes_from() -> None:
    assert normalized(pd.Series([DECOMPOSED, COMPOSED, LATIN])).tolist() == [
        COMPOSED,
        COMPOSED,
        LATIN,
    ]


@pytest.mark.parametrize(
    "other", [CYRILLIC, "h1", " H1", "H1\u00a0", "H\u200b1", "\u03971", "\uff281"]
)
def test_codes_that_look_alike(other: str) -> None:
    assert appearance(other) == appearance(LATIN)


@pytest.mark.parametrize("other", ["H 1", "H2", "HI", "\u042f1", "H-1"])
def test_codes_that_anybody_tells_apart(other: str) -> None:
    assert appearance(other) != appearance(LATIN)


def test_long_codes_are_cut() -> None:
    assert code_points(CYRILLIC) == "U+041D U+0031"
    assert code_points("a" * 20).endswith("U+0061 ...")


def test_an_unknown_code_that_looks_known_is_shown_with_its_difference() -> None:
    error = UnknownCodeError("region", CYRILLIC, [LATIN, "R2"])
    assert str(error) == (
        "unknown region '\u041d1' (U+041D U+0031; it looks like 'H1', U+0048 U+0031)"
    )
    assert error.nearest == [LATIN]
    assert str(UnknownCodeError("region", "h1", [LATIN])) == "unknown region 'h1': did you mean H1?"
