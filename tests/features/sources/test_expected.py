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
from features.sources.opening import unpacked
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
    readings = read(name, Choices())
    if expected["values"][0]["table"] == NO_TABLE:
        assert not readings
        return
    for value in expected["values"]:
        found = find(readings, value, name)
        assert len(found) == 1, f"{value}: {len(found)} rows"
        digits = 1e-6 * abs(value["value"])
        assert math.isclose(found[0], value["value"], rel_tol=1e-6, abs_tol=max(digits, 5e-7))
    for absent in expected["absent"]:
        assert not find(readings, absent, name), absent


def read(name: str, choices: Choices) -> list[Reading]:
    """The readings of a sample, with its companions."""
    paths = sorted(SAMPLES.glob(COMPANIONS.get(name, name)))
    with tempfile.TemporaryDirectory() as folder:
        found, _ = recognised(unpacked(paths, Path(folder)))
        formats = {it.name: it for it in FORMATS}
        return [
            reading
            for form, files in found.items()
            for reading in formats[form].read(files, choices, silent)
        ]


def find(readings: list[Reading], value: dict[str, Any], name: str) -> list[float]:
    """Values of the rows that an entry of expected.json picks."""
    found: list[float] = []
    for reading in readings:
        rows = reading.rows
        chosen = pd.Series(True, index=rows.index)
        for column, key in (("region_code", "region"), ("year", "year"), ("period", "period")):
            if key in value and column in rows:
                chosen &= rows[column] == value[key]
        if value.get("period") is None and "period" in rows:
            chosen &= rows["period"] == 0
        code = value.get("code")
        if code is not None:
            codes = [it for it in ("cluster_code", "technology_code", "heading") if it in rows]
            if not codes:
                continue
            chosen &= rows[codes[0]] == code
        for column, wanted in value.get("where", {}).items():
            if column in rows:
                chosen &= rows[column] == wanted
        number = {"patents", "flow", "output", "value"} & set(rows)
        found += rows.loc[chosen, number.pop()].tolist()
    return found
