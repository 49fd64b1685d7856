"""Rows of a table from old codes to new ones: sums, means, and what was estimated of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.sources.recoding.shares import Weighted


def last_old_years(rows: pd.DataFrame, code: str, pairs: pd.DataFrame) -> dict[str, float]:
    """Last year in which the rows of an old code hold its old content.

    Only for a code that goes to itself: a merger into it is over when the codes that go into it
    end, a split when the others begin. Without such a sign all rows are old.
    """
    years = rows.groupby(code)["year"].agg(["min", "max"])
    old, new = set(pairs["from"]), set(pairs["to"])
    last: dict[str, float] = {}
    for kept in set(_going_on(pairs)) & set(years.index):
        parts = pairs.loc[(pairs["to"] == kept) & (pairs["from"] != kept), "from"]
        others = pairs.loc[(pairs["from"] == kept) & (pairs["to"] != kept), "to"]
        ended = [years["max"][it] for it in parts if it in years.index and it not in new]
        begun = [years["min"][it] - 1 for it in others if it in years.index and it not in old]
        signs = [max(ended)] if ended else []
        signs += [min(begun)] if begun else []
        if signs:
            last[kept] = float(min(signs))
    return last


def _going_on(pairs: pd.DataFrame) -> list[str]:
    """Codes of which at least a part keeps the code."""
    return [str(code) for code in pairs.loc[pairs["from"] == pairs["to"], "from"]]


def parted(
    rows: pd.DataFrame, code: str, concordance: Weighted, until: int | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows to be carried, and those that stay: of other codes, or in the new codes already.

    until : last year in which codes that go on hold their old content; None to find out.
    """
    old, new = set(concordance.pairs["from"]), set(concordance.pairs["to"])
    carried = rows[code].isin(old)
    if "year" in rows:
        limits = (
            last_old_years(rows, code, concordance.pairs)
            if until is None
            else dict.fromkeys(_going_on(concordance.pairs), float(until))
        )
        last = pd.Series([limits.get(it, np.inf) for it in rows[code]], index=rows.index)
        carried &= rows["year"] <= last
    # A part of a formula that is still a code of its own stays beside the sum.
    stays = ~rows[code].isin(concordance.ended) & (~carried | ~rows[code].isin(new))
    return rows[carried], rows[stays]


def sums(
    rows: pd.DataFrame,
    code: str,
    concordance: Weighted,
    column: str,
    zeros: Collection[str] | None = None,
) -> pd.DataFrame:
    """Sums of the parts of each new code.

    Parameters
    ----------
    rows : DataFrame
        Rows of old codes.
    code : str
        Column of the codes.
    concordance : Weighted
    column : str
        Values to be summed.
    zeros : collection of str, optional
        Old codes whose cells without a row are zeros; other codes need a row of the same year. By
        default a sum is unknown where any part lacks its cell.

    Returns
    -------
    DataFrame
        The columns of rows, and `estimated`: the share of the sum of absolute parts that came of
        a part of a code, or that was estimated before.
    """
    pairs = concordance.pairs
    parts = _parts(rows, code, pairs)
    parts[column] *= parts["portion"]
    parts["size"] = parts[column].abs()
    parts["part"] = parts["share"] * parts["size"]
    keys = ["to", *(name for name in rows if name not in (code, column, "estimated"))]
    groups = parts.groupby(keys, sort=False, dropna=False)
    found = groups[[column, "size", "part"]].sum()
    found["estimated"] = (found["part"] / found["size"].where(found["size"] > 0)).fillna(
        groups["share"].mean()
    )
    found["n"] = groups.size()
    found = found.reset_index()
    parts_of = pairs.groupby("to").size()
    if zeros is None:
        found = found[found["n"] == found["to"].map(parts_of)]
    else:
        found = found[_has_rows(found, rows, code, pairs[~pairs["from"].isin(zeros)])]
    return found.rename(columns={"to": code}).drop(columns=["n", "size", "part"])


def _parts(rows: pd.DataFrame, code: str, pairs: pd.DataFrame) -> pd.DataFrame:
    """Each row with every new code to which a portion goes, and the share that is estimated."""
    former = rows["estimated"].fillna(0.0) if "estimated" in rows else 0.0
    renamed = pairs.set_axis([code, "to", "portion", "is_estimated"], axis="columns")
    parts = rows.assign(share=former).merge(renamed, on=code)
    return parts.assign(share=parts["share"].mask(parts["is_estimated"], 1.0))


def _has_rows(
    found: pd.DataFrame, rows: pd.DataFrame, code: str, needed: pd.DataFrame
) -> NDArray[np.bool_]:
    """Which sums have a row of every part that is needed, in their year."""
    if needed.empty:
        return np.ones(len(found), dtype=bool)
    present = rows[[code, "year"]].drop_duplicates().rename(columns={code: "from"})
    counts = needed.merge(present, on="from").groupby(["to", "year"]).size()
    there = counts.reindex(pd.MultiIndex.from_frame(found[["to", "year"]]), fill_value=0)
    all_parts = found["to"].map(needed.groupby("to").size()).fillna(0)
    return np.asarray(there.to_numpy() == all_parts.to_numpy())


def means(
    rows: pd.DataFrame,
    code: str,
    concordance: Weighted,
    columns: Sequence[str],
    size: str,
    strict: bool = True,
) -> pd.DataFrame:
    """Means over the parts of each new code, weighted by a column of sizes.

    A new code with one part has its value, whatever its size; one of several is unknown where a
    part has no value or no size, and with `strict` where a part has no row.

    Returns
    -------
    DataFrame
        The keys and columns, NaN where unknown, and `estimated`: 1 where a part of a code was
        taken, else as before.
    """
    parts_of = concordance.pairs.groupby("to").size()
    parts = _parts(rows, code, concordance.pairs)
    alone = parts["to"].map(parts_of) == 1
    parts["size"] = (parts["portion"] * parts[size]).where(~alone, 1.0)
    for column in columns:
        # A part of size 0 has no say, known or not.
        parts[column] = (parts[column] * parts["size"]).where(parts["size"] != 0, 0.0)
    taken = (code, size, "estimated", *columns)
    keys = ["to", *(name for name in rows if name not in taken)]
    groups = parts.groupby(keys, sort=False, dropna=False)
    found = groups[["share"]].max().rename(columns={"share": "estimated"})
    total = groups["size"].sum(min_count=1).where(groups["size"].count() == groups.size())
    if strict:
        needed = parts_of.reindex(found.index.get_level_values("to")).to_numpy()
        total = total.where(groups.size() == needed)
    for column in columns:
        complete = groups[column].count() == groups.size()
        found[column] = (groups[column].sum() / total.where(total > 0)).where(complete)
    return found.reset_index().rename(columns={"to": code})
