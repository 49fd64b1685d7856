"""The browser writes values as Python does, in every language."""

from collections.abc import Callable
from typing import Any

import pytest

from serving.languages.formats import FORMATS
from serving.languages.language import CODES, language
from tests.browser.conftest import Watched

NUMBERS: list[float | None] = [
    *(0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5, 0.125, 0.375, -0.04, 0.05, 0.25, 1.005, 99.5, 99.96),
    *(0.01, 0.001, 0.0123, 0.0000123, 1e-7, 0.1, 10.0, 100.0, 999.5, 1000.0, 1234.5, 1234567.891),
    *(-0.00004, -1234.56, 0.004, 0.005, 0.015, 0.995, 0.996, 0.9999, 0.0997, None),
]
NAMES = [[], ["A"], ["A", "B"], ["A", "B", "C"], ["A, B", "C", "D"], ["A and B", "C и D"]]
BASES = [("current", None), ("constant", 2015), ("none", None)]
YEARS = [[2005], [2005, 2010], [2003, 2005, 2010]]
VALUES: dict[str, list[Any]] = {
    **dict.fromkeys(
        ("number", "count", "decimal", "tenths", "capped", "percent", "percent_below", "signed"),
        NUMBERS,
    ),
    "size": [value for value in NUMBERS if value is not None],
    "small": [1, 2, 10, 11, 1234],
    "list": NAMES,
    "quoted": [*NAMES, "A"],
    **dict.fromkeys(("span", "year_list", "year_span"), YEARS),
    "date": ["2026-11-27", "2020-01-02"],
    "percents": [[0.5], [0.5, 0.5], [0.004, 0.3, 0.12345]],
    "percent_range": [(0.1, 0.9), (0.101, 0.104), (None, 1.0), (0.0, 0.004)],
    "plain": ["growth", "value_added", "new_one"],
    "names": [["growth", "new_one"]],
    "criterion": ["growth", "risk", "new_one"],
    "unit": ["million current USD", "million RUB, current prices", "leagues per person", ""],
    "prices": BASES,
    "in_prices": BASES,
    "preset": ["balanced", "new_one"],
    "driver": ["national", "new_one"],
    "weights": ["own", "balanced"],
    "with_percents": [[("A", 0.1), ("B", 0.2)]],
    "with_chances": [[("A", 0.1), ("B", 0.2)]],
    "with_ranks": [[("A", 1)]],
    "with_decimals": [[("A", 0.123), ("B", 1.0)]],
    "drivers": [[("national", 1.24), ("sector", -0.5)]],
}
NOUNS = {"years": [0, 1, 2, 5, 11, 21, 22, 1234], "best_clusters": [1, 2, 5, 21]}


@pytest.mark.parametrize("code", CODES)
def test_values_are_written_as_in_python(code: str, opened: Callable[..., Watched]) -> None:
    page = opened().open(f"/sources?language={code}")
    base = page.evaluate("document.baseURI && document.querySelector('script[type=module]').src")
    asked = {**VALUES, **NOUNS}
    found = page.evaluate(
        """async ([source, asked]) => {
            const { written } = await import(new URL("language.js", source));
            const said = (format, values) => values.map((value) => written(format, value));
            return Object.fromEntries(Object.entries(asked).map(([f, v]) => [f, said(f, v)]));
        }""",
        [base, asked],
    )
    spoken = language(code)
    for spec, values in VALUES.items():
        assert found[spec] == [FORMATS[spec](spoken, value) for value in values], spec
    for spec, values in NOUNS.items():
        assert found[spec] == [spoken.written(spec, value) for value in values], spec
