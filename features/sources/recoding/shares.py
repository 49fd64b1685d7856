"""Weights of a concordance for one package: stated, equal, or by the sizes of the new codes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from features.errors import InputError, UnknownCodeError, listed
from features.package import Package
from features.package.schema import TABLES
from features.sources.recoding.concordance import Concordance, for_codes
from features.sources.recoding.formulas import Changes, pairs_of

PATENTS = "patents"


@dataclass(frozen=True)
class Weighted:
    """A concordance whose weights are all known.

    Attributes
    ----------
    table : str
        regions, clusters or technologies.
    pairs : DataFrame
        from, to, weight, estimated; of codes of the package, and of parts that it lacks.
    ended : frozenset of str
        Old codes that are none any more.
    unknown : frozenset of str
        New codes of which the table does not say what they are made of.
    titles : dict of str to str
        New code to its name.
    notes : tuple of str
    nested : bool
        Whether a code begins with that of its parent, as those of NUTS.
    """

    table: str
    pairs: pd.DataFrame
    ended: frozenset[str]
    unknown: frozenset[str] = frozenset()
    titles: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    nested: bool = False

    @property
    def code(self) -> str:
        """The column of codes."""
        return TABLES[self.table].key[0]

    def renames(self) -> dict[str, str]:
        """Codes that go whole to one code that has no other part."""
        pairs = self.pairs
        alone = ~pairs["from"].duplicated(keep=False) & ~pairs["to"].duplicated(keep=False)
        whole = pairs[alone & (pairs["weight"] == 1) & ~pairs["estimated"]]
        return dict(zip(whole["from"], whole["to"], strict=True))


def weighted(package: Package, table: str, found: Concordance | Changes, by: str) -> Weighted:
    """A concordance with the weights for one table of codes of a package.

    Parameters
    ----------
    package : Package
    table : str
        regions, clusters or technologies.
    found : Concordance or Changes
    by : str
        Indicator (or "patents" for technologies) by whose values in the first year in which all
        new codes are known an old code is split; "" for equal shares.

    Raises
    ------
    InputError
        Where no code of the table is an old one.
    UnknownCodeError
        For an indicator that the package lacks.
    """
    codes = set(package.tables[table][TABLES[table].key[0]])
    if isinstance(found, Changes):
        rows, unknown = pairs_of(found, codes)
        pairs = pd.DataFrame(rows, columns=["from", "to", "weight", "estimated"])
        pairs = pairs.astype({"from": "str", "to": "str", "weight": float, "estimated": bool})
        ended, titles, notes = found.ended & codes, found.titles, tuple[str, ...]()
    else:
        found = for_codes(found, codes)
        used = found.pairs.loc[found.pairs["from"].isin(codes), "to"]
        # Parts that the package lacks stay, so that a sum with them is unknown.
        pairs = found.pairs[found.pairs["to"].isin(used)].reset_index(drop=True)
        ended, unknown, titles, notes = found.ended & codes, set(), found.titles, found.notes
    if pairs.empty and not ended:
        raise InputError(
            f"no code of {table} is an old code of the table: {package.name} has {listed(codes)}"
        )
    pairs = _with_coexisting(pairs, years_of(package, table))
    pairs, remarks = _with_shares(pairs, _sizes(package, table, by) if by else None, by)
    gone = frozenset(ended) - set(pairs["to"])
    nested = isinstance(found, Changes)
    return Weighted(table, pairs, gone, frozenset(unknown), titles, (*notes, *remarks), nested)


def years_of(package: Package, table: str) -> pd.DataFrame:
    """First and last year (min, max) of each code that has a row in any table."""
    code = TABLES[table].key[0]
    parts = [
        rows[[column, "year"]].set_axis(["code", "year"], axis="columns")
        for rows in package.content().values()
        if isinstance(rows, pd.DataFrame) and "year" in rows
        for column in rows
        if str(column).endswith(code)
    ]
    rows = pd.concat(parts) if parts else pd.DataFrame(columns=["code", "year"])
    return rows.groupby("code")["year"].agg(["min", "max"])


def _with_coexisting(pairs: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """With new codes that the table takes for new, but that stood beside the old ones at first.

    They are parts of themselves: of A and B, where the table says that A goes to B.
    """
    first = years["min"].reindex(pairs["from"]).to_numpy()
    begun = years["min"].reindex(pairs["to"]).to_numpy()
    earlier = pairs.loc[(begun <= first) & ~pairs["to"].isin(pairs["from"]), "to"].unique()
    further = pd.DataFrame({"from": earlier, "to": earlier, "weight": 1.0, "estimated": False})
    return pd.concat([pairs, further], ignore_index=True) if len(earlier) else pairs


def _with_shares(
    pairs: pd.DataFrame, sizes: pd.DataFrame | None, by: str
) -> tuple[pd.DataFrame, list[str]]:
    """Pairs with a weight each, and how codes were split where the table does not say it."""
    shared = pairs[pairs["weight"].isna()]
    parts = shared.groupby("from")["to"].transform("size")
    weights = pairs["weight"].copy()
    weights[shared.index] = 1 / parts
    by_size, equal = [], []
    for code, group in shared[parts > 1].groupby("from")["to"]:
        values = None if sizes is None else _first_known(sizes, list(group))
        if values is None:
            equal.append(str(code))
            continue
        weights[group.index] = values
        by_size.append(str(code))
    split = weights.lt(1) & weights.gt(0)
    notes = []
    if by_size:
        notes.append(f"split by {by}: {listed(by_size)}")
    if equal:
        why = f", since {by} of all their new codes is unknown in every year" if by else ""
        notes.append(f"split into equal parts{why}: {listed(equal)}")
    return pairs.assign(weight=weights, estimated=pairs["estimated"] | split), notes


def _first_known(sizes: pd.DataFrame, codes: list[str]) -> np.ndarray | None:
    """Shares of codes in the first year in which all are known; None without any."""
    if not set(codes) <= set(sizes):
        return None
    years = sizes[codes].dropna()
    years = years[(years >= 0).all(axis="columns") & (years.sum(axis="columns") > 0)]
    if years.empty:
        return None
    first = years.iloc[0].to_numpy(np.float64)
    return np.asarray(first / first.sum())


def _sizes(package: Package, table: str, by: str) -> pd.DataFrame:
    """Sizes (n_years, n_codes) of the codes of a table by an indicator; NaN where unknown."""
    rows, column = rows_of(package, table, by)
    wide = rows.groupby(["year", TABLES[table].key[0]])[column].sum().unstack()  # noqa: PD010
    return wide.sort_index()


def rows_of(package: Package, table: str, by: str) -> tuple[pd.DataFrame, str]:
    """The rows of an indicator that measures the codes of a table, and their column of values."""
    code = TABLES[table].key[0]
    if by == PATENTS and code in package.tables.get(PATENTS, ()):
        return package.tables[PATENTS], PATENTS
    available = set[str]()
    for name in ("cluster_indicators", "region_indicators"):
        rows = package.tables.get(name, pd.DataFrame())
        if code in rows:
            found = rows[rows["indicator"] == by]
            if len(found):
                return found, "value"
            available |= set(rows["indicator"])
    raise UnknownCodeError("indicator", by, available)
