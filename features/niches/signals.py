"""Signals of a region's next niches, from its activities and similar regions in one window.

Plain functions over matrices with regions in rows and activities in columns.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy import linalg
from scipy.sparse import csr_array

from features.arrays import Array, Index

SparseRows = csr_array[Any, tuple[int, int]]

BLOCK = 1024
"""Regions whose similarity to all others is in memory at a time."""
STATES, LANDMARKS = 4000, 2000
"""Most earlier states that all have a kernel, and number of those that have if there are more."""


def expected_counts(counts: Array) -> Array:
    """Counts that every region would have with the portfolio of all regions together.

    Parameters
    ----------
    counts : (R, A) array, not negative

    Returns
    -------
    (R, A) array
        Row total times column total over the grand total; 0 where all is 0.
    """
    total = counts.sum()
    if total == 0:
        return np.zeros_like(counts)
    return np.asarray(np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total)


def shrunken_ratio(counts: Array, expected: Array, prior: float = 1.0) -> Array:
    """Location quotient pulled towards 1 where few counts are expected.

    The posterior mean of a Poisson rate under a Gamma(prior, prior) belief (Clayton and Kaldor
    1987, Biometrics 43): (counts + prior) / (expected + prior), shape (R, A).
    """
    return (counts + prior) / (expected + prior)


def reconstructions(matrix: Array, ranks: Sequence[int]) -> list[Array]:
    """Best approximations of given ranks (Eckart and Young 1936), each of shape (R, A).

    By the leading singular vectors on the smaller side: M V V' or U U' M.
    """
    _, vectors = _decomposed(matrix)
    leading = [vectors[:, :rank] for rank in ranks]
    if _has_more_rows(matrix):
        return [matrix @ part @ part.T for part in leading]
    return [part @ (part.T @ matrix) for part in leading]


def region_factors(matrix: Array, rank: int = 30) -> Array:
    """Directions of regions in the space of the leading factors.

    Returns
    -------
    (R, min(rank, R, A)) array
        Rows of length 1, or 0 for a region without any value; the strongest factor first. Inner
        products are cosines of regions.
    """
    squares, vectors = _decomposed(matrix)
    leading = vectors[:, :rank]
    factors = matrix @ leading if _has_more_rows(matrix) else leading * np.sqrt(squares[:rank])
    norms = np.linalg.norm(factors, axis=1, keepdims=True)
    return np.asarray(np.divide(factors, norms, out=np.zeros_like(factors), where=norms > 0))


def _has_more_rows(matrix: Array) -> bool:
    return bool(matrix.shape[0] >= matrix.shape[1])


def _decomposed(matrix: Array) -> tuple[Array, Array]:
    """Squared singular values (k,) and vectors (k, k) of the smaller side, the strongest first.

    k = min(R, A); right vectors where regions are as many as activities or more, else left ones.
    From the symmetric form, which is far cheaper than a singular value decomposition.
    """
    symmetric = matrix.T @ matrix if _has_more_rows(matrix) else matrix @ matrix.T
    values, vectors = np.linalg.eigh(symmetric)
    return np.maximum(values[::-1], 0.0), np.ascontiguousarray(vectors[:, ::-1])


def similarity_of(factors: Array, regions: slice | Index = slice(None)) -> Array:
    """Cosines of some regions with all.

    Parameters
    ----------
    factors : (R, K) array
        As from region_factors.
    regions : slice or (n,) int array
        Places of the regions; all by default.

    Returns
    -------
    (n, R) array
        Between -1 and 1; -1 of a region with itself, so that none is its own neighbour.
    """
    places = np.arange(len(factors))[regions]
    similarity = factors[places] @ factors.T
    similarity[np.arange(len(places)), places] = -1.0
    return np.asarray(similarity)


def neighbour_weights(factors: Array, neighbours: int) -> SparseRows:
    """Weights of the most similar regions.

    Parameters
    ----------
    factors : (R, K) array
        As from region_factors.

    Returns
    -------
    (R, R) sparse rows
        They sum to 1 over the nearest neighbours of positive similarity, or are empty.
    """
    n_regions = len(factors)
    count = min(neighbours, n_regions - 1)
    if count < 1:
        return csr_array((n_regions, n_regions))
    nearest = np.empty((n_regions, count), np.intp)
    strengths = np.empty((n_regions, count))
    for block in _blocks(n_regions):
        similarity = similarity_of(factors, block)
        found = np.argpartition(-similarity, count - 1, axis=1)[:, :count]
        nearest[block] = np.sort(found, axis=1)
        strengths[block] = np.take_along_axis(similarity, nearest[block], axis=1)
    np.maximum(strengths, 0.0, out=strengths)
    totals = strengths.sum(axis=1, keepdims=True)
    np.divide(strengths, totals, out=strengths, where=totals > 0)
    ends = count * np.arange(n_regions + 1)
    return csr_array((strengths.ravel(), nearest.ravel(), ends), shape=(n_regions, n_regions))


def others_ratio(counts: Array, expected: Array, groups: Index, prior: float = 1.0) -> Array:
    """Shrunken location quotient of the other members of a group of rows.

    Parameters
    ----------
    counts, expected : (R, A) arrays
    groups : (R,) int array
        Group of each row, -1 for none (answered with 1, no evidence either way).
    """
    ratio = np.ones_like(counts)
    member = groups >= 0
    if not member.any():
        return ratio
    n_groups = int(groups.max()) + 1
    sums = [np.zeros((n_groups, counts.shape[1])) for _ in range(2)]
    for total, values in zip(sums, (counts, expected), strict=True):
        np.add.at(total, groups[member], values[member])
    others = [
        total[groups[member]] - values[member]
        for total, values in zip(sums, (counts, expected), strict=True)
    ]
    ratio[member] = shrunken_ratio(others[0], others[1], prior)
    return ratio


def ridge_transition(before: Array, after: Array, now: Array, penalty: float) -> Array:
    """The state that follows a state, learned from earlier transitions by one ridge regression.

    ``after ~ before @ B``. With regions as rows it is relatedness with weights learned for the
    transition itself, asymmetric and signed, where the density of Hidalgo et al. (2007) weighs by
    co-occurrence; with activities as rows the same for the similarity of regions. Solved on the
    smaller side: for K weights, or for n of the kernel of inner products (Saunders, Gammerman and
    Vovk 1998), which gives the same state.

    Parameters
    ----------
    before : (n, K) array
        Earlier states.
    after : (n, A) array
        States that followed them.
    now : (m, K) array
        States to continue.
    penalty : float
        Ridge penalty in units of the mean variance of the inputs.

    Returns
    -------
    (m, A) array
    """
    centre, mean = before.mean(axis=0), after.mean(axis=0)
    inputs, asked, outcomes = before - centre, now - centre, after - mean
    n, k = inputs.shape
    least = penalty * max(float(np.einsum("ij,ij->", inputs, inputs)) / k, 1e-12)
    if n >= k:
        weights = _solved(inputs.T @ inputs, least, inputs.T @ outcomes)
        return np.asarray(asked @ weights + mean)
    weights = _solved(inputs @ inputs.T, least, outcomes)
    return np.asarray((asked @ inputs.T) @ weights + mean)


def _solved(symmetric: Array, penalty: float, right: Array) -> Array:
    """Solution of (S + penalty I) x = right; S (k, k) has no negative eigenvalue, and is lost."""
    symmetric[np.diag_indices_from(symmetric)] += penalty
    return np.asarray(linalg.solve(symmetric, right, assume_a="pos", overwrite_a=True))


def kernel_transition(
    before: Array, after: Array, now: Array, width: float, penalty: float
) -> Array:
    """As ridge_transition, in the space of a Gaussian kernel: similar states continue alike.

    Of more than STATES earlier states the kernels of LANDMARKS span the space (subset of
    regressors, Smola and Bartlett 2001): memory and time then grow with the number of states, not
    with its square and cube.

    Parameters
    ----------
    before, after, now : (n, K), (n, A), (m, K) arrays
    width : float
        Factor of the squared distance in the exponent; distances in units of the mean spread.
    penalty : float

    Returns
    -------
    (m, A) array
    """
    centre, mean = before.mean(axis=0), after.mean(axis=0)
    inputs, outcomes = before - centre, after - mean
    spread = max(float(np.sqrt(np.mean(np.sum(inputs**2, axis=1)))), 1e-12)
    inputs /= spread
    asked = (now - centre) / spread
    if len(inputs) <= STATES:
        kernel = _gaussian(inputs, inputs, width)
        kernel[np.diag_indices_from(kernel)] += penalty
        weights = np.linalg.solve(kernel, outcomes)
        return np.asarray(_gaussian(asked, inputs, width) @ weights + mean)
    # Evenly spaced, so that all regions and ends are among them.
    landmarks = inputs[np.linspace(0, len(inputs) - 1, LANDMARKS).astype(np.intp)]
    gram = penalty * _gaussian(landmarks, landmarks, width)
    right = np.zeros((LANDMARKS, outcomes.shape[1]))
    for block in _blocks(len(inputs)):
        near = _gaussian(inputs[block], landmarks, width)
        gram += near.T @ near
        right += near.T @ outcomes[block]
    weights = _solved(gram, 1e-9, right)
    result = np.empty((len(asked), outcomes.shape[1]))
    for block in _blocks(len(asked)):
        result[block] = _gaussian(asked[block], landmarks, width) @ weights
    return np.asarray(result + mean)


def _blocks(n: int) -> Iterator[slice]:
    return (slice(start, start + BLOCK) for start in range(0, n, BLOCK))


def _gaussian(left: Array, right: Array, width: float) -> Array:
    squares = np.sum(left**2, axis=1)[:, None] + np.sum(right**2, axis=1) - 2 * left @ right.T
    return np.asarray(np.exp(-width * np.maximum(squares, 0.0)))
