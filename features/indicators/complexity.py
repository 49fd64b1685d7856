"""Complexity of regions and activities: ECI and PCI, fitness and complexity.

Matrices hold 0 and 1 with regions in rows and activities in columns, dense or scipy.sparse, and
are never modified. A region without any activity, and an activity without any region, is NaN.
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from features.arrays import Array, Dense, Index
from features.indicators.matrices import Matrix, Sparse, as_presence, dense, total

TIE = 1e-9
"""Smaller differences of eigenvalues, or of correlations from 0, are rounding errors."""
LARGE = 100
"""Activities from which iterating for an eigenvector is faster than decomposing."""
LEAST = 1e-200
"""Lower bound of a fitness, since the inverse of 0 is infinite."""


@dataclass(frozen=True)
class FitnessComplexity:
    """Result of the fitness iteration.

    Attributes
    ----------
    fitness : (R,) array
        Of regions, positive, mean 1 over those with any activity; NaN for the others.
    complexity : (A,) array
        Of activities, positive, mean 1 over those that any region has; NaN for the others.
    iterations : int
    converged : bool
        Whether the last iteration moved no number by more than the tolerance.
    """

    fitness: Array
    complexity: Array
    iterations: int
    converged: bool


def eci_pci(presence: Matrix) -> tuple[Array, Array]:
    """Economic complexity of regions (ECI) and product complexity of activities (PCI).

    ECI is the eigenvector of the second largest eigenvalue of D^-1 M U^-1 M', where M is the
    presence, D the diversity and U the ubiquity; PCI is the average ECI of the regions that have
    the activity. Both come from the similar symmetric matrix B'B (or BB', the smaller), with
    B = D^-1/2 M U^-1/2.

    Parameters
    ----------
    presence : (R, A) array or sparse matrix of 0 and 1

    Returns
    -------
    eci : (R,) array
        Mean 0, standard deviation 1, rising with diversity.
    pci : (A,) array
        Mean 0, standard deviation 1, high where complex regions are.

        Both are NaN outside the largest connected part of regions and activities, since parts
        that share no activity have no common scale; and everywhere where no single such part,
        second eigenvector or direction exists (all regions alike, say).

    Raises
    ------
    InputError
        For other values than 0 and 1.

    Source: Hidalgo & Hausmann (2009), PNAS 106(26); Hausmann et al. (2014), The Atlas of Economic
    Complexity; the symmetric form: Mealy, Farmer & Teytelboym (2019), Science Advances 5(1).
    """
    matrix = as_presence(presence)
    regions, activities, present = _not_empty(matrix)
    M = dense(present).astype(np.float64)
    eci, pci = (np.full(n, np.nan) for n in matrix.shape)
    if M.shape[0] >= M.shape[1]:
        eci[regions], pci[activities] = _second_eigenvectors(M)
    else:
        pci[activities], eci[regions] = _second_eigenvectors(M.T)
    return _upward(_standardised(eci), _standardised(pci), total(matrix, 1))


def _not_empty(matrix: Dense | Sparse) -> tuple[Index, Index, Dense | Sparse]:
    """Rows and columns with any presence, and the matrix of these, not copied where it is whole."""
    rows, columns = np.flatnonzero(total(matrix, 1)), np.flatnonzero(total(matrix, 0))
    whole = (len(rows), len(columns)) == matrix.shape
    return rows, columns, matrix if whole else matrix[rows][:, columns]


def _second_eigenvectors(M: Dense) -> tuple[Array, Array]:
    """Of D^-1 M U^-1 M' and of U^-1 M' D^-1 M, shapes (n,) and (k,), of arbitrary scale and sign.

    M (n, k) has no empty row or column; D and U are its row and column sums. NaN outside the
    largest connected part, and where the eigenvalue is not single.
    """
    (n, k), D, U = M.shape, M.sum(axis=1), M.sum(axis=0)
    x, y = np.full(n, np.nan), np.full(k, np.nan)
    if k < 2:
        return x, y
    B = M / np.sqrt(D)[:, None]
    B /= np.sqrt(U)
    first = np.sqrt(U / U.sum())  # of the eigenvalue 1; without it the second is the largest
    rest = B.T @ B - np.outer(first, first)
    value, second = _largest_eigenvector(rest)
    if value > 1 - TIE:  # there is one eigenvalue of 1 for each connected part
        rows, columns = _largest_part(M)
        if len(columns) < k:
            x[rows], y[columns] = _second_eigenvectors(M[np.ix_(rows, columns)])
            return x, y
    third, _ = _largest_eigenvector(rest - value * np.outer(second, second))
    if value - third > TIE:
        x, y = B @ second / np.sqrt(D), second / np.sqrt(U)
    return x, y


def _largest_eigenvector(S: Dense) -> tuple[float, Array]:
    """Largest eigenvalue of a symmetric matrix (k, k), and its unit vector.

    Iterated where that is faster and converges: it may not where the next one is close.
    """
    k = len(S)
    if k >= LARGE:
        start = np.random.default_rng(0).standard_normal(k)
        try:
            values, vectors = sparse.linalg.eigsh(S, 1, which="LA", v0=start)
            return float(values[0]), vectors[:, 0]
        except sparse.linalg.ArpackError:
            pass
    values, vectors = linalg.eigh(S)
    return float(values[-1]), vectors[:, -1]


def _largest_part(M: Dense) -> tuple[Index, Index]:
    """Rows and columns of the connected part with most of both; none where two are as large."""
    _, of_columns = sparse.csgraph.connected_components(M.T @ M, directed=False)
    of_rows = of_columns[M.argmax(axis=1)]
    sizes = np.bincount(of_columns) + np.bincount(of_rows)
    largest = np.argmax(sizes) if (sizes == sizes.max()).sum() == 1 else -1
    return np.flatnonzero(of_rows == largest), np.flatnonzero(of_columns == largest)


def _standardised(values: Array) -> Array:
    """Mean 0 and standard deviation 1 over known values; NaN where all are equal."""
    finite = values[np.isfinite(values)]
    if not finite.size or finite.std() < TIE:
        return np.full_like(values, np.nan)
    return np.asarray((values - finite.mean()) / finite.std())


def _upward(eci: Array, pci: Array, diversity: Array) -> tuple[Array, Array]:
    """Both with the sign for which ECI rises with diversity; NaN where they are uncorrelated."""
    finite = np.isfinite(eci)
    slope = (eci[finite] * _standardised(diversity[finite])).sum() / max(finite.sum(), 1)
    sign = np.sign(slope) if abs(slope) > TIE else np.nan
    return sign * eci, sign * pci


def fitness_complexity(
    presence: Matrix, tolerance: float = 1e-6, max_iterations: int = 1000
) -> FitnessComplexity:
    """Fitness of regions and complexity of activities, by the non-linear iteration.

    F[r] = sum_a M[r, a] Q[a] and then Q[a] = 1 / sum_r (M[r, a] / F[r]), each divided by its mean,
    from Q = 1 on. (Tacchella et al. take Q from the F before, and reach the same numbers in twice
    the iterations.)

    Parameters
    ----------
    presence : (R, A) array or sparse matrix of 0 and 1
    tolerance : float
        Largest change in one iteration at which it stops; the numbers have mean 1.
    max_iterations : int
        Where it stops at the latest.

    Returns
    -------
    FitnessComplexity
        Where activities of few regions abound, most fitnesses fall towards 0 for ever while their
        order settles (Pugliese, Zaccaria & Pietronero 2016, J. Computational Science 15): compare
        ranks or logarithms.

    Raises
    ------
    InputError
        For other values than 0 and 1.

    Source: Tacchella et al. (2012), Scientific Reports 2, 723.
    """
    matrix = as_presence(presence)
    regions, activities, present = _not_empty(matrix)
    M = present.astype(np.float64)
    F, Q = np.ones(len(regions)), np.ones(len(activities))
    change, iterations = np.inf if len(regions) else 0.0, 0
    while change > tolerance and iterations < max_iterations:
        next_F = np.maximum(_mean_one(M @ Q), LEAST)
        next_Q = _mean_one(1 / (M.T @ (1 / next_F)))
        change = max(np.abs(next_F - F).max(), np.abs(next_Q - Q).max())
        F, Q, iterations = next_F, next_Q, iterations + 1
    fitness, complexity = (np.full(n, np.nan) for n in matrix.shape)
    fitness[regions], complexity[activities] = F, Q
    return FitnessComplexity(fitness, complexity, iterations, bool(change <= tolerance))


def _mean_one(values: Array) -> Array:
    return np.asarray(values / values.mean())
