"""Relatedness of activities to each other, and to what a region already does.

A presence matrix (R, A) is 1 where a region is specialised in an activity and 0 elsewhere; values
(R, A) are presence, location quotients or (logarithms of) counts, not negative. Both may be dense
or scipy.sparse, are never modified, and raise InputError for other numbers. Similarities are (A, A)
in the precision given, with a zero diagonal, symmetric unless stated. For similarities of regions
give the transposed matrix.
"""

import numpy as np

from features.arrays import Dense
from features.errors import InputError
from features.indicators.matrices import (
    Matrix,
    Sparse,
    as_matrix,
    as_presence,
    dense,
    divide,
    inner_products,
    precision,
    total,
)


def co_occurrence(presence: Matrix) -> Dense:
    """Number of regions that are specialised in both activities.

    Parameters
    ----------
    presence : (R, A) array or sparse matrix of 0 and 1

    Returns
    -------
    (A, A) array, in the precision given
        Symmetric; the diagonal holds the ubiquity of each activity.

    Raises
    ------
    InputError
        For other values than 0 and 1.
    """
    together = inner_products(as_presence(presence))
    return together.astype(precision(presence), copy=False)


def proximity(presence: Matrix) -> Dense:
    """Smaller of the two chances that a region with one activity has the other as well.

    phi[i, j] = min(P(i | j), P(j | i)) = n[i, j] / max(u[i], u[j]), with n the co-occurrence and u
    the ubiquity.

    Returns (A, A), 0 to 1; 0 for an activity that no region has.

    Source: Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317.
    """
    together = co_occurrence(presence)
    return _over_larger_ubiquity(together, together.diagonal())


def cross_proximity(left: Dense, right: Dense) -> Dense:
    """Smaller of the two conditional probabilities of being present together (n, m).

    Parameters
    ----------
    left : array (n_regions, n)
    right : array (n_regions, m)
        Presences, 0 or 1, of two kinds of activity in the same regions.

    Source: Hidalgo et al. (2007), Science 317, eq. 1, between two kinds of activity as in
    Pugliese et al. (2019), Unfolding the innovation system. An activity present nowhere has 0.
    """
    together = left.T @ right
    larger = np.maximum(left.sum(axis=0)[:, None], right.sum(axis=0)[None, :])
    return divide(together, larger, 0.0)


def conditional_probability(presence: Matrix) -> Dense:
    """Chance that a region with the row's activity has the column's: P(j | i) = n[i, j] / u[i].

    Returns (A, A), 0 to 1, not symmetric; 0 for an activity that no region has.

    Source: Hidalgo et al. (2007), before the minimum is taken.
    """
    together = co_occurrence(presence)
    together /= np.maximum(together.diagonal(), 1)[:, None]
    return _without_diagonal(together)


def taxonomy_proximity(presence: Matrix) -> Dense:
    """Proximity that gives less weight to diversified regions, which have almost everything.

    B[i, j] = sum_r M[r, i] M[r, j] / d[r] / max(u[i], u[j]), with d the diversity.

    Returns (A, A), 0 to 1.

    Source: Zaccaria, Cristelli, Tacchella & Pietronero (2014), PLoS ONE 9(12).
    """
    matrix = dense(as_presence(presence)).astype(precision(presence), copy=False)
    diversity = np.maximum(total(matrix, 1), 1)
    scaled = matrix / np.sqrt(diversity, dtype=matrix.dtype)[:, None]
    return _over_larger_ubiquity(inner_products(scaled), total(matrix, 0))


def sapling_similarity(presence: Matrix) -> Dense:
    """How much knowing which regions have one activity says about which have the other.

    The share of the Gini impurity of the column's presence that a split by the row's removes,
    negative where they occur together less than by chance. In a table of two by two this share is
    the squared phi coefficient, so that B[i, j] = sign(phi) phi^2, which is symmetric.

    Returns (A, A), -1 to 1; 0 for an activity that no region, or every region, has.

    Source: Albora, Rossi Mori & Zaccaria (2023), Sapling Similarity, Knowledge-Based Systems 275.
    """
    matrix = as_presence(presence)
    n = inner_products(matrix).astype(np.float64)
    regions, ubiquity = matrix.shape[0], n.diagonal()
    covariance = regions * n - np.outer(ubiquity, ubiquity)
    variance = ubiquity * (regions - ubiquity)
    scale = np.where(variance == 0, 1.0, variance)
    similarity = np.sign(covariance) * covariance**2 / np.outer(scale, scale)
    return _without_diagonal(similarity).astype(precision(presence), copy=False)


def cosine_similarity(values: Matrix) -> Dense:
    """Cosine between the columns of two activities.

    Returns (A, A), 0 to 1; 0 for an activity without any value.

    Source: van Eck & Waltman (2009), J. American Society for Information Science and
    Technology 60(8).
    """
    return _cosines(as_matrix(values))


def pearson_similarity(values: Matrix) -> Dense:
    """Pearson correlation between the columns of two activities.

    Returns (A, A), -1 to 1; 0 for an activity of the same value everywhere.

    Source: Hausmann, Stock & Yildirim (2022), Research Policy 51(8), who use (1 + r) / 2.
    """
    matrix = dense(as_matrix(values))
    centred = matrix - matrix.mean(axis=0, dtype=np.float64).astype(matrix.dtype)
    # a column of equal values may differ from its rounded mean
    centred[:, (matrix == matrix[:1]).all(axis=0)] = 0
    return _cosines(centred)


def _cosines(matrix: Dense | Sparse) -> Dense:
    """Inner products of columns, divided by the lengths of both; 0 on the diagonal."""
    products = inner_products(matrix)
    lengths = np.sqrt(products.diagonal())
    lengths = np.where(lengths == 0, 1, lengths)
    products /= np.outer(lengths, lengths)
    return _without_diagonal(np.clip(products, -1, 1, out=products))


def _over_larger_ubiquity(together: Dense, ubiquity: Dense) -> Dense:
    """Co-occurrences over the larger ubiquity of the two, in place; 0 on the diagonal."""
    ubiquity = np.maximum(ubiquity, 1).astype(together.dtype)
    together /= np.maximum(ubiquity[:, None], ubiquity)
    return _without_diagonal(together)


def _without_diagonal(similarity: Dense) -> Dense:
    np.fill_diagonal(similarity, 0)
    return similarity


def relatedness_density(presence: Matrix, similarity: Dense) -> Dense:
    """Share of the activities related to each activity that a region already has.

    omega[r, j] = sum_i M[r, i] phi[i, j] / sum_i |phi[i, j]|.

    Parameters
    ----------
    presence : (R, A) array or sparse matrix, 0 to 1
        Presence, or how far an activity is present.
    similarity : (A, A) array
        Proximity, or any other similarity with a zero diagonal.

    Returns
    -------
    (R, A) array, in the wider precision of the two
        0 to 1 (-1 to 1 for signed similarities); 0 for an activity that is related to none.

    Raises
    ------
    InputError
        Where the shapes do not fit, or for negative or unknown values of presence.

    Source: Hidalgo et al. (2007); with absolute values for signed ones: Albora et al. (2023).
    """
    matrix = dense(as_matrix(presence, "presence"))
    activities = matrix.shape[1]
    if similarity.shape != (activities, activities):
        raise InputError(
            f"similarities of {activities} activities must be {activities} x {activities}, "
            f"not of shape {similarity.shape}"
        )
    sums = np.abs(similarity).sum(axis=0)
    return np.asarray(matrix @ (similarity / np.where(sums == 0, 1, sums)))
