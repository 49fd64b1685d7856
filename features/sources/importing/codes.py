"""Codes of several files as one table: names, parents, and systems of codes that do not mix."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from features.errors import InputError
from features.sources.importing.keeping import package_codes

CONFLICTS = 0.3
"""Share of common codes with unlike names above which two files count by different systems."""


def merged(parts: Sequence[pd.DataFrame], used: set[str], code: str) -> pd.DataFrame:
    """One table of codes: those used and their ancestors.

    Parameters
    ----------
    parts : sequence of DataFrame
        Codes as in `Reading`, the more important first; further columns (names in languages,
        coordinates) are kept.
    used : set of str
        Codes with rows, as in the package.
    code : str
        region_code, cluster_code or technology_code.

    Returns
    -------
    DataFrame
        The columns of the contract and further ones; the first name that says more than the code,
        and the lowest parent of those that files give, if it is in the table.
    """
    rows = pd.concat([_in_package(part) for part in parts], ignore_index=True)
    rows = pd.concat([rows, pd.DataFrame({"code": sorted(used - set(rows["code"]))})])
    rows = rows.fillna({"name": "", "parent_code": ""})
    named = rows.assign(
        name=rows["name"].mask((rows["name"] == "") | (rows["name"] == rows["code"])),
        parent_code=rows["parent_code"].mask(rows["parent_code"] == ""),
    )
    first = named.groupby("code", sort=True).first()  # of each column the first that is known
    first["parent_code"] = _lowest_parents(named, first["parent_code"])
    first["name"] = first["name"].fillna(pd.Series(first.index, index=first.index))
    first["parent_code"] = _nearest_parents(first["parent_code"], _skipped(parts))
    parents = dict(zip(first.index.tolist(), first["parent_code"].tolist(), strict=True))
    kept = _with_ancestors(parents, used)
    found = first[first.index.isin(kept)].reset_index()
    name = code.replace("_code", "_name")
    found = found.rename(columns={"code": code, "name": name})
    further = [it for it in map(str, found) if it not in (code, name, "parent_code")]
    texts = {it: found[it].fillna("") for it in further if it.startswith(name)}
    return found.assign(**texts)[[code, name, "parent_code", *further]]


def _in_package(part: pd.DataFrame) -> pd.DataFrame:
    """Codes that a package keeps, as it writes them."""
    if "left_out" in part:
        part = part[part["left_out"].fillna("") == ""]
    renamed = package_codes(part)
    return part.assign(
        code=part["code"].replace(renamed), parent_code=part["parent_code"].replace(renamed)
    ).drop(columns=["package_code", "left_out"], errors="ignore")


def _skipped(parts: Sequence[pd.DataFrame]) -> dict[str, str]:
    """Codes that are left out, to their parents: what is below them moves up."""
    found: dict[str, str] = {}
    for part in parts:
        if "left_out" in part:
            out = part[part["left_out"].fillna("") != ""]
            renamed = package_codes(part)
            above = out["parent_code"].fillna("").replace(renamed)
            found |= dict(zip(out["code"], above, strict=True))
    return found


def _lowest_parents(named: pd.DataFrame, first: pd.Series) -> pd.Series:
    """Of the parents that several files give a code, the lowest: G-J, which lies in TOTAL."""
    pairs = named[["code", "parent_code"]].dropna().drop_duplicates()
    several = pairs[pairs["code"].duplicated(keep=False)]
    above = {str(code): str(parent) for code, parent in first.dropna().items()}
    for code, parent in several.itertuples(index=False, name=None):
        line = _line(parent, above)
        if above[code] in line and code not in line:
            above[code] = parent
    return pd.Series({code: above.get(code) for code in first.index}, dtype=object)


def _line(code: str, above: dict[str, str]) -> list[str]:
    """The codes above a code, nearest first."""
    found: list[str] = []
    while (code := above.get(code, "")) and code not in found:
        found.append(code)
    return found


def _nearest_parents(parents: pd.Series, skipped: dict[str, str]) -> pd.Series:
    """The nearest ancestor in the table; "" without one."""
    present = set(parents.index)
    found = []
    for code, parent in parents.fillna("").items():
        passed = {code}
        while parent and parent not in present and parent not in passed:
            passed.add(parent)
            parent = skipped.get(parent, "")
        found.append(parent if parent in present and parent != code else "")
    return pd.Series(found, index=parents.index)


def _with_ancestors(parents: dict[str, str], used: set[str]) -> set[str]:
    kept: set[str] = set()
    for code in used:
        while code and code not in kept:
            kept.add(code)
            code = parents.get(code, "")
    return kept


def check_systems(first: pd.DataFrame, second: pd.DataFrame, names: tuple[str, str]) -> None:
    """InputError where two files name the same codes so differently that they are not the same.

    BEA's line 11 is construction, 11 of NAICS is agriculture.
    """
    both = pd.concat([_named(first), _named(second)], axis="columns", join="inner")
    unlike = both[[_unlike(one, other) for one, other in both.itertuples(index=False, name=None)]]
    if len(unlike) > max(1, CONFLICTS * len(both)):
        code = unlike.index[0]
        one, other = unlike.iloc[0]
        raise InputError(
            f"{names[0]} and {names[1]} number their activities differently ({code} is {one!r} in "
            f"one and {other!r} in the other): import them into packages of their own"
        )


def _named(codes: pd.DataFrame) -> pd.Series:
    """Names that say more than the code, by code."""
    part = _in_package(codes)
    part = part[part["name"].fillna("").ne("") & (part["name"] != part["code"])]
    return part.drop_duplicates("code").set_index("code")["name"]


def _unlike(one: str, other: str) -> bool:
    """Whether two names have no longer word in common."""
    words = [{word[:5] for word in re.findall(r"\w{4,}", text.casefold())} for text in (one, other)]
    return all(words) and not words[0] & words[1]
