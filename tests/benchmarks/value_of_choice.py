"""Was the choice worth it? Growth of the pairs that the default weights would have picked.

python -m tests.benchmarks.value_of_choice DATA/us-states --origins 2006 2009 [--model hybrid]

At each origin, every region x cluster pair is scored with what was known then (the input-output
table excepted: it is dated later than most origins, so the multiplier is left unknown). The best
tenth is compared with equal-sized picks by forecast growth alone, by past growth, by size, by
location quotient, by each criterion and at random. Realised growth, % a year, of the picked pairs
together (sums over sums, so that tiny series weigh little) less that of all pairs of the same
origins, with a 90 % bootstrap interval over regions. One line of JSON per pick.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.externalities import externalities
from features.growth_panel import growth_panel
from features.package import Package, read
from features.specialization import location_quotient
from features.spillovers import cube
from training import growth
from training.choice import rank_support
from training.criteria import CRITERIA, region_options
from training.criteria_sources import prepare

Array = NDArray[np.float64]

SHARE, DRAWS, RESAMPLES, PAST = 0.1, 1, 500, 5
DIRECTION = {name: direction for name, (direction, _) in CRITERIA.items()}
SIMPLE = ["past_growth", "size", "location_quotient", "random"]


def scores(package: Package, origin: int, horizon: int, model: str) -> pd.DataFrame:
    """One row per known pair: region_code, cluster_code, a score for each way to pick, realised."""
    trained = growth.train(package, origin, horizon, model=model)
    ties = externalities(package, origin)
    sources = prepare(package, origin, trained.tables["forecasts"], ties)
    parts = []
    for region in sources.regions:
        ranking = rank_support(region_options(sources, region), draws=DRAWS)
        criteria = ranking.criteria.mul(pd.Series(DIRECTION)).dropna(axis=1, how="all")
        picks = ranking.options[["score"]].join(criteria)
        parts.append(picks.assign(region_code=region, cluster_code=ranking.options["code"]))
    chosen = pd.concat(parts).set_index(["region_code", "cluster_code"])
    return chosen.join(_simple_picks(package, origin, horizon), how="inner").dropna()


def _simple_picks(package: Package, origin: int, horizon: int) -> pd.DataFrame:
    """Past growth, size, location quotient at the origin, and the growth realised after it."""
    regions, clusters, values = cube(growth_panel(package, origin + horizon))
    index = pd.MultiIndex.from_product([regions, clusters], names=["region_code", "cluster_code"])
    now, then = values[:, :, -1 - horizon], values[:, :, -1 - horizon - PAST]
    columns = {
        "past_growth": _growth(then, now, PAST),
        "size": now,
        "location_quotient": location_quotient(np.nan_to_num(now)),
        "random": np.random.default_rng(origin).random(now.shape),
        "later": values[:, :, -1],
    }
    return pd.DataFrame({name: grid.ravel() for name, grid in columns.items()}, index)


def _growth(first: Array, last: Array, years: int) -> Array:
    """Growth in % a year, NaN where either end is unknown or not positive."""
    known = (first > 0) & (last > 0)
    ratio = np.where(known, last, np.nan) / np.where(known, first, 1.0)
    return np.asarray(100 * (ratio ** (1 / years) - 1))


def lift(pairs: pd.DataFrame, by: str, horizon: int) -> tuple[float, float, float]:
    """(growth, 5 %, 95 %) of the best tenth by one score, less the growth of all pairs."""
    bar = pairs.groupby("origin")[by].transform(lambda column: column.quantile(1 - SHARE))
    picked = pairs[pairs[by] >= bar].groupby("region_code")[["size", "later"]].sum()
    everything = pairs.groupby("region_code")[["size", "later"]].sum()
    regions = everything.index
    parts = [part.reindex(regions).fillna(0.0).to_numpy() for part in (picked, everything)]
    resample = np.random.default_rng(0).integers(0, len(regions), (RESAMPLES, len(regions)))
    draws = np.vstack([np.arange(len(regions)), resample])
    chosen, whole = (
        _growth(total[:, 0], total[:, 1], horizon)
        for total in (part[draws].sum(axis=1) for part in parts)
    )
    low, high = np.quantile((chosen - whole)[1:], [0.05, 0.95])
    return float((chosen - whole)[0]), float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(description="Was the choice worth it?")
    parser.add_argument("package", type=Path)
    parser.add_argument("--origins", type=int, nargs="+", required=True)
    parser.add_argument("--horizon", type=int, default=3)
    parser.add_argument("--model", default=growth.DEFAULT)
    asked = parser.parse_args()
    package = read(asked.package)
    parts = []
    for origin in asked.origins:
        print(f"origin {origin}", file=sys.stderr)
        pairs = scores(package, origin, asked.horizon, asked.model)
        parts.append(pairs.assign(origin=origin))
    pooled = pd.concat(parts).reset_index()
    for by in ["score", *SIMPLE, *(name for name in CRITERIA if name in pooled)]:
        mean, low, high = (round(figure, 2) for figure in lift(pooled, by, asked.horizon))
        row = {"package": package.name, "horizon": asked.horizon, "model": asked.model, "by": by}
        print(json.dumps({**row, "n": len(pooled), "lift": mean, "low": low, "high": high}))


if __name__ == "__main__":
    main()
