"""Options of earlier origins as arrays, made ready for any weights when a champion loads."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array, Dense, Index, Mask
from training import resampling
from training.choice.hindsight.at_origins import OPTIONS, SCALES
from training.choice.utilities import NEUTRAL, Criteria, filled, utilities

RESAMPLES = 500


@dataclass(frozen=True)
class LeftOut:
    """A criterion without data at some origins.

    Attributes
    ----------
    reason : str
        One of ``at_origins.REASONS``.
    year : int or None
        Of a table dated after the origins.
    """

    criterion: str
    reason: str
    year: int | None
    origins: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Past:
    """Options of the regions at earlier origins: G groups (an origin and a region), C places each.

    Attributes
    ----------
    criteria : tuple of str, length m
    origins : tuple of int, length O
    horizon : int
        Years from an origin to the outcome.
    has_data : (G, m) bool
        Whether a criterion has data for any option of a group.
    left_out : tuple of LeftOut
        Why a criterion has none.
    origin, region : (G,) int
        Place of a group's origin and region.
    is_option : (G, C) bool
    utilities : (G, C, m) float32
        Criteria on the scale of their origin, more is better; NEUTRAL where unknown.
    chance : (G, C)
        Chance of entry of a niche; 1 for clusters.
    outcome : (G, C)
        Growth of a cluster in % a year; 1 or 0 for a niche that was or was not entered; NaN where
        unknown.
    base_rate : (G,)
        Share of all of a region's candidate niches that were entered; NaN for clusters.
    resamples : (RESAMPLES, G)
        Weights of the groups in a Bayesian bootstrap of regions and origins
        (``training.resampling.draws``).
    """

    criteria: tuple[str, ...]
    origins: tuple[int, ...]
    horizon: int
    has_data: Mask
    left_out: tuple[LeftOut, ...]
    origin: Index
    region: Index
    is_option: Mask
    utilities: Array
    chance: Array
    outcome: Array
    base_rate: Array
    resamples: Array


def past_of(
    tables: Mapping[str, pd.DataFrame],
    direction: Mapping[str, int],
    horizon: int,
    is_bounded: bool = False,
) -> Past | None:
    """The past in a champion's tables; None without one, or without any known outcome.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        With OPTIONS and SCALES of ``at_origins``.
    direction : mapping of criterion to 1 or -1
        Only these criteria are used.
    is_bounded : bool
        Whether utilities are cut to 0..1, as those of niches are.
    """
    if OPTIONS not in tables or not tables[OPTIONS]["outcome"].notna().any():
        return None
    rows = tables[OPTIONS].sort_values(["origin", "region_code", "code"], kind="stable")
    scales = tables[SCALES][tables[SCALES]["criterion"].isin(list(direction))]
    names = list(dict.fromkeys(scales["criterion"]))
    group, keys = pd.factorize(pd.MultiIndex.from_frame(rows[["origin", "region_code"]]))
    place = rows.groupby(group).cumcount().to_numpy(np.intp)
    origin, origins = pd.factorize(keys.get_level_values(0))
    region, regions = pd.factorize(keys.get_level_values(1))
    shape, at = (len(keys), int(place.max()) + 1), (group, place)
    useful = _utilities(rows, scales, names, direction)
    useful = useful.clip(0.0, 1.0) if is_bounded else useful
    draws = resampling.draws(len(regions), len(origins), RESAMPLES)
    return Past(
        tuple(names),
        tuple(int(year) for year in origins),
        horizon,
        rows[names].notna().groupby(group).any().to_numpy(),
        _left_out(scales),
        origin,
        region,
        _placed(at, np.ones(len(rows), dtype=bool), shape, False),
        _placed(at, useful.astype(np.float32), (*shape, len(names)), NEUTRAL),
        _placed(at, rows["chance"].to_numpy(np.float64), shape, np.nan),
        _placed(at, rows["outcome"].to_numpy(np.float64), shape, np.nan),
        rows.groupby(group)["base_rate"].first().to_numpy(np.float64),
        np.concatenate(
            [of_regions[:, region] * of_origins[:, origin] for of_regions, of_origins in draws]
        ),
    )


def _utilities(
    rows: pd.DataFrame, scales: pd.DataFrame, names: list[str], direction: Mapping[str, int]
) -> Array:
    """Utilities (n, m) on the scale of each option's origin, NEUTRAL where unknown."""
    useful = np.full((len(rows), len(names)), NEUTRAL)
    for year, ends in scales[scales["reason"] == ""].groupby("origin"):
        pairs = zip(ends["low"].tolist(), ends["high"].tolist(), strict=True)
        scale = dict(zip(ends["criterion"].tolist(), pairs, strict=True))
        at_origin = (rows["origin"] == year).to_numpy()
        criteria = Criteria(names, rows.loc[at_origin, names].to_numpy(np.float64))
        useful[at_origin] = filled(utilities(criteria, scale, direction))
    return useful


def _left_out(scales: pd.DataFrame) -> tuple[LeftOut, ...]:
    """Criteria without data at some origins, with the reason at the first of them."""
    gone = scales[scales["reason"] != ""].sort_values("origin", kind="stable")
    return tuple(
        LeftOut(
            str(criterion),
            str(rows["reason"].iloc[0]),
            None if np.isnan(rows["year"].iloc[0]) else int(rows["year"].iloc[0]),
            tuple(rows["origin"].tolist()),
        )
        for criterion, rows in gone.groupby("criterion", sort=False)
    )


def _placed(at: tuple[Dense, Dense], values: Dense, shape: tuple[int, ...], fill: float) -> Dense:
    """Rows (n, ...) at their group and place in an array of a shape, `fill` where there is none."""
    array = np.full(shape, fill, dtype=values.dtype)
    array[at] = values
    return array
