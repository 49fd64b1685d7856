"""How values are written: the English that answers have always had, and the Russian."""

import math

import pytest

from serving.languages.formats import FORMATS
from serving.languages.language import language

NBSP = "\u00a0"


def said(spec: str, value: object, code: str = "en") -> str:
    return FORMATS[spec](language(code), value)


@pytest.mark.parametrize(
    ("spec", "value", "text"),
    [
        ("list", ["A", "B", "C"], "A, B and C"),
        ("list", ["A"], "A"),
        ("list", [], "none"),
        ("list", ["A and B", "C"], "A and B, and C"),
        ("list", ["A", "B and C", "D"], "A, B and C, and D"),
        ("list", ["A, B and C", "D"], "A, B and C; and D"),
        ("list", ["A, B", "C", "D"], "A, B; C; and D"),
        ("span", [2003], "2003"),
        ("span", [2003, 2005, 2010], "2003 to 2010"),
        ("faster", 0.44, "0.4 percentage points a year faster than"),
        ("faster", -1.0, "1.0 percentage points a year more slowly than"),
        ("faster", -0.04, "about as fast as"),
        ("grow", 4.12, "grow 4.1 % a year"),
        ("grow", -1.25, "shrink 1.2 % a year"),
        ("futures", [0.0], "none of 100 simulated futures"),
        ("futures", [0.004], "fewer than 1 of 100 simulated futures"),
        ("futures", [0.824, 0.996], "82 and more than 99 of 100 simulated futures"),
        ("futures", [1.0, 1.0], "100 of 100 simulated futures each"),
        ("few_futures", 0.3, "only 30 of 100 simulated futures"),
        ("few_futures", [0.3, 0.3], "only 30 of 100 simulated futures each"),
        ("percents", [0.66, 0.61], "66 and 61 %"),
        ("percents", [0.5, 0.5], "50 % each"),
        ("percents", [0.004], "< 1 %"),
        ("percent_range", [0.48, 0.724], "48 to 72 %"),
        ("percent_range", [0.481, 0.484], "48 %"),
        ("percent_range", [None, 0.7], "unknown"),
        ("capped", -99.97, "< −50"),
        ("capped", -49.96, "< −50"),
        ("capped", 68.0, "> 50"),
        ("capped", 39.11, "39.1"),
        ("signed", 1.94, "+1.9 %"),
        ("signed", -0.04, "0.0 %"),
        ("percent", None, "unknown"),
        ("prices", ("constant", 2015), ", in constant prices of 2015"),
        ("prices", ("none", None), ""),
        ("brings", None, ""),
        (
            "brings",
            (1.3, 1.3, 1.301),
            ", and each million of demand for it brings 1.30 million of output in the region",
        ),
        (
            "brings",
            (1.3, 1.2, 1.4),
            ", and each million of demand for it brings 1.30 (1.20 to 1.40) million of output in "
            "the region",
        ),
        (
            "after",
            (0.33, 0.45),
            "; it will probably grow less than the region's middle cluster (chance to outgrow it "
            "33 %), and may shrink (45 %)",
        ),
        ("after", (None, None), ""),
        ("with_percents", [("A", 0.0997), ("B", 0.5)], "A (9.9 %) and B (50.0 %)"),
        ("with_chances", [("A", 0.3214), ("B", 0.004)], "A (32 %) and B (< 1 %)"),
        ("drivers", [("national", 1.24), ("new_one", -0.5)], "nation +1.2 % and new one −0.5 %"),
        ("criterion", "multiplier", "output multiplier"),
        ("criterion", "noise_level", "noise level"),
        ("value", ("risk", 0.3), "a chance of 30 % to fall behind the middle cluster"),
        ("value", ("noise_level", 0.01234), "0.0123"),
        ("weights", "own", "your weights"),
        ("weights", "balanced", "the balanced weights"),
        ("unit", "million current USD", "million current USD"),
        ("unit", "leagues per person", "leagues per person"),
        ("date", "2026-11-27", "Nov 27, 2026"),
    ],
)
def test_english(spec: str, value: object, text: str) -> None:
    assert said(spec, value) == text


@pytest.mark.parametrize(
    ("spec", "value", "text"),
    [
        ("count", 1234567, f"1{NBSP}234{NBSP}567"),
        ("number", 0.01234, "0,0123"),
        ("signed", -1234.56, f"−1{NBSP}234,6{NBSP}%"),
        ("percent", 0.004, f"< 1{NBSP}%"),
        ("percent", math.nan, "нет данных"),
        ("percents", [0.5, 0.5], f"по 50{NBSP}%"),
        ("percent_range", [0.48, 0.724], f"от 48 до 72{NBSP}%"),
        ("quoted", ["A", "B, C", "D и E"], "«A», «B, C» и «D и E»"),
        ("with_percents", [("A", 0.1), ("B", 0.2), ("C", 0.3)], None),
        ("year_list", [2005], f"2005{NBSP}г."),
        ("year_span", [2005, 2010], f"2005–2010{NBSP}гг."),
        ("unit", "million RUB, current prices", "млн руб., в текущих ценах"),
        ("unit", "leagues per person", "leagues на человека"),
        ("futures", [0.0, 0.0], f"ни в одном из{NBSP}100 смоделированных сценариев"),
        ("date", "2020-12-31", "31.12.2020"),
    ],
)
def test_russian(spec: str, value: object, text: str | None) -> None:
    found = said(spec, value, "ru")
    if text is None:
        assert ";" not in found, "a decimal comma is no comma between names"
    else:
        assert found.replace(f"из{NBSP}100", "из 100") == text.replace(f"из{NBSP}100", "из 100")


@pytest.mark.parametrize(
    ("n", "years", "within"),
    [
        (1, f"1{NBSP}год", f"1{NBSP}года"),
        (3, f"3{NBSP}года", f"3{NBSP}лет"),
        (5, f"5{NBSP}лет", f"5{NBSP}лет"),
        (21, f"21{NBSP}год", f"21{NBSP}года"),
    ],
)
def test_russian_nouns_take_their_case(n: int, years: str, within: str) -> None:
    russian = language("ru")
    assert russian.say("noun.years", n=n) == years
    assert russian.say("noun.years_of", n=n) == within


def test_exactly_one_may_have_words_of_its_own() -> None:
    russian = language("ru")
    record = {"n": 1, "x": 1}
    assert russian.written("over_regions", 1) == "По одному региону"
    assert russian.written("over_regions", 21) == "По 21 региону"
    assert language("en").say("noun.first_clusters", **record) == "the cluster"
    assert language("en").written("first_clusters", 5) == "the five clusters"
