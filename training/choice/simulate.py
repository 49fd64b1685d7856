"""Effects of a shock or an investment on the paths of a region's clusters.

Demand model: an amount spent on a cluster's output needs output of all suppliers, dx = L df
(Miller & Blair 2009, ch. 6); the indicator moves in proportion to output. A year later, growth
spills over to related clusters at the estimated rate. Prices, capacity and crowding out are not
modelled: a large ``strain`` shows where the needed output is large relative to existing output.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array
from features.errors import InputError, UnknownCodeError
from features.indicators.matrices import divide
from features.links.externalities import Externalities
from features.links.flow_table import InputOutput
from features.links.multipliers import leontief_inverse, technical_coefficients
from training.growth.intervals.conformal import PROBABILITIES, QUANTILE_COLUMNS

TWO_SIDED = 1.96
"""Standard errors either side of the spillover's slope (95 %)."""


@dataclass(frozen=True)
class DemandModel:
    """Effects of final demand in a region.

    Attributes
    ----------
    tables : sequence of InputOutput
        ``features.links.regionalization.regional_tables`` of the region, one per delta, of the
        same clusters.
    coefficients : array (n_clusters,)
        Forecast indicator per unit of output (``factor_coefficients``), NaN where unknown.
    """

    tables: Sequence[InputOutput]
    coefficients: Array


def demand_effects(
    model: DemandModel, amounts: Array, persistence: float = 0.0
) -> tuple[Array, Array]:
    """(indicator, output) effects of final demand, each (n_tables, n_years, n_clusters).

    Without a coefficient the effect on the indicator is 0.

    Parameters
    ----------
    amounts : array (n_years, n_clusters)
        Change in final demand in each year, in the unit of output.
    persistence : float, 0 to 1
        Share of a year's demand that remains in the next.
    """
    inverses = np.stack(
        [leontief_inverse(technical_coefficients(t.flows, t.output)) for t in model.tables]
    )
    years = np.arange(len(amounts))
    ages = years[:, None] - years[None, :]
    kept = np.where(ages >= 0, float(persistence) ** np.maximum(ages, 0), 0.0)
    output = np.einsum("sij,tj->sti", inverses, kept @ amounts)
    return output * np.nan_to_num(model.coefficients), output


def spillover_effects(effects: Array, baseline: Array, strength: Array, slope: float) -> Array:
    """Spillovers to related clusters a year later (n_tables, n_years, n_clusters).

    A cluster's growth gains ``slope`` times the proximity-weighted growth of the others from the
    effects of the year before. One round only.

    Parameters
    ----------
    effects : array (n_tables, n_years, n_clusters)
    baseline : array (n_years, n_clusters)
        Clusters without a positive forecast in every year have no spillovers.
    strength : array (n_clusters, n_clusters)
        Zero diagonal.
    """
    is_positive = (baseline > 0).all(axis=0)
    base = np.where(is_positive, baseline, 1.0)
    gained = np.diff(effects, axis=1, prepend=0.0) / base * is_positive
    weight = strength @ is_positive.astype(float)
    around = divide(gained @ strength.T, weight, 0.0)
    later = np.concatenate([np.zeros_like(around[:, :1]), around[:, :-1]], axis=1)
    return np.asarray(np.cumsum(slope * later, axis=1) * base * is_positive)


def simulate(
    forecasts: pd.DataFrame,
    region_code: str,
    shocks: pd.DataFrame,
    model: DemandModel,
    ties: Externalities | None = None,
    persistence: float = 0.0,
) -> pd.DataFrame:
    """Paths of a region's clusters with a shock, beside the baseline.

    Parameters
    ----------
    forecasts : DataFrame
        The baseline: table forecasts of a growth champion.
    shocks : DataFrame
        cluster_code, year, amount: change in final demand, in the unit of cluster_output.
    model : DemandModel
        Of the region.
    ties : Externalities or None
        None for no spillovers.
    persistence : float, 0 to 1

    Returns
    -------
    DataFrame
        One row per cluster with a forecast and year: region_code, cluster_code, year, step,
        baseline, effect_low, effect, effect_high (over delta and the 95 % interval of the
        spillover), strain (needed over existing output), median and quantile columns. The
        quantiles are the baseline's plus those of the effect, uniform over its range, as if both
        were perfectly correlated: the widest possible interval.

    Raises
    ------
    InputError
        Shocks that are empty, not finite, or in years without forecast; persistence outside 0 to 1.
    UnknownCodeError
        A region or cluster without forecast or outside the table.
    """
    rows = forecasts[forecasts["region_code"] == region_code]
    if rows.empty:
        raise UnknownCodeError("region", region_code, forecasts["region_code"].unique())
    clusters, years = list(model.tables[0].cluster_codes), sorted(rows["year"].unique())
    amounts = _amounts(shocks, clusters, years, region_code)
    if not 0 <= persistence <= 1:
        raise InputError(f"persistence is {persistence}: give a number from 0 to 1")
    baseline = rows.pivot_table(index="year", columns="cluster_code", values="median").reindex(
        index=years, columns=clusters
    )
    effects, output = demand_effects(model, amounts, persistence)
    low, middle, high = _range(effects, baseline.to_numpy(np.float64), clusters, ties)
    output_now = np.stack([table.output for table in model.tables])[:, None, :]
    strain = divide(np.abs(output), output_now, 0.0)
    at = (
        pd.Index(years).get_indexer(pd.Index(rows["year"])),
        pd.Index(clusters).get_indexer(pd.Index(rows["cluster_code"])),
    )
    inside = at[1] >= 0
    return _paths(
        rows[inside],
        *(part[at[0][inside], at[1][inside]] for part in (low, middle, high, strain.max(axis=0))),
    )


def _amounts(
    shocks: pd.DataFrame, clusters: list[str], years: list[int], region_code: str
) -> Array:
    """Shocks (n_years, n_clusters), summed by cluster and year."""
    if shocks.empty or not np.isfinite(shocks["amount"].to_numpy(np.float64)).all():
        raise InputError(
            "give at least one shock, each with cluster_code, year and a finite amount"
        )
    for code in shocks["cluster_code"]:
        if code not in clusters:
            raise UnknownCodeError("cluster", str(code), clusters)
    if strange := sorted(set(shocks["year"]) - set(years)):
        raise InputError(
            f"the forecast of region {region_code} covers {years[0]} to {years[-1]}, not "
            f"{', '.join(map(str, strange))}: give shocks in those years"
        )
    wide = shocks.pivot_table(index="year", columns="cluster_code", values="amount", aggfunc="sum")
    filled: Array = wide.reindex(index=years, columns=clusters).fillna(0.0).to_numpy(np.float64)
    return filled


def _range(
    effects: Array, baseline: Array, clusters: list[str], ties: Externalities | None
) -> tuple[Array, Array, Array]:
    """Lowest, middle and highest effect over the tables and the spillover's interval."""
    total = effects
    if ties is not None:
        order = pd.DataFrame(ties.co_location, ties.cluster_codes, ties.cluster_codes)
        strength = order.reindex(index=clusters, columns=clusters, fill_value=0.0).to_numpy(float)
        slopes = ties.spillover.slope + np.array([-1, 0, 1]) * (
            TWO_SIDED * ties.spillover.standard_error
        )
        total = np.concatenate(
            [effects + spillover_effects(effects, baseline, strength, slope) for slope in slopes]
        )
    return total.min(axis=0), np.median(total, axis=0), total.max(axis=0)


def _paths(
    rows: pd.DataFrame, low: Array, middle: Array, high: Array, strain: Array
) -> pd.DataFrame:
    """Baseline rows (n) with their effects; quantiles shifted by those of the effect."""
    keys = rows[["region_code", "cluster_code", "year", "step"]].reset_index(drop=True)
    quantiles = rows[QUANTILE_COLUMNS].to_numpy(np.float64)
    below, above = 2 * PROBABILITIES, 2 * PROBABILITIES - 1
    shift = np.where(
        PROBABILITIES < 0.5,
        low[:, None] + below * (middle - low)[:, None],
        middle[:, None] + above * (high - middle)[:, None],
    )
    baseline = rows["median"].to_numpy(np.float64)
    return keys.assign(
        baseline=baseline,
        effect_low=low,
        effect=middle,
        effect_high=high,
        strain=strain,
        median=baseline + middle,
    ).join(pd.DataFrame(quantiles + shift, columns=QUANTILE_COLUMNS))
