"""Totals that stand beside their parts without being named as their parent."""

import numpy as np

from features.arrays import Array, Index, Mask

PARTS = 3
"""Fewest parts of a total: a sum of two is too easily a coincidence."""
CELLS = 8
"""Fewest cells with a value in which the sum must hold."""
EXACT = 1e-7
"""Relative rounding error of a sum."""
ROUNDED = 0.005
"""Largest share of a total that all its cells' rounding errors together make up."""
CLOSE = 0.02
"""Share of a column that may stay unexplained before its parts are looked for."""
DECIMALS = 6
MOST_COLUMNS = 300
"""Most columns among which sums of some are looked for: the time grows with their cube."""
MOST_CELLS = 4
"""Rows for each column, up to MOST_COLUMNS, in which totals are looked for."""
RIDGE = 1e-9
"""Added to inner products of columns of length 1, so that dependent columns can be decomposed."""


def hidden_totals(values: Array, leaf: Mask) -> dict[int, list[int]]:
    """Columns that equal the sum of others in every row, with the columns of their parts.

    Parameters
    ----------
    values : array (n_rows, n_columns)
        Sizes of the columns (clusters, regions) in each row (region and year), NaN where unknown.
    leaf : (n_columns,) bool
        Columns that are not named as parent of others: the candidates, and the parts.

    Returns
    -------
    mapping of int to list of int
        Total to its PARTS or more parts, which are never totals themselves. Columns are taken from
        the smallest to the largest: one that smaller ones explain nearly in full (by a Cholesky
        decomposition of the inner products) is a total if its weights on them are 0 and 1 and
        the sum is exact. Among more than MOST_COLUMNS only the sum of all others is looked for.
    """
    sizes = np.nansum(np.abs(values), axis=0)
    order = np.array([it for it in np.argsort(sizes, kind="stable") if leaf[it] and sizes[it] > 0])
    found = _of_all_others(values, order)
    if not PARTS < len(order) <= MOST_COLUMNS:
        return found
    complete = np.isfinite(values[:, order]).all(axis=1)
    rows = values[complete] if complete.sum() >= 2 * len(order) else np.nan_to_num(values)
    if len(rows) < len(order):
        return found
    columns = rows[:, order]
    length = np.linalg.norm(columns, axis=0)
    inner = columns.T @ columns / np.outer(length, length) + RIDGE * np.eye(len(order))
    unexplained = np.diag(np.linalg.cholesky(inner)) ** 2
    for place in np.flatnonzero(unexplained <= CLOSE**2):
        if order[place] in found:
            continue
        earlier = np.array([it for it in range(place) if order[it] not in found], dtype=np.intp)
        if len(earlier) < PARTS:
            continue
        weights = np.linalg.solve(inner[np.ix_(earlier, earlier)], inner[earlier, place])
        chosen = np.round(weights * length[place] / length[earlier]) == 1
        parts = sorted(order[earlier[chosen]].tolist())
        if len(parts) >= PARTS and _adds_up(values, int(order[place]), parts):
            found[int(order[place])] = parts
    return found


def sizes_of(cell: Index, place: Index, size: Array) -> Array:
    """Sizes (n_cells, n_columns) of the largest cells, NaN where unknown; enough to find totals.

    Parameters
    ----------
    cell, place : int array (n,)
        Row and column of each size, from 0.
    size : array (n,)
    """
    n_columns = int(place.max(initial=-1)) + 1
    total = np.bincount(cell, np.nan_to_num(np.abs(size)))
    n_cells = MOST_CELLS * (min(n_columns, MOST_COLUMNS) + 1)
    largest = np.argsort(-total, kind="stable")[:n_cells]
    number = np.full(len(total), -1)
    number[largest] = np.arange(len(largest))
    inside = number[cell] >= 0
    matrix = np.full((len(largest), n_columns), np.nan)
    matrix[number[cell[inside]], place[inside]] = size[inside]
    return matrix


def _of_all_others(values: Array, leaves: Index) -> dict[int, list[int]]:
    """The largest column, if it is the sum of all others: certain even with few rows."""
    if len(leaves) <= PARTS:
        return {}
    largest, others = int(leaves[-1]), sorted(leaves[:-1].tolist())
    return {largest: others} if _adds_up(values, largest, others) else {}


def _adds_up(values: Array, place: int, parts: list[int]) -> bool:
    """Whether a column is the sum of others wherever it is known, up to rounding."""
    total, members = values[:, place], values[:, parts]
    known = np.isfinite(total)
    if (known & (total != 0)).sum() < CELLS:
        return False
    summed = np.nansum(members[known], axis=1)
    gap, size = np.abs(summed - total[known]), np.abs(total[known])
    if gap.sum() > ROUNDED * size.sum():
        return False
    rounding = 0.5 * _unit(values[:, [place, *parts]]) * (len(parts) + 1)
    exact = gap <= rounding + EXACT * np.nansum(np.abs(members[known]), axis=1)
    in_use = np.count_nonzero(np.nansum(np.abs(members[known]), axis=0))
    return bool(exact.all() and in_use >= PARTS)


def _unit(values: Array) -> float:
    """The last decimal that values are rounded to: .01 for 1.25, 0 where they are not rounded."""
    finite = values[np.isfinite(values)]
    for decimals in range(DECIMALS):
        scaled = finite * 10.0**decimals
        if np.allclose(scaled, np.round(scaled), rtol=0, atol=1e-6):
            return float(10.0**-decimals)
    return 0.0
