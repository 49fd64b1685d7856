"""Growth of region x cluster series beside other libraries, at the origins of a backtest.

    python -m tests.benchmarks.growth_rivals ../shared/data/us-states --origins 2003,2005,2007,2010

Models that learn from all series see the whole panel; all are scored on the same series, drawn
at random, since some rivals take a third of a second for each. Prints a table, paired bootstrap
intervals and, last, one JSON line shaped like a backtest's.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from features.arrays import Array, Mask
from features.growth.panel import KEYS, GrowthPanel, growth_panel
from features.package import Package, read
from tests.benchmarks.beside import Scored, compare, ours, rivals
from tests.benchmarks.command_line import exit_code, parser, years
from training.backtest import Backtest
from training.growth import metrics
from training.growth.models import learner
from training.growth.task import DEFAULT, QUICK_MODELS

MEANS = ["owa", "smape", "mase", "coverage_80", "coverage_95", "msis_95"]


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("package", type=Path)
    arguments.add_argument("--origins", type=years, required=True)
    arguments.add_argument("--horizon", type=int, default=5)
    arguments.add_argument("--indicator", default="value_added")
    arguments.add_argument("--series", type=int, default=300, help="series scored at each origin")
    asked = arguments.parse_args()
    package = read(asked.package)
    scored = [
        pair
        for origin in asked.origins
        for pair in at_origin(package, origin, asked.horizon, asked.indicator, asked.series)
    ]
    rows = pd.DataFrame([row for row, _ in scored])
    losses = pd.concat([loss for _, loss in scored], ignore_index=True)
    means = rows.groupby("model", sort=False).agg(dict.fromkeys(MEANS, "mean") | {"seconds": "sum"})
    print(means.sort_values("owa").round(3).to_string())
    compare(losses)
    print(
        Backtest(
            "growth", package.name, package.sha256, asked.horizon, DEFAULT, rows, losses
        ).to_json()
    )


def at_origin(
    package: Package, origin: int, horizon: int, indicator: str, n_scored: int
) -> list[Scored]:
    """Rows and losses of all models at one origin."""
    print(f"origin {origin}", file=sys.stderr)
    panel = growth_panel(package, origin, indicator)
    actual = outcomes(panel, growth_panel(package, origin + horizon, indicator), horizon)
    scored = drawn(panel, actual, n_scored)
    learn = learner(panel, horizon)
    found = [ours(panel, actual, scored, model, learn) for model in [*QUICK_MODELS, DEFAULT]]
    alone = replace(
        panel,
        keys=panel.keys[scored].reset_index(drop=True),
        values=panel.values[scored],
        groups={},
        patents={},
    )
    every = np.ones(scored.sum(), dtype=bool)
    found.append(ours(alone, actual[scored], every, "prophet", learn))
    found += rivals(panel, actual, scored)
    return [({**row, "origin": origin}, loss.assign(origin=origin)) for row, loss in found]


def outcomes(panel: GrowthPanel, later: GrowthPanel, horizon: int) -> Array:
    """Values (n_series, horizon) after the end of a panel; NaN where unknown."""
    known = pd.MultiIndex.from_frame(later.keys[KEYS])
    place = known.get_indexer(pd.MultiIndex.from_frame(panel.keys[KEYS]))
    return np.where((place >= 0)[:, None], later.values[place, -horizon:], np.nan)


def drawn(panel: GrowthPanel, actual: Array, n_scored: int) -> Mask:
    """Series to score: as many as asked, at random, of those with a past and an outcome."""
    whole = np.isfinite(panel.values[:, -1]) & np.isfinite(actual).all(axis=1)
    whole &= metrics.scale(panel.values) > 0
    order = np.random.default_rng(0).permutation(np.flatnonzero(whole))
    return np.isin(np.arange(len(whole)), order[:n_scored])


if __name__ == "__main__":
    sys.exit(exit_code(main))
