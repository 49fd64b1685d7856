"""BLS Quarterly Census of Employment and Wages: CSV files of counties, states and metro areas.

Layout: a row for each area, owner, industry and year or quarter; one file a year ("singlefile"),
or one for each area or industry, which also have titles. Older files write
`annual_avg_estabs_count` for `annual_avg_estabs`.

Traps
-----
- `disclosure_code` N: employment and wages are printed as 0 and are unknown; establishments are
  given.
- `own_code` 0, all owners, is published for the total (10) alone. The indicators `employment`,
  `establishments` and `wages` are of all owners, as a policy for clusters needs public hospitals
  and universities too: where the file has no row of all owners, one is made as the sum of those
  of federal (1), state (2), local (3) and international (4) government and private owners (5),
  with `own_code` "sum of 3 and 5". One withheld owner makes the sum unknown. A file of private
  owners alone has no sums. Private owners have indicators of their own (`employment_private`).
- Codes overlap: 10 is the total, 101, 102 and 1011 to 1029 are domains and supersectors, then
  sectors (31-33) and NAICS of three to six digits; `agglvl_code` tells them apart. Areas overlap:
  US000, states NN000, counties, metropolitan areas C1982, combined areas CS184, unknown counties
  NN999. Classes of establishment size (`size_code`) are left out.
- Quarterly files have employment for each month; employment of the quarter is their mean, as the
  office's own annual average is.
- Files by SIC (before 2001) mark their codes with SIC_ and are left out.

Source: https://www.bls.gov/cew/about-data/downloadable-file-layouts/ (public domain).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.errors import InputError
from features.sources.accounts.stacking import stacked
from features.sources.accounts.united_states.csv_files import cells, lower_names
from features.sources.classifications.united_states import (
    SECTORS,
    STATES,
    TOTAL_CODE,
    Area,
    naics_parent,
    regions,
)
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, LeftOut, Reading, Say

CELL = ["area_fips", "industry_code", "size_code", "year", "qtr"]
HEADER = {*CELL, "own_code", "agglvl_code", "disclosure_code"}
TITLES = {"area_title", "industry_title"}
OLD_NAMES = {
    "annual_avg_estabs_count": "annual_avg_estabs",
    "qtrly_estabs_count": "qtrly_estabs",
}
MONTHS = ["month1_emplvl", "month2_emplvl", "month3_emplvl"]
MEAN = "mean of month1_emplvl to month3_emplvl"
INDICATORS = {
    "annual_avg_emplvl": "employment",
    "annual_avg_estabs": "establishments",
    "total_annual_wages": "wages",
    MEAN: "employment",
    "qtrly_estabs": "establishments",
    "month1_emplvl": "employment_month_1",
    "month2_emplvl": "employment_month_2",
    "month3_emplvl": "employment_month_3",
    "total_qtrly_wages": "wages",
}
ESTABLISHMENTS = ("annual_avg_estabs", "qtrly_estabs")
NOT_READ = "averages, contributions, taxable wages, location quotients and changes over the year"
OWNERS = {
    "1": "federal_government",
    "2": "state_government",
    "3": "local_government",
    "4": "international_government",
    "5": "private",
    "8": "government",
    "9": "all_but_federal",
}
ADDENDS = ("1", "2", "3", "4", "5")
TOTAL = "10"
MEANING = {
    "employment": ("jobs", "jobs covered by unemployment insurance", "none"),
    "establishments": ("establishments", "establishments", "none"),
    "wages": ("USD, current prices", "wages paid", "current"),
    "employment_month_1": ("jobs", "jobs in the first month of the quarter", "none"),
    "employment_month_2": ("jobs", "jobs in the second month of the quarter", "none"),
    "employment_month_3": ("jobs", "jobs in the third month of the quarter", "none"),
}


def recognises(file: SourceFile) -> bool:
    """Whether the header is that of QCEW files, annual or quarterly."""
    names = {OLD_NAMES.get(name, name) for name in lower_names(file)}
    return names >= HEADER and bool(names & set(INDICATORS))


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """Annual and quarterly rows, a reading each.

    Raises
    ------
    InputError
        A number that is none.
    """
    of_kind: dict[str, list[SourceFile]] = {}
    for file in files:
        kind = "annual" if "total_annual_wages" in lower_names(file) else "quarterly"
        of_kind.setdefault(kind, []).append(file)
    return [_reading(kind, of_kind[kind], choices, say) for kind in sorted(of_kind)]


def _reading(kind: str, files: list[SourceFile], choices: Choices, say: Say) -> Reading:
    parts = []
    area_names: dict[str, str] = {}
    titles: dict[str, str] = {}
    for file in files:
        say(f"reading {file.name}")
        part = _frame(file)
        area_names |= _titles(part, "area_fips", "area_title")
        titles |= _titles(part, "industry_code", "industry_title")
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    repeated = _number(frame, [*CELL, "own_code", "agglvl_code"]).duplicated(keep="last")
    sizes = frame["size_code"] != "0"
    sic = frame["industry_code"].str.startswith("SIC")
    left_out = [
        LeftOut("repeated rows", int(repeated.sum()), "the files hold the same rows"),
        LeftOut("rows of size classes", int((sizes & ~repeated).sum()), "parts of their industry"),
        LeftOut("rows by SIC", int(sic.sum()), "another classification, before NAICS"),
        LeftOut(f"columns of {NOT_READ}", len(frame), "they follow from the others"),
    ]
    frame = frame[~repeated & ~sizes & ~sic].reset_index(drop=True)
    withheld = frame["disclosure_code"] != ""
    why = "not disclosed by the office (N), printed as 0: unknown, never zero"
    left_out.append(LeftOut("rows without employment and wages", int(withheld.sum()), why))
    rows = _rows(frame, withheld)
    if kind == "annual":
        rows = rows.drop(columns="period")
    codes = frame.drop_duplicates("industry_code")[["industry_code", "agglvl_code"]]
    return Reading(
        "cluster_indicators",
        rows,
        tuple(files),
        f"qcew_{kind}",
        _indicators(rows),
        _regions(frame["area_fips"].unique().tolist(), area_names, choices),
        _activities(dict(codes.itertuples(index=False, name=None)), titles),
        left_out=tuple(it for it in left_out if it.count),
    )


def _titles(frame: pd.DataFrame, code: str, title: str) -> dict[str, str]:
    """Titles by code without the code in front; none where the file has no such column."""
    if title not in frame:
        return {}
    texts = frame.drop_duplicates(code)[[code, title]]
    plain = texts[title].str.replace(r"^(NAICS )?\d[\d-]*\s+", "", regex=True)
    return dict(zip(texts[code], plain.str.strip(), strict=True))


def _frame(file: SourceFile) -> pd.DataFrame:
    """The columns that are read, as text or numbers."""
    names = [OLD_NAMES.get(name, name) for name in lower_names(file)]
    frame = cells(file, names, {*HEADER, *INDICATORS, *TITLES}, INDICATORS)
    codes = frame["area_fips"]
    return frame.assign(
        area_fips=codes.where(~codes.str.isdigit(), codes.str.zfill(5)),
        year=_years(frame, file),
        qtr=frame["qtr"].replace("A", "0"),
    )


def _number(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    """A number for each combination of the columns, many times faster than text."""
    found = np.zeros(len(frame), dtype=np.int64)
    for name in columns:
        codes, unique = pd.factorize(frame[name])
        found = found * len(unique) + codes
    return pd.Series(found, index=frame.index)


def _years(frame: pd.DataFrame, file: SourceFile) -> pd.Series:
    years = pd.to_numeric(frame["year"], errors="coerce")
    if years.isna().any() or not frame["qtr"].isin(["A", "1", "2", "3", "4"]).all():
        raise InputError(f"{file.name} has rows without a year or quarter: download the file again")
    return years.astype("int64")


def _rows(frame: pd.DataFrame, withheld: pd.Series) -> pd.DataFrame:
    """One row for each known value, with those of all owners."""
    if set(MONTHS) <= set(frame):
        frame = frame.assign(**{MEAN: frame[MONTHS].mean(axis=1, skipna=False)})
    quantities = [name for name in INDICATORS if name in frame]
    hidden = [name for name in quantities if name not in ESTABLISHMENTS]
    frame.loc[withheld, hidden] = float("nan")
    rows = pd.concat(
        [
            stacked(part, [*CELL, "own_code"], {name: part[name] for name in quantities})
            for part in (frame, _all_owners(frame, quantities))
        ],
        ignore_index=True,
    )
    suffix = rows["own_code"].map({code: f"_{name}" for code, name in OWNERS.items()}).fillna("")
    rows["indicator"] = rows["variable"].map(INDICATORS) + suffix
    rows["period"] = rows["qtr"].astype("int64")
    rows = rows.rename(columns={"area_fips": "region_code", "industry_code": "cluster_code"})
    return rows.drop(columns=["size_code", "qtr"])


def _all_owners(frame: pd.DataFrame, quantities: list[str]) -> pd.DataFrame:
    """Sums over owners where the file has no row of all owners; NaN where one is withheld."""
    cell = _number(frame, CELL)
    summed = frame["own_code"].isin(ADDENDS) & ~cell.isin(cell[frame["own_code"] == "0"])
    parts, cell = frame[summed], cell[summed]
    if parts.empty or set(frame["own_code"]) == {"5"}:
        return frame.head(0)
    counts = parts[quantities].assign(owners=2 ** parts["own_code"].astype("int64"))
    sums = counts.groupby(cell).sum().mask(counts.isna().groupby(cell).any())
    texts = parts[CELL].set_axis(cell)[~cell.duplicated().to_numpy()].sort_index()
    return texts.join(sums).assign(
        own_code=sums["owners"].astype("int64").map({it: _sum_of(it) for it in range(2, 64, 2)})
    )


def _sum_of(owners: int) -> str:
    *first, last = [code for code in ADDENDS if owners & 2 ** int(code)]
    return f"sum of {', '.join(first)} and {last}" if first else f"sum of {last}"


def _indicators(rows: pd.DataFrame) -> pd.DataFrame:
    """Their units; those of governments are in the sum of all owners."""
    owner_of = {f"_{name}": name.replace("_", " ") for name in OWNERS.values()}
    listed = []
    for name in sorted(rows["indicator"].unique()):
        suffix = next((it for it in owner_of if name.endswith(it)), "")
        unit, description, prices = MEANING[name.removesuffix(suffix)]
        owner = owner_of.get(suffix, "")
        why = ""
        if name.startswith("employment_month"):
            why = "in employment, the mean of the quarter's months"
        elif owner not in ("", "private"):
            why = "counted in the sum of all owners"
        text = f"{description}, {f'{owner} owners' if owner else 'all owners'} (BLS QCEW)"
        listed.append((name, unit, text, prices, why))
    names = ["indicator", "unit", "description", "price_basis", "left_out"]
    return pd.DataFrame(listed, columns=names, dtype=str)


def _file_code(package_code: str) -> str:
    return "US000" if package_code == "US" else package_code.ljust(5, "0")


def _regions(codes: list[str], names: dict[str, str], choices: Choices) -> pd.DataFrame:
    return regions(
        [_area(code, names.get(code, "")) for code in codes], choices.area == "metro", _file_code
    )


def _area(code: str, name: str) -> Area:
    if code == "US000":
        return Area(code, name or "United States", "US", "nation")
    if re.fullmatch(r"C\d{4}", code):
        return Area(code, name, f"{code}0", "metro")
    if re.fullmatch(r"\d{2}000", code):
        state = STATES.get(code[:2])
        return Area(code, state.name if state else name, code[:2], "state")
    if re.fullmatch(r"\d{5}", code):
        why = "no place: employment of unknown county" if code[2:] >= "990" else ""
        return Area(code, name, code, "county", why)
    return Area(code, name, code, "other", "a group of areas that are counted on their own")


def _activities(levels: dict[str, str], titles: dict[str, str]) -> pd.DataFrame:
    """Total, sectors and NAICS of three to six digits; domains and supersectors are left out."""
    listed: dict[str, tuple[str, str, str]] = {}
    for code, level in levels.items():
        group = code != TOTAL and (code.startswith("10") or level[-1:] in ("2", "3"))
        why = "domain or supersector: a group of sectors" if group else ""
        listed[code] = (titles.get(code, SECTORS.get(code, "")), _parent(code), why)
    for code in list(levels):
        above = _parent(code)
        while above and above not in listed:
            listed[above] = (SECTORS.get(above, ""), _parent(above), "")
            above = _parent(above)
    listed[TOTAL] = (listed[TOTAL][0] or "Total, all industries", "", "")
    return pd.DataFrame(
        [(code, *rest, TOTAL_CODE if code == TOTAL else "") for code, rest in listed.items()],
        columns=["code", "name", "parent_code", "left_out", "package_code"],
        dtype=str,
    )


def _parent(code: str) -> str:
    if code == TOTAL:
        return ""
    return TOTAL if code.startswith("10") else naics_parent(code) or TOTAL


FORMAT = Format(
    "qcew",
    "Quarterly Census of Employment and Wages (QCEW)",
    "BLS: public domain",
    recognises,
    read,
)
