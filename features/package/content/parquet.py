"""Parquet files: only the columns of a table are decoded, and only within the limits."""

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from features.package.content import limits


class ExcessError(Exception):
    """A file that is not decoded; the message says why."""


def opened(content: bytes) -> pq.ParquetFile:
    """A file whose text stays encoded.

    Raises
    ------
    ExcessError
        More columns or row groups than the limits allow.
    """
    footer = int.from_bytes(content[-8:-4], "little")
    if content.endswith(b"PAR1") and limits.MAX_FOOTER < footer < len(content):
        raise ExcessError(
            f"the file needs {footer // 1_000_000} MB to name its columns and row groups, more "
            f"than {limits.MAX_FOOTER // 1_000_000} MB: keep the columns of the table"
        )
    buffer = pa.BufferReader(content)
    plain = pq.ParquetFile(buffer)
    columns = len(plain.schema_arrow.names)
    if columns > limits.MAX_COLUMNS:
        raise ExcessError(
            f"the file has {columns:,} columns, more than {limits.MAX_COLUMNS}: keep those of the "
            "table"
        )
    texts = [field.name for field in plain.schema_arrow if _is_text(field.type)]
    return pq.ParquetFile(buffer, metadata=plain.metadata, read_dictionary=texts)


def decoded(reader: pq.ParquetFile, names: Collection[str]) -> pa.Table:
    """The columns of these names, in the file's order.

    Raises
    ------
    ExcessError
        More rows or bytes than the limits allow.
    """
    rows = reader.metadata.num_rows
    if rows > limits.MAX_ROWS:
        raise ExcessError(
            f"the file has {rows:,} rows, more than {limits.MAX_ROWS:,}: split the package"
        )
    schema = reader.schema_arrow
    chosen = [name for name in dict.fromkeys(schema.names) if name in names]
    size = 0
    # Numbers first: their size is known without reading them.
    for field in sorted(map(schema.field, map(schema.names.index, chosen)), key=_is_encoded):
        size += _size(reader, field, size)
    table = reader.read(columns=chosen)
    table.validate(full=True)
    for position, field in enumerate(table.schema):
        if _is_encoded(field):
            column = table.column(position).cast(field.type.value_type)
            table = table.set_column(position, field.name, column)
    return table


def nested(reader: pq.ParquetFile, names: Collection[str]) -> dict[str, str]:
    """Columns of these names that hold lists or records, with their type."""
    fields = [field for field in reader.schema_arrow if field.name in names]
    return {field.name: str(field.type) for field in fields if pa.types.is_nested(field.type)}


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind)
    )


def _is_encoded(field: pa.Field) -> bool:
    """Whether a column is text with places in a dictionary."""
    return bool(pa.types.is_dictionary(field.type) and _is_text(field.type.value_type))


def _size(reader: pq.ParquetFile, field: pa.Field, before: int) -> int:
    """Bytes of a flat column in memory, or ExcessError as soon as they exceed the limit.

    Repeated text takes no place in a file: its size is counted before it is written out.
    """
    size = 0
    for group in range(reader.num_row_groups):
        size += _group_size(reader, group, field)
        if before + size > limits.MAX_DECODED:
            raise ExcessError(
                f"the file takes more than {limits.MAX_DECODED // 1_000_000:,} MB in memory, most "
                f"of it in {field.name}: split the package, or shorten the codes"
            )
    return size


def _group_size(reader: pq.ParquetFile, group: int, field: pa.Field) -> int:
    about = reader.metadata.row_group(group)
    packed = sum(
        about.column(it).total_uncompressed_size
        for it in range(about.num_columns)
        if about.column(it).path_in_schema == field.name
    )
    if not _is_encoded(field):
        return int(max(8 * about.num_rows, packed))
    if packed > limits.MAX_DECODED:
        return int(packed)
    size = 0
    for chunk in reader.read_row_group(group, columns=[field.name]).column(0).chunks:
        length = pc.fill_null(pc.binary_length(chunk.dictionary), 0).to_numpy(zero_copy_only=False)
        used = chunk.indices.drop_null().to_numpy()
        size += int(np.bincount(used, minlength=len(length)).astype(np.int64) @ length)
    return size + 8 * int(about.num_rows)
