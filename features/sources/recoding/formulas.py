"""Lists of changes whose new codes are sums of old ones: "HR06 = HR046 + HR044"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isnan

from features.errors import InputError
from features.sources.naming.cells import Rows

NEEDED = {"from", "to", "old_code", "new_code", "new_equals"}
TERM = re.compile(r"([+\-−–])?\s*(?:ex-)?(new\s*)?([A-Z]{2}[0-9A-Z]+)")
TWICE = re.compile(r"^([A-Z]{2})\1(?=\d)")
"""A country written twice, as in FRFR25."""
COUNTRY = 2
"""Letters of a country; each level below adds one."""

Terms = tuple[tuple[int, str, bool], ...]
"""Sign, code, and whether the code is a new one."""


@dataclass(frozen=True)
class Changes:
    """The rows of a list of changes.

    Attributes
    ----------
    formulas : dict of str to Terms
        New code to the old codes that it is the sum of.
    moved : dict of str to str
        New code to the old code that it continues, without a formula.
    shifted : frozenset of str
        New codes whose boundary changed, so that their values are not those of the old code.
    ended : frozenset of str
        Old codes that are no code any more.
    unknown : frozenset of str
        New codes that the list does not derive from old ones.
    titles : dict of str to str
        New code to its name.
    """

    formulas: dict[str, Terms]
    moved: dict[str, str]
    shifted: frozenset[str]
    ended: frozenset[str]
    unknown: frozenset[str]
    titles: dict[str, str]


def read_changes(rows: Rows, old: str, new: str) -> Changes | None:
    """The changes from one edition to another; None for a table in another layout.

    Raises
    ------
    InputError
        Where the list has no changes between these editions.
    """
    header = [cell.casefold() for cell in rows[0]] if rows else []
    if NEEDED - set(header):
        return None
    cells = [dict(zip(header, row, strict=False)) for row in rows[1:]]
    years = tuple(re.sub(r"\D", "", scheme) for scheme in (old, new))
    chosen = [row for row in cells if (row.get("from"), row.get("to")) == years]
    if not chosen:
        steps = sorted({f"{row.get('from')} to {row.get('to')}" for row in cells})
        raise InputError(
            f"the list has no changes from {old} to {new}: it has {', '.join(steps)}; "
            "take one step after the other"
        )
    return _changes(chosen)


def _changes(rows: list[dict[str, str]]) -> Changes:
    formulas, moved, titles = dict[str, Terms](), dict[str, str](), dict[str, str]()
    shifted, unknown = set[str](), set[str]()
    for row in rows:
        before, after = row.get("old_code", ""), row.get("new_code", "")
        if not after:
            continue
        titles[after] = row.get("title", "")
        terms = _terms(row.get("new_equals", ""))
        if terms:
            formulas[after] = terms
        elif before:
            moved[after] = before
            if "boundary" in row.get("change", "").casefold():
                shifted.add(after)
        else:
            unknown.add(after)
    kept = {row["new_code"] for row in rows if row.get("new_code")}
    ended = {row["old_code"] for row in rows if row.get("old_code")} - kept
    return Changes(
        formulas, moved, frozenset(shifted), frozenset(ended), frozenset(unknown), titles
    )


def _terms(formula: str) -> Terms:
    text = formula.partition("=")[2]
    return tuple(
        (1 if sign in ("", "+") else -1, TWICE.sub(r"\1", code), bool(is_new))
        for sign, is_new, code in TERM.findall(text)
    )


def pairs_of(
    changes: Changes, codes: Collection[str]
) -> tuple[list[tuple[str, str, float, bool]], set[str]]:
    """Rows (from, to, weight, estimated) for the codes of a package, and new codes left unknown.

    A formula may name parts that the package does not have. Then the region above them is split:
    its weight is NaN, to be shared between the new codes that have parts of it.
    """
    levels = {len(code) for code in codes}
    pairs: list[tuple[str, str, float, bool]] = []
    countries = {code[:2] for code in codes}
    unknown = {code for code in changes.unknown if len(code) in levels and code[:2] in countries}
    for new, old in changes.moved.items():
        if old in codes:
            pairs.append((old, new, 1.0, new in changes.shifted))
    for new in (it for it in changes.formulas if len(it) in levels):
        terms = _resolved(new, changes.formulas)
        if all(code in codes and not is_new for _, code, is_new in terms):
            pairs += [(code, new, float(sign), False) for sign, code, _ in terms]
            continue
        parts = _split(terms, codes)
        if parts is None:
            touched = any(code.startswith(it) for _, code, _ in terms for it in codes)
            unknown |= {new} if touched else set()
        else:
            moves = any(is_new for _, _, is_new in terms)
            pairs += [(code, new, weight, moves or weight != 1) for code, weight in parts.items()]
    # Where the list derives one part of a region alone, the rest of it went to places unknown.
    parts_of = Counter(old for old, _, weight, _ in pairs if isnan(weight))
    lone = {new for old, new, weight, _ in pairs if isnan(weight) and parts_of[old] == 1}
    return [pair for pair in pairs if pair[1] not in lone], unknown | lone


def _resolved(new: str, formulas: Mapping[str, Terms]) -> Terms:
    """The terms of a new code; a new code among them stands for its own terms."""
    terms: list[tuple[int, str, bool]] = []
    for sign, code, is_new in formulas[new]:
        if is_new and code in formulas and code != new:
            terms += [(sign * inner, name, later) for inner, name, later in formulas[code]]
        else:
            terms.append((sign, code, is_new))
    return tuple(terms)


def _split(terms: Terms, codes: Collection[str]) -> dict[str, float] | None:
    """Old code to its weight: 1 where whole, NaN where a part that is not known; None without any.

    New codes inside a formula move between its neighbours and count for none.
    """
    found: dict[str, float] = {}
    for sign, code, is_new in terms:
        if code in codes and not is_new:
            if sign > 0:
                found.setdefault(code, 1.0)
            continue
        above = next(
            (code[:end] for end in range(len(code) - 1, COUNTRY, -1) if code[:end] in codes), ""
        )
        if above:
            found[above] = float("nan")
        elif not is_new:
            return None
    return found or None
