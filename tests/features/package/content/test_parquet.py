"""Parquet files whose content is far larger than the file are not decoded."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.package.content import limits
from features.package.schema import TABLES
from features.package.sheets import parse


def repeated(text: str, rows: int) -> pa.Array:
    """A column that holds a text once and its places many times."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([text]))


def written(**options: object) -> bytes:
    """A file of 4 GB of codes, in less than a megabyte."""
    rows = 2_000_000
    table = pa.table(
        {
            "region_code": repeated("x" * 1000, rows),
            "technology_code": repeated("y" * 1000, rows),
            "year": repeated("2010", rows).cast(pa.string()).cast(pa.int64()),
            "patents": np.ones(rows),
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", **options)
    return buffer.getvalue()


def told(content: bytes) -> list[str]:
    sheet = parse(content, "patents.parquet", TABLES["patents"])
    return [text for fault in sheet.faults for _, text in fault.sentences()]


@pytest.mark.parametrize("options", [{}, {"row_group_size": 100_000}])
def test_repeated_text_counts_in_full(options: dict[str, object]) -> None:
    content = written(**options)
    assert len(content) < 1_000_000
    assert told(content) == [
        "patents.parquet: the file takes more than 2,000 MB in memory, most of it in region_code: "
        "split the package, or shorten the codes"
    ]
    before = pa.total_allocated_bytes()
    told(content)
    assert pa.total_allocated_bytes() - before < 200_000_000


def test_text_that_is_not_repeated_by_reference_counts_by_its_stated_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAX_DECODED", 1_000_000)
    table = pa.table(
        {
            "region_code": ["x" * 1000] * 2000,
            "technology_code": ["A"] * 2000,
            "year": np.full(2000, 2010),
            "patents": np.ones(2000),
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", use_dictionary=False)
    assert len(buffer.getvalue()) < 50_000
    assert told(buffer.getvalue()) == [
        "patents.parquet: the file takes more than 1 MB in memory, most of it in region_code: "
        "split the package, or shorten the codes"
    ]


def test_many_columns_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({f"x{number}": [1.0] for number in range(300)})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    assert told(buffer.getvalue()) == [
        "patents.parquet: the file has 300 columns, more than 200: keep those of the table"
    ]
    monkeypatch.setattr(limits, "MAX_FOOTER", 5_000)
    assert "MB to name its columns and row groups" in told(buffer.getvalue())[0]


def test_lists_are_refused_without_being_read() -> None:
    table = pa.table(
        {
            "region_code": ["01"],
            "technology_code": ["A"],
            "year": [2010],
            "patents": [1.0],
            "citations": [[1.0] * 10],
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    assert told(buffer.getvalue()) == [
        "patents.parquet, column citations: the column holds list<element: double>: store single "
        "values"
    ]
