"""The order of forecasts: whether what is forecast to grow faster grows faster.

Growth is log growth a year. The figures, each over the pairs of region and cluster of one origin:

rank_skill
    Spearman's rank correlation of forecast and realised growth; 0 where all forecasts are equal,
    since no order is claimed, and NaN where all outcomes are. Over origins: the mean.
growth_slope
    Slope of realised on forecast growth, both less their mean at the origin: 1 where differences
    come true as forecast, below 1 where they are too wide, NaN where there are none. Over origins:
    from the sums of products of all of them.
top_tenth_lift
    Mean realised growth of the tenth of pairs that was forecast to grow fastest, less that of all
    pairs, % a year. Pairs that tie at the bar share the places that are left, so that equal
    forecasts have a lift of 0. Over origins: the mean.
top_tenth_lift_weighted
    Growth of the tenth's total less growth of the total of all, % a year. Over origins: the mean.

Growth beyond LIMIT a year, either way, counts as LIMIT (winsorised), totals excepted: small series
double or vanish, and a few of them would drown the others.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from features.arrays import Array, Index
from training import resampling

FIGURES = ("rank_skill", "growth_slope", "top_tenth_lift", "top_tenth_lift_weighted")
LOSSES = ["forecast_growth", "growth", "size", "outcome"]
"""Columns of a backtest's losses: log growth a year, forecast and realised (NaN for a series that
is not among the pairs), and the value at the origin and at the last step."""
LIMIT = 0.15
TENTH = 0.1
DECIMALS = 9
"""Of growth: smaller differences come from the rounding of sums and claim no order."""

MOMENTS = (
    *("n", "rank_f", "rank_g", "rank_ff", "rank_gg", "rank_fg"),
    *("f", "g", "ff", "fg", "top", "top_g", "top_now", "top_later", "now", "later"),
)
"""Sums from which all figures follow; f is forecast growth, g realised growth."""


def end_columns(figure: str) -> tuple[str, str]:
    """Names of the ends of a figure's interval."""
    return f"{figure}_low", f"{figure}_high"


def yearly_growth(now: Array, later: Array, years: int) -> Array:
    """Log growth a year (n,) from the values now (n,) to those some years later (n,).

    -LIMIT where the later value is 0 or below; NaN where the value now is, or either is unknown.
    """
    begins = np.where(now > 0, now, np.nan)
    ends = np.where(later > 0, later, 1.0)
    growth = np.round((np.log(ends) - np.log(begins)) / years, DECIMALS)
    growth = np.where(later > 0, growth, np.where(np.isnan(begins), np.nan, -LIMIT))
    return np.where(np.isnan(later), np.nan, growth)


def top_shares(forecast: Array) -> Array:
    """Part (n,) of each pair, 0 to 1, in the tenth with the highest forecast; sums to n / 10."""
    ranks = pd.Series(forecast).rank(method="min", ascending=False).to_numpy() - 1
    ties = pd.Series(forecast).groupby(forecast).transform("size").to_numpy()
    return np.asarray(np.clip((TENTH * len(forecast) - ranks) / ties, 0.0, 1.0))


def moments(pairs: pd.DataFrame) -> Array:
    """Terms (n_pairs, len(MOMENTS)) of one origin's pairs, with the columns LOSSES."""
    forecast, growth = (
        pairs[column].clip(-LIMIT, LIMIT).to_numpy(dtype=np.float64)
        for column in ("forecast_growth", "growth")
    )
    # Less a middle value: sums of products keep their digits, and equal ones are exactly 0.
    f, g = forecast - np.median(forecast), growth - np.median(growth)
    n = len(pairs)
    rank_f, rank_g = (pd.Series(x).rank().to_numpy() / n - (n + 1) / (2 * n) for x in (f, g))
    top, now, later = top_shares(f), pairs["size"].to_numpy(), pairs["outcome"].to_numpy()
    terms = [
        *(np.ones(n), rank_f, rank_g, rank_f**2, rank_g**2, rank_f * rank_g),
        *(f, g, f**2, f * g, top, top * g, top * now, top * later, now, later),
    ]
    return np.column_stack(terms)


def unit_sums(pairs: pd.DataFrame, units: Index, n_units: int, origins: Index) -> Array:
    """Sums of moments (n_units, n_origins, len(MOMENTS)) of pairs of one model.

    Parameters
    ----------
    pairs : DataFrame
        origin and the columns LOSSES; rows without growth are left out.
    units : (n_pairs,)
    origins : (n_origins,)
        Those of the result; zeros for an origin without pairs.
    """
    sums = np.zeros((n_units, len(origins), len(MOMENTS)))
    is_pair = pairs[["forecast_growth", "growth"]].notna().all(axis=1).to_numpy()
    years = pairs["origin"].to_numpy()
    for place, origin in enumerate(origins):
        here = is_pair & (years == origin)
        if here.any():
            np.add.at(sums[:, place], units[here], moments(pairs[here]))
    return sums


def figures(sums: Array, origin_weights: Array, years: int) -> dict[str, Array]:
    """The figures (...,) from sums of moments (..., n_origins, len(MOMENTS)).

    Parameters
    ----------
    origin_weights : (..., n_origins)
    years : int
        Horizon.
    """
    part = {name: sums[..., place] for place, name in enumerate(MOMENTS)}
    n = np.where(part["n"] > 0, part["n"], np.nan)
    claims_order = part["rank_ff"] > 0
    covariance = part["rank_fg"] - part["rank_f"] * part["rank_g"] / n
    product = (part["rank_ff"] - part["rank_f"] ** 2 / n) * (
        part["rank_gg"] - part["rank_g"] ** 2 / n
    )
    differs = part["rank_gg"] > 0
    skill = covariance / np.sqrt(np.where(differs & (product > 0), product, np.nan))
    skill = np.where(claims_order, skill, np.where(differs, 0.0, np.nan))
    top = np.where(part["top"] > 0, part["top"], np.nan)
    lift = 100 * (part["top_g"] / top - part["g"] / n)
    weighted = 100 * (
        yearly_growth(part["top_now"], part["top_later"], years)
        - yearly_growth(part["now"], part["later"], years)
    )
    # Without an order claimed a lift is 0, without pairs it is unknown.
    measured = claims_order | np.isnan(n)
    return {
        "rank_skill": _mean(skill, origin_weights),
        "growth_slope": _slope(part, origin_weights),
        "top_tenth_lift": _mean(np.where(measured, lift, 0.0), origin_weights),
        "top_tenth_lift_weighted": _mean(np.where(measured, weighted, 0.0), origin_weights),
    }


def _slope(part: Mapping[str, Array], origin_weights: Array) -> Array:
    """Slope (...,) over all origins, from sums of products around each origin's means."""
    n = np.where(part["n"] > 0, part["n"], 1.0)
    claims_order = part["rank_ff"] > 0
    products = part["fg"] - part["f"] * part["g"] / n
    squares = part["ff"] - part["f"] ** 2 / n
    top, bottom = (
        (np.where(claims_order, sums, 0.0) * origin_weights).sum(axis=-1)
        for sums in (products, squares)
    )
    return np.asarray(top / np.where(bottom > 0, bottom, np.nan))


def _mean(values: Array, weights: Array) -> Array:
    """Weighted means (...,) of the known values (..., n_origins); NaN without any."""
    counted = np.isfinite(values) * weights
    total = counted.sum(axis=-1)
    return np.asarray(
        (np.nan_to_num(values) * counted).sum(axis=-1) / np.where(total > 0, total, np.nan)
    )


def of_origin(pairs: pd.DataFrame, years: int) -> dict[str, float]:
    """The figures of one model at one origin; pairs with origin and the columns LOSSES."""
    none = np.zeros(len(pairs), dtype=np.intp)
    sums = unit_sums(pairs, none, 1, pairs["origin"].unique())
    return {name: float(value[0]) for name, value in figures(sums, np.ones(1), years).items()}


def summary(losses: pd.DataFrame, years: int) -> pd.DataFrame:
    """Figures over all origins, with the ends of their 90 % bootstrap intervals.

    Parameters
    ----------
    losses : DataFrame
        As in ``training.backtest.Evaluation``, of growth.
    years : int
        Horizon.

    Returns
    -------
    DataFrame
        Index model; each of FIGURES and its ``end_columns``, NaN where not known: ends need two
        regions, or two series of one region.
    """
    units, origins = resampling.units_of(losses), np.sort(losses["origin"].unique())
    rows = {}
    for model, places in losses.groupby("model", sort=False).indices.items():
        sums = unit_sums(losses.iloc[places], units.codes[places], units.n, origins)
        point = figures(sums.sum(axis=0), np.ones(len(origins)), years)
        row = {name: float(value) for name, value in point.items()}
        drawn = [
            figures(np.tensordot(of_units, sums, axes=1), of_origins, years)
            for of_units, of_origins in resampling.draws(units.n, len(origins))
        ]
        for name in FIGURES:
            ends = resampling.interval(np.concatenate([block[name] for block in drawn]))
            ends = ends if units.n > 1 else (np.nan, np.nan)
            row |= dict(zip(end_columns(name), ends, strict=True))
        rows[model] = row
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")
