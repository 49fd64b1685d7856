"""Backtests and versions as tables for people, on stdout."""

import sys

import pandas as pd
from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table

from training.backtest import FIGURES, Backtest
from training.trained import Task

VERSION_FIGURES: dict[Task, list[str]] = {
    "growth": FIGURES["growth"],
    "niches": [
        f"{call}_{figure}"
        for call in ("entry", "exit")
        for figure in ("ap", "precision_at_10_per_region", "ece", "brier")
    ],
}
SHORT = {
    "precision_at": "p@",
    "map_at": "map@",
    "_per_region": "/region",
    "coverage": "cover",
    "totals": "sums",
}
PIPE_WIDTH = 150


def backtest(result: Backtest, per_origin: bool = True) -> None:
    """Every model at every origin (if wished) and pooled; the one that would serve in bold."""
    pooled = result.rows["origin"] == "pooled"
    origins = result.rows.loc[~pooled, "origin"].unique()
    rows = result.rows if per_origin and len(origins) > 1 else result.rows[pooled]
    asked = f"{result.horizon} years ahead from {', '.join(map(str, origins))}, {result.package}"
    for call in rows["call"].unique() if "call" in rows else [""]:
        part = rows[rows["call"] == call] if call else rows
        columns = ["model", "origin", "n", "seconds", *FIGURES[result.task]]
        title = f"{call or result.task}, {asked}"
        _console().print(_table(title, part[columns], part["model"] == result.champion))
    coverage(result)


def coverage(result: Backtest) -> None:
    """How often the champion's intervals held by step and size: on average, at the worst origin."""
    rows = result.coverage
    if rows.empty or result.champion not in set(rows["model"]):
        return
    rows = rows[rows["model"] == result.champion].assign(origin=rows["origin"].astype(str))
    levels = ["coverage_80", "coverage_95"]
    found = rows.groupby(["kind", "group"], sort=False)
    table = found.agg({"n": "sum", **dict.fromkeys(levels, "mean")})
    for level in levels:
        worst = rows.loc[found[level].idxmin()].set_index(["kind", "group"])
        table[f"worst_{level.removeprefix('coverage_')}"] = worst[level]
        table[f"at_{level.removeprefix('coverage_')}"] = worst["origin"]
    shown = table.reset_index()[
        [
            "kind",
            "group",
            "n",
            "coverage_80",
            "worst_80",
            "at_80",
            "coverage_95",
            "worst_95",
            "at_95",
        ]
    ]
    title = f"how often intervals of {result.champion} held: mean of origins, and the worst origin"
    _console().print(_table(title, shown, shown["kind"] == "all"))


def versions(name: str, found: pd.DataFrame) -> None:
    """Versions of a registered model, and the rivals of its latest training."""
    task: Task = "growth" if "owa" in found else "niches"
    facts = ["version", "alias", "model", "cutoff", "horizon", "package", "promoted"]
    figures = [figure for figure in VERSION_FIGURES[task] if figure in found]
    forced = found["forced"].map({True: " by force", False: ""})
    shown = found.assign(
        version=found["version"].map(lambda version: str(version or "")),
        promoted=found["promoted_at"].str.slice(0, 10) + forced,
    )
    _console().print(_table(name, shown[facts + figures], found["alias"] == "champion"))


def _table(title: str, rows: pd.DataFrame, bold: "pd.Series[bool]") -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for name, column in rows.items():
        numeric = pd.api.types.is_numeric_dtype(column)
        justify: JustifyMethod = "right" if numeric else "left"
        table.add_column(_heading(str(name)), justify=justify, no_wrap=not numeric)
    texts = [[_text(value, str(name)) for value in rows[name]] for name in rows]
    for row, strong in zip(zip(*texts, strict=True), bold, strict=True):
        table.add_row(*row, style="bold" if strong else "")
    return table


def _heading(name: str) -> str:
    for long, short in SHORT.items():
        name = name.replace(long, short)
    return name.replace("@_", "@").replace("_", " ")


def _text(value: object, column: str) -> str:
    """A figure with four decimals, seconds with one, nothing where a figure is unknown."""
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.{1 if column == 'seconds' else 4}f}"
    return str(value)


def _console() -> Console:
    """As wide as the terminal; in a pipe wide enough for every figure."""
    return Console() if sys.stdout.isatty() else Console(width=PIPE_WIDTH)
