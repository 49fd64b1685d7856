"""Whole years, quarters and months of an indicator in one package."""

import pandas as pd

from features.sources.importing.frequencies import (
    INCOMPLETE_WHY,
    PARTS_WHY,
    in_one_frequency,
)
from features.sources.importing.joining import joined
from features.sources.importing.keeping import YEARLY_WHY, Kept, kept
from tests.features.sources.readings import accounts, indicators, source


def quarters(*periods: int, year: int = 2021) -> Kept:
    reading = accounts([("N1", "A", year, float(it)) for it in periods], files=(source("q"),))
    reading.rows["period"] = periods
    return kept(reading)


YEARS = kept(accounts([("N1", "A", 2020, 4.0)]))


def outcome(parts: list[Kept], former: pd.DataFrame | None = None) -> list[tuple[int, list[str]]]:
    found = in_one_frequency(parts, former)
    return [(len(part.rows), [it.why for it in part.left_out]) for part in found]


def test_annual_values_are_kept_before_quarters_of_another_file() -> None:
    assert outcome([quarters(1, 2, 3, 4), YEARS]) == [(0, [YEARLY_WHY]), (1, [])]


def test_quarters_need_a_whole_year_in_some_file() -> None:
    assert outcome([quarters(1, 2)]) == [(0, [INCOMPLETE_WHY])]
    assert outcome([quarters(1, 2), quarters(3, 4)]) == [(2, []), (2, [])]
    assert outcome([quarters(1, 2, 12)]) == [(0, [INCOMPLETE_WHY])]


def test_the_package_keeps_its_frequency() -> None:
    former = quarters(1, 2, 3, 4, year=2019).rows
    assert outcome([quarters(1)], former) == [(1, [])]
    assert outcome([YEARS], former) == [(0, [PARTS_WHY])]
    assert outcome([quarters(1, 2, 3, 4)], YEARS.rows) == [(0, [YEARLY_WHY])]


def test_a_package_of_quarters_takes_the_quarters_of_a_file_that_has_years_too() -> None:
    former = quarters(1, 2, 3, 4, year=2019).rows
    both = quarters(0, 1, 2, 3, 4)
    (part,) = in_one_frequency([both], former)
    assert part.rows["period"].tolist() == [1, 2, 3, 4]
    assert [(it.count, it.why) for it in part.left_out] == [(1, PARTS_WHY)]


def test_units_of_values_that_are_left_out_do_not_matter() -> None:
    other = accounts([("N1", "A", 2021, 1.0)], indicators=indicators("million EUR, annual rate"))
    other.rows["period"] = 1
    found = joined([accounts([("N1", "A", 2020, 4.0)]), other], {}).tables
    assert found["cluster_indicators"]["value"].tolist() == [4.0]
    assert "period" not in found["cluster_indicators"]
