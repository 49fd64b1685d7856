"""EMISS (fedstat.ru), the statistical system of Russia's offices: SDMX-ML 1.0 and the Excel export.

Traps: numbers have a decimal comma; the period is in words, and a series may hold quarters, months
and the year as a whole: 0 is the year, months are an indicator of their own (…_monthly) since a
quarter and a month have the same numbers; half-years, sums since January and days within the year
are left out. Further dimensions (age, sex, kind of employment) are indicators of their own, named
by their codes, so that age groups are never mixed. Regions are OKATO codes: 643 the nation, 030 a
federal district, 11000000000 a subject, some of which contain others: Arkhangelsk (11000000000) is
Nenets (11100000000) and the remainder (11001000000), which are its parts. Districts in earlier
borders overlap the present ones. Activities are OKVED 2 sections and classes below a total
("101.АГ"); other codes in .АГ are aggregates that overlap. OKVED 1 is another list with the same
letters: its sections stand in a package as "C (OKVED 1)". Code lists hold codes without data.

Source: https://www.fedstat.ru; regions and activities: OKATO, OKVED 2.
Licence: open data with attribution (Rosstat).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from features.errors import InputError
from features.sources.accounts.emiss import sdmx, workbook
from features.sources.accounts.emiss.codes import activities, regions
from features.sources.accounts.emiss.sdmx import PERIOD, UNIT, VALUE, YEAR, Observations
from features.sources.accounts.emiss.words import (
    WHOLE_YEAR,
    is_mean,
    is_rate,
    period_of,
    plain_name,
    price_basis,
    short_slug,
    unit_words,
)
from features.sources.classifications.russia import NATION
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, LeftOut, Reading, Say

REGION = re.compile(r"ОКАТО|ОКТМО|субъект\w* Российской|территори|^s_ok(ato|tmo)$", re.IGNORECASE)
ACTIVITY = re.compile(r"ОКВЭД|вид\w* экономической деятельности|^s_okved", re.IGNORECASE)
OKVED_2 = re.compile(r"(ОКВЭД|okved)[ _-]*2", re.IGNORECASE)

TOTALS = ("всего", "итого")
"""Names of codes of a dimension that break nothing down."""


def recognises(file: SourceFile) -> bool:
    """Whether it is an SDMX-ML file or an Excel export of EMISS."""
    return sdmx.is_emiss(file) or workbook.is_emiss(file)


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """A reading for every indicator; files of the same indicator are joined.

    Raises
    ------
    InputError
        A file that is damaged or has no observations.
    """
    found: dict[tuple[str, ...], list[tuple[SourceFile, Observations]]] = {}
    for file in files:
        say(f"reading {file.name}")
        parse = workbook.observations if file.is_workbook else sdmx.observations
        content = parse(file)
        key = (content.code or content.title, *sorted(content.dimensions))
        found.setdefault(key, []).append((file, content))
    return [_reading(parts) for parts in found.values()]


def _reading(parts: Sequence[tuple[SourceFile, Observations]]) -> Reading:
    """One indicator; where files say different, the newer one is right."""
    contents = sorted((content for _, content in parts), key=lambda it: it.vintage)
    newest = contents[-1]
    region, activity = _roles(newest.dimensions)
    rows, left_out = _joined(contents)
    if rows.empty:
        raise InputError(f"{parts[0][0].name} has no value of a year, quarter or month")
    rows, names = _with_indicators(rows, newest, [region, activity])
    rows = rows.rename(columns={region: "region_code", activity: "cluster_code"})
    if not region:
        rows["region_code"] = NATION
    keys = ["region_code", *(["cluster_code"] if activity else []), "year", "period", "indicator"]
    repeated = rows.duplicated(keys, keep="last")
    if repeated.any():
        why = "the same cell is given again, the last one counts"
        left_out.append(LeftOut("repeated values", int(repeated.sum()), why))
        rows = rows[~repeated]
    if (rows["period"] == 0).all():
        keys.remove("period")
    others = [it for it in newest.dimensions if it not in (region, activity)]
    used = rows["cluster_code"] if activity else pd.Series(dtype="str")
    codes = {key: it for content in contents for key, it in content.codes.items()}
    return Reading(
        "cluster_indicators" if activity else "region_indicators",
        rows[[*keys, "value", *others, UNIT]].reset_index(drop=True),
        tuple(file for file, _ in parts),
        f"EMISS {newest.code or newest.title}",
        _indicators(names, bool(activity)),
        regions(rows["region_code"], codes.get(region, {})),
        activities(used, codes.get(activity, {}), _is_okved_2(newest, activity)),
        newest.vintage,
        tuple(left_out),
    )


def _joined(contents: Sequence[Observations]) -> tuple[pd.DataFrame, list[LeftOut]]:
    """Rows of all files, and what is not among them."""
    tables, left_out = [], []
    for content in contents:
        rows, more = _values(content)
        tables.append(rows)
        left_out += more
    return pd.concat(tables, ignore_index=True), left_out


def _roles(dimensions: Mapping[str, str]) -> tuple[str, str]:
    """The dimensions of regions and of activities, "" where there is none."""

    def of(pattern: re.Pattern[str]) -> list[str]:
        return [key for key, title in dimensions.items() if pattern.search(f"{key}\n{title}")]

    regions = [workbook.REGION_ID] if workbook.REGION_ID in dimensions else of(REGION)
    region = regions[0] if regions else ""
    activities = [it for it in of(ACTIVITY) if it != region]
    newer = [it for it in activities if OKVED_2.search(f"{it} {dimensions[it]}")]
    return region, (newer or activities or [""])[0]


def _values(content: Observations) -> tuple[pd.DataFrame, list[LeftOut]]:
    """Rows with a number, a year and a period that a package can hold."""
    rows, left_out = content.rows, []
    periods = {text: period_of(text) for text in rows[PERIOD].unique()}
    unread = rows[PERIOD].map({text: it is None for text, it in periods.items()})
    for text, count in rows.loc[unread, PERIOD].value_counts().items():
        why = "neither a year nor a quarter nor a month: it would overlap them"
        left_out.append(LeftOut(f"values of the period {text!r}", int(count), why))
    rows = rows[~unread]
    plain = rows[VALUE].str.replace(r"[\s\u00a0\u202f]", "", regex=True)
    numbers = pd.to_numeric(plain.str.replace(",", "."), errors="coerce")
    for text, count in plain[numbers.isna()].value_counts().items():
        mark = str(text) or "without text"
        left_out.append(LeftOut(f"cells {mark}", int(count), "unknown or withheld, never zero"))
    years = rows[YEAR].str.extract(r"^((?:19|20)\d\d)", expand=False)
    keep = numbers.notna() & years.notna()
    kinds = rows.loc[keep, PERIOD].map({text: it or ("", 0) for text, it in periods.items()})
    found = rows[keep].assign(
        year=years[keep].astype(int),
        value=numbers[keep].astype(float),
        kind=[kind for kind, _ in kinds],
        period=[period for _, period in kinds],
    )
    # where a year has the value of the year and that of a day, the former comes last and counts
    whole = found[PERIOD].str.lower() == WHOLE_YEAR
    return found.loc[whole.sort_values(kind="stable").index], left_out


def _with_indicators(
    rows: pd.DataFrame, content: Observations, taken: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with a column indicator, and what each indicator is: one for every breakdown."""
    others = sorted(it for it in content.dimensions if it not in taken)
    others.sort(key=lambda it: content.dimensions[it])
    keys = [*others, UNIT, "kind"]
    kinds = rows[keys].drop_duplicates()
    suffix = "" if taken[1] == "" or _is_okved_2(content, taken[1]) else "_okved1"
    described = []
    for _, kind in kinds.iterrows():
        words = [content.codes.get(it, {}).get(kind[it], kind[it]) for it in others]
        described.append(
            {
                **kind,
                "indicator": _name(content, kind[UNIT])
                + suffix
                + "".join(
                    f"_{short_slug(kind[it])}"
                    for it, word in zip(others, words, strict=True)
                    if kind[it] and word.strip().lower() not in TOTALS
                )
                + ("_monthly" if kind["kind"] == "month" else ""),
                "unit": _unit(content.title, kind[UNIT]),
                "description": "; ".join([content.title, *(word for word in words if word)]),
                "price_basis": price_basis(content.title, kind[UNIT]),
                "rate": is_rate(kind[UNIT]) or is_mean(content.title),
            }
        )
    names = pd.DataFrame(described)
    return rows.merge(names[[*keys, "indicator"]], on=keys, how="left"), names


def _is_okved_2(content: Observations, activity: str) -> bool:
    return bool(OKVED_2.search(f"{activity} {content.dimensions.get(activity, '')}"))


def _name(content: Observations, unit: str) -> str:
    """The project's name for an indicator, with its unit where that is not the usual one."""
    indicator, end = plain_name(content.title), unit_words(unit)[1]
    if indicator is None:
        first = f"emiss_{content.code}" if content.code else short_slug(content.title)
        return f"{first}_{end}" if end else first
    name = indicator.name if end == indicator.unit or not end else f"{indicator.name}_{end}"
    constant = price_basis(content.title, unit) == "constant"
    return f"{name}_constant_prices" if constant else name


def _unit(title: str, unit: str) -> str:
    words, basis = unit_words(unit)[0], price_basis(title, unit)
    return f"{words}, {basis} prices" if basis in ("current", "constant") else words


def _indicators(names: pd.DataFrame, by_activity: bool) -> pd.DataFrame:
    why = "a rate: those of activities do not add up" if by_activity else ""
    reasons = [why if rate else "" for rate in names["rate"]]
    columns = ["indicator", "unit", "description", "price_basis"]
    return names[columns].assign(left_out=reasons).drop_duplicates("indicator")


FORMAT = Format(
    "emiss", "EMISS (fedstat.ru)", "Rosstat: open data with attribution", recognises, read
)
