"""Steps that the commands of both subjects share: read options, log, print."""

import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import typer

from features.errors import InputError
from features.formats import counted
from features.package import Package
from features.package.package import INDICATOR
from training.backtest import Backtest
from training.champion import registered_name
from training.cli import tables
from training.cli.output import write_json
from training.figures import run
from training.record.past import growth_record, niche_record
from training.record.quality import QUALITY, quality_table
from training.registry import gate, versions
from training.registry.snapshot import known_data
from training.trained import Progress, Trained


def progress_lines() -> Progress:
    """Print short lines with the seconds since the start to stderr."""
    start = time.monotonic()

    def progress(message: str) -> None:
        typer.echo(f"[{time.monotonic() - start:5.0f} s] {message}", err=True)

    return progress


def model_names(text: str, models: Sequence[str]) -> list[str]:
    """Names of models as a list, empty for an empty text."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in models:
            raise InputError(f"unknown model {name!r}: choose from {', '.join(models)}")
    return names


def indicator_of(package: Package, named: str, progress: Progress) -> str:
    """The indicator of clusters that is named, or the one of the package, which progress tells.

    Raises
    ------
    InputError
        None is named, and the package has several without value_added.
    """
    if named:
        return named
    chosen = package.main_indicator()
    if chosen != INDICATOR:
        progress(f"indicator {chosen}: the only one in cluster_indicators of {package.name}")
    return chosen


def years(origins: str) -> list[int]:
    """Years in a list of them, in order."""
    try:
        return sorted({int(year) for year in origins.split(",")})
    except ValueError:
        raise InputError(f"--origins takes years such as 2003,2005, not {origins!r}") from None


def cutoff_within(
    cutoff: int | None, years: tuple[int, int], learned: str, package: Package, progress: Progress
) -> int:
    """The given cutoff, by default the last year that enough series reach.

    Parameters
    ----------
    years : (int, int)
        Last year that enough series of the data reach, and last year of any series.
    learned : str
        Name of the data.
    """
    common, last = years
    if cutoff is None:
        if common < last:
            progress(
                f"cutoff {common}: hardly any series of {learned} goes on to {last}; to use these "
                "years give --cutoff, and see smartspec validate for wrong ones"
            )
        return common
    if cutoff > last:
        raise InputError(
            f"--cutoff {cutoff}: the last year of {learned} in {package.name} is {last}"
        )
    return cutoff


def too_short(
    package: Package, years: tuple[int, int], horizon: int, longest: int, needed: str
) -> InputError:
    """The error of a package without any origin to backtest.

    Parameters
    ----------
    years : (int, int)
        First and last year of the data.
    longest : int
        The longest horizon that these years allow, 0 where they allow none.
    needed : str
        What the shortest horizon needs: "6 years".
    """
    first, last = years
    has = f"{package.name} has {counted(last - first + 1, 'year')} ({first} to {last})"
    if longest:
        return InputError(
            f"{has}, too few to backtest {counted(horizon, 'year')} ahead: they allow "
            f"--horizon {longest}"
        )
    return InputError(
        f"{has}, too few to backtest any forecast: it takes at least {needed}; import earlier or "
        "later years"
    )


def rivals(quick: Sequence[str], method: str, name: str, package: str) -> list[str]:
    """Models of a backtest: the quick ones, the trained one, and that of the package's champion."""
    champion = versions.champion_method(name, package)
    return list(dict.fromkeys(filter(None, [*quick, method, champion])))


def with_tables(trained: Trained, tables: Mapping[str, pd.DataFrame]) -> Trained:
    """A trained model with more tables in its snapshot."""
    return replace(trained, tables={**trained.tables, **tables})


@dataclass(frozen=True)
class Challenger:
    """A registered version that waits for a promotion, and its backtest."""

    name: str
    version: int
    model: str
    cutoff: int
    result: Backtest


def log_challenger(
    trained: Trained, package: Package, result: Backtest, progress: Progress
) -> Challenger:
    """Register a trained model with its backtest."""
    activity = str(trained.params.get("activity", "technology"))
    name = registered_name(trained.task, activity)
    trained = replace(trained, figures=run.draw(trained, package, result.rows))
    past = (growth_record if trained.task == "growth" else niche_record)(result)
    found = quality_table(known_data(package, trained.cutoff))
    trained = with_tables(trained, {**past, QUALITY: found})
    progress("logging to MLflow")
    version = versions.log(trained, package, result.rows, result.losses, result.coverage)
    return Challenger(name, version, trained.model, trained.cutoff, result)


def show_challenger(logged: Challenger, subject: str) -> None:
    """Print the backtest of a challenger and what is next; `subject` as of the command promote."""
    tables.backtest(logged.result, per_origin=False)
    typer.echo(
        f"{logged.name} version {logged.version} ({logged.model}, cutoff {logged.cutoff}) is the "
        f"challenger of {logged.result.package}; next: smartspec promote {subject} "
        f"--version {logged.version}"
    )


def show_backtest(result: Backtest, json: str, models: Container[str]) -> None:
    """Print a backtest as tables, with the gate's decision on the default model, and as JSON."""
    tables.backtest(result)
    if result.champion in models:
        typer.echo(gate.decide(result.task, result.losses, result.champion).reason)
    write_json(result.to_json(), json)
