"""Codes that begin or end as others end or begin: most likely a change of the classification."""

from collections.abc import Iterator, Sequence

import numpy as np

from features.arrays import Array, Index
from features.code_changes import counterparts, pooled
from features.quality.findings import Finding, Place, some, two_figures
from features.quality.grids import Codes, Grid, added

SIDE = 3
"""Years on each side of a change whose mean patents are compared; other values: one year."""
CELL = 20.0
"""Least patents in a cell in which codes are compared."""
RARE = 20.0
"""Fewest patents a year of a code whose beginning or end is compared with others."""
MANY, LARGE = 10, 0.01
"""More codes than that change together only if they hold this share of the total: in small counts
some always begin as others end."""
SIMILAR = 1.5
"""Largest ratio of what begins to what ends."""
TOGETHER = 2
"""Fewest codes that begin in the year in which as many end, for a new classification."""


def recoding_findings(grids: Sequence[Grid]) -> list[Finding]:
    """Changes of codes by indicator, dimension and year; indicators repeat no codes of a year."""
    found: list[Finding] = []
    seen: set[tuple[str, str, int]] = set()
    for grid in grids:
        for codes, code_of in grid.dimensions():
            for column, groups, sides in changes(grid, codes, code_of):
                year = int(grid.years[column])
                for group in groups:
                    keys = {(codes.column, codes.codes[code], year) for code in group}
                    if not keys & seen:
                        found.append(_finding(grid, codes, year, group, sides))
                    seen |= keys
    return found


def changes(
    grid: Grid, codes: Codes, code_of: Index
) -> Iterator[tuple[int, list[set[int]], tuple[Array, Array]]]:
    """Columns with groups of codes whose values move between them, and the values on both sides."""
    other = grid.activity if code_of is grid.region else grid.region
    for column, begun, ended in _events(grid, codes, code_of):
        sides = _sides(grid, code_of, other, column)
        groups: list[set[int]] = []
        lone = []
        for code in (*begun, *ended):
            others = _counterparts(grid, *sides, code)
            if not others:
                lone.append(code)
                continue
            group = {code, *others}
            joined = [it for it in groups if it & group]
            groups = [it for it in groups if not it & group] + [group.union(*joined)]
        lone = [code for code in lone if not any(code in group for group in groups)]
        if not grid.is_patents and _is_exchange(
            sides, set(lone) & set(begun), set(lone) & set(ended)
        ):
            groups.append(set(lone))
        groups = [it for it in groups if len(it) <= MANY or _share(sides, it) >= LARGE]
        if groups:
            yield column, groups, sides


def _finding(
    grid: Grid, codes: Codes, year: int, group: set[int], sides: tuple[Array, Array]
) -> Finding:
    before, after = (side.sum(axis=1) for side in sides)
    labels = {code: codes.label(code) for code in sorted(group)}
    old = [label for code, label in labels.items() if after[code] == 0]
    new = [label for code, label in labels.items() if before[code] == 0]
    kept = [label for code, label in labels.items() if before[code] > 0 and after[code] > 0]
    share = _share(sides, group)
    verbs = "ends" if len(old) == 1 else "end", "begins" if len(new) == 1 else "begin"
    parts = [f"{some(old)} {verbs[0]} after {year - 1}"] if old else []
    parts += [f"{some(new)} {verbs[1]} in {year}"] if new else []
    text = " and ".join(parts)
    if kept:
        change = ("falls" if len(kept) == 1 else "fall") if new else "rises"
        text += f", while {some(kept)} {change} by about as much in the same cells"
    elif old and new:
        text += ": most likely the same things under other codes"
    text += f" ({two_figures(share)} of the total)"
    advice = (
        "If the classification changed, carry the series over with smartspec recode and a table of "
        "old and new codes; otherwise outcomes across the change count as unknown."
    )
    first = next(code for code in sorted(group) if 0 in (before[code], after[code]))
    place: Place = {"indicator": grid.indicator, codes.column: codes.codes[first], "year": year}
    return Finding(
        "recoding", "warning", grid.table, place, share, f"{text}.", advice, len(old) + len(new)
    )


def _events(grid: Grid, codes: Codes, code_of: Index) -> Iterator[tuple[int, list[int], list[int]]]:
    """Columns with the lowest codes that begin there, and those that ended the year before."""
    series, code = grid.sizes[grid.leaf], code_of[grid.leaf]
    total = added(series, code, len(codes.codes))
    counts = added(np.isfinite(series).astype(np.float64), code, len(codes.codes))
    seen = total > 0 if grid.is_patents else counts > 0
    common = codes.leaf & seen.any(axis=1)
    if grid.is_patents:
        common &= total.max(axis=1) >= RARE
    first = np.where(common, seen.argmax(axis=1), 0)
    last = np.where(common, seen.shape[1] - seen[:, ::-1].argmax(axis=1), seen.shape[1])
    for column in range(1, seen.shape[1]):
        begun, ended = np.flatnonzero(first == column), np.flatnonzero(last == column)
        if len(begun) or len(ended):
            yield column, begun.tolist(), ended.tolist()


def _share(sides: tuple[Array, Array], group: set[int]) -> float:
    """Share of the total that lies in codes of a group which begin or end."""
    before, after = (side.sum(axis=1) for side in sides)
    members = np.array(sorted(group))
    new = np.where(before[members] == 0, after[members], 0.0).sum()
    old = np.where(after[members] == 0, before[members], 0.0).sum()
    return float(max(new, old) / max(before.sum(), after.sum()))


def _is_exchange(sides: tuple[Array, Array], begun: set[int], ended: set[int]) -> bool:
    """Whether several codes end and several begin, with about the same total."""
    if min(len(begun), len(ended)) < TOGETHER:
        return False
    old, new = sides[0][list(ended)].sum(), sides[1][list(begun)].sum()
    return bool(old > 0 and 1 / SIMILAR <= new / old <= SIMILAR)


def _sides(grid: Grid, code_of: Index, other: Index, column: int) -> tuple[Array, Array]:
    """Values (n_codes, n_others) before and from a column on."""
    leaf = np.flatnonzero(grid.leaf)
    side = SIDE if grid.is_patents else 1
    shape = (int(code_of.max()) + 1, int(other.max()) + 1)
    tables = []
    for part in (slice(max(column - side, 0), column), slice(column, column + side)):
        table = np.zeros(shape)
        values = np.nan_to_num(grid.sizes[leaf, part])
        table[code_of[leaf], other[leaf]] = np.maximum(values.mean(axis=1), 0.0)
        tables.append(table)
    return tables[0], tables[1]


def _counterparts(grid: Grid, before: Array, after: Array, code: int) -> list[int]:
    """Codes that gave their values to a code or took them over."""
    sizes = before[code].sum(), after[code].sum()
    if (sizes[0] > 0) == (sizes[1] > 0) or (grid.is_patents and max(sizes) < RARE):
        return []
    if grid.is_patents:
        before, after = pooled(before, after, code, CELL)
    return [int(other) for other in counterparts(before, after, code)]
