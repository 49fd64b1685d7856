"""Large text tables in DuckDB: what columns a file has, and reading the few that are needed.

No SQL is made of what a file holds: columns go by their place (c0, c1, …), file names are quoted.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from features.errors import InputError
from features.sources.delimited import separator
from features.sources.opening import SourceFile
from features.sources.reading import LeftOut, Say, library

MEMORY_LIMIT = "1500MB"
"""Of DuckDB's buffers; what exceeds it goes to the disk."""
MOST_DAMAGED = 0.001
"""Share of rows that may be damaged: of a file with more, the layout is not understood."""
MOST_REJECTS = 100_000
"""Damaged rows that are counted."""
UTF8 = {"utf-8", "utf-8-sig", "ascii"}
PATTERN = set("*?[]{}")
"""Characters that DuckDB takes for a pattern of file names."""


@dataclass(frozen=True)
class TextTable:
    """A text file with a line of column names.

    Attributes
    ----------
    file : SourceFile
    separator : str
    quoted : bool
        Whether quotes enclose values that hold separators; else a quote is a letter of a name.
    columns : tuple of str
        In lower case, with _ for blanks and hyphens.
    """

    file: SourceFile
    separator: str
    quoted: bool
    columns: tuple[str, ...]

    def first(self, *names: str) -> str:
        """The SQL name of the first of these columns that the table has, "" where it has none."""
        return next((f"c{self.columns.index(name)}" for name in names if name in self.columns), "")

    def needed(self, *names: str) -> str:
        """The same, or InputError that names the column."""
        found = self.first(*names)
        if not found:
            raise InputError(
                f"{self.file.name} has no column {names[0]}: download the table again with all "
                "its columns"
            )
        return found


def text_table(file: SourceFile) -> TextTable | None:
    """The table that a text file holds, by its first line; None where it holds none."""
    line, *rows = file.lines(file.size + 1) or [""]
    if file.is_xml:
        return None
    line = line.lstrip("\ufeff")
    delimiter = separator(line)
    if delimiter not in line:
        return None
    columns = tuple(_column_name(name) for name in line.split(delimiter))
    uneven = any(row.count(delimiter) != line.count(delimiter) for row in rows[:-1] if row)
    quoted = line.lstrip().startswith('"') or (delimiter in ";," and uneven)
    return TextTable(file, delimiter, quoted, columns)


def _column_name(text: str) -> str:
    return re.sub(r"[\s.-]+", "_", text.strip(" \"'\t")).lower()


def literal(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def text(column: str) -> str:
    """SQL of a column without blanks and quotes around it, NULL where nothing is left."""
    bare = f"CASE WHEN contains({column}, '\"') THEN trim({column}, ' \"') ELSE trim({column}) END"
    return f"nullif({bare}, '')"


def number(column: str) -> str:
    """SQL of a column as a number, NULL where it is none."""
    return _cast(column, "DOUBLE", f"replace({text(column)}, ',', '.')")


def whole(column: str) -> str:
    """SQL of a column as a whole number, NULL where it is none."""
    return _cast(column, "BIGINT", text(column))


def _cast(column: str, kind: str, cleaned: str) -> str:
    """SQL of a number that is cleaned only where it has to be, which is three times faster."""
    plain = f"TRY_CAST({column} AS {kind})"
    return f"CASE WHEN {plain} IS NOT NULL THEN {plain} ELSE TRY_CAST({cleaned} AS {kind}) END"


@dataclass
class Database:
    """A DuckDB file that lives as long as a reading, with the rows that could not be read."""

    connection: Any
    folder: Path
    say: Say
    damaged: list[LeftOut] = field(default_factory=list)

    def load(self, name: str, source: TextTable, values: Mapping[str, str]) -> None:
        """Add to a table what SQL expressions give for every row of a text file.

        Parameters
        ----------
        name : str
            Table, made where there is none.
        source : TextTable
        values : mapping of str to str
            Column of the table to its SQL expression over c0, c1, ….
        """
        self.say(f"reading {source.file.name} ({source.file.size / 1e6:,.1f} MB)")
        listed = ", ".join(f"{expression} AS {column}" for column, expression in values.items())
        self.append(name, f"SELECT {listed} FROM {self._scan(source)}")
        self._count_damaged(source)

    def append(self, name: str, query: str) -> None:
        """Add the rows of a query to a table, made where there is none."""
        self.run(
            f"INSERT INTO {name} {query}" if self.has(name) else f"CREATE TABLE {name} AS {query}"
        )

    def has(self, name: str) -> bool:
        """Whether there is a table."""
        query = "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?"
        return bool(self.value(query, name))

    def run(self, query: str, *values: object) -> None:
        """Run one statement."""
        self.connection.execute(query, list(values))

    def value(self, query: str, *values: object) -> Any:
        """The single value of a query."""
        return self.connection.execute(query, list(values)).fetchall()[0][0]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a small query."""
        found: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return found

    def frame(self, query: str) -> pd.DataFrame:
        """The rows of a query, text as text."""
        table = self.connection.sql(query).to_arrow_table()
        frame: pd.DataFrame = table.to_pandas(split_blocks=True, self_destruct=True)
        return frame

    def keep(self, name: str, table: pd.DataFrame) -> None:
        """Make a table of the rows of a frame."""
        self.connection.register("frame_to_keep", table)
        self.run(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM frame_to_keep")
        self.connection.unregister("frame_to_keep")

    def close(self) -> None:
        """Give its memory back; there is no query after this."""
        self.connection.close()

    def drop(self, *names: str) -> None:
        """Remove tables that are no longer needed."""
        for name in names:
            self.run(f"DROP TABLE IF EXISTS {name}")

    def _scan(self, source: TextTable) -> str:
        columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(source.columns)))
        quote = "'\"'" if source.quoted else "''"
        return (
            f"read_csv({literal(str(self._readable(source.file)))}, "
            f"delim={literal(source.separator)}, quote={quote}, escape={quote}, header=false, "
            "skip=1, auto_detect=false, ignore_errors=true, store_rejects=true, "
            f"rejects_limit={MOST_REJECTS}, columns={{{columns}}})"
        )

    def _readable(self, file: SourceFile) -> Path:
        """The file as DuckDB can read it: in UTF-8, under a name that is no pattern."""
        target = self.folder / f"{file.path.name.translate(_NO_PATTERN)}-{file.sha256[:8]}"
        if target.exists():
            return target
        if file.encoding not in UTF8:
            self.say(f"converting {file.name} from {file.encoding} to UTF-8")
            with file.text() as source, target.open("w", encoding="utf-8", newline="") as out:
                shutil.copyfileobj(source, out, 1 << 20)
            return target
        if PATTERN & set(str(file.path)):
            target.symlink_to(file.path.resolve())
            return target
        return file.path

    def _count_damaged(self, source: TextTable) -> None:
        """Note the rows that the last reading left out; InputError where they are many."""
        damaged = int(self.value("SELECT count(DISTINCT line) FROM reject_errors"))
        if not damaged:
            return
        first = "SELECT line, error_message FROM reject_errors ORDER BY line LIMIT 1"
        line, why = self.rows(first)[0]
        self.run("DELETE FROM reject_errors")
        place = f"{source.file.name}, line {line}: {str(why).splitlines()[0].lower()}"
        file = source.file
        rows = len(file.lines(file.size)) * file.size / len(file.start)
        if damaged > max(1, MOST_DAMAGED * rows):
            raise InputError(f"{place}; {damaged:,} rows are damaged: download the file again")
        self.damaged.append(LeftOut(f"damaged rows of {source.file.name}", damaged, place))


_NO_PATTERN = str.maketrans(dict.fromkeys("*?[]{}", "_"))


@contextmanager
def database(files: Sequence[SourceFile], say: Say) -> Iterator[Database]:
    """A database beside the unpacked files, removed at the end."""
    duckdb = library("duckdb", "reading tables of patents")
    unpacked = [it.path.parent for it in files if it.path.name != it.given]
    with tempfile.TemporaryDirectory(dir=unpacked[0] if unpacked else None) as name:
        connection = duckdb.connect(str(Path(name, "tables.duckdb")))
        try:
            for setting, value in (
                ("memory_limit", MEMORY_LIMIT),
                ("threads", 2),
                ("temp_directory", name),
                ("preserve_insertion_order", False),
                ("enable_progress_bar", False),
            ):
                connection.execute(f"SET {setting} = {literal(str(value))}")
            yield Database(connection, Path(name), say)
        except duckdb.Error as error:
            raise InputError(f"cannot read the tables of patents: {_first_line(error)}") from error
        finally:
            connection.close()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
