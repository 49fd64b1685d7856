"""Tables that lead from the codes of one edition of a classification to those of another.

Two layouts. Pairs: a column of old and one of new codes, named from and to or by their schemes
(naics2012, "2017 NAICS Code"), with an optional weight: the share of the old code that goes to the
new one (the Census' and Eurostat's concordances, https://www.census.gov/naics and
https://showvoc.op.europa.eu). Changes: one row a region with old_code, new_code and the formula of
the new one, "HR06 = HR046 + HR044" (Eurostat's list of NUTS changes, from and to being years,
https://ec.europa.eu/eurostat/web/nuts/history).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from features.errors import InputError, listed
from features.sources.naming.cells import Rows, sheets
from features.sources.naming.titles import TITLES
from features.sources.opening import SourceFile
from features.sources.recoding.formulas import Changes, read_changes

WEIGHTS = ("weight", "share", "factor", "proportion")
FROM, TO = ("from", "old", "source"), ("to", "new", "target")
ROUNDED = 0.01
"""How far weights of one code may be from 1 in sum, by rounding."""


@dataclass(frozen=True)
class Concordance:
    """What becomes of codes.

    Attributes
    ----------
    pairs : DataFrame
        from, to, weight: the share of `from` that goes to `to` (NaN where not stated), or the sign
        with which it enters `to`; estimated: whether a part of a code goes there, so that its
        value is an estimate.
    ended : frozenset of str
        Old codes that are no code any more, whatever becomes of them.
    titles : dict of str to str
        New code to its name, where the table has it.
    notes : tuple of str
        What the user should know about the table.
    """

    pairs: pd.DataFrame
    ended: frozenset[str]
    titles: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_concordance(files: Sequence[SourceFile], old: str, new: str) -> Concordance | Changes:
    """A concordance from one scheme to another, from one table of pairs or of changes.

    Raises
    ------
    InputError
        For a table in neither layout, without these schemes, or with weights that are no shares.
    """
    for file in files:
        for rows in sheets(file):
            changes = read_changes(rows, old, new)
            if changes is not None:
                return changes
            found = _pairs(rows, old, new, file.name)
            if found is not None:
                return found
    names = ", ".join(file.name for file in files)
    raise InputError(
        f"{names} has no columns {old} and {new}: name the columns of old and new codes so, "
        "or from and to"
    )


def _pairs(rows: Rows, old: str, new: str, name: str) -> Concordance | None:
    place = next((it for it, row in enumerate(rows[:20]) if _codes(row, old, new)), None)
    if place is None:
        return None
    header = rows[place]
    source, target = _codes(header, old, new)
    lower = [cell.casefold() for cell in header]
    weight = next((i for i, cell in enumerate(lower) if cell.startswith(WEIGHTS)), None)
    title = next((i for i in range(target + 1, len(lower)) if _is_title(lower[i])), None)
    width = len(header)
    table = pd.DataFrame([(row + [""] * width)[:width] for row in rows[place + 1 :]], dtype="str")
    pairs = pd.DataFrame({"from": table[source], "to": table[target], "weight": np.nan})
    notes: tuple[str, ...] = ()
    if weight is not None and source < target:
        plain = table[weight].str.replace(",", ".").str.rstrip("% ")
        pairs["weight"] = pd.to_numeric(plain, errors="coerce")
    elif weight is not None:
        notes = (f"the weights of {name} lead the other way and are not used",)
    ended = frozenset(pairs["from"]) - {""}
    pairs = pairs[(pairs["from"] != "") & (pairs["to"] != "")].drop_duplicates(["from", "to"])
    titles = {} if title is None else dict(zip(table[target], table[title], strict=True))
    return Concordance(_checked(pairs, name), ended, titles, notes)


def _codes(header: Sequence[str], old: str, new: str) -> tuple[int, ...]:
    """Columns of old and of new codes; empty where this row is no header."""
    source, target = _column(header, old, FROM), _column(header, new, TO)
    return () if source is None or target is None or source == target else (source, target)


def _column(header: Sequence[str], scheme: str, words: Sequence[str]) -> int | None:
    """The column of a scheme's codes by its name or its year; else one called from or to."""
    tokens = [_tokens(cell) for cell in header]
    wanted = _tokens(scheme)
    for place, found in enumerate(tokens):
        if found == wanted:
            return place
    for place, found in enumerate(tokens):
        if set(wanted) <= set(found) and not _is_title(header[place].casefold()):
            return place
    year = {token for token in wanted if token.isdigit()}
    for place, found in enumerate(tokens):
        if year and {"code", *year} <= set(found):
            return place
    return next((place for place, found in enumerate(tokens) if "".join(found) in words), None)


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", text.casefold().replace(".", ""))


def _is_title(name: str) -> bool:
    return any(word in name for word in TITLES)


def _checked(pairs: pd.DataFrame, name: str) -> pd.DataFrame:
    """Pairs with weights that add up to 1 for each old code, or none."""
    groups = pairs.groupby("from")["weight"]
    stated, sums = groups.transform("count"), groups.transform("sum")
    partly = pairs.loc[(stated > 0) & pairs["weight"].isna(), "from"]
    if len(partly):
        raise InputError(f"{name} has weights for some rows only of {listed(set(partly))}")
    if (pairs["weight"] < 0).any():
        wrong = pairs.loc[pairs["weight"] < 0, "from"]
        raise InputError(f"{name} has negative weights for {listed(set(wrong))}")
    per_cent = (sums - 100).abs() <= 100 * ROUNDED
    wrong = pairs.loc[(stated > 0) & ~per_cent & ((sums - 1).abs() > ROUNDED), "from"]
    if len(wrong):
        raise InputError(
            f"{name}: the weights of {listed(set(wrong))} do not add up to 1: give the shares of "
            "each old code that go to its new ones"
        )
    weight = (pairs["weight"] / sums.where(stated > 0)).to_numpy(np.float64)
    pairs = pairs.assign(weight=weight, estimated=False)
    return pairs[pairs["weight"] != 0].reset_index(drop=True)


def for_codes(table: Concordance, codes: Collection[str]) -> Concordance:
    """A table of pairs with those of codes that stand above its own, by their beginnings.

    A package with codes of three digits and a table of six: 336 goes to what its parts go to, by
    the number of parts where no weights are stated.
    """
    listed_codes = set(table.pairs["from"])
    further = []
    for code in sorted(set(codes) - listed_codes):
        parts = table.pairs[table.pairs["from"].str.startswith(code)]
        if parts.empty or parts["to"].str.len().lt(len(code)).any():
            continue
        to = parts["to"].str[: len(code)]
        if set(to) == {code}:
            continue
        within = parts.groupby("from")["to"].transform("size")
        share = parts["weight"].fillna(1 / within) / parts["from"].nunique()
        for target, weight in share.groupby(to).sum().items():
            further.append((code, target, weight, False))
    if not further:
        return table
    above = pd.DataFrame(further, columns=list(table.pairs))
    stated = above.groupby("from")["to"].transform("size") == 1
    above["weight"] = above["weight"].where(~stated, 1.0)
    pairs = pd.concat([table.pairs, above], ignore_index=True)
    return Concordance(pairs, table.ended | set(above["from"]), table.titles, table.notes)
