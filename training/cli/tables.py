"""Backtests and versions as tables for people, on stdout."""

import sys

import pandas as pd
from rich import box
from rich.console import Console, JustifyMethod
from rich.table import Table

from features import terminal
from features.formats import counted, number
from training.backtest import FIGURES, Backtest
from training.trained import Task

VERSION_FIGURES: dict[Task, list[str]] = {
    "growth": [
        *("owa", "rank_skill", "growth_slope", "top_tenth_lift", "top_tenth_lift_weighted"),
        *("coverage_80", "coverage_95", "totals_owa"),
    ],
    "niches": [f"{call}_{figure}" for call in ("entry", "exit") for figure in ("ap", "ece")],
}
"""A few, to fit a terminal; the MLflow UI has all figures."""
SHORT = {
    "precision_at": "p@",
    "map_at": "map@",
    "_per_region": "/region",
    "coverage": "cover",
    "totals": "sums",
    "growth_slope": "slope",
    "top_tenth_lift": "lift",
}
PIPE_WIDTH = 150
"""Width in a pipe of tables other than those of this file, which are never cut."""
UNBOUNDED = 10_000


def backtest(result: Backtest, per_origin: bool = True) -> None:
    """Print every model pooled and (optionally) per origin; the champion in bold."""
    pooled = result.rows["origin"] == "pooled"
    origins = result.rows.loc[~pooled, "origin"].unique()
    rows = result.rows if per_origin and len(origins) > 1 else result.rows[pooled]
    subtitle = (
        f"{counted(result.horizon, 'year')} ahead from {', '.join(map(str, origins))}, "
        f"{result.package}"
    )
    for call in rows["call"].unique() if "call" in rows else [""]:
        part = rows[rows["call"] == call] if call else rows
        columns = ["model", "origin", "n", "seconds", *FIGURES[result.task]]
        title = f"{call or result.task}, {subtitle}"
        show(title, part[columns], part["model"] == result.champion)
    coverage(result)


def coverage(result: Backtest) -> None:
    """Print how often the champion's intervals held by step and size: mean and worst origin."""
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
    by_level = [f"{name}_{level}" for level in (80, 95) for name in ("coverage", "worst", "at")]
    shown = table.reset_index()[["kind", "group", "n", *by_level]]
    title = f"how often intervals of {result.champion} held: mean of origins, and the worst origin"
    show(title, shown, shown["kind"] == "all")


def versions(name: str, found: pd.DataFrame) -> None:
    """Print versions of a registered model, other models of its latest training, promotions."""
    task: Task = "growth" if "owa" in found else "niches"
    facts = ["version", "method", "cutoff", "ahead", "package"]
    figures = [figure for figure in VERSION_FIGURES[task] if figure in found]
    numbers = found["version"].map(lambda version: str(version or ""))
    shown = found.assign(
        version=(numbers + " " + found["alias"]).str.strip(),
        method=found["model"],
        ahead=found["horizon"],
    )
    # Models of breakthroughs lack these figures.
    shown = shown.dropna(subset=figures, how="all")
    facts += ["deflator"] if (shown["deflator"] != "").any() else []
    show(name, shown[facts + figures], shown["alias"] == "champion", decimals=3)
    for row in found[found["promoted_at"] != ""].to_dict("records"):
        forced = " by force" if row["forced"] else ""
        _say(f"version {row['version']} was promoted on {row['promoted_at'][:10]}{forced}")


def show(
    title: str, rows: pd.DataFrame, bold: "pd.Series[bool] | None" = None, decimals: int = 4
) -> None:
    """Print a table in full width: a narrow terminal wraps its lines, but no cell is cut."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for name, column in rows.items():
        numeric = pd.api.types.is_numeric_dtype(column)
        justify: JustifyMethod = "right" if numeric else "left"
        heading = _heading(str(name))
        heading = heading.replace(" ", "\n") if numeric else heading
        table.add_column(heading, justify=justify, no_wrap=True, overflow="ignore")
    texts = [[_text(value, str(name), decimals) for value in rows[name]] for name in rows]
    strong = [False] * len(rows) if bold is None else bold
    for row, is_bold in zip(zip(*texts, strict=True), strong, strict=True):
        table.add_row(*row, style="bold" if is_bold else "")
    width = terminal.console(UNBOUNDED).measure(table).maximum
    terminal.console(width).print(table)


def _heading(name: str) -> str:
    for long, short in SHORT.items():
        name = name.replace(long, short)
    return name.replace("@_", "@").replace("_", " ")


def _text(value: object, column: str, decimals: int) -> str:
    """A figure with its decimals, seconds with one; empty if unknown."""
    if isinstance(value, float):
        return number(value, 1 if column == "seconds" else decimals, unknown="")
    return str(value)


def console() -> Console:
    """A console as wide as the terminal; in a pipe PIPE_WIDTH characters."""
    return terminal.console(None if sys.stdout.isatty() else PIPE_WIDTH)


def _say(text: str) -> None:
    """Print a line without wrapping."""
    sys.stdout.write(f"{text}\n")
