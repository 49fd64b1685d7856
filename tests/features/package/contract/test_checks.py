"""The fast answer whether rows are valid, beside the pandera schema that describes their faults."""

from dataclasses import replace

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.package.contract.checks import DTYPES, is_valid, pandera_schema
from features.package.contract.columns import Column, Table
from features.package.schema import TABLES
from tests.features import small_package as small

NAN, INFINITE = float("nan"), float("inf")
CODES = {"towns.town": ["A", "B"]}
CELLS: tuple[tuple[Column, list[object], list[object]], ...] = (
    # column, good cells, faulty cells
    (Column("code", "string", ""), ["A", "a\tb"], ["", " A", "A ", "a\0"]),
    (Column("name", "string", ""), ["A", " A"], ["", "a\x7f", None]),
    (Column("note", "string", "", blank=True), ["A", "", None], ["a\x07"]),
    (Column("town", "string", "", "towns.town"), ["A", "B"], ["", "C", "A "]),
    (Column("parent", "string", "", "towns.town", blank=True), ["A", ""], ["C"]),
    (Column("unchecked", "string", "", "roads.road"), ["A", "C"], [""]),
    (Column("kind", "string", "", choices=("a", "b")), ["a", "b"], ["", "c"]),
    (Column("basis", "string", "", choices=("a",), blank=True), ["a", ""], ["c"]),
    (Column("count", "integer", ""), [-1, 0, 7], [1.5, NAN, INFINITE]),
    (Column("year", "integer", "", minimum=1900, maximum=2100), [1900, 2100], [1899, 2101, NAN]),
    (Column("flow", "number", ""), [-1e30, 0.5, 1e30], [NAN, INFINITE, -INFINITE, 2e30]),
    (Column("least", "number", "", minimum=0), [0.0, 1e30], [-0.1, 2e30, NAN]),
    (Column("most", "number", "", maximum=2), [2.0, -2e30], [2.1, -INFINITE, NAN]),
    (
        Column("share", "number", "", minimum=0, maximum=1, blank=True, optional=True),
        [0.0, 1.0, NAN],
        [-0.1, 1.1, INFINITE],
    ),
)
PLACES = Table("places", tuple(column for column, _, _ in CELLS), ("code",))
DTYPE = {**DTYPES, "integer": None}  # A year that is not whole makes its column one of float64.


def passes_pandera(rows: pd.DataFrame, table: Table) -> bool:
    schema = pandera_schema(table, CODES)
    schema.unique = None
    try:
        schema.validate(rows, lazy=True)
    except pa.errors.SchemaErrors:
        return False
    return True


def one_column(column: Column, cells: list[object]) -> tuple[pd.DataFrame, Table]:
    rows = pd.DataFrame({column.name: pd.Series(cells, dtype=DTYPE[column.type])})
    return rows, replace(PLACES, columns=(column,))


@pytest.mark.parametrize(("column", "good", "faulty"), CELLS, ids=[*PLACES.column_names, "share"])
def test_a_cell_is_judged_as_by_pandera(
    column: Column, good: list[object], faulty: list[object]
) -> None:
    for cells in (good, [good[0]]):
        rows, table = one_column(column, cells)
        assert is_valid(rows, table, CODES)
        assert passes_pandera(rows, table)
    for cell in faulty:
        rows, table = one_column(column, [good[0], cell])
        assert not is_valid(rows, table, CODES)
        assert not passes_pandera(rows, table)


@settings(max_examples=50)
@given(st.data())
def test_any_cells_together_are_judged_as_by_pandera(data: st.DataObject) -> None:
    column, good, faulty = data.draw(st.sampled_from(CELLS))
    often_good = st.sampled_from(good) | st.sampled_from(good + faulty)
    rows, table = one_column(column, data.draw(st.lists(often_good, max_size=5)))
    assert is_valid(rows, table, CODES) == passes_pandera(rows, table)


def places() -> pd.DataFrame:
    """Two good rows of every column."""
    return pd.concat([one_column(column, good[:2])[0] for column, good, _ in CELLS], axis="columns")


@pytest.mark.parametrize(
    ("rows", "open_table", "valid"),
    [
        (places(), False, True),
        (places().iloc[:0], False, True),
        (places().iloc[[0, 0]], False, True),
        (places().drop(columns="share"), False, True),
        (places().drop(columns="basis"), False, False),
        (pd.DataFrame(), False, False),
        (places().assign(further=1.0), False, False),
        (places().assign(further=1.0), True, True),
        (places().astype({"year": "float64"}), False, False),
        (places().astype({"flow": "int64"}), False, False),
        (places().assign(name=1.0), False, False),
        (places().assign(share=NAN), False, True),
    ],
    ids=range(12),
)
def test_a_table_is_judged_as_by_pandera(rows: pd.DataFrame, open_table: bool, valid: bool) -> None:
    table = replace(PLACES, open=open_table)
    assert is_valid(rows, table, CODES) is valid
    assert passes_pandera(rows, table) is valid


@pytest.mark.parametrize("name", TABLES)
def test_rows_of_the_contract_are_valid(name: str) -> None:
    assert is_valid(small.tables(name)[name], TABLES[name])
