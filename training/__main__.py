"""The command line of training: train, backtest, compare, promote, roll back, look."""

import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from features.errors import InputError, UnknownCodeError
from features.growth.panel import indicator_rows
from features.package import Package, read
from training.backtest import Backtest, backtest
from training.cli import explain, ledger, monitor, tables
from training.cli.options import (
    INDICATOR,
    ActivityOption,
    HeldOutOption,
    IndicatorOption,
    MinimumOption,
    Options,
    ReconcileOption,
    SchedulerOption,
    ThresholdOption,
    WindowOption,
    check_activity,
    check_held_out,
    check_of_growth,
    for_task,
)
from training.cli.output import write
from training.figures import run
from training.registry import gate, promotion, store, versions
from training.trained import Progress, Task
from training.work import Work, workers

PROPHET_SERIES = 600
"""Series up to which a backtest has Prophet without being asked for it."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Train models on a data package, compare them, and choose the one that serves.",
)

TaskArgument = Annotated[
    Task, typer.Argument(help="growth of clusters, or niches to enter and lose")
]
PackageOption = Annotated[Path, typer.Option("--package", help="folder of the data package")]
HorizonOption = Annotated[int, typer.Option(min=1, max=30, help="years ahead")]


@app.command()
def train(
    task: TaskArgument,
    package: PackageOption,
    horizon: HorizonOption = 5,
    cutoff: Annotated[
        int | None, typer.Option(help="last year to learn from; the last in the package by default")
    ] = None,
    indicator: IndicatorOption = INDICATOR,
    activity: ActivityOption = "technology",
    model: Annotated[
        str | None,
        typer.Option(help="another method than the default, as theta (growth), density (niches)"),
    ] = None,
    reconcile: ReconcileOption = True,
    scheduler: SchedulerOption = None,
    threshold: ThresholdOption = None,
    window: WindowOption = None,
    minimum: MinimumOption = None,
) -> None:
    """Backtest the method beside its rivals, train it up to the cutoff, log it as challenger.

    Example: python -m training train growth --package demo --horizon 5
    """
    progress = _progress()
    check_of_growth(task, scheduler, reconcile)
    asked = {"threshold": threshold, "window": window, "minimum": minimum}
    options = for_task(task, indicator, activity, **asked)
    data, module = _read(package, task, activity), _module(task)
    name = _name(task, activity)
    method = (_models(model or "", module) or [module.DEFAULT])[0]
    last = _last_year(data, task, indicator, activity)
    cutoff = last if cutoff is None else cutoff
    if cutoff > last:
        learned = "patents" if (task, activity) == ("niches", "technology") else indicator
        raise InputError(f"--cutoff {cutoff}: the last year of {learned} in {data.name} is {last}")
    origins = module.default_origins(data, cutoff, horizon, **options)
    if not origins:
        shorter = "horizon" if task == "growth" else "horizon or window"
        raise InputError(
            f"{data.name} up to {cutoff} is too short to backtest {horizon} years ahead: choose a "
            f"shorter {shorter} or a later cutoff"
        )
    rivals = [*module.QUICK_MODELS, method, versions.champion_method(name)]
    with workers(scheduler) as work:
        result = _backtest(
            task, data, origins, horizon, rivals, method, options, progress, work, reconcile
        )
        progress(f"training {method} up to {cutoff}")
        own = {"reconciled": reconcile, "work": work} if task == "growth" else {}
        trained = module.train(
            data, cutoff, horizon, model=method, progress=progress, **options, **own
        )
    trained = replace(trained, figures=run.draw(trained, data, result.rows))
    progress("logging to MLflow")
    version = versions.log(trained, data, result.rows, result.losses, result.coverage)
    tables.backtest(result, per_origin=False)
    typer.echo(
        f"{name} version {version} ({method}, cutoff {cutoff}) is the challenger; next: "
        f"python -m training promote {_arguments(task, activity)} --version {version}"
    )


@app.command("backtest")
def backtest_command(
    task: TaskArgument,
    package: PackageOption,
    origins: Annotated[str, typer.Option(help="years to forecast from, as 2003,2005")],
    horizon: HorizonOption = 5,
    models: Annotated[
        str,
        typer.Option(help="names, as naive,theta; all by default, but prophet on few series only"),
    ] = "",
    indicator: IndicatorOption = INDICATOR,
    activity: ActivityOption = "technology",
    json: Annotated[
        str, typer.Option("--json", metavar="FILE|-", help="also as one line of JSON; - is stdout")
    ] = "",
    reconcile: ReconcileOption = True,
    scheduler: SchedulerOption = None,
    held_out: HeldOutOption = 0.0,
    threshold: ThresholdOption = None,
    window: WindowOption = None,
    minimum: MinimumOption = None,
) -> None:
    """Every model and baseline on the same rows, per origin and pooled.

    Example: python -m training backtest growth --package demo --origins 2010,2012 --horizon 5
    """
    check_of_growth(task, scheduler, reconcile)
    check_held_out(task, held_out)
    asked = {"threshold": threshold, "window": window, "minimum": minimum}
    options = for_task(task, indicator, activity, **asked, held_out=held_out or None)
    data, module = _read(package, task, activity), _module(task)
    progress = _progress()
    names = _models(models, module) or _usual(task, data, indicator, progress)
    years, champion = _years(origins), module.DEFAULT
    with workers(scheduler) as work:
        result = _backtest(
            task, data, years, horizon, names, champion, options, progress, work, reconcile
        )
    tables.backtest(result)
    if module.DEFAULT in names:
        typer.echo(gate.decide(task, result.losses, module.DEFAULT).reason)
    if json == "-":
        typer.echo(result.to_json())
    elif json:
        write(Path(json), f"{result.to_json()}\n".encode())


@app.command()
def compare(task: TaskArgument, activity: ActivityOption = "technology") -> None:
    """Versions side by side, with the rivals of the latest training.

    Example: python -m training compare growth
    """
    name = _name(task, activity)
    tables.versions(name, versions.compare(name))


@app.command()
def promote(
    task: TaskArgument,
    version: Annotated[int | None, typer.Option(help="the challenger by default")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="promote even if the gate refuses; the run will say so")
    ] = False,
    activity: ActivityOption = "technology",
) -> None:
    """Let a version serve, if it beats the best baseline and the champion by more than the noise.

    The champion's own method, trained again on the same package with newer years, need only not
    be worse; with fewer years than the champion's it is refused.

    Example: python -m training promote growth
    """
    name = _name(task, activity)
    promoted, decision = promotion.promote(name, version, force)
    typer.echo(decision.reason)
    for note in decision.notes:
        typer.echo(f"note: {note}")
    forced = "" if decision.passed else ", by force"
    typer.echo(f"{name} version {promoted} is the champion{forced}")


@app.command()
def rollback(task: TaskArgument, activity: ActivityOption = "technology") -> None:
    """Let the champion before the present one serve again.

    Example: python -m training rollback growth
    """
    name = _name(task, activity)
    typer.echo(f"{name} version {promotion.rollback(name)} is the champion again")


@app.command()
def ui(port: Annotated[int, typer.Option(help="port on 127.0.0.1")] = 5000) -> None:
    """Open the MLflow UI over the store, until Ctrl-C.

    Example: python -m training ui --port 5000
    """
    raise typer.Exit(store.serve_ui(port))


def _backtest(
    task: Task,
    data: Package,
    origins: list[int],
    horizon: int,
    models: Iterable[str | None],
    champion: str,
    options: Options,
    progress: Progress,
    work: Work,
    reconcile: bool,
) -> Backtest:
    """Bind everything but the origin; each model once, the champion reconciled and before it."""
    own = {"reconciled": champion if reconcile else None, "work": work}
    evaluate = partial(
        _module(task).evaluate,
        data,
        horizon=horizon,
        models=list(dict.fromkeys(filter(None, models))),
        progress=progress,
        **options,
        **(own if task == "growth" else {}),
    )
    return backtest(task, data, origins, horizon, champion, evaluate, progress)


def _read(folder: Path, task: Task, activity: str) -> Package:
    """The package; where it has clusters but no patents, how their niches are asked for instead."""
    data = read(folder)
    asked = (task, activity) == ("niches", "technology")
    if asked and "patents" not in data.tables and "cluster_indicators" in data.tables:
        raise InputError(
            f"{data.name} has no table patents, needed for technology niches: add it, or take the "
            "niches of its clusters with --activity cluster"
        )
    return data


def _module(task: Task) -> ModuleType:
    """What trains and evaluates a task; imported when asked for, since that takes a second."""
    return import_module(f"training.{task}.task")


def _models(names: str, module: ModuleType) -> list[str]:
    """Names of models as a list; none where nothing was asked for."""
    asked = [name.strip() for name in names.split(",") if name.strip()]
    for name in asked:
        if name not in module.MODELS:
            raise InputError(f"unknown model {name!r}: choose from {', '.join(module.MODELS)}")
    return asked


def _usual(task: Task, data: Package, indicator: str, progress: Progress) -> list[str]:
    """All models, but Prophet only where its tenth of a second a series is soon over."""
    names = list(_module(task).MODELS)
    if task == "niches":
        return names
    series = indicator_rows(data, indicator).groupby(["region_code", "cluster_code"]).ngroups
    if series <= PROPHET_SERIES:
        return names
    progress(
        f"prophet is left out: {series} series take it about {series // 600 + 1} minutes an "
        "origin; name it in --models to have it"
    )
    return [name for name in names if name != "prophet"]


def _last_year(data: Package, task: Task, indicator: str, activity: str) -> int:
    """The last year of the rows that the task learns from."""
    if task == "niches" and activity == "technology":
        return int(data.table("patents", "technology niches")["year"].max())
    if task == "growth":
        return int(indicator_rows(data, indicator)["year"].max())
    rows = data.table("cluster_indicators", "growth and market niches")
    known = rows["indicator"].unique()
    if indicator not in known:
        raise UnknownCodeError("indicator", indicator, known)
    return int(rows.loc[rows["indicator"] == indicator, "year"].max())


def _years(origins: str) -> list[int]:
    try:
        return sorted({int(year) for year in origins.split(",")})
    except ValueError:
        raise InputError(f"--origins takes years as 2003,2005, not {origins!r}") from None


def _name(task: Task, activity: str) -> str:
    """The name that the model is registered under."""
    check_activity(task, activity)
    return versions.registered_name(task, activity)


def _arguments(task: Task, activity: str) -> str:
    """The arguments that name the same registered model again."""
    return f"{task} --activity cluster" if activity == "cluster" else task


def _progress() -> Progress:
    """Short lines with the seconds since the start, on stderr."""
    start = time.monotonic()

    def progress(message: str) -> None:
        typer.echo(f"[{time.monotonic() - start:5.0f} s] {message}", err=True)

    return progress


explain.add_commands(app)
monitor.add_commands(app)
ledger.add_commands(app)


def main() -> None:
    """Run a command; bad input ends with one clear message and exit code 2."""
    try:
        app()
    except InputError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
