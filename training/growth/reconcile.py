"""Coherence: forecasts of series, regions, clusters and the nation that add up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from features.errors import InputError

MOST_PIVOTS = 100


@dataclass(frozen=True)
class Hierarchy:
    """Who adds up to whom.

    Attributes
    ----------
    labels : DataFrame (n_totals)
        region_code and cluster_code of each total, "" where it runs over all of them.
    membership : sparse array (n_totals, n_series)
        One where a series is part of a total.
    """

    labels: pd.DataFrame
    membership: sparse.csr_array


def hierarchy(keys: pd.DataFrame) -> Hierarchy:
    """Totals over all series, per region and per cluster.

    Parameters
    ----------
    keys : DataFrame (n_series)
        region_code and cluster_code of each series.
    """
    n = len(keys)
    regions, region_codes = pd.factorize(keys["region_code"], sort=True)
    clusters, cluster_codes = pd.factorize(keys["cluster_code"], sort=True)
    rows = np.concatenate([np.zeros(n, dtype=int), 1 + regions, 1 + len(region_codes) + clusters])
    labels = pd.DataFrame(
        {
            "region_code": ["", *region_codes, *[""] * len(cluster_codes)],
            "cluster_code": ["", *[""] * len(region_codes), *cluster_codes],
        }
    )
    membership = sparse.csr_array(
        (np.ones(3 * n), (rows, np.tile(np.arange(n), 3))), shape=(len(labels), n)
    )
    return Hierarchy(labels, membership)


def reconcile(
    series: NDArray[np.float64],
    totals: NDArray[np.float64],
    membership: sparse.csr_array,
    variances: NDArray[np.float64] | None = None,
    nonnegative: bool = True,
) -> NDArray[np.float64]:
    """Series forecasts closest to all forecasts at once, so that their sums are the totals.

    The weighted-structural estimator minimises

        sum_i (b_i - series_i)^2 / v_i + sum_g (A_g b - totals_g)^2 / (A_g v)

    over b (non-negative where asked): a total counts as the sum of what its parts are uncertain
    about. With v = 1 this is the structural scaling of Wickramasuriya, Athanasopoulos and
    Hyndman (2019), doi:10.1080/01621459.2018.1448825; non-negativity after Wickramasuriya,
    Turlach and Hyndman (2020), doi:10.1007/s11222-020-09930-0.

    Parameters
    ----------
    series : array (n_series,)
    totals : array (n_totals,)
    membership : sparse array A (n_totals, n_series)
    variances : array v (n_series,), positive
        Forecast variances up to a common factor; ones where None.
    nonnegative : bool
        Whether the answer is kept at or above zero.

    Returns
    -------
    array (n_series,)
        The totals that go with it are ``membership @ answer``.

    Raises
    ------
    InputError
        Where a forecast is not finite or a variance is not positive.
    """
    v = np.ones(len(series)) if variances is None else variances
    if not (np.isfinite(series).all() and np.isfinite(totals).all()):
        raise InputError("forecasts to be reconciled must all be finite numbers")
    if not (np.isfinite(v).all() and (v > 0).all()):
        raise InputError("variances for reconciliation must all be positive numbers")
    free = np.ones(len(series), dtype=bool)
    answer = _solve(series, totals, membership, v, free)
    if not nonnegative:
        return answer
    return _pivot(answer, free, series, totals, membership, v)


def _solve(
    series: NDArray[np.float64],
    totals: NDArray[np.float64],
    membership: sparse.csr_array,
    v: NDArray[np.float64],
    free: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The minimum with the series outside ``free`` held at zero.

    Woodbury's identity turns the system in all series into one in the totals alone:
    b = s + V A' (diag(A v) + A V A')^-1 (t - A s).
    """
    weight = np.where(free, v, 0.0)
    start = np.where(free, series, 0.0)
    weighted = sparse.csr_array(membership * weight[None, :])
    system = (weighted @ membership.T).toarray() + np.diag(membership @ v)
    shift: NDArray[np.float64] = weighted.T @ np.linalg.solve(system, totals - membership @ start)
    return start + shift


def _pivot(
    answer: NDArray[np.float64],
    free: NDArray[np.bool_],
    series: NDArray[np.float64],
    totals: NDArray[np.float64],
    membership: sparse.csr_array,
    v: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Exchange series between free and zero until none wants to change (Kunisch, Rendl 2003)."""
    total_variance = membership @ v
    tolerance = 1e-9 * max(1.0, float(np.abs(series).max(initial=0.0)))
    for _ in range(MOST_PIVOTS):
        pull = (series - answer) / v + membership.T @ (
            (totals - membership @ answer) / total_variance
        )
        leaves = free & (answer < -tolerance)
        returns = ~free & (pull * v > tolerance)
        if not (leaves | returns).any():
            break
        free = (free & ~leaves) | returns
        answer = _solve(series, totals, membership, v, free)
    return np.maximum(answer, 0.0)
