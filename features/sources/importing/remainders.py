"""Remainders of aggregates in a package (B-E without C) when another file gives their parts.

A reader works out the rest of an aggregate from the activities of its own file. Another file, or a
newer one, may give more of them: then the rest would count what stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from features.sources.classifications.nace import SEPARATE, members_of
from features.sources.reading import LeftOut

TABLE = "cluster_indicators"
WHY = "activities of other files are in them: they would count twice"


def without_overlap(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], tuple[LeftOut, ...]]:
    """Tables without the values of remainders that overlap an activity beside them.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Of a package.

    Returns
    -------
    dict of str to DataFrame, tuple of LeftOut
        The tables, and what is no longer in them.
    """
    found = dict(tables)
    if TABLE not in tables or "clusters" not in tables:
        return found, ()
    rows, clusters = tables[TABLE], tables["clusters"]
    parents = dict(zip(clusters["cluster_code"], clusters["parent_code"].fillna(""), strict=True))
    rests = [code for code, parent in parents.items() if parent and _is_rest(code, parent)]
    if not rests:
        return found, ()
    drop = pd.Series(False, index=rows.index)
    for indicator, part in rows.groupby("indicator", sort=True):
        used = set(part["cluster_code"])
        for code in rests:
            beside = [it for it in used if parents.get(it) == parents[code] and it != code]
            if code in used and _overlaps(code, beside):
                drop |= (rows["indicator"] == indicator) & (rows["cluster_code"] == code)
    if not drop.any():
        return found, ()
    names = ", ".join(sorted(rows.loc[drop, "cluster_code"].unique()))
    found[TABLE] = rows[~drop].reset_index(drop=True)
    gone = set(rows.loc[drop, "cluster_code"]) - set(found[TABLE]["cluster_code"])
    gone -= set(parents.values())
    found["clusters"] = clusters[~clusters["cluster_code"].isin(gone)].reset_index(drop=True)
    return found, (LeftOut(f"values of the remainders {names}", int(drop.sum()), WHY),)


def _is_rest(code: str, parent: str) -> bool:
    return code.startswith(f"{parent}{SEPARATE}")


def _overlaps(code: str, beside: list[str]) -> bool:
    held = members_of([code, *beside])
    return any(held.get(code, frozenset()) & held.get(it, frozenset()) for it in beside)
