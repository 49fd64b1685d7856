"""Does advice turn for a reason, or with every year? Champions of successive cutoffs.

python -m tests.benchmarks.steady_advice DATA/us-states --cutoffs 2003,2004,2005,2006,2007,2008,2009
    [--margins 0,.02,.03,.05,.07,.1] [--horizon 5] [--indicator value_added] [--model hybrid]

A champion is trained at each cutoff, as if a year of data had come each time, and the advice on the
clusters of all regions is worked out at balanced weights: once by the thresholds alone ("none"),
and for every margin as training.choice.advice does, with the advice of the champion before. Of
each the table tells in how many regions the clusters to back changed from one cutoff to the next,
how many clusters' advice changed, how many of these changes the next cutoff took back (of those
that have a next one), how many clusters of a region are backed, and how these grew within the
horizon, less the region's other clusters (% a year; log growth, cut at 15 up and down), where the
outcome is known.

The output is a table in Markdown. The margin was chosen on cutoffs up to 2009.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from features.growth.panel import indicator_rows
from features.package import Package, read
from features.package.package import INDICATOR
from tests.benchmarks.command_line import exit_code, parser, years
from training.choice import advice
from training.choice.context import ChoiceContext, choice_context
from training.choice.scale import with_scale
from training.growth import task
from training.growth.order import LIMIT
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.registry.snapshot import unregistered

MARGINS = "0,.02,.03,.05,.07,.1"

Regions = Mapping[str, Mapping[str, str]]
"""Region to its first clusters with the advice on them: "backed", "careful" or ""."""


@dataclass(frozen=True)
class Cluster:
    """What decides the advice on a cluster."""

    code: str
    confidence: float
    outgrow: float


Shares = Mapping[str, list[Cluster]]
"""Region to its first clusters, the best first."""


def contexts(
    package: Package, question: GrowthQuestion, cutoffs: list[int], model: str
) -> Iterator[ChoiceContext]:
    """The choice as a champion of each cutoff allows it."""
    panels = GrowthPanels(package, question)
    for cutoff in cutoffs:
        _say(f"training at {cutoff}")
        trained = with_scale(task.train(panels, cutoff, model), package)
        yield choice_context(unregistered(trained, package))


def shares(prepared: ChoiceContext) -> Shares:
    """The first clusters of every region with their shares; more than can be backed."""
    found: dict[str, list[Cluster]] = {}
    for it in advice.everywhere(prepared):
        futures = it.options.clusters.futures()
        outgrow = dict(zip(futures.codes, (1 - futures.risk).tolist(), strict=True))
        listed = it.ranking.listed
        pairs = zip(listed.codes, listed.extra["confidence"].tolist(), strict=True)
        found[it.options.region_code] = [
            Cluster(code, confidence, outgrow[code]) for code, confidence in pairs
        ]
    return found


def advised(found: list[Shares], margin: float | None) -> list[Regions]:
    """The advice of successive champions; None: by the thresholds alone."""
    every: list[Regions] = []
    for regions in found:
        last = every[-1] if every and margin is not None else {}
        every.append(
            {
                region: _advice(rows, last.get(region), margin or 0.0)
                for region, rows in regions.items()
            }
        )
    return every


def _advice(rows: list[Cluster], before: Mapping[str, str] | None, margin: float) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, it in enumerate(rows[: advice.FIRST], start=1):
        was = None if before is None else before.get(it.code, "")
        found[it.code] = advice.backing(place, it.confidence, it.outgrow, was, margin) or ""
    return found


def row(name: str, every: list[Regions], found: list[Shares], growth: list[pd.Series]) -> str:
    """One line of the table."""
    n_regions = n_changed = n_changes = n_back = n_known = 0
    for at in range(1, len(every)):
        for region in every[at - 1].keys() & every[at].keys():
            changes = _changes(every[at - 1][region], every[at][region])
            n_regions, n_changed = n_regions + 1, n_changed + bool(changes)
            n_changes += len(changes)
            after = every[at + 1].get(region, {}) if at + 1 < len(every) else None
            if after is not None:
                n_known += len(changes)
                n_back += sum(after.get(code, "") == was for code, was in changes.items())
    backed = [sum(map(bool, it.values())) for regions in every for it in regions.values()]
    gains = [
        gain
        for regions, shares_of, outcome in zip(every, found, growth, strict=True)
        for region, it in regions.items()
        if (gain := _gain(region, it, shares_of[region], outcome)) is not None
    ]
    grown = f"{np.mean(gains):+.2f}" if gains else "–"
    text = f"| {name} | {n_changed} of {n_regions} | {n_changes} | {n_back} of {n_known} | "
    return f"{text}{np.mean(backed):.1f} | {grown} |".replace("-", "−")


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Clusters whose advice changed, with the advice before."""
    codes = before.keys() | now.keys()
    return {it: before.get(it, "") for it in codes if before.get(it, "") != now.get(it, "")}


def _gain(
    region: str, advised_on: Mapping[str, str], rows: list[Cluster], outcome: pd.Series
) -> float | None:
    """Growth of the clusters to back less that of the others; None where it is not known."""
    codes = [it.code for it in rows]
    grown = outcome.reindex(pd.MultiIndex.from_product([[region], codes])).droplevel(0)
    is_backed = np.array([bool(advised_on.get(code)) for code in codes])
    backed, others = grown[is_backed].mean(), grown[~is_backed].mean()
    return None if np.isnan(backed - others) else float(backed - others)


def growths(package: Package, question: GrowthQuestion, cutoffs: list[int]) -> list[pd.Series]:
    """Realised growth after each cutoff by region and cluster, % a year; NaN where unknown."""
    rows = indicator_rows(package, question.indicator)
    keys = ["region_code", "cluster_code"]
    wide = rows.pivot_table(index=keys, columns="year", values="value", aggfunc="first")
    logs = wide.where(wide > 0).apply(np.log)
    found = []
    for cutoff in cutoffs:
        end = cutoff + question.horizon
        grown = logs.reindex(columns=[end])[end] - logs[cutoff]
        found.append(100 * (grown / question.horizon).clip(-LIMIT, LIMIT))
    return found


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("package", type=Path, help="folder of the data package")
    arguments.add_argument("--cutoffs", type=years, required=True)
    arguments.add_argument("--margins", default=MARGINS)
    arguments.add_argument("--horizon", type=int, default=5)
    arguments.add_argument("--indicator", default=INDICATOR)
    arguments.add_argument("--model", default=task.DEFAULT)
    asked = arguments.parse_args()
    package, question = read(asked.package), GrowthQuestion(asked.horizon, asked.indicator)
    found = [shares(it) for it in contexts(package, question, asked.cutoffs, asked.model)]
    growth = growths(package, question, asked.cutoffs)
    first, last = asked.cutoffs[0], asked.cutoffs[-1]
    columns = "regions | changes | taken back | backed | growth"
    print(f"| {package.name}, {first} to {last}: margin | {columns} |")
    print("|---|---|---|---|---|---|")
    print(row("none", advised(found, None), found, growth))
    for margin in map(float, asked.margins.split(",")):
        print(row(f"{100 * margin:.0f} points", advised(found, margin), found, growth))


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(exit_code(main))
