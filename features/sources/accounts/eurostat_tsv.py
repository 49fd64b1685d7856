r"""TSV of Eurostat: tab-separated, a row for each series and a column for each time.

The first header cell names the dimensions and, after a backslash, what the columns are:
``freq,unit,nace_r2,geo\TIME_PERIOD``; since 2022 with freq and times in ascending order, before
without it (``unit,geo\time``), in descending order, quarters as 2019Q1 and months as 2019M01. Some
files of before 2022 have regions as columns (``unit,time\geo``).

Traps: a value ends in a blank, or in a blank and flags (p provisional, e estimated, b break, u
unreliable), and may have none ("12.3", "12.3b"); ":" is no value, ": c" withheld, ": z" not
applicable; "0 n" is less than half of the last digit. The file names neither its dataset nor its
date: the dataset is taken from the file's name where that is one, else from the dimensions.

Source: https://ec.europa.eu/eurostat/web/user-guides/data-browser/api-data-access, "TSV format".
Licence: https://ec.europa.eu/eurostat/about-us/policies/copyright.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.errors import InputError
from features.sources.accounts import indicators
from features.sources.accounts.cells import as_text, digits, gaps
from features.sources.accounts.observations import (
    ACTIVITIES,
    REGIONS,
    TECHNOLOGIES,
    TIMES,
    Observations,
    find,
    readings,
)
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, LeftOut, Reading, Say

HEADER = re.compile(r"([A-Za-z]\w*(?:,\w+)*)[\\/]([A-Za-z]\w*)")
CELL = re.compile(r"([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|:)?\s*(.*)")
CODE = re.compile(
    r"(?:estat_)?((?:nama|namq|sbs|pat|lfst|lfsa|lfsq|demo|cens|htec|hrst|rd|inn|bd|tour|agr|hlth|"
    r"educ|edat|ilc|isoc|tran|env|nrg|proj|met|urb|reg|tgs|ten|crim|earn|sts|road|ef|apro|trng|yth)"
    r"_[a-z0-9]+(?:_[a-z0-9]+)*?|(?:tgs|ten|tec|tepsr|teicp)_?[a-z]?\d{3,5})"
    r"(?:__custom_\d+|_(?:linear|page|tabular|spreadsheet|copy|filtered)|\$|"
    r"_(?:en|fr|de)(?=$|[-. (_])|[-. (].*|$)"
)
"""A dataset's code in a file's name, as Eurostat names its downloads."""
DIMENSIONS_OF = {
    ("geo", "ipc", "unit"): "pat_ep_ripc",
    ("geo", "nace_r2", "unit", "wstatus"): "nama_10r_3empers",
    ("geo", "indic_sb", "nace_r2"): "sbs_r_nuts06_r2",
    ("geo", "indic_sbs", "nace_r2"): "sbs_r_nuts2021",
}
"""Datasets that are known by their dimensions."""


def recognises(file: SourceFile) -> bool:
    """Whether the first header cell is a list of dimensions with a backslash."""
    if file.is_workbook or file.is_xml:
        return False
    first, tab, _ = next(iter(file.lines(1)), "").lstrip("\ufeff").partition("\t")
    match = HEADER.fullmatch(first.strip().strip('"'))
    if not tab or not match:
        return False
    names = [*match[1].casefold().split(","), match[2].casefold()]
    return bool({*names} & {*TIMES, *REGIONS})


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """A reading for each dataset; files of the same dataset are joined.

    Raises
    ------
    InputError
        A line that does not fit the header, or a cell that is neither a number nor a mark.
    """
    return readings(files, lambda file: [_observations(file)], say)


def _observations(file: SourceFile) -> Observations:
    keys, across, values = _table(file)
    times = find([*keys, across], TIMES)
    if not times:
        names = ",".join(map(str, keys))
        raise InputError(f"{file.given} has no time: its header is {names}\\{across}")
    columns = [str(it).strip() for it in values]
    cells = keys.loc[keys.index.repeat(len(columns))].reset_index(drop=True)
    cells[across] = np.tile(np.array(columns, dtype=object), len(keys))
    cells = pd.concat([cells.astype(str), _split(values, file)], axis=1)
    marks = cells.loc[cells["value"].isna(), "flag"]
    cells = cells[cells["value"].notna()].rename(columns={times: "time"})
    dimensions = tuple(str(it) for it in [*keys, across] if it != times)
    return Observations(
        cells=cells.reset_index(drop=True),
        dimensions=dimensions,
        dataset=_dataset(file, dimensions, cells),
        files=(file,),
        left_out=_gaps(marks),
    )


def _table(file: SourceFile) -> tuple[pd.DataFrame, str, pd.DataFrame]:
    """The dimensions of each row, what the columns are, and their cells as text."""
    rows = as_text(file, "\t", quoted=False)
    first = str(rows.columns[0])
    match = HEADER.fullmatch(first.lstrip("\ufeff").strip().strip('"'))
    if match is None:
        raise InputError(f"{file.given}: {first!r} is no list of dimensions")
    names = match[1].split(",")
    keys = rows[first].str.strip().str.strip('"').str.split(",")
    wrong = keys.map(len) != len(names)
    if wrong.any():
        line = int(wrong.to_numpy().argmax()) + 2
        raise InputError(
            f"{file.given}, line {line}: {rows[first].iloc[line - 2]!r} does not have the "
            f"{len(names)} dimensions of the header: download it again"
        )
    table = pd.DataFrame(keys.tolist(), columns=names, dtype=str)
    blank = [it for it in rows if str(it).startswith("Unnamed:")]  # after a tab that ends a line
    cells = rows.drop(columns=[first, *blank])
    return table.apply(lambda column: column.str.strip()), match[2], cells


def _split(values: pd.DataFrame, file: SourceFile) -> pd.DataFrame:
    """Cells as value (NaN without one), flag and decimals."""
    text = values.to_numpy(dtype=object).ravel()
    number, unlike = pd.factorize(pd.Series(text, dtype=str).fillna(""))
    parts = pd.Series(unlike, dtype=str).str.strip().str.extract(CELL).fillna("")
    strange = parts[1].str.contains(r"[^A-Za-z@, ]|^[A-Za-z]{8,}", regex=True).to_numpy()
    if strange.any():
        place = int(strange[number].argmax())
        raise InputError(
            f"{file.given}, line {place // values.shape[1] + 2}: {str(text[place]).strip()!r} is "
            "neither a number nor a mark of Eurostat: download it again"
        )
    flags = parts[1].str.replace("@", "").str.strip()
    table = pd.DataFrame(
        {
            "value": pd.to_numeric(parts[0], errors="coerce"),
            "flag": flags,
            "decimals": digits(parts[0]),
            "power": 0,
        }
    )
    return table.take(number).reset_index(drop=True)


def _gaps(marks: pd.Series) -> tuple[LeftOut, ...]:
    """Cells without a value, by their mark."""
    return gaps(marks.map(lambda it: f"cells marked : {it}".strip()), marks)


def _dataset(file: SourceFile, dimensions: Sequence[str], cells: pd.DataFrame) -> str:
    """The code of the dataset, from the file's name or its dimensions."""
    for name in (file.name, file.given):
        stem = name.casefold().removesuffix(".gz").removesuffix(".tsv")
        if found := CODE.match(stem):
            listed = [it for it, _ in indicators.DATASETS]
            starts = [hit[0] for it in listed if (hit := re.match(f"(?:{it})(?=_|$)", found[1]))]
            return max(starts, key=len) if starts else found[1]
    names = tuple(sorted(it.casefold() for it in dimensions if it.casefold() != "freq"))
    if names in DIMENSIONS_OF:
        return DIMENSIONS_OF[names]
    place, activity = find(dimensions, REGIONS), find(dimensions, ACTIVITIES)
    unit = find(dimensions, indicators.UNITS)
    small = bool(place) and cells[place].str.fullmatch(r"[A-Z]{2}[0-9A-Z]{3}").any()
    three = bool(activity and unit and small) and len(names) == 3
    if three and cells[unit].str.match(r"MIO_|CP_M").any():
        return "nama_10r_3gva"  # the only one of NUTS 3 regions by industry in money
    technology = find(dimensions, TECHNOLOGIES)
    return "pat_ep_ripc" if technology else ",".join(names)


FORMAT = Format(
    name="eurostat-tsv",
    title="Eurostat TSV",
    licence="Eurostat: reuse with attribution (Commission Decision 2011/833/EU)",
    recognises=recognises,
    read=read,
)
