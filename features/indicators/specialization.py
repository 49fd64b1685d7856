"""Specialisation of regions: location quotients, presence and indices of portfolios.

Matrices have regions in rows and activities (technologies or clusters) in columns, dense or
scipy.sparse, and are never modified. Negative or unknown values raise InputError.
"""

from typing import overload

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse, special

from features.arrays import Array, Dense
from features.errors import InputError
from features.indicators.matrices import AnySparse, Matrix, Sparse, as_matrix, dense, total
from features.indicators.shares import shares


@overload
def location_quotient(values: AnySparse) -> Sparse: ...
@overload
def location_quotient(values: ArrayLike) -> Dense: ...
def location_quotient(values: Matrix) -> Dense | Sparse:
    """Share of an activity in a region over its share in all regions.

    Also known as revealed comparative advantage (RCA) or Balassa index:
    LQ[r, a] = (x[r, a] / x[r, .]) / (x[., a] / x[., .]).

    Parameters
    ----------
    values : (R, A) array or sparse matrix, not negative
        Counts or money, all in one unit.

    Returns
    -------
    (R, A) array or sparse rows, in the precision given
        1 where the region is as specialised as the whole, exactly so for whole counts (while
        count times sum stays below 2^53). 0 in a region or an activity without any count: nothing
        shows a specialisation there.

    Raises
    ------
    InputError
        For negative or unknown values.

    Source: Florence (1939) for regions; Balassa (1965), The Manchester School 33(2), for exports.
    """
    matrix = as_matrix(values)
    whole = np.float64(matrix.sum(dtype=np.float64))
    regions, activities = (np.where(t == 0, 1.0, t) for t in (total(matrix, 1), total(matrix, 0)))
    # times the whole first: products of whole counts are exact, so that ties with 1 stay ties
    if isinstance(matrix, sparse.csr_array):
        quotients = matrix.astype(np.float64)
        quotients.data *= whole
        quotients.data /= np.repeat(regions, np.diff(matrix.indptr))
        quotients.data /= activities[matrix.indices]
        return quotients.astype(matrix.dtype)
    result = np.multiply(matrix, whole, dtype=np.float64)
    result /= regions[:, None]
    result /= activities
    return result.astype(matrix.dtype, copy=False)


@overload
def presence(quotients: AnySparse, threshold: float = 1.0) -> Sparse: ...
@overload
def presence(quotients: ArrayLike, threshold: float = 1.0) -> Dense: ...
def presence(quotients: Matrix, threshold: float = 1.0) -> Dense | Sparse:
    """1 where a region is specialised in an activity, 0 elsewhere.

    Parameters
    ----------
    quotients : (R, A) array or sparse matrix
        Location quotients.
    threshold : float, positive
        Location quotient from which (inclusive) a region counts as specialised.

    Returns
    -------
    (R, A) array or sparse rows, in the precision given

    Raises
    ------
    InputError
        For a threshold of 0 or less, negative or unknown quotients.

    Source: Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317.
    """
    if not threshold > 0:
        raise InputError(f"the threshold of specialisation must be positive, not {threshold}")
    matrix = as_matrix(quotients, "location quotients")
    return (matrix >= threshold).astype(matrix.dtype)


def specialised(sizes: Array) -> Array:
    """Presence (R, A) from sizes of which unknown or negative ones count as none."""
    return presence(location_quotient(np.maximum(np.nan_to_num(sizes), 0.0)))


def diversity(presence: Matrix) -> Array:
    """Number of activities that each region is specialised in, shape (R,)."""
    return total(as_matrix(presence, "presence"), 1)


def ubiquity(presence: Matrix) -> Array:
    """Number of regions that are specialised in each activity, shape (A,)."""
    return total(as_matrix(presence, "presence"), 0)


def _portfolios(values: Matrix) -> tuple[Dense, Array]:
    """Shares of activities in each region, NaN in an empty one, and in all regions."""
    matrix = dense(as_matrix(values)).astype(np.float64, copy=False)
    activities = matrix.sum(axis=0)
    portfolios = shares(matrix, axis=1)
    portfolios[~matrix.any(axis=1)] = np.nan
    return portfolios, shares(activities, axis=0)


def krugman_index(values: Matrix) -> Array:
    """How far each region's portfolio is from that of the whole.

    K[r] = sum_a |s[r, a] - s[a]|, with s[r, a] the share of activity a in region r and s[a] its
    share in all regions.

    Returns (R,), from 0 (the same portfolio) to 2 (nothing in common); NaN for an empty region.

    Source: Krugman (1991), Geography and Trade, ch. 2; half of it is the coefficient of
    specialisation of Hoover & Giarratani.
    """
    portfolios, whole = _portfolios(values)
    return np.asarray(np.abs(portfolios - whole).sum(axis=1))


def herfindahl_index(values: Matrix) -> Array:
    """How concentrated each region's portfolio is: the sum of its squared shares.

    Returns (R,), from 1 / A (all activities alike) to 1 (a single one); NaN for an empty region.

    Source: Hirschman (1945); Herfindahl (1950).
    """
    portfolios, _ = _portfolios(values)
    return np.asarray((portfolios**2).sum(axis=1))


def shannon_entropy(values: Matrix) -> Array:
    """How varied each region's portfolio is: - sum_a s[r, a] ln s[r, a].

    Returns (R,), from 0 (a single activity) to ln A (all alike), in nats; NaN for an empty region.

    Source: Shannon (1948); of portfolios: Jacquemin & Berry (1979), J. Industrial Economics 27(4).
    """
    portfolios, _ = _portfolios(values)
    return np.asarray(-special.xlogy(portfolios, portfolios).sum(axis=1))
