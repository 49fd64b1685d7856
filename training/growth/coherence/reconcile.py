"""Reconciliation of forecasts of series with those of their totals."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from features.errors import InputError

MOST_PIVOTS = 100
SYMMETRIC = {"SymmetricMode": True}


@dataclass(frozen=True)
class Hierarchy:
    """Totals and their parts.

    Attributes
    ----------
    labels : DataFrame (n_totals)
        region_code and cluster_code of each total, "" for all.
    membership : sparse array (n_totals, n_series)
        1 if a series is part of a total.
    """

    labels: pd.DataFrame
    membership: sparse.csr_array


def hierarchy(keys: pd.DataFrame, parts: NDArray[np.intp] | None = None) -> Hierarchy:
    """Totals over all parts, per region and per cluster.

    Parameters
    ----------
    keys : DataFrame (n_series)
        region_code and cluster_code of each series.
    parts : array (n_parts,) of int
        Series to add up, without those that are totals themselves; None for all.
    """
    parts = np.arange(len(keys)) if parts is None else parts
    n_series, keys = len(keys), keys.iloc[parts]
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
        (np.ones(3 * n), (rows, np.tile(parts, 3))), shape=(len(labels), n_series)
    )
    return Hierarchy(labels, membership)


def reconcile(
    series: NDArray[np.float64],
    totals: NDArray[np.float64],
    membership: sparse.csr_array,
    variances: NDArray[np.float64] | None = None,
    nonnegative: bool | NDArray[np.bool_] = True,
    *,
    together: bool = True,
) -> NDArray[np.float64]:
    """Series forecasts closest to all forecasts at once, so that their sums are the totals.

    The weighted-structural estimator minimises

        sum_i (b_i - series_i)^2 / v_i + sum_g (A_g b - totals_g)^2 / w_g

    over b (optionally non-negative), where a total is as uncertain as its parts: w = (A sqrt(v))^2
    for parts with a common error, as under common shocks, w = A v for parts with independent
    errors. The latter with v = 1 is the structural scaling of Wickramasuriya, Athanasopoulos and
    Hyndman (2019), doi:10.1080/01621459.2018.1448825; non-negativity after Wickramasuriya,
    Turlach and Hyndman (2020), doi:10.1007/s11222-020-09930-0.

    Parameters
    ----------
    series : array (n_series,)
    totals : array (n_totals,)
    membership : sparse array A (n_totals, n_series)
    variances : array v (n_series,), positive
        Forecast variances up to a common factor; None for ones.
    nonnegative : bool or array (n_series,) of bool
        Whether the answer is at or above zero, for all series or for each.
    together : bool
        Whether parts have a common error.

    Returns
    -------
    array (n_series,)
        The matching totals are ``membership @ answer``.

    Raises
    ------
    InputError
        If a forecast is not finite or a variance is not positive.
    """
    v = np.ones(len(series)) if variances is None else variances
    if not (np.isfinite(series).all() and np.isfinite(totals).all()):
        raise InputError("forecasts to be reconciled must all be finite numbers")
    if not (np.isfinite(v).all() and (v > 0).all()):
        raise InputError("variances for reconciliation must all be positive numbers")
    w = (membership @ np.sqrt(v)) ** 2 if together else membership @ v
    forecasts = _Forecasts(series, totals, membership, v, w)
    free = np.ones(len(series), dtype=bool)
    bounded = np.broadcast_to(nonnegative, series.shape)
    return _pivot(forecasts, _solve(forecasts, free), free, bounded)


@dataclass(frozen=True)
class _Forecasts:
    """Forecasts of series and totals, the membership of series in totals, variances of both."""

    series: NDArray[np.float64]
    totals: NDArray[np.float64]
    membership: sparse.csr_array
    v: NDArray[np.float64]
    w: NDArray[np.float64]


def _solve(f: _Forecasts, free: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The minimum with the series outside ``free`` fixed at zero.

    Woodbury's identity turns the system in all series into one in the totals alone:
    b = s + V A' (W + A V A')^-1 (t - A s). Regions share no series, so it is sparse.
    """
    weight = np.where(free, f.v, 0.0)
    start = np.where(free, f.series, 0.0)
    weighted = sparse.csr_array(f.membership * weight[None, :])
    # Totals in units of their standard error: sizes differ by many orders.
    unit = 1 / np.sqrt(f.w)
    inner = (weighted @ f.membership.T) * unit[:, None] * unit[None, :]
    system = sparse.csr_array(inner + sparse.eye_array(len(unit)))
    # Totals that share parts with few others (regions) first: this keeps the factors sparse.
    order = np.argsort(np.diff(system.indptr), kind="stable")
    factors = splu(system[order][:, order].tocsc(), permc_spec="NATURAL", options=SYMMETRIC)
    gap = np.empty(len(unit))
    gap[order] = factors.solve((unit * (f.totals - f.membership @ start))[order])
    return np.asarray(start + weighted.T @ (unit * gap))


def _pivot(
    f: _Forecasts, answer: NDArray[np.float64], free: NDArray[np.bool_], bounded: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Exchange series between free and zero until the optimum is reached (Kunisch, Rendl 2003)."""
    # Of each series' own size and move: beside a giant all others would count as zero.
    tolerance = 1e-9 * (np.abs(f.series) + np.abs(answer - f.series))
    for _ in range(MOST_PIVOTS):
        pull = (f.series - answer) / f.v + f.membership.T @ (
            (f.totals - f.membership @ answer) / f.w
        )
        leaves = free & bounded & (answer < -tolerance)
        returns = ~free & (pull * f.v > tolerance)
        if not (leaves | returns).any():
            break
        free = (free & ~leaves) | returns
        answer = _solve(f, free)
    return np.where(bounded, np.maximum(answer, 0.0), answer)
