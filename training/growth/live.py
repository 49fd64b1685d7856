# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""The champion's model run live: forecasts of series that a request brings, and what-if paths.

A brought series takes the place of the known one of its region and cluster, or stands beside the
known ones, so that it has totals as the series had that the model learned from. Series that the
model cannot read, as they have too few points or never moved, borrow the growth that is forecast
of their cluster, sector and region.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.errors import InputError
from features.growth_panel import KEYS, GrowthPanel, growth_panel
from training.growth import borrow, fitted, forecast_metrics, intervals, statistical
from training.growth.borrow import Peers
from training.growth.fitted import Fitted
from training.growth.quantiles import LADDER, LADDER_COLUMNS
from training.growth.rows import MINIMUM_YEARS
from training.growth.what_if import Paths, effect
from training.snapshot import Champion

Array = npt.NDArray[np.float64]
Key = tuple[str, str]

MIDDLE = len(LADDER) // 2
SHORT_YEARS = 6
"""A series with fewer points is said to be short."""
INDEX = 100.0
"""What a series without any value starts from."""


@dataclass(frozen=True)
class Series:
    """A series that a request brings.

    Attributes
    ----------
    region_code, cluster_code : str
        Known or new.
    years : (n_points,) int
        In any order; a year that is not there is unknown.
    values : (n_points,)
        In the unit of the champion's indicator. Without any, what the champion knows is taken.
    borrow_from : str
        Code of a sector, cluster or region that it is like, "" where its own codes say enough.
    """

    region_code: str
    cluster_code: str
    years: npt.NDArray[np.intp]
    values: Array
    borrow_from: str = ""

    @property
    def key(self) -> Key:
        """Region and cluster."""
        return self.region_code, self.cluster_code


@dataclass(frozen=True)
class Live:
    """A champion made ready to forecast what it has not seen.

    Attributes
    ----------
    fitted : Fitted
    panel : GrowthPanel
        Up to the champion's cutoff.
    peers : Peers
        The champion's forecasts of the panel's series.
    places : mapping of (region_code, cluster_code) to int
        Rows of the panel.
    parents : mapping of str to str
        Cluster to its parent.
    groups : mapping of str to mapping of str to int
        Level to code to group of the panel; -1 for the code of a total.
    """

    fitted: Fitted
    panel: GrowthPanel
    peers: Peers
    places: Mapping[Key, int]
    parents: Mapping[str, str]
    groups: Mapping[str, Mapping[str, int]]

    @property
    def cutoff(self) -> int:
        """Last year of the panel."""
        return int(self.panel.years[-1])


@dataclass(frozen=True)
class LiveForecast:
    """What the champion says of one brought series.

    Attributes
    ----------
    origin : int
        Year that the forecast starts after: the cutoff, or the last year of a series that ends
        later.
    last_value : float or None
        The last known value; None where there is none: values then are an index, 100 at the
        origin.
    ladder : (horizon, len(LADDER))
        Quantiles with the median among them, non-decreasing in a row.
    what_if : (horizon, len(LADDER)) or None
        The same under the paths that were supposed; None where none was.
    warnings : tuple of str
    """

    origin: int
    last_value: float | None
    ladder: Array
    what_if: Array | None
    warnings: tuple[str, ...]


def ready(champion: Champion) -> Live:
    """Read a champion's model and the series that it knew.

    Raises
    ------
    InputError
        The champion cannot run live: it is Prophet, its data have periods within years, or
        other code trained it.
    """
    if champion.model == "prophet":
        raise InputError("a prophet champion does not run live: train and promote a hybrid")
    fit = fitted.from_files(champion.files)
    panel = growth_panel(champion.data, champion.cutoff, str(champion.params["indicator"]))
    if panel.periods_per_year != 1:
        raise InputError("live forecasts are of annual data, and the champion's have periods")
    clusters = champion.data.table("clusters", "growth")
    parents = dict(zip(clusters["cluster_code"], clusters["parent_code"], strict=True))
    peers = _peers(panel, parents, champion.tables["forecasts"], fit.horizon)
    keys = list(zip(peers.regions.tolist(), peers.clusters.tolist(), strict=True))
    levels = {"region": peers.regions, "cluster": peers.clusters, "sector": peers.sectors}
    groups = {name: _group_of_code(codes, panel.groups[name]) for name, codes in levels.items()}
    places = {key: place for place, key in enumerate(keys)}
    # Other code may have other features: that is told now, not when the first request comes.
    fitted.forecast(fit, panel, np.zeros(1, dtype=np.intp))
    return Live(fit, panel, peers, places, parents, groups)


def _peers(
    panel: GrowthPanel, parents: Mapping[str, str], forecasts: pd.DataFrame, horizon: int
) -> Peers:
    """The panel's series with the champion's forecasts of them."""
    regions, clusters = (panel.keys[key].to_numpy(dtype=object) for key in KEYS)
    return Peers(
        regions,
        clusters,
        np.array([parents.get(code) or code for code in clusters], dtype=object),
        leaf=panel.groups["nation"] >= 0,
        last=statistical.fill_gaps(panel.values)[:, -1],
        ladders=_ladders(panel, forecasts, horizon),
    )


def _group_of_code(codes: npt.NDArray[np.object_], groups: npt.NDArray[np.intp]) -> dict[str, int]:
    """Group of each code; -1 where all its series are totals."""
    largest = pd.Series(groups).groupby(codes).max()
    return dict(zip(largest.index.tolist(), largest.tolist(), strict=True))


def _ladders(panel: GrowthPanel, forecasts: pd.DataFrame, horizon: int) -> Array:
    """The champion's forecasts (n_series, horizon, len(LADDER)) in the order of the panel."""
    keys = panel.keys.loc[panel.keys.index.repeat(horizon)]
    keys = keys.assign(step=np.tile(np.arange(1, horizon + 1), len(panel.keys)))
    ordered = keys.merge(forecasts, how="left", on=[*KEYS, "step"], validate="one_to_one")
    ladders = ordered[LADDER_COLUMNS].to_numpy(np.float64)
    return ladders.reshape(len(panel.keys), horizon, len(LADDER))


def forecast(
    live: Live, brought: Sequence[Series], paths: Paths | None = None
) -> list[LiveForecast]:
    """Forecast brought series, each from its own last year, with the paths beside the baseline.

    A series that ends after the cutoff starts from its own last year, and what is known of all
    others stays that of the cutoff. A series that ends before it is carried forward to the
    cutoff, as at training, with wider intervals. Years before the panel's first are not read.

    Raises
    ------
    InputError
        There is no series to borrow from.
    """
    rows, origins = zip(*(_row(live, series) for series in brought), strict=True)
    values = np.stack(rows)
    enough = (np.isfinite(values).sum(axis=1) >= MINIMUM_YEARS) & _moved(values)
    ladders = np.empty((len(brought), live.fitted.horizon, len(LADDER)))
    if enough.any():
        able = [series for series, can in zip(brought, enough, strict=True) if can]
        ladders[enough] = _modelled(live, able, values[enough])
    sources = dict[int, str]()
    for place in np.flatnonzero(~enough).tolist():
        ladders[place], sources[place] = _borrowed(live, brought[place], values[place])
    ladders = _bounded(values, _widened(live, values, ladders))
    last = statistical.fill_gaps(values)[:, -1]
    what_if = None
    if paths:
        start = np.where(np.isfinite(last), last, INDEX)
        shift = effect(live.peers, [series.key for series in brought], start, paths)
        what_if = _bounded(values, ladders + shift[:, :, None])
    return [
        LiveForecast(
            origin,
            float(last[n]) if np.isfinite(last[n]) else None,
            ladders[n],
            None if what_if is None else what_if[n],
            tuple(_warnings(live, brought[n], values[n], origin, sources.get(n, ""))),
        )
        for n, origin in enumerate(origins)
    ]


def _row(live: Live, series: Series) -> tuple[Array, int]:
    """A series on the columns of the panel, its origin in the last one; the origin."""
    if not len(series.years):
        known = live.places.get(series.key)
        empty = np.full(len(live.panel.years), np.nan)
        return empty if known is None else live.panel.values[known], live.cutoff
    origin = max(live.cutoff, int(series.years.max()))
    columns = series.years - origin + len(live.panel.years) - 1
    row = np.full(len(live.panel.years), np.nan)
    row[columns[columns >= 0]] = series.values[columns >= 0]
    return row, origin


def _moved(values: Array) -> npt.NDArray[np.bool_]:
    """Whether each series ever changed (n_series,): its changes are the model's unit."""
    return np.asarray(forecast_metrics.scale(statistical.fill_gaps(values)) > 0)


def _modelled(live: Live, brought: Sequence[Series], values: Array) -> Array:
    """The model's ladders (n_brought, horizon, len(LADDER)), the series set among the known."""
    n_known = len(live.panel.keys)
    new = [n for n, series in enumerate(brought) if series.key not in live.places]
    sample = np.array([live.places.get(series.key, -1) for series in brought])
    sample[new] = n_known + np.arange(len(new))
    keys = pd.DataFrame([brought[n].key for n in new], columns=KEYS)
    panel = replace(
        live.panel,
        keys=pd.concat([live.panel.keys, keys], ignore_index=True),
        values=np.concatenate([live.panel.values, values[new]]),
        groups={
            level: np.concatenate([groups, _groups(live, level, [brought[n] for n in new])])
            for level, groups in live.panel.groups.items()
        },
        related={
            name: np.concatenate([known, np.full((len(new), known.shape[1]), np.nan)])
            for name, known in live.panel.related.items()
        },
    )
    panel.values[sample] = values
    result = fitted.forecast(live.fitted, panel, sample)
    return np.insert(result.quantiles, MIDDLE, result.median, axis=-1)


def _groups(live: Live, level: str, new: Sequence[Series]) -> npt.NDArray[np.intp]:
    """Group (n_new,) at a level of series that the panel does not have; -1 for totals."""
    known = {"": 0} if level == "nation" else dict(live.groups.get(level, {"": -1}))
    codes = [_codes(live, series).get(level, "") for series in new]
    for code in codes:
        known.setdefault(code, max(known.values()) + 1)
    total = [
        live.groups["region"].get(series.region_code) == -1
        or live.groups["cluster"].get(series.cluster_code) == -1
        for series in new
    ]
    return np.where(total, -1, np.array([known[code] for code in codes], dtype=np.intp))


def _codes(live: Live, series: Series) -> dict[str, str]:
    """Region, cluster and sector of a series."""
    like = series.borrow_from if series.borrow_from in live.parents else ""
    sector = live.parents.get(series.cluster_code)
    if not sector and like:
        sector = like if like in live.groups["sector"] else live.parents[like]
    return {
        "region": series.region_code,
        "cluster": series.cluster_code,
        "sector": sector or series.cluster_code,
    }


def _borrowed(live: Live, series: Series, row: Array) -> tuple[Array, str]:
    """Ladder (horizon, len(LADDER)) of a series that the model cannot read; whom it is from."""
    own = live.places.get(series.key)
    codes = _codes(live, series)
    groups = borrow.lenders(live.peers, codes, series.borrow_from, own)
    places = [part for _, part in groups]
    growth = borrow.pooled_growth(live.peers, places)
    known = row[np.isfinite(row)]
    size = float(np.median(live.peers.last[np.concatenate(places)]))
    ladder = borrow.applied(growth, float(known[-1]) if known.size else INDEX, size)
    return ladder, " and ".join(name for name, _ in groups)


def _widened(live: Live, values: Array, ladders: Array) -> Array:
    """Wider by what the years add that lie between a series' last value and its origin."""
    known = np.isfinite(values)
    gap = np.where(known.any(axis=1), known[:, ::-1].argmax(axis=1), 0)
    n_years, horizon = values.shape[1], ladders.shape[1]
    growth = intervals.random_walk_growth(horizon + int(gap.max()), n_years)
    steps = np.arange(horizon)
    factor = growth[steps + gap[:, None]] / growth[steps]
    middle = ladders[:, :, MIDDLE, None]
    return np.asarray(middle + factor[:, :, None] * (ladders - middle))


def _bounded(values: Array, ladders: Array) -> Array:
    """At or above zero where the series never was below it."""
    floor = np.where((values < 0).any(axis=1), -np.inf, 0.0)
    return np.maximum(ladders, floor[:, None, None])


def _warnings(live: Live, series: Series, row: Array, origin: int, source: str) -> list[str]:
    """What makes a forecast less sure than the champion's own."""
    known = np.isfinite(row)
    n_points, said = int(known.sum()), []
    if source:
        why = "no change" if n_points >= MINIMUM_YEARS else "too few points"
        said.append(f"{why} for the model to go by: growth is that of {source}")
    elif n_points < SHORT_YEARS:
        said.append(f"short history: {n_points} points")
    if n_points == 0:
        said.append(f"no value is known: values are an index, {INDEX:g} at {origin}")
    if n_points and not known[-1]:
        last = origin - int(known[::-1].argmax())
        said.append(f"ends in {last}: carried forward to {origin}, with wider intervals")
    if origin > live.cutoff:
        said.append(
            f"ends in {origin}, after the cutoff: forecast from there, all else as known in "
            f"{live.cutoff}"
        )
    if len(series.years) and series.years.min() <= origin - len(row):
        said.append(f"values before {origin - len(row) + 1} are not used")
    return said
