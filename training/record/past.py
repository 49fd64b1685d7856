"""What a model would have said at the origins of its backtest, and what became of it."""

import numpy as np
import pandas as pd

from features.arrays import Array
from training.backtest import Backtest
from training.growth.order import yearly_growth

PAST = "record"
"""Table of a run: origin, region_code, code (of a cluster or an activity), call ("growth" or
"entry"), stated (growth of the median in % a year, or the chance of entry), lower and upper (the
80 % interval of growth, or the 90 % range of the chance), outcome (growth in % a year, or 1 and 0)
and size (value at the origin; NaN for niches)."""
COLUMNS = [
    *("origin", "region_code", "code", "call", "stated", "lower", "upper", "outcome", "size"),
]
LOWER, UPPER = "q100", "q900"

Tables = dict[str, pd.DataFrame]


def growth_record(result: Backtest) -> Tables:
    """PAST of a growth model: every series with a known outcome at the last step.

    Empty for a backtest without futures.
    """
    rows = result.futures
    if rows.empty:
        return {}
    now, years = rows["value"].to_numpy(np.float64), result.horizon
    found = rows.assign(
        call="growth",
        code=rows["cluster_code"],
        size=now,
        stated=per_year(now, rows["median"].to_numpy(np.float64), years),
        lower=per_year(now, rows[LOWER].to_numpy(np.float64), years),
        upper=per_year(now, rows[UPPER].to_numpy(np.float64), years),
        outcome=per_year(now, rows["actual"].to_numpy(np.float64), years),
    )
    return {PAST: _small(found)}


def niche_record(result: Backtest) -> Tables:
    """PAST of a niche model: every niche that could be entered, with a known outcome.

    Empty for a backtest without futures.
    """
    rows = result.futures
    if rows.empty:
        return {}
    found = rows.assign(
        code=rows["activity_code"],
        stated=rows["probability"],
        lower=rows["probability_low"],
        upper=rows["probability_high"],
        outcome=rows["entered"].astype(np.float64),
        size=np.nan,
    )
    return {PAST: _small(found)}


def per_year(now: Array, later: Array, years: int) -> Array:
    """Growth in % a year (n,) from values now (n,) to those some years later (n,)."""
    return np.asarray(100 * np.expm1(yearly_growth(now, later, years)))


def _small(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a known outcome, numbers in single precision."""
    known = rows.dropna(subset=["stated", "outcome"])[COLUMNS]
    single = dict.fromkeys(("stated", "lower", "upper", "outcome", "size"), np.float32)
    return known.astype(single).reset_index(drop=True)
