"""Do niches keep a rank within the range that was stated? Champions of successive cutoffs.

python -m tests.benchmarks.niche_ranks DATA/us-states --cutoffs 2003,2004,2005,2006,2007
    [--spreads 0,.4,.5,.6] [--horizon 5] [--indicator value_added]

Niches of technologies are called at each cutoff and ranked in every region at balanced weights.
Clusters are forecast not to grow, since niches have no criterion of growth. For each spread (the
standard deviation that a year of new data adds to the log odds of a chance) the table tells in how
many cases the rank one and two cutoffs later is within the 80 % range, for niches that are options
at both: of all niches, and of the first five.

The output is a table in Markdown. The spread in use was chosen on cutoffs up to 2003.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from features.growth.panel import growth_panel
from features.niches.question import NicheQuestion
from features.package import Package, read
from features.package.package import INDICATOR
from tests.benchmarks.command_line import exit_code, parser, years
from training.choice.advice import FIRST
from training.choice.confidence import rank_range, scores_by_chance
from training.choice.context import all_options, choice_context
from training.choice.criteria import NICHE
from training.choice.options import Options
from training.choice.presets import DEFAULT, preset_weights
from training.choice.ranking import ChoiceQuestion, Listed, rank_niches
from training.choice.scale import scales
from training.growth.intervals.conformal import QUANTILE_COLUMNS
from training.niches import task
from training.niches.panels import NichePanels
from training.registry.snapshot import unregistered
from training.trained import Trained


def lists(
    package: Package, question: NicheQuestion, indicator: str, cutoffs: list[int]
) -> Iterator[tuple[int, str, Listed]]:
    """The niches of every region at every cutoff, the best first."""
    panels = NichePanels(package, question)
    for cutoff in cutoffs:
        print(f"training at {cutoff}", file=sys.stderr)
        niches = unregistered(task.train(panels, cutoff), package)
        growth = _still(package, indicator, cutoff, question.horizon)
        prepared = choice_context(unregistered(growth, package), niches)
        found = [it for it in all_options(prepared).values() if isinstance(it, Options)]
        scale = scales(prepared, found)
        for options in found:
            if options.niches is not None:
                asked = ChoiceQuestion(preset_weights(DEFAULT, options.direction))
                yield (
                    cutoff,
                    options.region_code,
                    rank_niches(options, scale[NICHE], asked)[0].listed,
                )


def _still(package: Package, indicator: str, cutoff: int, horizon: int) -> Trained:
    """A model that forecasts no growth."""
    panel = growth_panel(package, cutoff, indicator)
    last = dict.fromkeys(["median", *QUANTILE_COLUMNS], panel.values[:, -1])
    forecasts = panel.keys.assign(year=cutoff + horizon, step=horizon, **last)
    params = {"indicator": indicator}
    return Trained("growth", "", cutoff, horizon, params, {"forecasts": forecasts})


def ranks(listed: Listed, spread: float) -> pd.DataFrame:
    """code, rank, low and high of the niches of a list."""
    useful, chance, low, high = (
        listed.extra[name] for name in ("usefulness", "chance", "chance_low", "chance_high")
    )
    best, worst = rank_range(scores_by_chance(useful, chance, low, high, 0, spread))
    places = np.arange(1, len(listed.codes) + 1)
    return pd.DataFrame({"code": listed.codes, "rank": places, "low": best, "high": worst})


def row(found: list[tuple[int, str, Listed]], spread: float, cutoffs: list[int]) -> str:
    """One line of the table."""
    table = pd.concat(
        [
            ranks(listed, spread).assign(at=cutoffs.index(cutoff), region=region)
            for cutoff, region, listed in found
        ]
    )
    shares = []
    for later in (1, 2):
        then = table[["at", "region", "code", "rank"]].rename(columns={"rank": "then"})
        both = table.merge(then.assign(at=then["at"] - later), on=["at", "region", "code"])
        inside = both["then"].between(both["low"], both["high"])
        shares += [inside.mean(), inside[both["rank"] <= FIRST].mean()]
    return f"| {spread:g} | " + " | ".join(f"{100 * share:.0f} %" for share in shares) + " |"


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("package", type=Path, help="folder of the data package")
    arguments.add_argument("--cutoffs", type=years, required=True)
    arguments.add_argument("--spreads", default="0,.4,.5,.6")
    arguments.add_argument("--horizon", type=int, default=5)
    arguments.add_argument("--indicator", default=INDICATOR)
    asked = arguments.parse_args()
    package, question = read(asked.package), NicheQuestion(asked.horizon)
    found = list(lists(package, question, asked.indicator, asked.cutoffs))
    print("| spread | all, one later | first five | all, two later | first five |")
    print("|---|---|---|---|---|")
    for spread in map(float, asked.spreads.split(",")):
        print(row(found, spread, asked.cutoffs))


if __name__ == "__main__":
    sys.exit(exit_code(main))
