"""Every expected value of the sample files is met by the reader of the file that it is in."""

import json
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features.sources.formats import FORMATS, recognised
from features.sources.input_output import bea_make_use
from features.sources.opening import SourceFile, unpacked
from features.sources.reading import Choices, Reading, silent

SAMPLES = Path(__file__).parents[4] / "shared" / "sources"
EXPECTED = SAMPLES / "expected.json"
COMPANIONS = {
    "regpat/202101_EPO_Inv_reg.txt": "regpat/202101_*",
    "patentsview/g_patent.tsv.zip": "patentsview/*.zip",
    "io/BEA_Summary_Use_2017_PRO_BeforeRedef.csv": "io/BEA_*",
    "io/BEA_Summary_Make_2017_BeforeRedef.csv": "io/BEA_*",
}
"""Files that are read together with the one that has the expected values."""
NO_TABLE = "by product, no table of the package"
"""Stands at the values of files that nothing is imported from."""
OPEN: tuple[str, ...] = ()
"""Files whose format is not built yet."""
USE, MAKE = "use (commodity x industry)", "make (industry x commodity)"
"""What expected.json calls cells of BEA's tables, which are no rows of a package."""
KEYS = (
    ("region_code", "region"),
    ("from_cluster_code", "from"),
    ("to_cluster_code", "to"),
    ("year", "year"),
    ("period", "period"),
)
"""Columns of rows, and what expected.json calls them."""
APART = {USE, MAKE, "cluster_flows", "cluster_output"}

pytestmark = pytest.mark.real_data


def cases() -> Iterator[Any]:
    if not EXPECTED.exists():
        reason = f"the sample files are not in {SAMPLES.name}"
        yield pytest.param("", {}, id="samples", marks=pytest.mark.skip(reason=reason))
        return
    files = json.loads(EXPECTED.read_text(encoding="utf-8"))["files"]
    for name, expected in files.items():
        yield pytest.param(name, expected, id=name)


@pytest.mark.parametrize(("name", "expected"), list(cases()))
def test_expected_values_are_read(name: str, expected: dict[str, Any]) -> None:
    ways = {Choices(), *map(chosen, expected["values"])}
    readings = {choices: read(name, choices) for choices in ways}
    if expected["values"][0]["table"] == NO_TABLE:
        assert not any(readings.values())
        return
    for value in expected["values"]:
        found = find(readings[chosen(value)], value, name)
        assert len(found) == 1, f"{value}: {len(found)} rows"
        digits = 1e-6 * abs(value["value"])
        assert math.isclose(found[0], value["value"], rel_tol=1e-6, abs_tol=max(digits, 5e-7))
    for absent in expected["absent"]:
        assert not any(find(read_so, absent, name) for read_so in readings.values()), absent


def chosen(value: dict[str, Any]) -> Choices:
    """The choices under which a value was worked out: those of patents, else the default."""
    where = value.get("where", {})
    counting, year = where.get("counting", ""), where.get("year_of", "")
    return Choices(
        count="whole" if counting.startswith("whole") else "fractional",
        classes="split" if "split" in counting else "each",
        year_of="application" if year.startswith(("app_year", "filing")) else "",
        scheme="ipc" if where.get("scheme", "").startswith("IPC") else "cpc",
        technology="wipo" if where.get("scheme", "").startswith("WIPO") else "subclass",
    )


def read(name: str, choices: Choices) -> list[Reading]:
    """The readings of a sample, with its companions."""
    paths = sorted(SAMPLES.glob(COMPANIONS.get(name, name)))
    with tempfile.TemporaryDirectory() as folder:
        found, _ = recognised(unpacked(paths, Path(folder)))
        formats = {it.name: it for it in FORMATS}
        cells = [
            reading
            for file in found.get(bea_make_use.FORMAT.name, [])
            for reading in cells_of_bea(file, choices)
        ]
        return cells + [
            reading
            for form, files in found.items()
            for reading in formats[form].read(files, choices, silent)
        ]


def cells_of_bea(file: SourceFile, choices: Choices) -> Iterator[Reading]:
    """Cells of a Make or Use table as if they were flows."""
    for table, cells in ((MAKE, bea_make_use.make_table), (USE, bea_make_use.use_table)):
        rows = cells(file, choices)
        columns = {"from_code": "from_cluster_code", "to_code": "to_cluster_code"}
        yield Reading(table, rows.rename(columns=columns), (file,), "")


def find(readings: list[Reading], value: dict[str, Any], name: str) -> list[float]:
    """Values of the rows that an entry of expected.json picks."""
    found: list[float] = []
    for reading in readings:
        rows = reading.rows
        if rows.empty or (
            APART & {reading.table, value.get("table")} and reading.table != value.get("table")
        ):
            continue
        matches = pd.Series(True, index=rows.index)
        for column, key in KEYS:
            if key in value and column in rows:
                matches &= rows[column] == value[key]
        if value.get("period") is None and "period" in rows:
            matches &= rows["period"] == 0
        code = value.get("code")
        if code is not None:
            codes = [it for it in ("cluster_code", "technology_code", "heading") if it in rows]
            if not codes:
                continue
            # cbp: "31 (31-33)"
            wanted = code.partition(" ")[0] if name.startswith("cbp/") else code
            matches &= rows[codes[0]] == wanted
        for column, wanted in where(value, name, rows).items():
            matches &= rows[column] == wanted
        number = {"patents", "flow", "output", "value"} & set(rows)
        found += rows.loc[matches, number.pop()].tolist()
    return found


def where(value: dict[str, Any], name: str, rows: pd.DataFrame) -> dict[str, str]:
    """Further columns of the rows that an entry picks, with their values."""
    wanted = dict(value.get("where", {}))
    if name.startswith("qcew/"):  # a withheld cell is one of employment: its establishments are not
        wanted.setdefault("indicator", "annual_avg_emplvl")
    if "indicator" in wanted and "variable" in rows:
        wanted["variable"] = wanted.pop("indicator")  # the file's own name of it
    return {column: text for column, text in wanted.items() if column in rows}
