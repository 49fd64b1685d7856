"""The snapshot of a niche model: the tables from which serving answers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array
from features.formats import counted
from features.indicators.complexity import fitness_complexity
from features.niches.counts import ACTIVITY_TABLES, Activity
from features.niches.panel import NichePanel
from features.package import Package

STEADY = 0.1
"""Largest relative change of a location quotient with a steady trend."""
NEGLIGIBLE = 0.01
"""Chance below which a ratio of two is not given."""


@dataclass(frozen=True)
class Called:
    """Probabilities of one call for all its candidate cells.

    Attributes
    ----------
    cells : (R, A) bool array
    probability, low, high : (n,) arrays
        Probability and its 90 % range, from the spread of the true log-odds over regions
        (training.niches.calibration.region_spread) and the drift of past rates from origin to
        origin (training.niches.fit.anchored); small regions have a calibration of their own.
    null : (n,) array
        Probability from the best simple null on the same cells.
    """

    cells: npt.NDArray[np.bool_]
    probability: Array
    low: Array
    high: Array
    null: Array


def snapshot(
    package: Package, now: NichePanel, activity: Activity, called: Mapping[str, Called]
) -> dict[str, pd.DataFrame]:
    """Tables calls, portfolio, regions, activities and region_summary.

    calls: region_code, activity_code, call, probability, probability_low, probability_high,
    null_probability, lift (NaN where both are below .01), location_quotient,
    relatedness_density, complexity, warning.
    portfolio: region_code, activity_code, count, location_quotient, previous_location_quotient,
    trend (rising, steady, falling), for activities with any count.
    activities: activity_code, activity_name, parent_code, pci, ubiquity, ended (the last year with
    any count in the nation of an activity that has ended, else NaN), and activity_name_LANGUAGE
    where the package has names in other languages.
    region_summary: region_code, diversity, eci, fitness, count.
    """
    calls = [_calls(now, call, result) for call, result in called.items()]
    return {
        "calls": pd.concat(calls, ignore_index=True),
        "portfolio": portfolio(now),
        "regions": package.table("regions", "the audit"),
        "activities": _activities(package, now, activity),
        "region_summary": _region_summary(now),
    }


def _calls(now: NichePanel, call: str, result: Called) -> pd.DataFrame:
    region, kind = np.nonzero(result.cells)
    total = now.counts.sum(axis=1)
    warnings = np.array(
        [
            ""
            if large
            else f"small region: {count:.0f} counted in the {counted(now.window, 'year')} up "
            f"to {now.cutoff}, "
            "so its location quotients are uncertain"
            for large, count in zip(now.large, total, strict=True)
        ],
        dtype=object,
    )
    density = now.features["relatedness_density"]
    return pd.DataFrame(
        {
            "region_code": now.regions[region],
            "activity_code": now.activities[kind],
            "call": call,
            "probability": result.probability,
            "probability_low": result.low,
            "probability_high": result.high,
            "null_probability": result.null,
            "lift": _lift(result),
            "location_quotient": now.quotients[region, kind],
            "relatedness_density": density[region, kind].astype(np.float64),
            "complexity": now.pci[kind],
            "warning": warnings[region],
        }
    )


def _lift(result: Called) -> Array:
    """Probability over that of the null; NaN if both are negligible."""
    lift = result.probability / np.maximum(result.null, 1e-6)
    is_relevant = np.maximum(result.probability, result.null) >= NEGLIGIBLE
    return np.where(is_relevant, lift, np.nan)


def portfolio(now: NichePanel) -> pd.DataFrame:
    """Activities with any count, with location quotients now and one window earlier."""
    region, kind = np.nonzero(now.is_known & (now.counts > 0))
    quotient, previous = now.quotients[region, kind], now.previous_quotients[region, kind]
    change = quotient - np.nan_to_num(previous, nan=0.0)
    moved = np.isfinite(previous) & (np.abs(change) > STEADY * np.maximum(quotient, previous))
    trend = np.where(moved, np.where(change > 0, "rising", "falling"), "steady")
    return pd.DataFrame(
        {
            "region_code": now.regions[region],
            "activity_code": now.activities[kind],
            "count": now.counts[region, kind],
            "location_quotient": quotient,
            "previous_location_quotient": previous,
            "trend": trend,
        }
    )


def _activities(package: Package, now: NichePanel, activity: Activity) -> pd.DataFrame:
    """All activities with calls; names are codes if the package has none."""
    codes = pd.DataFrame(
        {
            "activity_code": now.activities,
            "pci": now.pci,
            "ubiquity": now.present.sum(axis=0),
            "ended": np.where(now.ended, now.last_years, np.nan),
        }
    )
    table = ACTIVITY_TABLES[activity]
    if table not in package.tables:
        return codes.assign(activity_name=codes["activity_code"], parent_code="")
    prefix = f"{activity}_"
    names = package.tables[table].rename(columns=lambda c: c.replace(prefix, "activity_"))
    found = codes.merge(names, on="activity_code", how="left")
    found["activity_name"] = found["activity_name"].fillna(found["activity_code"])
    found["parent_code"] = found["parent_code"].fillna("")
    columns = ["activity_code", "activity_name", "parent_code", "pci", "ubiquity", "ended"]
    translated = [name for name in found if str(name).startswith("activity_name_")]
    return found[columns + translated]


def _region_summary(now: NichePanel) -> pd.DataFrame:
    fitness = fitness_complexity(now.present).fitness
    return pd.DataFrame(
        {
            "region_code": now.regions,
            "diversity": now.present.sum(axis=1),
            "eci": now.eci,
            "fitness": fitness,
            "count": now.counts.sum(axis=1),
        }
    )
