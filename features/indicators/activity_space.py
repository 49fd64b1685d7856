"""The activity space: a network of technologies or clusters, linked by proximity."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import linalg
from scipy.sparse import csgraph, csr_array
from scipy.sparse import linalg as linalg_sparse

from features.arrays import Array
from features.indicators.relatedness import co_occurrence

Links = npt.NDArray[np.intp]

STRONGEST = 2
"""Links of each activity beyond the tree. A common threshold would leave most activities without
links and give too many to those that many regions have."""
DOUBT = 3.0
"""Regions added to the ubiquity, so that links between rare activities are weak."""
STEPS = 100
"""Steps of the layout, which has converged by then."""
LARGE_STEPS = 10
"""Steps of a layout of LARGE activities or more, where each takes up to half a second. On 5,040
activities the stress is then .158; after 30 steps it is .156, as after 100."""
BLOCK = 16
"""Activities whose gaps to all others are worked out at a time: they fit into the processor's cache
even where activities are many."""
LARGE = 1000
"""Activities from which iterating for two eigenvectors is faster than decomposing."""


@dataclass(frozen=True)
class Space:
    """Activities that any region is specialised in, as a network.

    Attributes
    ----------
    activities : (A,) array of str
        Codes, sorted.
    positions : (A, 2) array
        Centred, the wider direction first, the largest coordinate 1.
    links : (L, 2) int array
        Pairs of places in activities, sorted.
    proximities : (L,) array
        Proximity of each link, 0 to 1.
    """

    activities: npt.NDArray[np.object_]
    positions: Array
    links: Links
    proximities: Array


def activity_space(portfolio: pd.DataFrame, threshold: float) -> Space:
    """Network of proximities between activities.

    Parameters
    ----------
    portfolio : DataFrame
        region_code, activity_code, location_quotient: all cells with any count.
    threshold : float
        Location quotient from which a region is specialised.

    Returns
    -------
    Space
        Links as in Hidalgo et al. (2007), Science 317, fig. 1: the maximum spanning tree of the
        proximities, and the strongest other links of each activity, by n / (larger ubiquity + 3)
        instead of the proximity, n / larger ubiquity, which is 1 for any two activities of the
        same single region.
    """
    present = portfolio[portfolio["location_quotient"] >= threshold]
    row, regions = pd.factorize(present["region_code"])
    column, activities = pd.factorize(present["activity_code"], sort=True)
    presence = np.zeros((len(regions), len(activities)))
    presence[row, column] = 1.0
    links, proximities = _linked(presence)
    positions = layout(len(activities), links)
    return Space(np.asarray(activities, dtype=object), positions, links, proximities)


def _linked(presence: Array) -> tuple[Links, Array]:
    """Links (L, 2) between the activities of a presence matrix (R, A), and their proximities."""
    together = co_occurrence(presence)
    ubiquity = together.diagonal()
    links = strongest_links(together / (np.maximum(ubiquity[:, None], ubiquity) + DOUBT))
    first, second = links.T
    return links, together[first, second] / np.maximum(ubiquity[first], ubiquity[second])


def space_tables(portfolio: pd.DataFrame, threshold: float) -> dict[str, pd.DataFrame]:
    """The space as tables for a snapshot, so that it is laid out only once.

    Returns
    -------
    dict
        space_nodes: activity_code, x, y. space_links: activity_code, other_code, proximity.
    """
    space = activity_space(portfolio, threshold)
    x, y = space.positions.T
    first, second = space.links.T
    return {
        "space_nodes": pd.DataFrame({"activity_code": space.activities, "x": x, "y": y}),
        "space_links": pd.DataFrame(
            {
                "activity_code": space.activities[first],
                "other_code": space.activities[second],
                "proximity": space.proximities,
            }
        ),
    }


def strongest_links(strength: Array) -> Links:
    """Pairs of the maximum spanning forest and the STRONGEST links of each activity.

    Parameters
    ----------
    strength : (A, A) symmetric array, 0 to 1
        0 for no link; the diagonal does not matter.

    Returns
    -------
    (L, 2) array
        Each pair once, the smaller place first, sorted.
    """
    costs = csr_array(np.triu(strength, k=1))
    # The lowest cost is the greatest strength; a cost of 0 would mean no link.
    costs.data = 2.0 - costs.data
    tree = np.stack(csgraph.minimum_spanning_tree(costs).nonzero(), axis=1)
    left, activity, pairs = strength.copy(), np.arange(len(strength)), [tree]
    np.fill_diagonal(left, 0.0)
    for _ in range(min(STRONGEST, len(strength))):
        nearest = left.argmax(axis=1)
        is_linked = left[activity, nearest] > 0
        pairs.append(np.stack([activity, nearest], axis=1)[is_linked])
        left[activity, nearest] = 0.0
    return np.unique(np.sort(np.concatenate(pairs), axis=1), axis=0)


def layout(n: int, links: Links) -> Array:
    """Positions whose distances follow the number of links between activities.

    Stress majorization (Gansner, Koren & North 2004) with weights 1 / distance^2, from the
    classical scaling of the same distances; deterministic.

    Returns
    -------
    (n, 2) array
        As in Space.
    """
    if n < 3:
        return np.stack([np.linspace(-1.0, 1.0, n), np.zeros(n)], axis=1)
    ones: Array = np.ones(len(links))
    graph: csr_array[np.float64, tuple[int, int]] = csr_array((ones, links.T), shape=(n, n))
    distances = csgraph.shortest_path(graph, directed=False, unweighted=True)
    apart = ~np.isfinite(distances)
    distances[apart] = 1.5 * max(distances[~apart].max(), 1.0)
    weights = 1.0 / np.maximum(distances, 1.0) ** 2
    np.fill_diagonal(weights, 0.0)
    positions = _apart(_classical_scaling(distances))
    # The Laplacian of the weights; its null space, all ones, is lifted, and no pull lies in it.
    lifted = 1.0 / n - weights
    lifted[np.diag_indices(n)] += weights.sum(axis=1)
    solve = linalg.cho_factor(lifted, overwrite_a=True)
    np.multiply(weights, distances, out=weights)
    for _ in range(STEPS if n < LARGE else LARGE_STEPS):
        positions = linalg.cho_solve(solve, _pull(positions, weights))
    return _turned(positions)


def _apart(positions: Array) -> Array:
    """Points on the same place, moved a little apart: no step of the layout would part them."""
    _, inverse, counts = np.unique(
        positions.round(9), axis=0, return_inverse=True, return_counts=True
    )
    together = np.flatnonzero(counts[inverse.ravel()] > 1)
    # The golden angle: no two of any number of directions are the same.
    angles = np.arange(len(together)) * np.pi * (3 - np.sqrt(5))
    moved = positions.copy()
    moved[together] += 1e-3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return moved


def _pull(positions: Array, pull: Array) -> Array:
    """The right-hand side of a step: B(X) X with B = -w d / |x_i - x_j| off the diagonal."""
    moved = np.empty_like(positions)
    for start in range(0, len(positions), BLOCK):
        block = slice(start, start + BLOCK)
        x, y = (axis[block, None] - axis for axis in positions.T)
        gaps = np.sqrt(x * x + y * y)
        gaps[gaps <= 1e-9] = np.inf
        ratio = pull[block] / gaps
        moved[block] = ratio.sum(axis=1)[:, None] * positions[block] - ratio @ positions
    return moved


def _classical_scaling(distances: Array) -> Array:
    """(n, 2): the two main axes of the doubly centred squared distances (Torgerson 1952)."""
    centred = distances**2
    columns, rows, mean = centred.mean(axis=0), centred.mean(axis=1), centred.mean()
    centred -= columns
    centred -= rows[:, None]
    centred += mean
    centred /= -2
    if len(centred) < LARGE:
        values, vectors = np.linalg.eigh(centred)
    else:
        start = np.random.default_rng(0).standard_normal(len(centred))
        values, vectors = linalg_sparse.eigsh(centred, 2, which="LA", v0=start, tol=1e-3)
    return np.asarray(vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 1e-9)))


def _turned(positions: Array) -> Array:
    """Centred, the wider direction first, the largest coordinate 1, the heavier tail positive."""
    centred = positions - positions.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ axes.T
    signs = np.where((turned**3).sum(axis=0) < 0, -1.0, 1.0)
    return np.asarray(turned * signs / np.abs(turned).max())
