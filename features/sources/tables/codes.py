"""Codes, names and parents of the regions and industries in a table, as its mapping has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from features.sources.classifications.activity_titles import (
    clean_title,
    match_activity,
    members,
    parents,
)
from features.sources.tables import matching
from features.sources.tables.plan import Plan

Names = Mapping[tuple[str, str], str]
"""(kind, label) to the name that stands beside a code."""
FORMER = "a federal district of earlier borders: its regions are counted in the present one"


def codes_of(kind: str, labels: Sequence[str], plan: Plan) -> dict[str, str]:
    """Code in a package of every label, "" where there is none."""
    find = _region_code if kind == "region" else _activity_code
    return {label: find(label, plan) for label in labels}


def _region_code(label: str, plan: Plan) -> str:
    if label in plan.regions:
        return plan.regions[label]
    if plan.region_codes == "labels":
        return label
    return matching.region_code(label)


def _activity_code(label: str, plan: Plan) -> str:
    if label in plan.activities:
        return plan.activities[label]
    known = {*plan.activities.values(), *plan.activity_names}
    return label if label in known or members(label) else match_activity(label)


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
            "name": plan.region_names.get(code) or _region_name(label, code, names),
            "parent_code": labels.get(_kept(above[code], above, left), ""),
            "package_code": code if code != label else "",
            "left_out": left[code],
        }
        for code, label in labels.items()
    ]
    return pd.DataFrame(rows, dtype="str")


def _region_name(label: str, code: str, names: Names) -> str:
    beside = names.get(("region", label), "")
    return matching.region_name(code) or clean_title(beside or label)


def region_parents(codes: Sequence[str], plan: Plan) -> dict[str, str]:
    """Parent of every region by the rule of the mapping and its exceptions, "" at the top."""
    if plan.region_parents == "prefix":
        found = matching.prefix_parents(codes)
    elif plan.region_parents == "list":
        found = matching.listed_parents(codes)
    else:
        found = dict.fromkeys(codes, "")
    if plan.nation in found:
        found |= {
            it: plan.nation for it, parent in found.items() if not parent and it != plan.nation
        }
    return found | {it: above for it, above in plan.parents_of_regions.items() if it in found}


def _kept(code: str, above: Mapping[str, str], left: Mapping[str, str]) -> str:
    """The nearest of a code and those above it that a package keeps."""
    while code and left.get(code):
        code = above.get(code, "")
    return code


def activity_table(codes: Mapping[str, str], names: Names, plan: Plan) -> pd.DataFrame:
    """The industries of a reading: code, name, parent_code, left_out."""
    labels: dict[str, str] = {}
    for label, code in codes.items():
        labels.setdefault(code, label)
    kept = [code for code in labels if not plan.left_out.get(code)]
    above, dropped = parents(kept)
    left = {code: plan.left_out.get(code) or dropped.get(code, "") for code in labels}
    above |= {it: parent for it, parent in plan.parents_of_activities.items() if it in above}
    rows = [
        {
            "code": code,
            "name": plan.activity_names.get(code) or _activity_name(label, code, names),
            "parent_code": above.get(code, ""),
            "left_out": left[code],
        }
        for code, label in labels.items()
    ]
    return pd.DataFrame(rows, columns=["code", "name", "parent_code", "left_out"], dtype="str")


def _activity_name(label: str, code: str, names: Names) -> str:
    beside = names.get(("activity", label), "")
    name = clean_title(beside or label)
    return "" if name == code else name
