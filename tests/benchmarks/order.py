"""Is what is forecast to grow faster growing faster? Our default beside simple rules.

    python -m tests.benchmarks.order ../shared/data [--packages us-states,world]
    python -m tests.benchmarks.order --package FOLDER --origins 2003,2005 --indicator value_added

The default as it is served (reconciled), drift, theta and rules of one line, on the same pairs of
region and cluster: those that a backtest scores. A pair that a rule does not know counts as the
middle of the others. Figures are those of training.growth.order. A gap to a trend counts a tenth a
year, the log of a location quotient a hundredth: their slopes depend on that, their ranks do not.

Prints a table for each package with 90 % intervals (training.resampling), the rank skill of each
rival less that of the default in the same draws, and the means over packages. Last, one JSON line.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from features.arrays import Array, Index
from features.errors import InputError
from features.growth.panel import GrowthPanel
from features.growth.rules import RULES, growth_rules, log_growth
from features.package import read
from features.package.package import INDICATOR
from tests.benchmarks.command_line import exit_code, parser, years
from training import resampling
from training.growth import order
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.growth.statistical.gaps import fill_gaps
from training.growth.task import DEFAULT


@dataclass(frozen=True)
class Case:
    """A package and what is forecast of it."""

    folder: str
    origins: Sequence[int]
    horizon: int = 5
    indicator: str = INDICATOR


CASES = [
    Case("us-states", (2003, 2005, 2007, 2010)),
    Case("world", (2003, 2004, 2005, 2006)),
    Case("ru", (2012, 2013), 3, "headcount"),
    Case("nz-steps", (2011,), 2, "employment"),
]
MODELS = ["drift", "theta", DEFAULT]
OWN_YEARS = (1, 2, 3, 5)
GAP, QUOTIENT = 0.1, 0.01
"""Growth a year for each unit of a gap to a trend, and of the log of a location quotient."""
DIFFERENCE = "difference"


def main() -> None:
    """Score all cases, print their tables and means, then the JSON line."""
    cases = asked()
    found = [Scored(losses_of(case), case.horizon) for case in cases]
    tables = [table(scored) for scored in found]
    for case, scored, rows in zip(cases, found, tables, strict=True):
        print(f"{heading(case, scored)}\n\n{markdown(rows)}\n")
    told: list[dict[str, object]] = [
        {**asdict(case), "pairs": scored.n_pairs, "rows": records(rows)}
        for case, scored, rows in zip(cases, found, tables, strict=True)
    ]
    if len(cases) > 1:
        rows = means(found, tables)
        print(f"mean of these packages\n\n{markdown(rows)}\n")
        told.append({"folder": "mean", "rows": records(rows)})
    print(json.dumps({"benchmark": "order", "default": DEFAULT, "packages": told}))


def heading(case: Case, scored: "Scored") -> str:
    """What a table shows."""
    origins = ", ".join(map(str, case.origins))
    return (
        f"{Path(case.folder).name}: {case.indicator}, origins {origins}, {case.horizon} years "
        f"ahead, {scored.n_pairs} pairs; intervals from {scored.noise}"
    )


def records(rows: pd.DataFrame) -> object:
    """Rows for JSON; a figure that cannot be computed is null."""
    return json.loads(rows.reset_index().to_json(orient="records", double_precision=4))


def asked() -> list[Case]:
    """The cases of the command line; InputError for a package without a case."""
    arguments = parser(__doc__)
    arguments.add_argument("data", type=Path, nargs="?", help="folder of the packages")
    usual = ",".join(case.folder for case in CASES)
    arguments.add_argument("--packages", default=usual, help=f"by default {usual}")
    arguments.add_argument("--package", type=Path, help="folder of any other package")
    arguments.add_argument("--origins", type=years, help="of that package: 2003,2005")
    arguments.add_argument("--horizon", type=int, default=5, help="of that package")
    arguments.add_argument("--indicator", default=INDICATOR, help="of that package")
    given = arguments.parse_args()
    if given.package is not None:
        if given.origins is None:
            raise InputError(f"no origins for {given.package}: give them with --origins 2003,2005")
        return [Case(str(given.package), given.origins, given.horizon, given.indicator)]
    if given.data is None:
        raise InputError("no data: give the folder of the packages, or one of them with --package")
    names, known = given.packages.split(","), {case.folder: case for case in CASES}
    for name in names:
        if name not in known:
            raise InputError(
                f"no case {name}: choose from {usual}, or give --package and --origins"
            )
    return [
        Case(
            str(given.data / name), known[name].origins, known[name].horizon, known[name].indicator
        )
        for name in names
    ]


def losses_of(case: Case) -> pd.DataFrame:
    """Rows of every scored pair and origin for each model and rule, with order.LOSSES."""
    question = GrowthQuestion(case.horizon, case.indicator)
    panels = GrowthPanels(read(Path(case.folder)), question)
    parts = []
    for origin in case.origins:
        print(f"{case.folder}: origin {origin}", file=sys.stderr)
        losses = growth.evaluate(panels, origin, MODELS, DEFAULT).losses
        losses = losses[losses["model"].isin(MODELS) & losses["growth"].notna()]
        parts += [losses, ruled(losses[losses["model"] == DEFAULT], panels.at(origin))]
    return pd.concat(parts, ignore_index=True)


def ruled(pairs: pd.DataFrame, panel: GrowthPanel) -> pd.DataFrame:
    """The pairs once for each rule, with its forecast growth."""
    places = pd.MultiIndex.from_frame(panel.keys).get_indexer(
        pd.MultiIndex.from_frame(pairs[list(panel.keys)])
    )
    rules = {name: values[places] for name, values in rivals(panel).items()}
    return pd.concat(
        [pairs.assign(model=name, forecast_growth=known(rule)) for name, rule in rules.items()]
    )


def known(rule: Array) -> Array:
    """A rule with the median of its known values for the others; 0 without any."""
    is_known = np.isfinite(rule)
    return np.where(is_known, rule, np.median(rule[is_known]) if is_known.any() else 0.0)


def rivals(panel: GrowthPanel) -> dict[str, Array]:
    """Growth a year (n_series,) that simple rules expect, NaN where they know nothing."""
    filled = fill_gaps(panel.values)
    rules = growth_rules(filled, filled, panel.groups, np.arange(len(filled)))
    of = dict(zip(RULES, rules.T, strict=True))
    own = {f"own growth, years: {n}": log_growth(filled, n) for n in OWN_YEARS}
    gap, sector_gap = GAP * of["own_gap"], GAP * of["cluster_gap"]
    return own | {
        "sector's national growth, years: 3": of["cluster_recent"],
        "sector's national trend": of["cluster_trend"],
        "gap to own trend": gap,
        "trend plus gap": of["cluster_trend"] + np.nan_to_num(gap) + np.nan_to_num(sector_gap),
        "own trend minus gap": of["own_trend"] - gap,
        "location quotient turned round": QUOTIENT * of["quotient"],
        "random": np.random.default_rng(0).normal(0, 0.01, len(filled)),
    }


class Scored:
    """Rank skill of every model of a case in the same draws."""

    def __init__(self, losses: pd.DataFrame, horizon: int) -> None:
        self.losses, self.horizon = losses, horizon
        origins = np.sort(losses["origin"].unique())
        self.units = resampling.units_of(losses)
        self.n_pairs = int((losses["model"] == DEFAULT).sum())
        self.noise = resampling.noise_source(origins, self.units)
        self.draws = {
            str(model): self._draws(np.asarray(places), origins)
            for model, places in losses.groupby("model", sort=False).indices.items()
        }

    def _draws(self, places: Index, origins: Index) -> Array:
        """Rank skill (n_draws,) of the rows at some places."""
        units = self.units
        sums = order.unit_sums(self.losses.iloc[places], units.codes[places], units.n, origins)
        drawn = [
            order.figures(np.tensordot(of_units, sums, axes=1), of_origins, self.horizon)
            for of_units, of_origins in resampling.draws(units.n, len(origins))
        ]
        return np.concatenate([block["rank_skill"] for block in drawn])


def table(scored: Scored) -> pd.DataFrame:
    """Figures of each model, the default first, and how each rival's rank skill differs."""
    rows = order.summary(scored.losses, scored.horizon)
    rows = rows.loc[[DEFAULT, *rows.index.drop(DEFAULT)]]
    return compared(rows, scored.draws)


def compared(rows: pd.DataFrame, draws: Mapping[str, Array]) -> pd.DataFrame:
    """Rows with the difference in rank skill to the default, its 90 % interval and the verdict."""
    skill = rows["rank_skill"].to_numpy(np.float64)
    gains = skill - skill[rows.index == DEFAULT]
    ends = [resampling.interval(draws[str(model)] - draws[DEFAULT]) for model in rows.index]
    low, high = np.array(ends).T
    verdict = np.select([high < 0, low > 0], ["worse", "better"], "no difference beyond noise")
    columns = dict(
        zip((DIFFERENCE, *order.end_columns(DIFFERENCE)), (gains, low, high), strict=True)
    )
    return rows.assign(**columns, verdict=np.where(rows.index == DEFAULT, "", verdict))


def means(found: Sequence[Scored], tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Means of the figures over packages; draws of one are independent of those of another."""
    figures = list(order.FIGURES)
    rows = tables[0][figures].copy()
    rows[:] = np.mean([other.loc[rows.index, figures].to_numpy() for other in tables], axis=0)
    rng = np.random.default_rng(0)
    places = [rng.permutation(len(scored.draws[DEFAULT])) for scored in found]
    draws = {
        model: np.mean(
            [scored.draws[model][place] for scored, place in zip(found, places, strict=True)],
            axis=0,
        )
        for model in found[0].draws
    }
    return compared(rows, draws)


def markdown(rows: pd.DataFrame) -> str:
    """The table for readers."""
    names = [*order.FIGURES, DIFFERENCE]
    heads = ["forecast", *order.FIGURES, f"rank_skill less that of {DEFAULT}", "verdict"]
    lines = [heads, ["---"] * len(heads)]
    for model, row in rows.iterrows():
        shown = [value(row, name) for name in names]
        shown[-1] = "" if model == DEFAULT else shown[-1]
        lines.append([str(model), *shown, row["verdict"]])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def value(row: pd.Series, name: str) -> str:
    """A figure with the ends of its interval, where it has one."""
    digits = 1 if name.startswith("top_tenth") else 3 if "rank" in name or name == DIFFERENCE else 2
    if not np.isfinite(row[name]):
        return "none"
    ends = [row.get(end, np.nan) for end in order.end_columns(name)]
    interval = f" ({ends[0]:.{digits}f} to {ends[1]:.{digits}f})" if np.isfinite(ends).all() else ""
    return f"{row[name]:.{digits}f}{interval}"


if __name__ == "__main__":
    sys.exit(exit_code(main))
