"""Census Bureau, County Business Patterns: counties, states, metro areas and the nation.

Layout: one file for each year and kind of area, a row for each area and NAICS code: employees in
the week of March 12, payroll of the first quarter and of the year in thousand dollars,
establishments in all and by size.

Traps
-----
- The year stands only in the name of the file (cbp19co.txt).
- "------" is the total (code 00), "31----" a sector (31 is 31-33, 44 is 44-45, 48 is 48-49),
  "113///" three digits, "1133//" four. Up to 1997 the industries are those of the SIC.
- Withheld cells are printed as 0. Up to 2016 `empflag` has a letter for the range of employees;
  from 2007 the noise flags (`emp_nf`) say D (withheld) or S (not reliable). From 2017 there are no
  rows for cells with fewer than three establishments.
- "N" in the columns of sizes is not available; these columns are not read.
- County 999 is "statewide": establishments of no county.
- States and the nation have rows for each legal form (`lfo`); "-" is all of them.
- Headers are in capitals in some years.

Source: https://www.census.gov/programs-surveys/cbp/technical-documentation/record-layouts.html
(public domain).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from features.errors import InputError
from features.sources.accounts.stacking import stacked
from features.sources.accounts.united_states.csv_files import cells, lower_names
from features.sources.classifications.united_states import (
    GROUPS,
    SECTORS,
    STATES,
    TOTAL_CODE,
    Area,
    naics_parent,
    regions,
)
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, LeftOut, Reading, Say

QUANTITIES = ("emp", "qp1", "ap", "est")
INDICATORS = {
    "emp": ("employees", "employees", "paid employees in the week of March 12", "none"),
    "qp1": (
        "payroll_first_quarter",
        "thousand USD, current prices",
        "payroll of the first quarter",
        "current",
    ),
    "ap": ("payroll", "thousand USD, current prices", "annual payroll", "current"),
    "est": ("establishments", "establishments", "establishments", "none"),
}
NOISE = {"emp": "emp_nf", "qp1": "qp1_nf", "ap": "ap_nf"}
WITHHELD = ("D", "S")
ALL_FORMS = "-"
FORMS = {
    "C": "corporations",
    "Z": "s_corporations",
    "S": "sole_proprietorships",
    "P": "partnerships",
    "N": "non_profits",
    "G": "government",
    "O": "other_forms",
}
TOTAL = "00"


def recognises(file: SourceFile) -> bool:
    """Whether the header is that of County Business Patterns for areas other than ZIP codes."""
    names = set(lower_names(file))
    place = names & {"fipstate", "msa", "csa", "lfo"}
    return names >= set(QUANTITIES) and bool(place) and bool(names & {"naics", "sic"})


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """All years and kinds of areas as one reading.

    Raises
    ------
    InputError
        A file whose name has no year, where none is chosen either, or one by SIC.
    """
    parts = []
    for file in files:
        say(f"reading {file.name}")
        parts.append(_frame(file, choices))
    frame = pd.concat(parts, ignore_index=True)
    keys = ["region_code", "cluster_code", "year", "lfo"]
    repeated = frame.duplicated(keys, keep="last")
    frame = frame[~repeated].reset_index(drop=True)
    values, withheld = _values(frame)
    rows = stacked(frame, keys, values)
    forms = {code: f"_{name}" for code, name in FORMS.items()} | {ALL_FORMS: ""}
    suffix = rows["lfo"].map(lambda form: forms.get(form, f"_form_{form.lower()}"))
    rows["indicator"] = rows["variable"].map({it: INDICATORS[it][0] for it in INDICATORS}) + suffix
    sizes = LeftOut("columns of size classes", len(frame), "parts of the establishments")
    why = "withheld by the office and printed as 0: unknown, never zero"
    left_out = (
        LeftOut("repeated rows", int(repeated.sum()), "the files hold the same rows"),
        LeftOut("cells withheld", withheld, why),
        sizes,
    )
    return [
        Reading(
            "cluster_indicators",
            rows,
            tuple(files),
            "cbp",
            _indicators(rows),
            _regions(frame, choices),
            _activities(frame["cluster_code"].unique().tolist()),
            left_out=tuple(it for it in left_out if it.count),
        )
    ]


def _frame(file: SourceFile, choices: Choices) -> pd.DataFrame:
    """Columns that are read, as text, with the codes of regions and clusters and the year."""
    names = lower_names(file)
    if "naics" not in names:
        raise InputError(
            f"{file.name} classifies by SIC, as all files up to 1997 do: "
            "give the files of 1998 and later, which are by NAICS"
        )
    wanted = {*QUANTITIES, *NOISE.values(), "fipstate", "fipscty", "msa", "csa", "lfo", "naics"}
    frame = cells(file, names, {*wanted, "empflag"})
    industry = frame["naics"].str.rstrip("-/")
    return frame.assign(
        region_code=_region_codes(frame),
        level=_level(frame),
        cluster_code=industry.mask(industry == "", TOTAL),
        year=_year(file, choices),
        lfo=frame["lfo"].replace("", ALL_FORMS) if "lfo" in frame else ALL_FORMS,
    )


def _level(frame: pd.DataFrame) -> str:
    present = [name for name in ("fipscty", "fipstate", "msa", "csa") if name in frame]
    return present[0] if present else "nation"


def _region_codes(frame: pd.DataFrame) -> pd.Series:
    level = _level(frame)
    if level == "fipscty":
        return frame["fipstate"].str.zfill(2) + frame["fipscty"].str.zfill(3)
    if level == "fipstate":
        return frame["fipstate"].str.zfill(2)
    return frame[level] if level != "nation" else pd.Series("US", index=frame.index, dtype="str")


def _year(file: SourceFile, choices: Choices) -> int:
    """The year in the name of the file or of the archive that it came in, else the one chosen."""
    for name in (file.name, file.given):
        if found := re.search(r"cbp_?(\d{4}|\d{2})(?!\d)", name, re.IGNORECASE):
            year = int(found[1])
            return year if year > 99 else year + (1900 if year >= 64 else 2000)
    if choices.year:
        return choices.year
    raise InputError(
        f"{file.name} does not say its year: "
        "name it as the office does (cbp19co.txt), or give --year"
    )


def _values(frame: pd.DataFrame) -> tuple[dict[str, pd.Series], int]:
    """Known values of each quantity, and how many cells are withheld."""
    values, withheld = {}, 0
    flagged = pd.Series(False, index=frame.index)
    if "empflag" in frame:
        flagged = frame["empflag"].fillna("") != ""
    for name in QUANTITIES:
        numbers = pd.to_numeric(frame[name], errors="coerce")
        hidden = numbers.isna()
        if name in NOISE:
            hidden |= flagged
            if NOISE[name] in frame:
                hidden |= frame[NOISE[name]].isin(WITHHELD)
        withheld += int(hidden.sum())
        values[name] = numbers.mask(hidden)
    return values, withheld


def _indicators(rows: pd.DataFrame) -> pd.DataFrame:
    listed = []
    pairs = rows[["indicator", "variable", "lfo"]].drop_duplicates()
    for name, variable, form in pairs.sort_values("indicator").itertuples(index=False, name=None):
        _, unit, description, prices = INDICATORS[variable]
        why = ""
        if variable == "qp1":
            why = "a quarter of a year: the annual payroll is kept"
        elif form != ALL_FORMS:
            why = "one legal form, counted in all of them"
        of_form = f", {FORMS.get(form, f'legal form {form}').replace('_', ' ')}"
        text = f"{description}{'' if form == ALL_FORMS else of_form} (County Business Patterns)"
        listed.append((name, unit, text, prices, why))
    names = ["indicator", "unit", "description", "price_basis", "left_out"]
    return pd.DataFrame(listed, columns=names, dtype=str)


def _regions(frame: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    codes = frame[["region_code", "level"]].drop_duplicates()
    areas = [_area(code, level) for code, level in codes.itertuples(index=False, name=None)]
    return regions(areas, choices.area == "metro", lambda code: code)


def _area(code: str, level: str) -> Area:
    if level == "nation":
        return Area(code, "United States", code, "nation")
    if level == "fipstate":
        return Area(code, STATES[code].name if code in STATES else "", code, "state")
    if level == "fipscty":
        why = "no place: establishments of no single county" if code.endswith("999") else ""
        return Area(code, "", code, "county", why)
    if level == "msa":
        return Area(code, "", f"C{code}", "metro")
    return Area(code, "", f"CS{code}", "other", "a group of metropolitan areas")


def _activities(codes: list[str]) -> pd.DataFrame:
    """Total, sectors (31 stands for 31-33) and NAICS of three to six digits."""
    listed = dict.fromkeys(codes)
    for code in codes:
        above = _parent(code)
        while above:
            listed.setdefault(above)
            above = _parent(above)
    listed.setdefault(TOTAL)
    rows = []
    for code in listed:
        package_code = TOTAL_CODE if code == TOTAL else GROUPS.get(code, "")
        name = "Total for all sectors" if code == TOTAL else SECTORS.get(package_code or code, "")
        rows.append((code, name, _parent(code), package_code))
    return pd.DataFrame(rows, columns=["code", "name", "parent_code", "package_code"], dtype=str)


def _parent(code: str) -> str:
    if code == TOTAL:
        return ""
    return naics_parent(code).partition("-")[0] or TOTAL


FORMAT = Format(
    "cbp",
    "County Business Patterns",
    "US Census Bureau: public domain",
    recognises,
    read,
)
