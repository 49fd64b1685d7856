"""One partition of codes that overlap: which to keep, and the remainders that complete it.

Tables of official statistics list a total, its parts and aggregates across them in one column. Kept
is a forest: of any two codes one holds the other or they have nothing in common. Where some parts
of an aggregate are given and the rest is not, the rest is worked out as a code of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from features.errors import listed

KNOWN = 2 / 3
"""Share of an aggregate's cells in which a part must be known for the rest to be worked out."""

Sets = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Partition:
    """Codes that are kept, and why others are not.

    Attributes
    ----------
    parents : dict of str to str
        Kept codes, remainders included, to the smallest kept code that holds them, "" at the top.
    left_out : dict of str to str
        Other codes to the reason.
    remainders : dict of str to (str, tuple of str)
        Code of a remainder to its aggregate and the parts that are taken off it.
    """

    parents: dict[str, str]
    left_out: dict[str, str]
    remainders: dict[str, tuple[str, tuple[str, ...]]]


def partition(members: Sets, level: Callable[[str], int], values: pd.DataFrame) -> Partition:
    """Choose codes that form a forest, and name what is missing in it.

    Parameters
    ----------
    members : mapping of str to frozenset of str
        What each code holds, in common parts.
    level : function
        Rank of a code: where two codes cross, the one of the lower rank is kept.
    values : DataFrame
        Cells (region, year, indicator …) by code, NaN where unknown; only of quantities whose parts
        add up. Empty where there is none: then no remainder is worked out.
    """
    known = values.notna()
    counts = known.sum().reindex(list(members), fill_value=0)
    left_out: dict[str, str] = {}
    codes = _without_twins(members, level, counts, left_out)
    codes = _without_crossing(codes, members, level, left_out)
    parents = _parents(codes, members)
    if len(values):
        known = known.reindex(columns=list(members), fill_value=False)
        parents = _without_scarce(parents, members, known, left_out)
    rests = {}
    for parent in sorted(set(parents.values()) - {""}):
        children = tuple(_children(parents, parent))
        rest = members[parent] - _held(children, members)
        if rest and len(values) and known[[parent, *children]].all(axis=1).any():
            rests[remainder_code(parent, children)] = (parent, children)
    parents |= {code: parent for code, (parent, _) in rests.items()}
    return Partition(parents, left_out, rests)


def _held(codes: Iterable[str], members: Sets) -> frozenset[str]:
    return frozenset().union(*(members[code] for code in codes))


def _by_digits(code: str) -> tuple[str, str]:
    """Sections and divisions in order, whatever letters stand before the digits."""
    return re.sub(r"^[A-Z]+(?=\d)", "", code), code


def _children(parents: Mapping[str, str], parent: str) -> list[str]:
    return sorted((code for code in parents if parents[code] == parent), key=_by_digits)


def _without_twins(
    members: Sets, level: Callable[[str], int], counts: pd.Series[int], left_out: dict[str, str]
) -> list[str]:
    """Of codes that hold the same, the one with most cells."""
    first: dict[frozenset[str], str] = {}
    for code in sorted(members, key=lambda it: (-int(counts[it]), level(it), len(it), it)):
        held = members[code]
        if not held:
            left_out[code] = "holds no activity"
        elif held in first:
            left_out[code] = f"holds the same as {first[held]}"
        else:
            first[held] = code
    return list(first.values())


def _without_crossing(
    codes: Iterable[str], members: Sets, level: Callable[[str], int], left_out: dict[str, str]
) -> list[str]:
    """Codes of which any two are apart, or one in the other; those of lower level first."""
    kept: list[str] = []
    for code in sorted(codes, key=lambda it: (level(it), -len(members[it]), it)):
        held = members[code]
        crossed = [
            it
            for it in kept
            if members[it] & held and not (members[it] <= held or held <= members[it])
        ]
        if crossed:
            left_out[code] = f"aggregate: it cuts across {listed(crossed)}"
        else:
            kept.append(code)
    return kept


def _cross(held: frozenset[str], other: frozenset[str]) -> bool:
    return bool(held & other) and not held <= other and not other <= held


def _parents(codes: Sequence[str], members: Sets) -> dict[str, str]:
    """The smallest of the codes that holds each."""
    by_size = sorted(codes, key=lambda it: len(members[it]))
    return {
        code: next((it for it in by_size[place + 1 :] if members[code] < members[it]), "")
        for place, code in enumerate(by_size)
    }


def _without_scarce(
    parents: dict[str, str], members: Sets, known: pd.DataFrame, left_out: dict[str, str]
) -> dict[str, str]:
    """Without parts that do not fill their aggregate and are known in too few of its cells.

    Where the parts are known in more cells than the aggregate, the aggregate goes instead.
    """
    counts = known.sum()
    waiting = sorted(set(parents.values()) - {""}, key=lambda it: (-len(members[it]), it))
    while waiting:
        parent = waiting.pop(0)
        children = _children(parents, parent)
        if parent not in parents or not members[parent] - _held(children, members):
            continue
        scarce = [it for it in children if _share(known, it, parent) < KNOWN]
        if any(counts[it] > counts[parent] for it in scarce):
            left_out[parent] = "aggregate that is known in fewer cells than its parts"
            waiting.insert(0, parents[parent])
            parents = _lifted(parents, {parent})
            continue
        for code in scarce:
            share = _share(known, code, parent)
            left_out[code] = (
                f"counted in {parent}, and known in only {share:.0%} of its cells: "
                "the rest cannot be worked out"
            )
        parents = _lifted(parents, set(scarce))
        if scarce:
            waiting.insert(0, parent)
    return parents


def _lifted(parents: Mapping[str, str], dropped: set[str]) -> dict[str, str]:
    """Parents without some codes; what was below them is below their parents."""
    found = {}
    for code, parent in parents.items():
        above = parent
        while above in dropped:
            above = parents[above]
        if code not in dropped:
            found[code] = above
    return found


def _share(known: pd.DataFrame, code: str, parent: str) -> float:
    """Share of the aggregate's cells in which a part is known."""
    cells = known.loc[known[parent], code]
    return float(cells.mean()) if len(cells) else 0.0


def remainder_code(parent: str, parts: Sequence[str]) -> str:
    """Code of an aggregate without some of its parts, in Eurostat's notation: B-E_X_C."""
    return f"{parent}_X_{'_'.join(_shortened(parts))}"


def _shortened(parts: Sequence[str]) -> list[str]:
    """Codes in order, with runs of three or more consecutive ones as ranges."""
    runs: list[list[str]] = []
    for code in parts:
        if runs and _follows(runs[-1][-1], code):
            runs[-1].append(code)
        else:
            runs.append([code])
    return [it for run in runs for it in ([f"{run[0]}-{run[-1]}"] if len(run) > 2 else run)]


def _follows(code: str, following: str) -> bool:
    """Whether two codes are neighbours: C10 and C11, F and G."""
    one, other = re.fullmatch(r"([A-Z]?)(\d\d)", code), re.fullmatch(r"([A-Z]?)(\d\d)", following)
    if one and other:
        return one[1] == other[1] and int(one[2]) + 1 == int(other[2])
    letters = len(code) == len(following) == 1 and (code + following).isalpha()
    return letters and ord(code) + 1 == ord(following)


@dataclass(frozen=True)
class Remainders:
    """The values of remainders.

    Attributes
    ----------
    parents : dict of str to str
        As in `Partition`, without remainders that are zero everywhere.
    known : dict of str to Series
        Code to its values, where they are known.
    excess : dict of str to int
        Code to the number of cells in which the parts exceed the aggregate by more than rounding.
    """

    parents: dict[str, str]
    known: dict[str, pd.Series]
    excess: dict[str, int]


def remainders(values: pd.DataFrame, found: Partition, halves: pd.Series) -> Remainders:
    """Aggregates less their parts, where all are known.

    Parameters
    ----------
    values : DataFrame
        Cells by code, as for `partition`.
    found : Partition
    halves : Series
        Half a unit of the last digit printed, by cell: what a value may be off by rounding. A
        remainder below zero by no more than rounding is zero.
    """
    parents = dict(found.parents)
    known: dict[str, pd.Series] = {}
    excess: dict[str, int] = {}
    for code, (parent, parts) in found.remainders.items():
        columns = values[[parent, *parts]].dropna()
        off = halves.loc[columns.index] * (len(parts) + 1) * (1 + 1e-9)
        rest = columns[parent] - columns[list(parts)].sum(axis=1)
        below = rest < -off
        if count := int(below.sum()):
            excess[code] = count
        if not (rest > off).any():
            del parents[code]
            continue
        digits = (0.5 / halves.loc[columns.index]).round()
        known[code] = ((rest.clip(lower=0) * digits).round() / digits)[~below]
    return Remainders(parents, known, excess)


def remainder_name(
    parent: str, parts: Sequence[str], short: Callable[[str], str], without: str = "without"
) -> str:
    """Name of a remainder: B-E without C."""
    return f"{short(parent)} {without} {', '.join(map(short, _shortened(parts)))}"


def without_in(names: Iterable[str]) -> str:
    """The word for "without" in the language of names: Russian by its script, German by "und"."""
    text = " ".join(names)
    if len(re.findall("[а-яё]", text)) > len(re.findall("[a-z]", text)):
        return "без"
    return "ohne" if re.search(r"\bund\b", text) else "without"
