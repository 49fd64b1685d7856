"""Addresses by their pattern."""

import pytest

from serving.http.patterns import ELSEWHERE, pattern


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/forecast_growth", "/forecast_growth"),
        ("/metrics", "/metrics"),
        ("/breakthroughs", "/breakthroughs"),
        ("/growth/R1", "/growth/{region_code}"),
        ("/audit/R 1", "/audit/{region_code}"),
        ("/growth/R1/x", "/growth/{region_code}"),
        ("/breakthroughs//x/../y", "/breakthroughs/{region_code}"),
        ("/grown", ELSEWHERE),
        ("/growth/", ELSEWHERE),
        ("/R1", ELSEWHERE),
        ("/regions/R1", ELSEWHERE),
        ("/x/growth/R1", ELSEWHERE),
        ("//", ELSEWHERE),
        ("", ELSEWHERE),
    ],
)
def test_pattern(path: str, expected: str) -> None:
    assert pattern(path) == expected
