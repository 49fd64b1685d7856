"""A grid of tiles, one for each region, on which neighbours are kept close."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, sqrt

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from features.arrays import Array

WIDE = 1.4
"""Columns over rows of a grid."""
ROOM = 1.25
"""Tiles over regions where neighbours are known: gaps let a grid have a shape."""


def laid_out(
    codes: Sequence[str], pairs: Iterable[tuple[str, str]], names: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    """Column and row of each region's tile.

    Parameters
    ----------
    pairs : iterable of (code, code)
        Neighbours, in either order; without any, tiles are in the order of the names.

    Returns
    -------
    mapping of code to (column, row)
        From the upper left, no two alike. Distances in the graph of neighbours are laid out by
        classical scaling (Torgerson 1952), the places assigned to tiles at the least sum of
        squared distances.
    """
    places = {code: place for place, code in enumerate(codes)}
    edges = {(places[a], places[b]) for a, b in pairs if a in places and b in places and a != b}
    if not edges or len(codes) < 3:
        return _by_name(codes, names)
    points = _positions(_distances(len(codes), edges))
    n_columns, n_rows = _shape(len(codes), ROOM)
    grid = np.array([(column, row) for row in range(n_rows) for column in range(n_columns)])
    cost = ((points[:, None, :] - _unit(grid)[None, :, :]) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(cost)
    taken = grid[chosen] - grid[chosen].min(axis=0)
    return {code: (int(x), int(y)) for code, (x, y) in zip(codes, taken, strict=True)}


def _by_name(codes: Sequence[str], names: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    n_columns, _ = _shape(len(codes), 1.0)
    ordered = sorted(codes, key=lambda code: (names.get(code, code).casefold(), code))
    return {code: (i % n_columns, i // n_columns) for i, code in enumerate(ordered)}


def _shape(n: int, room: float) -> tuple[int, int]:
    """Columns and rows of a grid with room for n tiles."""
    n_columns = max(1, ceil(sqrt(WIDE * room * n)))
    return n_columns, ceil(room * n / n_columns)


def _distances(n: int, edges: set[tuple[int, int]]) -> Array:
    """Steps between regions (n, n); regions without a way between them lie a step beyond all."""
    ends = np.array(sorted(edges))
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    steps = np.asarray(shortest_path(graph, directed=False, unweighted=True))
    finite = steps[np.isfinite(steps)]
    return np.where(np.isfinite(steps), steps, finite.max() + 1)


def _positions(distances: Array) -> Array:
    """Points (n, 2) in the unit square, by classical scaling; signs are fixed."""
    n = len(distances)
    centre = np.eye(n) - 1 / n
    values, vectors = np.linalg.eigh(-0.5 * centre @ distances**2 @ centre)
    points = vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0))
    points *= np.where(points[np.abs(points).argmax(axis=0), [0, 1]] < 0, -1, 1)
    return _unit(points)


def _unit(points: Array) -> Array:
    """Points in the unit square."""
    low, high = points.min(axis=0), points.max(axis=0)
    return np.asarray((points - low) / np.where(high > low, high - low, 1))
