"""What-if paths: forecasts under growth of totals that is supposed instead of forecast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from features.matrices import divide
from training.growth.borrow import Peers

Array = npt.NDArray[np.float64]
Level = Literal["nation", "region", "cluster"]


@dataclass(frozen=True)
class Paths:
    """Growth of totals that is supposed, per cent a year, a series' first forecast year first.

    The last rate of a path goes on to the horizon.

    Attributes
    ----------
    nation : sequence of float
        Empty where the champion's own path stays.
    regions, clusters : mapping of code to sequence of float
        Each takes the place of the nation's path for its series; a series under both takes the
        mean of their effects.
    """

    nation: Sequence[float]
    regions: Mapping[str, Sequence[float]]
    clusters: Mapping[str, Sequence[float]]


def effect(peers: Peers, keys: Sequence[tuple[str, str]], last: Array, paths: Paths) -> Array:
    """What the paths add to each forecast (n_series, horizon).

    A supposed path takes the place of the champion's own forecast of that total; a series goes
    with the difference as it goes with the common path: by its last value, if that is positive.

    Parameters
    ----------
    keys : sequence of (region_code, cluster_code)
    last : (n_series,)
        Last values.
    """
    nation = _difference(paths.nation, total_growth(peers, "nation"))
    regions = {
        code: _difference(path, total_growth(peers, "region", code))
        for code, path in paths.regions.items()
    }
    clusters = {
        code: _difference(path, total_growth(peers, "cluster", code))
        for code, path in paths.clusters.items()
    }
    own = [
        [of[code] for of, code in zip((regions, clusters), key, strict=True) if code in of]
        for key in keys
    ]
    shift = np.stack([np.mean(paths_of or [nation], axis=0) for paths_of in own])
    return np.asarray(np.maximum(last, 0.0)[:, None] * shift)


def _difference(path: Sequence[float], baseline: Array) -> Array:
    """Supposed growth since the origin less that of the baseline (horizon,); 0 without a path."""
    if not path:
        return np.zeros(len(baseline))
    return np.asarray(np.cumprod(1 + extended(path, len(baseline)) / 100) - baseline)


def extended(path: Sequence[float], horizon: int) -> Array:
    """Rates (horizon,) of a path, the last of which goes on."""
    return np.array([path[min(k, len(path) - 1)] for k in range(horizon)])


def total_growth(peers: Peers, level: Level, code: str = "") -> Array:
    """A total as the champion forecasts it over the last one known (horizon,).

    The code is that of the region or cluster; the nation has none.
    """
    if level == "nation":
        return peers.total_growth(np.ones(len(peers.leaf), dtype=bool))
    return peers.total_growth((peers.regions if level == "region" else peers.clusters) == code)


def total_rates(peers: Peers, level: Level, code: str = "") -> Array:
    """Growth of a total as the champion forecasts it, per cent a year (horizon,)."""
    grown = total_growth(peers, level, code)
    before = np.concatenate([[1.0], grown[:-1]])
    return 100 * (divide(grown, before, 1.0) - 1)
