"""Signals of a region's next niches, from its activities and similar regions in one window.

Plain functions over matrices with regions in rows and activities in columns.
"""

import numpy as np

from features.arrays import Array, Index


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


def factor_loadings(matrix: Array, rank: int) -> Array:
    """Leading right singular vectors.

    Parameters
    ----------
    matrix : (R, A) array

    Returns
    -------
    (A, min(rank, A)) array
        Orthonormal columns, the strongest first: from the symmetric A x A form, which is far
        cheaper than a singular value decomposition when regions are many.
    """
    _, vectors = np.linalg.eigh(matrix.T @ matrix)
    return np.ascontiguousarray(vectors[:, ::-1][:, :rank])


def reconstruction(matrix: Array, rank: int) -> Array:
    """Best approximation of a given rank (Eckart and Young 1936), shape (R, A)."""
    loadings = factor_loadings(matrix, rank)
    return matrix @ loadings @ loadings.T


def region_similarity(matrix: Array, rank: int = 30) -> Array:
    """Cosine between regions in the space of the leading factors.

    Returns
    -------
    (R, R) array
        Between -1 and 1, the diagonal -1 so that no region is its own neighbour.
    """
    factors = matrix @ factor_loadings(matrix, rank)
    norms = np.linalg.norm(factors, axis=1, keepdims=True)
    factors = np.divide(factors, norms, out=np.zeros_like(factors), where=norms > 0)
    similarity = factors @ factors.T
    np.fill_diagonal(similarity, -1.0)
    return np.asarray(similarity)


def neighbour_weights(similarity: Array, neighbours: int) -> Array:
    """Weights of the most similar regions.

    Returns
    -------
    (R, R) array
        Rows sum to 1 over the nearest neighbours of positive similarity, or are all 0.
    """
    count = min(neighbours, len(similarity) - 1)
    weights = np.zeros_like(similarity)
    if count < 1:
        return weights
    nearest = np.argpartition(-similarity, count - 1, axis=1)[:, :count]
    strengths = np.maximum(np.take_along_axis(similarity, nearest, axis=1), 0.0)
    np.put_along_axis(weights, nearest, strengths, axis=1)
    totals = weights.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(weights, totals, out=weights, where=totals > 0))


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
    co-occurrence; with activities as rows the same for the similarity of regions.

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
    inputs = before - centre
    gram = inputs.T @ inputs
    gram[np.diag_indices_from(gram)] += penalty * max(float(np.trace(gram)) / len(gram), 1e-12)
    weights = np.linalg.solve(gram, inputs.T @ (after - mean))
    return np.asarray((now - centre) @ weights + mean)


def kernel_transition(
    before: Array, after: Array, now: Array, width: float, penalty: float
) -> Array:
    """As ridge_transition, in the space of a Gaussian kernel: similar states continue alike.

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
    spread = max(float(np.sqrt(np.mean(np.sum((before - centre) ** 2, axis=1)))), 1e-12)
    inputs, asked = (before - centre) / spread, (now - centre) / spread
    kernel = _gaussian(inputs, inputs, width)
    kernel[np.diag_indices_from(kernel)] += penalty
    weights = np.linalg.solve(kernel, after - mean)
    return np.asarray(_gaussian(asked, inputs, width) @ weights + mean)


def _gaussian(left: Array, right: Array, width: float) -> Array:
    squares = np.sum(left**2, axis=1)[:, None] + np.sum(right**2, axis=1) - 2 * left @ right.T
    return np.asarray(np.exp(-width * np.maximum(squares, 0.0)))
