"""Codes, names and parents of the regions and industries in a table, as its mapping has them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from features.errors import InputError
from features.sources.accounts.activities import Classification, KeptActivities, keep_activities
from features.sources.classifications.activity_titles import (
    TOTAL,
    clean_title,
    held,
    is_industry,
    level,
    match_activity,
    title_key,
)
from features.sources.opening import text_encoding
from features.sources.tables import matching
from features.sources.tables.plan import CodeList, Plan, TablePlan

Names = Mapping[tuple[str, str], str]
"""(kind, label) to the name that stands beside a code."""
FORMER = "a federal district of earlier borders: its regions are counted in the present one"


def codes_of(kind: str, labels: Sequence[str], table: TablePlan, plan: Plan) -> dict[str, str]:
    """Code in a package of every label of a table, "" where there is none."""
    if kind == "region":
        return {label: _region_code(label, plan) for label in labels}
    return {label: table.activities.get(label) or _activity_code(label, plan) for label in labels}


def _region_code(label: str, plan: Plan) -> str:
    if label in plan.regions:
        return plan.regions[label]
    if plan.region_codes == "labels":
        return label
    return _listed(label, plan.listed_regions) or matching.region_code(label)


def _listed(label: str, entries: CodeList) -> str:
    """The code of a list that a label is or names."""
    return label if label in entries.names else entries.codes.get(title_key(label), "")


def _activity_code(label: str, plan: Plan) -> str:
    if label in plan.activities:
        return plan.activities[label]
    if code := _listed(label, plan.listed_activities):
        return code
    stated = {*plan.activities.values(), *plan.activity_names}
    return label if label in stated or is_industry(label) else match_activity(label)


def region_table(codes: Mapping[str, str], names: Names, plan: Plan) -> pd.DataFrame:
    """The regions of a reading.

    Parameters
    ----------
    codes : mapping
        Label in the table to code in a package.
    names : mapping
    plan : Plan

    Returns
    -------
    DataFrame
        code (the first label of a region), name, parent_code, package_code, left_out.
    """
    labels: dict[str, str] = {}
    for label, code in codes.items():
        labels.setdefault(code, label)
    above = region_parents(list(labels), plan)
    left = {code: plan.left_out.get(code, "") for code in labels}
    left |= {code: FORMER for code in labels if code == "RU-037" and not left[code]}
    rows = [
        {
            "code": label,
            "name": plan.region_names.get(code) or _region_name(label, code, names, plan),
            "parent_code": labels.get(_kept(above[code], above, left), ""),
            "package_code": code if code != label else "",
            "left_out": left[code],
        }
        for code, label in labels.items()
    ]
    return pd.DataFrame(rows, dtype="str")


def _region_name(label: str, code: str, names: Names, plan: Plan) -> str:
    """The name beside a code; codes of the table's own may be those of others elsewhere."""
    given_name = names.get(("region", label), "")
    listed = "" if plan.region_codes == "labels" else matching.region_name(code)
    return listed or clean_title(given_name or label)


def read_code_list(path: Path) -> CodeList:
    """A list of codes and names from a CSV file with the columns code and title or name.

    Raises
    ------
    InputError
        A file that is missing, or lacks these columns.
    """
    try:
        with path.open(encoding=text_encoding(path), newline="") as text:
            rows = list(csv.DictReader(text))
    except (OSError, csv.Error, UnicodeError) as error:
        raise InputError(f"cannot read the list of codes {path}: {error}") from None
    columns = [
        it for it in (rows[0] if rows else ()) if it and it.startswith(("title", "name", "other"))
    ]
    if not rows or "code" not in rows[0] or not columns:
        raise InputError(f"the list of codes {path} needs the columns code and title")
    codes: dict[str, str] = {}
    for row in rows:
        for name in {title_key(it) for column in columns for it in (row[column] or "").split("|")}:
            codes[name] = row["code"] if codes.get(name, row["code"]) == row["code"] else ""
    return CodeList(
        codes={name: code for name, code in codes.items() if name},
        names={row["code"]: row[columns[0]] for row in rows},
        parents={row["code"]: row.get("parent_code") or "" for row in rows},
    )


def region_parents(codes: Sequence[str], plan: Plan) -> dict[str, str]:
    """Parent of every region by the rule of the mapping and its exceptions, "" at the top."""
    if plan.region_parents == "prefix":
        found = matching.prefix_parents(codes)
    elif plan.region_parents == "list":
        found = matching.listed_parents(codes)
        found |= _nearest_above(codes, plan.listed_regions)
    else:
        found = dict.fromkeys(codes, "")
    if plan.nation in found:
        found |= {
            it: plan.nation for it, parent in found.items() if not parent and it != plan.nation
        }
    return found | {it: above for it, above in plan.parents_of_regions.items() if it in found}


def _nearest_above(codes: Sequence[str], entries: CodeList) -> dict[str, str]:
    """Parents by a list of codes: the nearest that is among the codes, "" at the top."""
    found = {}
    for code in codes:
        if code in entries.parents:
            above, steps = entries.parents[code], len(entries.parents)
            while above and above not in codes and steps:
                above, steps = entries.parents.get(above, ""), steps - 1
            found[code] = above if above in codes else ""
    return found


def _kept(code: str, above: Mapping[str, str], left: Mapping[str, str]) -> str:
    """The nearest of a code and those above it that a package keeps."""
    while code and left.get(code):
        code = above.get(code, "")
    return code


def kept_activities(
    rows: pd.DataFrame, codes: Mapping[str, str], names: Names, adds: pd.Series[bool], plan: Plan
) -> KeptActivities:
    """The industries of a table: one partition, with the rest of aggregates worked out.

    Parameters
    ----------
    rows : DataFrame
        Under the codes of the table.
    codes, names : mapping
        Label to code, and the names beside codes.
    adds : Series
        Whether a row is a quantity whose parts add up, in a region that is kept.
    plan : Plan

    Returns
    -------
    KeptActivities
        Its rows are those of remainders.
    """
    labels: dict[str, str] = {}
    for label, code in codes.items():
        name = plan.activity_names.get(code) or _activity_name(label, code, names)
        labels.setdefault(code, name)
    out = {code: why for code, why in plan.left_out.items() if code in labels}
    members = held(code for code in labels if code not in out)
    classification = Classification("", members, level, {}, _short)
    used = rows[~rows["cluster_code"].isin(list(out))]
    used = used.assign(decimals=used["value"].map(_decimals), period=used.get("period", 0))
    found = keep_activities(used, "cluster_code", classification, labels, adds.loc[used.index])
    table = found.table
    listed = _nearest_above(table["code"].tolist(), plan.listed_activities)
    listed = {it: parent for it, parent in listed.items() if not is_industry(it)}
    for more in (listed, plan.parents_of_activities):
        pairs = zip(table["code"], table["parent_code"], strict=True)
        table["parent_code"] = [more.get(code, parent) for code, parent in pairs]
    left = [(code, labels[code], "", why) for code, why in out.items()]
    table = pd.concat([table, pd.DataFrame(left, columns=table.columns, dtype="str")])
    return KeptActivities(table.reset_index(drop=True), found.rows[list(rows)], found.left_out)


def _short(code: str) -> str:
    return "Total" if code == TOTAL else code


def _decimals(value: float) -> int:
    """Digits that a value has behind its decimal mark, at most six."""
    return 0 if value.is_integer() else len(f"{value:.6f}".rstrip("0").partition(".")[2])


def _activity_name(label: str, code: str, names: Names) -> str:
    given_name = names.get(("activity", label), "")
    name = clean_title(given_name or label)
    return "" if name == code else name
