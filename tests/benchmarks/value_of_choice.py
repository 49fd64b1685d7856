"""Was the choice worth it? Growth of the pairs that the default weights would have picked.

python -m tests.benchmarks.value_of_choice DATA/us-states --origins 2006,2009 [--model hybrid]

At each origin, every region x cluster pair is scored with what was known then (the input-output
table excepted: it is dated later than most origins, so the multiplier is left unknown). The best
tenth is compared with equal-sized picks by forecast growth alone, by past growth, by size, by
location quotient, by each criterion and at random (the mean of 25 such picks). What is told of the
picked pairs, in % a year and less that of all pairs of the same origins, each with a 90 % bootstrap
interval over regions:

cluster
    Realised growth of the picked clusters together (sums over sums, so that tiny series weigh
    little).
region
    Mean realised growth of the picked pairs' regions, the pair itself left out: did what stands
    around the pick grow too?

One line of JSON per pick. The weights are equal: nothing here was tuned on any origin.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from features.arrays import Array
from features.growth.panel import growth_panel
from features.indicators.specialization import location_quotient
from features.links.externalities import externalities
from features.links.spillovers import cube
from features.package import Package, read
from tests.benchmarks.command_line import exit_code, parser, years
from training.choice.criteria import CRITERIA
from training.choice.evidence import prepare
from training.choice.options import region_options
from training.choice.ranking import ChoiceQuestion, rank_clusters
from training.choice.scale import cluster_scale
from training.choice.utilities import directed
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

SHARE, RESAMPLES, PAST = 0.1, 500, 5
SIMPLE = ["past_growth", "size", "location_quotient"]
RANDOM_PICKS = 25


def scores(package: Package, origin: int, horizon: int, model: str) -> pd.DataFrame:
    """One row per known pair: region_code, cluster_code, a score for each way to pick, realised."""
    trained = growth.train(GrowthPanels(package, GrowthQuestion(horizon)), origin, model)
    ties = externalities(package, origin)
    evidence = prepare(package, origin, trained.tables["forecasts"], ties)
    parts = []
    regions = [region_options(evidence, region) for region in evidence.regions]
    scale = cluster_scale(regions)
    for options in regions:
        found = rank_clusters(options, options.clusters.futures(), scale, ChoiceQuestion()).listed
        known = found.criteria.known()
        picks = pd.DataFrame(directed(known, options.direction), columns=known.names)
        labels = {"region_code": options.region_code, "cluster_code": found.codes}
        parts.append(picks.assign(score=found.score, **labels))
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
        "later": values[:, :, -1],
        "around": _growth(_others(now), _others(values[:, :, -1]), horizon),
    }
    return pd.DataFrame({name: grid.ravel() for name, grid in columns.items()}, index)


def _others(sizes: Array) -> Array:
    """Size of each region without each of its clusters."""
    return np.asarray(np.nansum(sizes, axis=1, keepdims=True) - np.nan_to_num(sizes))


def _growth(first: Array, last: Array, years: int) -> Array:
    """Growth in % a year, NaN where either end is unknown or not positive."""
    known = (first > 0) & (last > 0)
    ratio = np.where(known, last, np.nan) / np.where(known, first, 1.0)
    return np.asarray(100 * (ratio ** (1 / years) - 1))


def lifts(pairs: pd.DataFrame, by: str, horizon: int) -> dict[str, list[float]]:
    """(value, 5 %, 95 %) of what the best tenth by one score has more than all pairs."""
    bar = pairs.groupby("origin")[by].transform(lambda column: column.quantile(1 - SHARE))
    columns = ["size", "later", "around", "count"]
    counted = pairs.assign(count=1.0)
    everything = counted.groupby("region_code")[columns].sum()
    picked = counted[pairs[by] >= bar].groupby("region_code")[columns].sum()
    n = len(everything)
    resample = np.random.default_rng(0).integers(0, n, (RESAMPLES, n))
    draws = np.vstack([np.arange(n), resample])
    chosen, whole = (
        part.reindex(everything.index).fillna(0.0).to_numpy()[draws].sum(axis=1)
        for part in (picked, everything)
    )
    gains = {
        "cluster": _growth(chosen[:, 0], chosen[:, 1], horizon)
        - _growth(whole[:, 0], whole[:, 1], horizon),
        "region": chosen[:, 2] / chosen[:, 3] - whole[:, 2] / whole[:, 3],
    }
    return {
        name: [round(float(x), 2) for x in (gain[0], *np.quantile(gain[1:], [0.05, 0.95]))]
        for name, gain in gains.items()
    }


def random_lifts(pairs: pd.DataFrame, horizon: int) -> dict[str, list[float]]:
    """Mean over random picks: one alone would be noise."""
    parts = [
        lifts(
            pairs.assign(chance=np.random.default_rng(seed).random(len(pairs))), "chance", horizon
        )
        for seed in range(RANDOM_PICKS)
    ]
    means = {name: np.mean([part[name] for part in parts], axis=0) for name in parts[0]}
    return {name: mean.round(2).tolist() for name, mean in means.items()}


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("package", type=Path, help="folder of the data package")
    arguments.add_argument("--origins", type=years, required=True)
    arguments.add_argument("--horizon", type=int, default=5)
    arguments.add_argument("--model", default=growth.DEFAULT)
    asked = arguments.parse_args()
    package = read(asked.package)
    parts = []
    for origin in asked.origins:
        print(f"origin {origin}", file=sys.stderr)
        pairs = scores(package, origin, asked.horizon, asked.model)
        parts.append(pairs.assign(origin=origin))
    pooled = pd.concat(parts).reset_index()
    asked_for = {"package": package.name, "horizon": asked.horizon, "model": asked.model}
    row = {**asked_for, "origins": asked.origins, "by": "random", "n": len(pooled)}
    print(json.dumps({**row, **random_lifts(pooled, asked.horizon)}), flush=True)
    for by in ["score", *SIMPLE, *(name for name in CRITERIA if name in pooled)]:
        row = {**asked_for, "origins": asked.origins, "by": by, "n": len(pooled)}
        print(json.dumps({**row, **lifts(pooled, by, asked.horizon)}), flush=True)


if __name__ == "__main__":
    sys.exit(exit_code(main))
