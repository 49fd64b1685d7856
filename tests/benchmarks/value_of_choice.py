"""Was the choice worth it? How the best clusters of each region grew, by every preset of weights.

python -m tests.benchmarks.value_of_choice DATA/us-states --origins 2003,2005,2007,2010
    [--horizon 5] [--indicator value_added] [--model hybrid] [--k 5]

At each origin the clusters of a region are ranked with what was known then, as the service does and
as its hindsight says (training.choice.hindsight): rows of later years are cut, and criteria that
need a later input-output table or undated priorities are left out. Beside the presets stand picks
by forecast growth alone, by the growth of the last five years (fewer where the data begin later),
by size and at random (the mean of 25 such picks). Of each: the mean realised growth of the best k
of a region less that of its other clusters, in % a year (log points, cut at 15 up and down), a 90 %
bootstrap interval over regions, and over origins where there are three, and in how many regions it
was above 0.

The output is a table in Markdown. The presets were written before this was first run: nothing is
tuned on any origin.
"""

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from features.growth.panel import growth_panel
from features.package import Package, read
from features.package.package import INDICATOR
from tests.benchmarks.command_line import exit_code, parser, years
from training.backtest import backtest
from training.choice.criteria import CRITERIA
from training.choice.evidence import SUSTAINABILITY
from training.choice.hindsight.at_origins import OPTIONS, SCALES, cluster_past
from training.choice.hindsight.past import Past, past_of
from training.choice.hindsight.record import ClusterRecord, cluster_record
from training.choice.presets import PRESETS, preset_weights
from training.choice.scale import ends
from training.choice.utilities import Criteria
from training.growth import task as growth
from training.growth.order import yearly_growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

PAST_YEARS, RANDOM_PICKS = 5, 25
SIMPLE = {
    "forecast growth alone": "growth",
    "growth of the last five years": "past_growth",
    "size": "size",
}
RANDOM = [f"random_{number}" for number in range(RANDOM_PICKS)]
DIRECTION = {name: criterion.direction for name, criterion in CRITERIA.items()} | SUSTAINABILITY


def options(package: Package, question: GrowthQuestion, origins: list[int], model: str) -> Past:
    """The options of the origins, with simple criteria besides."""
    evaluate = partial(
        growth.evaluate, GrowthPanels(package, question), models=[model], champion=model
    )
    found = backtest(package, question, origins, model, evaluate, _say)
    tables = cluster_past(package, question, found.futures, _say)
    table = _with_simple(tables[OPTIONS], package, question.indicator)
    simple = ["past_growth", "size", *RANDOM]
    scales = [
        (origin, name, low, high, "", np.nan)
        for origin, rows in table.groupby("origin")
        for name, (low, high) in ends([Criteria(simple, rows[simple].to_numpy(np.float64))]).items()
    ]
    more = pd.DataFrame(scales, columns=list(tables[SCALES]))
    scaled = pd.concat([tables[SCALES], more], ignore_index=True)
    direction = DIRECTION | dict.fromkeys(simple, 1)
    past = past_of({OPTIONS: table, SCALES: scaled}, direction, question.horizon)
    assert past is not None, "a backtest without outcomes"
    return past


def _with_simple(table: pd.DataFrame, package: Package, indicator: str) -> pd.DataFrame:
    """The options with their size, their past growth and random numbers."""
    parts = []
    for origin, rows in table.groupby("origin"):
        panel = growth_panel(package, int(str(origin)), indicator)
        back = min(PAST_YEARS, len(panel.years) // panel.periods_per_year - 1)
        before, size = panel.values[:, -1 - back * panel.periods_per_year], panel.values[:, -1]
        grown = yearly_growth(before, size, back)
        keys = panel.keys.rename(columns={"cluster_code": "code"})
        parts.append(rows.merge(keys.assign(size=size, past_growth=grown), how="left"))
    found = pd.concat(parts, ignore_index=True)
    chance = np.random.default_rng(0).random((len(found), RANDOM_PICKS))
    return found.join(pd.DataFrame(chance, columns=RANDOM))


def record(past: Past, weights: Mapping[str, float], k: int) -> ClusterRecord:
    """What the picks by some weights came to."""
    found = cluster_record(past, weights, k)
    assert found is not None, f"no region has more than {k} clusters"
    return found


def row(name: str, records: list[ClusterRecord]) -> str:
    """One line of the table; of several picks the means."""
    low, high = np.mean([found.interval or (np.nan, np.nan) for found in records], axis=0)
    difference = np.mean([found.difference for found in records])
    better = np.mean([found.better for found in records])
    return (
        f"| {name} | {difference:+.2f} ({low:+.2f} to {high:+.2f}) "
        f"| {better:.0f} of {records[0].regions} |"
    ).replace("-", "−")


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("package", type=Path, help="folder of the data package")
    arguments.add_argument("--origins", type=years, required=True)
    arguments.add_argument("--horizon", type=int, default=5)
    arguments.add_argument("--indicator", default=INDICATOR)
    arguments.add_argument("--model", default=growth.DEFAULT)
    arguments.add_argument("--k", type=int, default=5)
    asked = arguments.parse_args()
    package, question = read(asked.package), GrowthQuestion(asked.horizon, asked.indicator)
    past = options(package, question, asked.origins, asked.model)
    listed = ", ".join(map(str, asked.origins))
    print(f"| {package.name}: best {asked.k} by | {listed}, {asked.horizon} years | regions |")
    print("|---|---|---|")
    for preset in PRESETS:
        print(row(preset, [record(past, preset_weights(preset, DIRECTION), asked.k)]))
    for name, criterion in SIMPLE.items():
        print(row(name, [record(past, {criterion: 1.0}, asked.k)]))
    print(row("random", [record(past, {name: 1.0}, asked.k) for name in RANDOM]))
    for gone in past.left_out:
        since = f" of {gone.year}" if gone.year else ""
        at = ", ".join(map(str, gone.origins))
        _say(f"left out at {at}: {gone.criterion} ({gone.reason}{since})")


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(exit_code(main))
