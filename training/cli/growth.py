"""Commands that train and backtest the growth of clusters."""

from functools import partial
from typing import Annotated

import typer

from features.growth.panel import indicator_rows
from features.package import Package, read
from training.backtest import backtest
from training.champion import registered_name
from training.cli import steps
from training.cli.options import (
    CutoffOption,
    HorizonOption,
    JsonOption,
    OriginsOption,
    PackageOption,
)
from training.growth.panels import GrowthPanels
from training.growth.question import INDICATOR, GrowthQuestion
from training.trained import Progress
from training.work import workers

PROPHET_SERIES = 600
"""Most series for which a backtest includes Prophet by default."""

IndicatorOption = Annotated[str, typer.Option(help="indicator of the clusters")]
ReconcileOption = Annotated[
    bool, typer.Option("--reconcile/--no-reconcile", help="make forecasts add up to their totals")
]
SchedulerOption = Annotated[
    str | None, typer.Option(help="address of a Dask scheduler whose workers to use")
]


def train(
    package: PackageOption,
    horizon: HorizonOption = 5,
    cutoff: CutoffOption = None,
    indicator: IndicatorOption = INDICATOR,
    model: Annotated[
        str, typer.Option(help="method to train instead of the default, such as theta")
    ] = "",
    reconcile: ReconcileOption = True,
    scheduler: SchedulerOption = None,
) -> None:
    """Backtest a method beside other models, train it up to the cutoff, log it as challenger.

    Example: smartspec train growth --package demo --horizon 5
    """
    progress, question = steps.progress_lines(), GrowthQuestion(horizon, indicator, reconcile)
    panels = GrowthPanels(read(package), question)
    from training.choice.hindsight.at_origins import cluster_past  # slow to import
    from training.choice.scale import with_scale
    from training.growth import task

    method, *_ = [*steps.model_names(model, list(task.MODELS)), task.DEFAULT]
    last = int(indicator_rows(panels.package, indicator)["year"].max())
    cutoff = steps.cutoff_within(cutoff, last, indicator, panels.package)
    origins = task.default_origins(panels, cutoff)
    if not origins:
        raise steps.too_short(panels.package, cutoff, horizon, "horizon")
    names = steps.rivals(task.QUICK_MODELS, method, registered_name("growth"))
    with workers(scheduler) as work:
        evaluate = partial(
            task.evaluate, panels, models=names, champion=method, progress=progress, work=work
        )
        result = backtest(panels.package, question, origins, method, evaluate, progress)
        progress(f"training {method} up to {cutoff}")
        trained = task.train(panels, cutoff, method, progress, work)
    progress("scaling the criteria of the choice")
    trained = with_scale(trained, panels.package)
    trained = steps.with_tables(
        trained, cluster_past(panels.package, question, result.futures, progress)
    )
    steps.log_challenger(trained, panels.package, result, progress, "growth")


def backtest_command(
    package: PackageOption,
    origins: OriginsOption,
    horizon: HorizonOption = 5,
    models: Annotated[
        str,
        typer.Option(help="names such as naive,theta; by default all, prophet only for few series"),
    ] = "",
    indicator: IndicatorOption = INDICATOR,
    json: JsonOption = "",
    reconcile: ReconcileOption = True,
    scheduler: SchedulerOption = None,
) -> None:
    """Score every model and baseline on the same rows, per origin and pooled.

    Example: smartspec backtest growth --package demo --origins 2010,2012 --horizon 5
    """
    progress, question = steps.progress_lines(), GrowthQuestion(horizon, indicator, reconcile)
    panels, years = GrowthPanels(read(package), question), steps.years(origins)
    from training.growth import task  # slow to import

    names = steps.model_names(models, list(task.MODELS))
    names = names or _usual(list(task.MODELS), panels.package, indicator, progress)
    with workers(scheduler) as work:
        evaluate = partial(
            task.evaluate, panels, models=names, champion=task.DEFAULT, progress=progress, work=work
        )
        result = backtest(panels.package, question, years, task.DEFAULT, evaluate, progress)
    steps.show_backtest(result, json, names)


def _usual(models: list[str], data: Package, indicator: str, progress: Progress) -> list[str]:
    """All models, but Prophet only for few series: it takes .1 seconds for each."""
    series = indicator_rows(data, indicator).groupby(["region_code", "cluster_code"]).ngroups
    if series <= PROPHET_SERIES:
        return models
    progress(
        f"prophet is left out: it needs about {series // 600 + 1} minutes an origin for {series} "
        "series; name it in --models to include it"
    )
    return [name for name in models if name != "prophet"]
