"""Growth relative to other series, calibrated on past forecasts.

What a forecast says of a series is split into what it says of its region, of its cluster, and of
the series apart from both. Skill differs between the three: regions and clusters keep their pace,
while what sets a single series apart is mostly noise. So each part has its own coefficients, of the
forecast and of simple rules: ridge regressions towards a prior, on forecasts out of fold (stacking,
Wolpert 1992, Neural Networks 5; shrinkage as in Efron and Morris 1975, JASA 70). The more of the
past shows no skill, the nearer the differences come to none.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from features.arrays import Array, Index, Mask
from features.growth.rules import RULES
from training.columns import select
from training.growth.global_model.rows import Rows

GROUPS = ("region", "cluster")
"""Groups of series that have parts of their own."""
FORECAST = "forecast"
SOURCES = [FORECAST, *RULES]
LEVELS = {
    "region": {FORECAST: (1.0, 1.0)},
    "cluster": {
        FORECAST: (1.0, 1.0),
        "cluster_recent": (0.0, 0.05),
        "cluster_trend": (0.0, 0.05),
        "cluster_gap": (0.0, 0.05),
    },
    "series": {
        FORECAST: (0.05, 0.05),
        "own_recent": (0.0, 0.01),
        "own_trend": (0.0, 0.01),
        "own_gap": (0.0, 0.01),
        "quotient": (0.006, 0.01),
    },
}
"""Sources of each part of relative growth: mean and standard deviation of the coefficient's prior.

Coefficients also differ that much from one era to the next. Chosen on us-states up to origin 2002,
world up to 2002 and nz-steps 2010.
"""
LARGEST = 0.15
"""Log growth a step beyond which growth counts as this."""
BOUNDS = np.array([{FORECAST: LARGEST, "quotient": 5.0}.get(name, 0.3) for name in SOURCES])
NEARNESS = 3.0
"""Power by which a past step weighs less the further it is from the step to be forecast."""


@dataclass(frozen=True)
class Moments:
    """What ridge regressions need of past forecasts, one row for each origin and step.

    Attributes
    ----------
    origin, step : (n,) int
    products, outcomes, squares : mapping of level to (n, s, s), (n, s) and (n,)
        Means over series of products of the sources' parts, of these with the outcome's part, and
        of the outcome's part squared.
    groups : mapping of level to (n,)
        Number of regions, clusters or series.
    """

    origin: Index
    step: Index
    products: Mapping[str, Array]
    outcomes: Mapping[str, Array]
    squares: Mapping[str, Array]
    groups: Mapping[str, Array]


@dataclass(frozen=True)
class Relative:
    """Coefficients by step, and the parts that all series of the panel gave to the sources.

    Attributes
    ----------
    coefficients : mapping of level to (horizon, s)
    centre : (horizon, len(SOURCES))
        Means of the sources over all series.
    region, cluster : (horizon, n_groups, len(SOURCES))
        Means of each region, less the centre; then of each cluster, less those of its regions.
    """

    coefficients: Mapping[str, Array]
    centre: Array
    region: Array
    cluster: Array


def moments(rows: Rows, change: Array, groups: Mapping[str, Index]) -> Moments:
    """Moments of past forecasts with known outcomes.

    Parameters
    ----------
    change : (n_rows,)
        Scaled change that was forecast out of fold.
    groups : mapping of str to (n_series,) int
        region and cluster of each series of the panel, -1 for totals.
    """
    found = []
    usable = _usable(rows, change, groups) & (rows.level + rows.target > 0)
    rows, change = select(rows, usable), change[usable]
    growth = log_growth(rows.level, rows.target, rows.step)
    for origin, step in sorted(set(zip(rows.origin.tolist(), rows.step.tolist(), strict=True))):
        inside = (rows.origin == origin) & (rows.step == step)
        cell = select(rows, inside)
        values = np.column_stack([growth[inside], _sources(cell, change[inside])])
        region, cluster = (groups[level][cell.series] for level in GROUPS)
        found.append((origin, step, _parts(values, region, cluster), (region, cluster)))
    return _stacked(found)


def _stacked(
    found: list[tuple[int, int, dict[str, Array], tuple[Index, Index]]],
) -> Moments:
    """Moments of cells: origin, step, parts of the outcome and the sources, region and cluster."""
    products, outcomes, squares, groups = ({}, {}, {}, {})
    for level, sources in LEVELS.items():
        columns = [1 + SOURCES.index(name) for name in sources]
        s = len(columns)
        outcome = [parts[level][:, 0] for *_, parts, _ in found]
        source = [parts[level][:, columns] for *_, parts, _ in found]
        pairs = list(zip(source, outcome, strict=True))
        products[level] = np.array([x.T @ x / len(x) for x in source]).reshape(-1, s, s)
        outcomes[level] = np.array([x.T @ y / len(y) for x, y in pairs]).reshape(-1, s)
        squares[level] = np.array([np.mean(y**2) for y in outcome])
    for place, level in enumerate(GROUPS):
        groups[level] = np.array([len(np.unique(of_series[place])) for *_, of_series in found])
    groups["series"] = np.array([len(of_series[0]) for *_, of_series in found])
    origin, step = (np.array([cell[i] for cell in found], dtype=np.intp) for i in (0, 1))
    return Moments(origin, step, products, outcomes, squares, groups)


def coefficients(past: Moments, step: int) -> dict[str, Array]:
    """Coefficients (s,) of the sources of each level for forecasts of a step.

    Past steps near to it weigh most.
    """
    weight = (np.minimum(past.step, step) / np.maximum(past.step, step)) ** NEARNESS
    return {level: _coefficients(past, level, weight) for level in LEVELS}


def _coefficients(past: Moments, level: str, weight: Array) -> Array:
    """Coefficients (s,) of one level from past cells that weigh (n,).

    The prior N(mean, P) meets the estimate of the past, b with variance (X'X/noise)^-1 + P/eras.
    """
    mean, deviation = np.array(list(LEVELS[level].values())).T
    if not len(weight):
        return np.asarray(mean)
    eras = _eras(past)
    products = np.tensordot(weight, past.products[level], axes=1) / weight.sum()
    outcomes = weight @ past.outcomes[level] / weight.sum()
    square = weight @ past.squares[level] / weight.sum()
    noise = max(float(square - 2 * outcomes @ mean + mean @ products @ mean), 1e-12)
    size = eras * float(weight @ past.groups[level] / weight.sum()) / noise
    precision = np.diag(deviation**-2.0)
    information = size * products + 1e-6 * precision
    estimate = np.linalg.solve(information, size * outcomes)
    certain = np.linalg.inv(np.linalg.inv(information) + np.diag(deviation**2) / eras)
    return np.asarray(np.linalg.solve(certain + precision, certain @ estimate + precision @ mean))


def _eras(past: Moments) -> float:
    """Number of independent eras: origins within a mean step of each other share years."""
    origins = np.unique(past.origin)
    apart = np.diff(origins).min(initial=past.step.max())
    overlap = max((1 + past.step.max()) / (2 * apart), 1.0)
    return float(max(len(origins) / overlap, 1.0))


def out_of_time(rows: Rows, change: Array, groups: Mapping[str, Index], past: Moments) -> Array:
    """Calibrated changes (n_rows,) at past origins, with outcomes known by each origin alone."""
    calibrated = change.copy()
    for origin in np.unique(rows.origin):
        inside = np.flatnonzero(rows.origin == origin)
        seen = _until(past, int(origin))
        cell = select(rows, inside)
        fitted = fit(cell, change[inside], groups, seen)
        calibrated[inside] = apply(fitted, cell, change[inside], groups)
    return calibrated


def _until(past: Moments, origin: int) -> Moments:
    """Moments of outcomes that were known at an origin."""
    known = past.origin + past.step <= origin
    parts = (past.products, past.outcomes, past.squares, past.groups)
    return Moments(
        past.origin[known],
        past.step[known],
        *({level: part[level][known] for level in LEVELS} for part in parts),
    )


def fit(rows: Rows, change: Array, groups: Mapping[str, Index], past: Moments) -> Relative:
    """Coefficients from the past, and the parts of the forecasts of all series at one origin."""
    horizon = int(rows.step.max(initial=0))
    n_groups = [int(groups[level].max(initial=-1)) + 1 for level in GROUPS]
    centre = np.zeros((horizon, len(SOURCES)))
    region, cluster = (np.zeros((horizon, n, len(SOURCES))) for n in n_groups)
    usable = _usable(rows, change, groups)
    for step in range(1, horizon + 1):
        inside = usable & (rows.step == step)
        cell = select(rows, inside)
        values = _sources(cell, change[inside])
        of_series = [groups[level][cell.series] for level in GROUPS]
        means = _means(values, of_series, n_groups)
        centre[step - 1], region[step - 1], cluster[step - 1] = means
    by_step = [coefficients(past, step) for step in range(1, horizon + 1)]
    by_level = {level: np.array([found[level] for found in by_step]) for level in LEVELS}
    return Relative(by_level, centre, region, cluster)


def apply(relative: Relative, rows: Rows, change: Array, groups: Mapping[str, Index]) -> Array:
    """Scaled changes (n_rows,) with calibrated growth relative to the mean of all series.

    Totals, and series without a positive value or forecast, keep their change. A region or cluster
    that `fit` did not see has no part.
    """
    usable = _usable(rows, change, groups)
    inside = select(rows, usable)
    at = inside.step - 1
    region, cluster = (groups[level][inside.series] for level in GROUPS)
    values = _sources(inside, change[usable])
    of_region, of_cluster = (
        _parts_at(relative.region, at, region),
        _parts_at(relative.cluster, at, cluster),
    )
    apart = _centred(values, relative.centre[at]) - of_region - of_cluster
    growth = relative.centre[at, 0]
    for level, part in (("region", of_region), ("cluster", of_cluster), ("series", apart)):
        columns = [SOURCES.index(name) for name in LEVELS[level]]
        growth = growth + (part[:, columns] * relative.coefficients[level][at]).sum(axis=1)
    calibrated = change.copy()
    calibrated[usable] = inside.level * np.expm1(growth * inside.step)
    return calibrated


def _parts_at(parts: Array, at: Index, group: Index) -> Array:
    """Parts (n, s) of groups at steps; 0 for a group beyond those of parts."""
    n_groups = parts.shape[1]
    padded = np.pad(parts, ((0, 0), (0, 1), (0, 0)))
    return np.asarray(padded[at, np.minimum(group, n_groups)])


def log_growth(level: Array, change: Array, steps: Index) -> Array:
    """Log growth a step (n,) of positive levels with a positive end, at most LARGEST."""
    return np.clip(np.log((level + change) / level) / steps, -LARGEST, LARGEST)


def _usable(rows: Rows, change: Array, groups: Mapping[str, Index]) -> Mask:
    """Rows (n_rows,) of series, not totals, with a positive value and forecast."""
    leaf = groups["region"][rows.series] >= 0
    return np.asarray(leaf & (rows.level > 0) & (rows.level + change > 0))


def _sources(rows: Rows, change: Array) -> Array:
    """Forecast and rules (n_rows, len(SOURCES)), bounded."""
    growth = log_growth(rows.level, change, rows.step)
    values = np.column_stack([growth, rows.rules.astype(np.float64)])
    return np.asarray(np.clip(values, -BOUNDS, BOUNDS))


def _mean(values: Array) -> Array:
    """Mean of each column over its known values; 0 without any."""
    known = np.isfinite(values)
    return np.asarray(np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def _centred(values: Array, centre: Array) -> Array:
    """Values less their centre; an unknown one counts as the centre."""
    return np.nan_to_num(values - centre)


def _parts(values: Array, region: Index, cluster: Index) -> dict[str, Array]:
    """Parts of the columns of values (n, s): region means, cluster means of the rest, the rest."""
    sizes = [int(region.max()) + 1, int(cluster.max()) + 1]
    centre, regions, clusters = _means(values, [region, cluster], sizes)
    of_region, of_cluster = regions[region], clusters[cluster]
    rest = _centred(values, centre) - of_region - of_cluster
    return {"region": of_region, "cluster": of_cluster, "series": rest}


def _means(values: Array, of_series: list[Index], sizes: list[int]) -> tuple[Array, Array, Array]:
    """Means of values (n, s): of all, of regions less these, of clusters less those of regions.

    `of_series` are the region and the cluster of each row, `sizes` how many there are.
    """
    centre = _mean(values)
    apart = _centred(values, centre)
    region = _group_means(apart, of_series[0], sizes[0])
    cluster = _group_means(apart - region[of_series[0]], of_series[1], sizes[1])
    return centre, region, cluster


def _group_means(values: Array, group: Index, n_groups: int) -> Array:
    """Means (n_groups, s) of the values (n, s) of each group; 0 for an empty one."""
    count = np.bincount(group, minlength=n_groups)
    sums = np.column_stack([np.bincount(group, column, n_groups) for column in values.T])
    return np.asarray(sums / np.maximum(count, 1)[:, None])


def to_json(relative: Relative) -> str:
    """The fitted values with the names of their sources."""
    return json.dumps(
        {
            "sources": SOURCES,
            "levels": {level: list(sources) for level, sources in LEVELS.items()},
            "coefficients": {level: x.tolist() for level, x in relative.coefficients.items()},
            "centre": relative.centre.tolist(),
            "region": relative.region.tolist(),
            "cluster": relative.cluster.tolist(),
        }
    )


def from_json(text: str | bytes) -> Relative | None:
    """What `to_json` wrote; None for other sources, as those of an older training."""
    found = json.loads(text)
    levels = {level: list(sources) for level, sources in LEVELS.items()}
    if (found["sources"], found["levels"]) != (SOURCES, levels):
        return None
    coefficients = {level: np.array(found["coefficients"][level]) for level in LEVELS}
    return Relative(coefficients, *(np.array(found[name]) for name in ("centre", *GROUPS)))
