"""The declared tables and the pandera schemas made from them."""

from dataclasses import replace

import pandas as pd
import pandera.pandas as pa
import pytest

from features.package.contract.checks import pandera_schema
from features.package.contract.columns import QUESTIONS, YEARS, Column, Table
from features.package.schema import TABLES, extended, needed
from tests.features import small_package as small


def failures(table: Table, rows: pd.DataFrame, **codes: list[str]) -> list[tuple[object, object]]:
    """Column and check of each failure."""
    known = {reference.replace("__", "."): values for reference, values in codes.items()}
    with pytest.raises(pa.errors.SchemaErrors) as error:
        pandera_schema(table, known).validate(rows, lazy=True)
    cases = error.value.failure_cases
    return list(cases[["column", "check"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", TABLES)
def test_rows_of_the_contract_pass(name: str) -> None:
    pandera_schema(TABLES[name]).validate(small.tables(name)[name], lazy=True)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_needed_and_no_other_is_known(name: str) -> None:
    rows = small.tables(name)[name]
    first = TABLES[name].column_names[0]
    closed = replace(TABLES[name], key=())
    assert (name, "column_in_dataframe") in [
        (name, check) for _, check in failures(closed, rows.drop(columns=first))
    ]
    if not TABLES[name].open:
        further = rows.assign(further=1.0)
        assert [check for _, check in failures(closed, further)] == ["column_in_schema"]


def test_key_is_unique() -> None:
    rows = pd.concat([small.tables("patents")["patents"]] * 2, ignore_index=True)
    assert {check for _, check in failures(TABLES["patents"], rows)} == {
        "multiple_fields_uniqueness"
    }


def test_codes_are_checked_where_they_are_given() -> None:
    rows = small.tables("patents")["patents"]
    found = failures(TABLES["patents"], rows, regions__region_code=["01"])
    assert found == [("region_code", "is not in the table regions")]


@pytest.mark.parametrize(
    ("column", "value", "check"),
    [
        ("patents", -1.0, "is negative"),
        ("patents", float("inf"), "is not a finite number"),
        ("patents", 1e308, "is beyond 1e+30, larger than any figure"),
        ("patents", float("nan"), "not_nullable"),
        ("year", YEARS[0] - 1, "is not between 1900 and 2100"),
        ("year", YEARS[1] + 1, "is not between 1900 and 2100"),
        ("region_code", "", "is empty"),
    ],
)
def test_bad_cell(column: str, value: str | float, check: str) -> None:
    rows = small.tables("patents")["patents"]
    rows.loc[1, column] = value
    assert failures(TABLES["patents"], rows) == [(column, check)]


@pytest.mark.parametrize("year", YEARS)
def test_bounds_are_inclusive(year: int) -> None:
    rows = small.tables("patents")["patents"].assign(year=year)
    pandera_schema(replace(TABLES["patents"], key=())).validate(rows, lazy=True)


def test_one_sided_bounds() -> None:
    least = Table("t", (Column("x", "number", "", minimum=2),), ())
    most = Table("t", (Column("x", "number", "", maximum=2),), ())
    rows = pd.DataFrame({"x": [1.0, 2.0, 3.0]})
    assert failures(least, rows) == [("x", "is below 2")]
    assert failures(most, rows) == [("x", "is above 2")]


def test_only_an_open_table_takes_further_numbers() -> None:
    names = ["region_code", "citations"]
    assert extended(TABLES["patents"], names).column_names == [
        "region_code",
        "technology_code",
        "year",
        "patents",
        "citations",
    ]
    regions = TABLES["regions"]
    assert extended(regions, names).column_names == regions.column_names


def test_quality_of_patents_is_bounded_and_may_be_blank() -> None:
    rows = small.tables("patents")["patents"]
    told = rows.assign(citations=float("nan"), generality=1.0, length=-3.0)
    patents = extended(TABLES["patents"], told.columns)
    pandera_schema(patents).validate(told, lazy=True)
    wrong = told.assign(citations=-1.0, generality=1.5)
    found = set(failures(patents, wrong))
    assert found == {("citations", "is negative"), ("generality", "is not between 0 and 1")}


def test_questions_and_their_tables() -> None:
    own = {
        question: [name for name in needed(question) if not TABLES[name].required]
        for question in QUESTIONS
    }
    assert [name for name, table in TABLES.items() if table.required] == ["regions", "indicators"]
    assert own == {
        "growth": ["clusters", "cluster_indicators"],
        "technology niches": ["technologies", "patents"],
        "market niches": ["clusters", "cluster_indicators"],
        "multipliers": ["clusters", "cluster_flows", "cluster_output"],
    }


def test_references_lead_to_the_key_of_a_table() -> None:
    for table in TABLES.values():
        assert set(table.key) <= set(table.column_names)
        for column in table.columns:
            if column.references:
                name, _, target = column.references.partition(".")
                assert TABLES[name].key == (target,)


def test_a_price_basis_may_be_left_out_or_blank_and_is_no_key() -> None:
    table, rows = TABLES["indicators"], small.tables("indicators")["indicators"]
    pandera_schema(table).validate(rows)
    stated = extended(table, [*rows, "price_basis"])
    assert stated.key == ("indicator",)
    pandera_schema(stated).validate(rows.assign(price_basis=["constant", ""]))
    assert failures(stated, rows.assign(price_basis=["real", "none"])) == [
        ("price_basis", "is not one of: current, constant, none")
    ]
