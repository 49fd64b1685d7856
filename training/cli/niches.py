"""Commands that train and backtest niches: entries and exits of technologies or clusters."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from features.errors import InputError
from features.niches.counts import Activity
from features.niches.question import NicheQuestion
from features.package import Package, read
from features.package.package import INDICATOR
from training.backtest import Backtest, backtest
from training.champion import registered_name
from training.cli import steps
from training.cli.options import (
    ActivityOption,
    CutoffOption,
    HorizonOption,
    JsonOption,
    OriginsOption,
    PackageOption,
    SchedulerOption,
)
from training.niches.panels import NichePanels
from training.trained import Progress, Trained, silent
from training.work import run_job, workers

IndicatorOption = Annotated[
    str | None,
    typer.Option(
        help=f"indicator of the clusters, with --activity cluster; {INDICATOR}, or the only one, "
        "by default"
    ),
]
ThresholdOption = Annotated[float, typer.Option(help="location quotient of a specialisation")]
WindowOption = Annotated[int, typer.Option(help="years of counts to add up")]
MinimumOption = Annotated[
    float | None,
    typer.Option(
        help="patents in the window that a region needs for training and scoring; "
        f"{NicheQuestion.minimum:g} by default"
    ),
]


@dataclass(frozen=True)
class NicheTraining:
    """What a training of niches is asked; the attributes are the options of the command."""

    question: NicheQuestion
    cutoff: int | None = None
    model: str = ""


def train(
    package: PackageOption,
    horizon: HorizonOption = 5,
    cutoff: CutoffOption = None,
    activity: ActivityOption = "technology",
    indicator: IndicatorOption = None,
    model: Annotated[
        str, typer.Option(help="method to train instead of the default, such as density")
    ] = "",
    threshold: ThresholdOption = NicheQuestion.threshold,
    window: WindowOption = NicheQuestion.window,
    minimum: MinimumOption = None,
    scheduler: SchedulerOption = None,
) -> None:
    """Backtest a method beside other models, train it up to the cutoff, log it as challenger.

    Example: smartspec train niches --package demo --horizon 5
    """
    progress = steps.progress_lines()
    data = _data(package, activity)
    if activity == "cluster":
        indicator = steps.indicator_of(data, indicator or "", progress)
    question = _question(horizon, activity, indicator, threshold, window, minimum)
    logged = challenger(data, NicheTraining(question, cutoff, model), progress, scheduler)
    steps.show_challenger(
        logged, "niches --activity cluster" if activity == "cluster" else "niches"
    )


def challenger(
    data: Package, asked: NicheTraining, progress: Progress, scheduler: str | None = None
) -> steps.Challenger:
    """Backtest a method beside others, train it and log it.

    Raises
    ------
    InputError
        The package does not allow it, or an option is wrong.
    """
    from training.choice.hindsight.at_origins import niche_past  # slow to import

    trained, package, result = _learned(data, asked, progress, scheduler)
    past = niche_past(package, asked.question, result.futures, progress)
    return steps.log_challenger(steps.with_tables(trained, past), package, result, progress)


def _learned(
    data: Package, asked: NicheTraining, progress: Progress, scheduler: str | None
) -> tuple[Trained, Package, Backtest]:
    """A trained model, its package and its backtest; panels, which are large, end here."""
    question, activity = asked.question, asked.question.activity
    panels = NichePanels(data, question)
    from training.niches import task  # slow to import

    method, *_ = [*steps.model_names(asked.model, list(task.MODELS)), task.DEFAULT]
    origins, cutoff = _origins(panels, asked.cutoff, progress)
    name = registered_name("niches", activity)
    names = steps.rivals(task.QUICK_MODELS, method, name, panels.package.name)
    lines = silent if scheduler else progress
    evaluate = partial(task.evaluate, panels, models=names, progress=lines, champion=method)
    training = partial(task.train, panels, cutoff, method, lines)
    progress(f"backtest from {origins[0]}, and training {method} up to {cutoff}")
    with workers(scheduler) as work:
        *found, trained = work(run_job, [*(partial(evaluate, it) for it in origins), training])
    at_origin = dict(zip(origins, found, strict=True))
    result = backtest(panels.package, question, origins, method, at_origin.__getitem__)
    return trained, panels.package, result


def _origins(panels: NichePanels, cutoff: int | None, progress: Progress) -> tuple[list[int], int]:
    """The origins of a training's backtest, and its cutoff; InputError where years are too few."""
    from training.niches import task  # slow to import

    question, package = panels.question, panels.package
    learned = "patents" if question.activity == "technology" else str(question.indicator)
    years = panels.common_year, panels.last_year
    cutoff = steps.cutoff_within(cutoff, years, learned, package, progress)
    origins = task.default_origins(panels, cutoff)
    if not origins:
        spanned = int(panels.counts(cutoff).years[0]), cutoff
        longest = task.longest_horizon(panels, cutoff)
        needed = f"{question.window + 2} years (window {question.window})"
        raise steps.too_short(package, spanned, question.horizon, longest, needed)
    return origins, cutoff


def backtest_command(
    package: PackageOption,
    origins: OriginsOption,
    horizon: HorizonOption = 5,
    models: Annotated[
        str, typer.Option(help="names such as density,lightgbm; all by default")
    ] = "",
    activity: ActivityOption = "technology",
    indicator: IndicatorOption = None,
    json: JsonOption = "",
    held_out: Annotated[
        float,
        typer.Option(
            min=0, max=0.9, help="share of regions left out of training; only these are scored"
        ),
    ] = 0.0,
    threshold: ThresholdOption = NicheQuestion.threshold,
    window: WindowOption = NicheQuestion.window,
    minimum: MinimumOption = None,
    scheduler: SchedulerOption = None,
) -> None:
    """Score every model and baseline on the same cells, per origin and pooled.

    Example: smartspec backtest niches --package demo --origins 2012,2015 --horizon 5
    """
    progress = steps.progress_lines()
    data, years = _data(package, activity), steps.years(origins)
    if activity == "cluster":
        indicator = steps.indicator_of(data, indicator or "", progress)
    question = _question(horizon, activity, indicator, threshold, window, minimum)
    panels = NichePanels(data, question)
    from training.niches import task  # slow to import

    names = steps.model_names(models, list(task.MODELS)) or list(task.MODELS)
    lines = silent if scheduler else progress
    evaluate = partial(task.evaluate, panels, models=names, held_out=held_out, progress=lines)
    progress(f"origins {', '.join(map(str, years))}")
    with workers(scheduler) as work:
        at_origin = dict(zip(years, work(evaluate, years), strict=True))
    result = backtest(panels.package, question, years, task.DEFAULT, at_origin.__getitem__)
    steps.show_backtest(result, json, names)


def _question(
    horizon: int,
    activity: Activity,
    indicator: str | None,
    threshold: float,
    window: int,
    minimum: float | None,
) -> NicheQuestion:
    """The question of the options."""
    if activity == "cluster" and minimum is not None:
        raise InputError("--minimum is for patents; niches of clusters have no minimum")
    minimum = NicheQuestion.minimum if minimum is None else minimum
    return NicheQuestion(horizon, window, threshold, minimum, activity, indicator)


def _data(folder: Path, activity: Activity) -> Package:
    """A package; InputError with a hint if it lacks patents that are needed but has clusters."""
    data = read(folder)
    without = activity == "technology" and "patents" not in data.tables
    if without and "cluster_indicators" in data.tables:
        raise InputError(
            f"{data.name} has no table patents, needed for technology niches: add it, or use "
            "--activity cluster for niches of its clusters"
        )
    return data
