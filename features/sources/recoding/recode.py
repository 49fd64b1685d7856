"""A whole package from the old codes of one classification to the new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from features.errors import listed
from features.formats import counted
from features.package import Package
from features.package.contract.rates import is_rate
from features.package.schema import SHAPES, TABLES, extended
from features.package.shapes import Shapes, with_codes
from features.sources.recoding.carrying import means, parted, sums
from features.sources.recoding.dimensions import new_dimension
from features.sources.recoding.shares import PATENTS, Weighted, rows_of

VALUES = {
    PATENTS: "patents",
    "cluster_flows": "flow",
    "cluster_output": "output",
    "neighbours": "weight",
}
"""Tables whose cells without a row are zeros, and their values."""
KIND = {"clusters": "cluster", "technologies": "technology"}
"""Table of codes to its kind in priorities."""
SMALL = 100.0
"""Patents a year below which a region without any row had none (as in counts of patents)."""


@dataclass(frozen=True)
class Recoded:
    """A package in the new codes.

    Attributes
    ----------
    content : dict
        As `features.package.write` takes it.
    notes : list of str
        What was carried, what was estimated, and what is unknown now.
    """

    content: dict[str, pd.DataFrame | Shapes]
    notes: list[str]


def recoded(
    package: Package, concordance: Weighted, by: str = "", until: int | None = None
) -> Recoded:
    """Carry all tables of a package to the new codes of one of its tables of codes.

    Sums of parts keep the totals; a sum with an unknown part is unknown. Rates, means and indices
    are means of their parts weighted by the indicator `by`, or unknown without it.

    Parameters
    ----------
    package : Package
    concordance : Weighted
    by : str
        Indicator that weighs rates, "" for none.
    until : int or None
        Last year in which codes that are old and new hold their old content; None to find out.
    """
    tables = package.files()
    notes = _summary(concordance)
    for name, rows in tables.items():
        if name in (concordance.table, "indicators"):
            continue
        if "indicator" in rows and concordance.code in rows:
            tables[name], lost = _indicators(rows, package, concordance, by, until)
            if lost:
                way = "choose another --by" if by else "give the indicator that weighs them by --by"
                notes.append(f"{name}: rates of merged codes are unknown ({listed(lost)}): {way}")
        elif name == "priorities":
            tables[name] = _priorities(rows, concordance)
        else:
            for column in _columns(rows, concordance):
                tables[name] = _summed(name, tables[name], column, concordance, until)
    dimension = new_dimension(
        package.tables[concordance.table], concordance, _used(tables, concordance)
    )
    tables[concordance.table] = dimension
    new = {*concordance.pairs["to"], *concordance.unknown}
    if unknown := new - set(dimension[concordance.code]):
        notes.append(f"new codes left out, since parts of them are unknown: {listed(unknown)}")
    if "priorities" in tables:
        rows = tables["priorities"]
        is_other = rows["kind"] != KIND.get(concordance.table)
        tables["priorities"] = rows[is_other | rows["code"].isin(dimension[concordance.code])]
    content: dict[str, pd.DataFrame | Shapes] = {
        it: rows for it, rows in tables.items() if len(rows)
    }
    if shapes := _shapes(package, concordance):
        content[SHAPES.name] = shapes
    return Recoded(content, notes)


def _summary(concordance: Weighted) -> list[str]:
    """What becomes of codes, in sentences."""
    pairs, renames = concordance.pairs, concordance.renames()
    moved = [it for it in renames if renames[it] != it]
    merged = set(pairs.loc[pairs["to"].duplicated(keep=False), "to"])
    split = set(pairs.loc[pairs["estimated"], "from"])
    lost = concordance.ended - set(pairs["from"])
    counts = [
        (moved, ("code is", "codes are"), "renamed"),
        (merged, ("code is a sum", "codes are sums"), "of several"),
        (split, ("code is", "codes are"), "split, and the values of the parts estimated"),
        (lost, ("code has", "codes have"), "no successor, and the values are left out"),
    ]
    lines = [
        f"{counted(len(codes), *words)} {text}: {listed(codes)}"
        for codes, words, text in counts
        if codes
    ]
    return [*lines, *concordance.notes]


def _columns(rows: pd.DataFrame, concordance: Weighted) -> list[str]:
    """The columns of a table that hold codes of the concordance."""
    is_region = concordance.table == "regions"
    return [
        str(name)
        for name in rows
        if str(name).endswith(concordance.code) or (is_region and name == "neighbour_code")
    ]


def _used(tables: Mapping[str, pd.DataFrame], concordance: Weighted) -> set[str]:
    """Codes that tables of values use."""
    return {
        str(code)
        for name, rows in tables.items()
        if name != concordance.table
        for column in _columns(rows, concordance)
        for code in rows[column].unique()
    }


def _renamed(
    rows: pd.DataFrame, column: str, concordance: Weighted, until: int | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that stay or are renamed, in their order, and the rows of codes that merge or split."""
    carried, stays = parted(rows, column, concordance, until)
    renames = concordance.renames()
    is_renamed = carried[column].isin(renames)
    renamed = carried[is_renamed]
    renamed = renamed.assign(**{column: renamed[column].map(renames)})
    return pd.concat([stays, renamed]).sort_index(kind="stable"), carried[~is_renamed]


def _joined(name: str, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of several origins: where two have the same key, the first is the one that stayed."""
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    if "estimated" in rows and "estimated" not in parts[0]:
        rows["estimated"] = rows["estimated"].fillna(0.0)
        if not rows["estimated"].any():
            rows = rows.drop(columns="estimated")
    table = extended(TABLES[name], (str(column) for column in rows))
    ordered = rows[[column.name for column in table.columns]]
    return ordered.drop_duplicates(list(table.key), ignore_index=True)


def _indicators(
    rows: pd.DataFrame, package: Package, concordance: Weighted, by: str, until: int | None
) -> tuple[pd.DataFrame, set[str]]:
    """A table of indicators in the new codes, and the rates that are unknown for some of them."""
    units = package.tables["indicators"].set_index("indicator")["unit"]
    rates = {str(name) for name in rows["indicator"].unique() if is_rate(name, units[name])}
    kept, carried = _renamed(rows, concordance.code, concordance, until)
    of_rate = carried["indicator"].isin(rates)
    added = sums(carried[~of_rate], concordance.code, concordance, "value")
    if not of_rate.any():
        return _joined(_table_of(rows), [kept, added]), set()
    weighed = _with_size(carried[of_rate], package, concordance.table, by)
    mean = means(weighed, concordance.code, concordance, ["value"], "size")
    unknown = set(mean.loc[mean["value"].isna(), "indicator"])
    return _joined(_table_of(rows), [kept, added, mean.dropna(subset="value")]), unknown


def _table_of(rows: pd.DataFrame) -> str:
    """The table of indicators to which rows belong."""
    return "cluster_indicators" if "cluster_code" in rows else "region_indicators"


def _with_size(rows: pd.DataFrame, package: Package, table: str, by: str) -> pd.DataFrame:
    """Rows with a column size: the value of the indicator `by` in the same place and year."""
    if not by or by == PATENTS:
        return rows.assign(size=float("nan"))
    sizes, value = rows_of(package, table, by)
    keys = [
        name for name in ("region_code", "cluster_code", "year") if name in rows and name in sizes
    ]
    sizes = sizes[[*keys, value]].rename(columns={value: "size"})
    if sizes.duplicated(keys).any():
        sizes = sizes.groupby(keys, as_index=False).sum()
    return rows.merge(sizes, on=keys, how="left")


def _summed(
    name: str, rows: pd.DataFrame, column: str, concordance: Weighted, until: int | None
) -> pd.DataFrame:
    """A table of patents, flows, output or neighbours with one column in the new codes."""
    kept, carried = _renamed(rows, column, concordance, until)
    if carried.empty:
        return _joined(name, [kept])
    value = VALUES[name]
    others = [str(it) for it in rows if it not in (*TABLES[name].key, value, "estimated")]
    added = sums(
        carried.drop(columns=others), column, concordance, value, _zeros(name, rows, concordance)
    )
    if others:
        quality = carried.drop(columns="estimated", errors="ignore")
        mean = means(quality, column, concordance, others, value, strict=False)
        added = added.merge(mean.drop(columns="estimated"), on=list(TABLES[name].key), how="left")
    if name != PATENTS:
        added = added.drop(columns="estimated")
    if name == "neighbours":
        added = added[added["region_code"] != added["neighbour_code"]]
    return _joined(name, [kept, added])


def _zeros(name: str, rows: pd.DataFrame, concordance: Weighted) -> set[str]:
    """Old codes whose cells without a row are zeros.

    All activities, since a table holds all of a region's year or none; of regions those that never
    had many patents. Links of regions have no years.
    """
    if concordance.table != "regions" or name == "neighbours":
        return set(concordance.pairs["from"])
    if name != PATENTS:
        return set()
    most = rows.groupby(["region_code", "year"])["patents"].sum().groupby("region_code").max()
    return set(most.index[most < SMALL])


def _priorities(rows: pd.DataFrame, concordance: Weighted) -> pd.DataFrame:
    """Priorities of new codes: the mean weight of their parts that have one."""
    kind = KIND.get(concordance.table, "")
    of_kind = rows["kind"] == kind
    kept, carried = _renamed(rows[of_kind], "code", concordance, None)
    mean = means(carried.assign(size=1.0), "code", concordance, ["weight"], "size", strict=False)
    same = pd.concat([rows[~of_kind], kept]).sort_index(kind="stable")
    return _joined("priorities", [same, mean.drop(columns="estimated")])


def _shapes(package: Package, concordance: Weighted) -> Shapes | None:
    """The outlines of the regions that are the same as before."""
    if package.shapes is None or concordance.table != "regions":
        return package.shapes
    renames = concordance.renames()
    changed = {*concordance.pairs["from"], *concordance.pairs["to"], *concordance.ended}
    same = {it: it for it in package.tables["regions"]["region_code"] if it not in changed}
    return with_codes(package.shapes, {**same, **renames})
