"""What is said of a package, worked out by hand on the small one."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from features import package
from features.package.describe import describe, questions, series_gaps, unstated_prices
from tests.features import small_package as small

WITH_YEARS = {
    "cluster_indicators",
    "region_indicators",
    "patents",
    "cluster_flows",
    "cluster_output",
}


def test_small_package(tmp_path: Path) -> None:
    read = package.read(small.make(tmp_path / "small"))
    description = describe(read)
    assert (description.name, description.title) == ("small", "A small package")
    assert description.sha256 == read.sha256
    tables = description.tables.set_index("table").to_dict("index")
    assert {name: row["rows"] for name, row in tables.items()} == {
        name: len(rows) for name, rows in small.ROWS.items()
    }
    # Region 01 has patents in 2010 and 2012: 2011 is unknown. Series of cluster_indicators are
    # 01 x C1 x value_added and 02 x C2 x jobs.
    assert tables["patents"] == {
        "rows": 3,
        "first_year": 2010,
        "last_year": 2012,
        "regions": 2,
        "series": 2,
        "gaps": 1,
    }
    assert (tables["cluster_indicators"]["series"], tables["cluster_indicators"]["gaps"]) == (2, 0)
    assert {name for name, row in tables.items() if not pd.isna(row["first_year"])} == WITH_YEARS
    assert not any(question.missing for question in description.questions)


def test_indicators(tmp_path: Path) -> None:
    found = describe(package.read(small.make(tmp_path / "small"))).indicators
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        ("cluster_indicators", "value_added", "million", "yearly", 1, 2010, 2011, 0, "", "unknown"),
        ("cluster_indicators", "jobs", "persons", "yearly", 1, 2011, 2011, 0, "", "unknown"),
        ("region_indicators", "jobs", "persons", "yearly", 1, 2010, 2010, 0, "", "unknown"),
    ]


def test_indicators_without_a_price_basis_are_named(tmp_path: Path) -> None:
    tables = small.tables()
    stated = tables["indicators"].assign(price_basis=["current", ""])
    package.write({**tables, "indicators": stated}, tmp_path / "half", "half", "Half")
    read = package.read(tmp_path / "half")
    found = describe(read).indicators
    bases = dict(zip(found["indicator"], found["price_basis"], strict=True))
    assert bases == {"value_added": "current", "jobs": "unknown"}
    assert unstated_prices(read) == (
        "price basis not stated for jobs: add price_basis (current, constant, none) to "
        "indicators, so that answers can say whether growth includes inflation"
    )
    declared = {**tables, "indicators": tables["indicators"].assign(price_basis="none")}
    package.write(declared, tmp_path / "all", "all", "All")
    assert unstated_prices(package.read(tmp_path / "all")) == ""


def test_gaps_are_unknown_years_inside_a_series() -> None:
    rows = pd.DataFrame(
        {
            "region_code": ["A", "A", "A", "B", "B", "C"],
            "year": [2005, 2001, 2002, 2003, 2004, 2010],
        }
    )
    found = series_gaps(rows, ["region_code"])
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        ("A", 2001, 2005, 2),
        ("B", 2003, 2004, 0),
        ("C", 2010, 2010, 0),
    ]


def test_questions_and_what_they_lack() -> None:
    lacking = {
        question.name: question.missing
        for question in questions(
            small.tables("regions", "indicators", "technologies", "patents", "clusters")
        )
    }
    assert lacking == {
        "growth": ("cluster_indicators",),
        "technology niches": (),
        "market niches": ("cluster_indicators",),
        "multipliers": ("cluster_flows", "cluster_output"),
    }


@pytest.mark.parametrize(
    ("years", "growth", "niches"),
    [
        (5, "not yet, it has 5 of the 6 years that it needs", "not yet, it has 5 of the 7 years"),
        (7, "yes, up to 2 years ahead", "yes, up to 1 year ahead"),
    ],
)
def test_the_years_say_how_far_ahead(years: int, growth: str, niches: str) -> None:
    rows = [("01", "C1", 2010 + year, "jobs", 1.0) for year in range(years)]
    values = small.tables("cluster_indicators")["cluster_indicators"].iloc[:0]
    tables = small.tables("regions", "indicators", "clusters")
    tables["cluster_indicators"] = pd.DataFrame(rows, columns=list(values))
    found = {question.name: question.allowed for question in questions(tables)}
    assert found["growth"] == growth
    assert found["market niches"].startswith(niches)


def test_package_without_indicators(tmp_path: Path) -> None:
    tables = small.tables("regions", "indicators", "technologies", "patents")
    package.write(tables, tmp_path / "p", "niches", "Niches only")
    description = describe(package.read(tmp_path / "p"))
    assert description.indicators.empty
    allowed = [question.name for question in description.questions if not question.missing]
    assert allowed == ["technology niches"]


def test_titles_of_sources_and_licences(tmp_path: Path) -> None:
    metadata = {
        "sources": [{"title": "An office", "path": "x"}, {"path": "https://a.example"}, {}, "odd"],
        "licenses": [{"name": "CC0-1.0"}],
    }
    package.write(small.tables(), tmp_path / "p", "small", "", metadata)
    description = describe(package.read(tmp_path / "p"))
    assert description.sources == ("An office", "https://a.example")
    assert description.licences == ("CC0-1.0",)
    small.edit_descriptor(tmp_path / "p", lambda it: it.update(sources="someone"))
    assert describe(package.read(tmp_path / "p")).sources == ()


def test_sources_of_tables(tmp_path: Path) -> None:
    source = {
        "title": "Accounts\x1b[31m",
        "file": "a.csv",
        "sha256": "0123456789abcdef",
        "vintage": "2025-02-18",
        "left_out": [{"what": "cells marked (D)", "count": 2, "why": "withheld"}, "odd"],
    }
    metadata = {
        "table_sources": {"patents": [source], "regions": [{"title": "List", "vintage": 1}]}
    }
    package.write(small.tables(), tmp_path / "p", "small", "", metadata)
    found = describe(package.read(tmp_path / "p"))
    listed = found.table_sources[["table", "source", "data_of", "file", "sha256", "licence"]]
    assert listed.to_numpy().tolist() == [
        ["regions", "List", "1", "", "", ""],
        ["patents", "Accounts[31m", "2025-02-18", "a.csv", "0123456789ab", ""],
    ]
    assert found.left_out.to_numpy().tolist() == [
        ["patents", "Accounts[31m", "cells marked (D)", "2", "withheld"]
    ]
    small.edit_descriptor(tmp_path / "p", lambda it: it["resources"][0].pop("sources"))
    small.edit_descriptor(tmp_path / "p", lambda it: it["resources"][6].pop("sources"))
    bare = describe(package.read(tmp_path / "p"))
    assert bare.table_sources.empty
    assert bare.left_out.empty


@pytest.mark.real_data
def test_us_states(real_data: Callable[[str], Path]) -> None:
    description = describe(package.read(real_data("us-states")))
    tables = description.tables.set_index("table").to_dict("index")
    assert tables["cluster_indicators"] == {
        "rows": 60_029,
        "first_year": 1997,
        "last_year": 2015,
        "regions": 51,
        "series": 3_162,
        "gaps": 36,
    }
    # Every series spans some years: rows and gaps fill them.
    states = package.read(real_data("us-states")).tables["cluster_indicators"]
    spans = states.groupby(["region_code", "cluster_code"])["year"].agg(["min", "max"])
    assert (spans["max"] - spans["min"] + 1).sum() == 60_029 + 36
