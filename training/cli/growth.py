"""Commands that train and backtest the growth of clusters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

import pandas as pd
import typer

from features.errors import InputError, listed
from features.formats import counted, percent
from features.growth.panel import KEYS, indicator_rows
from features.package import Package, read
from features.package.suspicions.years import last_common_year
from features.vintages.reading import former
from features.vintages.states import Vintage
from training.backtest import Backtest, backtest, with_champion
from training.champion import registered_name
from training.cli import steps
from training.cli.options import (
    CutoffOption,
    HorizonOption,
    IndicatorOption,
    JsonOption,
    OriginsOption,
    PackageOption,
    SchedulerOption,
)
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.registry import promotion, versions
from training.registry.selection import Selection, select
from training.trained import Progress, Trained
from training.work import Work, workers

PROPHET_SERIES = 600
"""Most series for which a backtest includes Prophet by default."""

ReconcileOption = Annotated[
    bool, typer.Option("--reconcile/--no-reconcile", help="make forecasts add up to their totals")
]
DeflatorOption = Annotated[
    str,
    typer.Option(
        help="price index of region_indicators that turns current prices into constant ones, or "
        "constant into current ones",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class GrowthTraining:
    """What a training of growth is asked; the attributes are the options of the command."""

    horizon: int = 5
    cutoff: int | None = None
    indicator: str = ""
    model: str = ""
    origins: str = ""
    reconcile: bool = True
    deflator: str = ""


def train(
    package: PackageOption,
    horizon: HorizonOption = 5,
    cutoff: CutoffOption = None,
    indicator: IndicatorOption = "",
    model: Annotated[
        str,
        typer.Option(help="method to train, such as theta; by default the backtest chooses it"),
    ] = "",
    origins: Annotated[
        str,
        typer.Option(help="years to forecast from in the backtest; by default the latest three"),
    ] = "",
    reconcile: ReconcileOption = True,
    deflator: DeflatorOption = "",
    scheduler: SchedulerOption = None,
) -> None:
    """Backtest methods, train the one that the backtest chooses, log it as challenger.

    The earlier origins of the backtest choose the method, the later ones judge it: see promote.

    Example: smartspec train growth --package demo --horizon 5
    """
    asked = GrowthTraining(horizon, cutoff, indicator, model, origins, reconcile, deflator)
    progress = steps.progress_lines()
    logged = challenger(read(package), former(package, progress), asked, progress, scheduler)
    steps.show_challenger(logged, "growth")


def challenger(
    data: Package,
    vintages: Sequence[Vintage],
    asked: GrowthTraining,
    progress: Progress,
    scheduler: str | None = None,
) -> steps.Challenger:
    """Backtest methods, train the one that is named or that the backtest chooses, and log it.

    Parameters
    ----------
    vintages : sequence of Vintage
        Former states of the package, which say how far its latest values will be revised.

    Raises
    ------
    InputError
        The package does not allow it, or an option is wrong.
    """
    indicator = steps.indicator_of(data, asked.indicator, progress)
    horizon, model, origins = asked.horizon, asked.model, asked.origins
    question = GrowthQuestion(horizon, indicator, asked.reconcile, asked.deflator)
    panels = GrowthPanels(data, question, vintages)
    from training.growth import task  # slow to import

    method, *_ = [*steps.model_names(model, list(task.MODELS)), task.DEFAULT]
    rows = indicator_rows(panels.package, indicator)
    years = last_common_year(rows, KEYS), int(rows["year"].max())
    cutoff = steps.cutoff_within(asked.cutoff, years, indicator, panels.package, progress)
    tested = steps.years(origins) if origins else task.default_origins(panels, cutoff)
    if not tested:
        spanned = int(panels.at(cutoff).years[0]), cutoff
        longest = task.longest_horizon(panels, cutoff)
        needed = f"{task.MINIMUM_ORIGIN_YEARS + 1} years"
        raise steps.too_short(panels.package, spanned, horizon, longest, needed)
    if tested[-1] + horizon > cutoff:
        raise InputError(
            f"--origins {tested[-1]}: its outcomes {counted(horizon, 'year')} ahead end after "
            "the cutoff "
            f"{cutoff}"
        )
    name = registered_name("growth")
    names = steps.rivals(task.QUICK_MODELS, method, name, panels.package.name)
    with workers(scheduler) as work:
        served = method if model else names
        result = _backtest(panels, tested, names, served, progress, work)
        if not model:
            selection = _select(panels, cutoff, result)
            method = selection.method
            progress(f"choosing {method}: {selection.reason}")
            result = with_champion(result, method)
        progress(f"training {method} up to {cutoff}{_revisions(panels, cutoff)}")
        trained = task.train(panels, cutoff, method, progress, work)
    if not model:
        chosen_on = " ".join(map(str, selection.chosen_on))
        trained = replace(trained, params={**trained.params, promotion.CHOSEN_ON: chosen_on})
    trained = _with_choice(trained, panels, result, progress)
    return steps.log_challenger(trained, panels.package, result, progress)


def _revisions(panels: GrowthPanels, cutoff: int) -> str:
    """What the intervals of a training know of revisions, as the end of a sentence."""
    spread = panels.at(cutoff).revision
    if spread is None:
        return ""
    size = percent(float(spread[0]), 1)
    return f"; intervals are wider by revisions, whose spread is {size} for the newest figures"


def _with_choice(
    trained: Trained, panels: GrowthPanels, result: Backtest, progress: Progress
) -> Trained:
    """The trained model with what the choice needs: its scale, and options of earlier origins."""
    from training.choice.hindsight.at_origins import cluster_past  # slow to import
    from training.choice.scale import with_scale

    progress("scaling the criteria of the choice")
    past = cluster_past(panels.priced, panels.question, result.futures, progress)
    before = _advice_before(panels.package.name, progress)
    return steps.with_tables(with_scale(trained, panels.package), {**past, **before})


def _advice_before(package: str, progress: Progress) -> dict[str, pd.DataFrame]:
    """The advice that the champion of a package gives now, as a table of the one that follows it.

    Empty where there is none, or where it cannot be read any more.
    """
    from training.choice.advice import given  # slow to import
    from training.choice.context import BEFORE_TABLE

    name = registered_name("growth")
    version = versions.champions(name).get(package)
    if version is None:
        return {}
    progress(f"the advice of version {version}, the champion")
    try:
        return {BEFORE_TABLE: given(versions.load(name, version))}
    except InputError as error:
        progress(f"it is not known: {error}")
        return {}


def _backtest(
    panels: GrowthPanels,
    origins: list[int],
    models: list[str],
    served: str | list[str],
    progress: Progress,
    work: Work,
) -> Backtest:
    """Models at every origin, those that may be served as they would be served."""
    from training.growth import task  # slow to import

    evaluate = partial(
        task.evaluate, panels, models=models, champion=served, progress=progress, work=work
    )
    champion = served if isinstance(served, str) else task.DEFAULT
    return backtest(panels.package, panels.question, origins, champion, evaluate, progress)


def _select(panels: GrowthPanels, cutoff: int, result: Backtest) -> Selection:
    """The method to train, beside the champion of the same question."""
    params = panels.question.params()
    if (periods := panels.at(cutoff).periods_per_year) > 1:
        params["periods_per_year"] = periods
    incumbent = promotion.incumbent(registered_name("growth"), result.package, params)
    tested = result.rows["model"].unique().tolist()
    return select(lambda method: with_champion(result, method).losses, tested, incumbent)


def backtest_command(
    package: PackageOption,
    origins: OriginsOption,
    horizon: HorizonOption = 5,
    models: Annotated[
        str,
        typer.Option(help="names such as naive,theta; by default all, prophet only for few series"),
    ] = "",
    indicator: IndicatorOption = "",
    json: JsonOption = "",
    reconcile: ReconcileOption = True,
    deflator: DeflatorOption = "",
    scheduler: SchedulerOption = None,
    as_published: Annotated[
        bool,
        typer.Option(
            "--as-published",
            help="forecast each origin from the vintage that was published then",
        ),
    ] = False,
) -> None:
    """Score every model and baseline on the same rows, per origin and pooled.

    Example: smartspec backtest growth --package demo --origins 2010,2012 --horizon 5
    """
    progress = steps.progress_lines()
    data, years = read(package), steps.years(origins)
    indicator = steps.indicator_of(data, indicator, progress)
    question = GrowthQuestion(horizon, indicator, reconcile, deflator)
    vintages = former(package, None if as_published else progress)
    panels = GrowthPanels(data, question, vintages, as_published=as_published)
    published = _published(panels, years, progress) if as_published else {}
    from training.growth import task  # slow to import

    names = steps.model_names(models, list(task.MODELS))
    names = names or _usual(list(task.MODELS), panels.package, indicator, progress)
    with workers(scheduler) as work:
        result = _backtest(panels, years, names, task.DEFAULT, progress, work)
    steps.show_backtest(replace(result, published=published), json, names)


def _published(
    panels: GrowthPanels, origins: Sequence[int], progress: Progress
) -> dict[int, str | None]:
    """The vintage of each origin, which progress tells; InputError where no origin has one."""
    indicator_rows(panels.package, panels.question.indicator)  # refuses an unknown one
    found = {origin: panels.vintage(origin) for origin in origins}
    if all(name is None for name in found.values()):
        raise InputError(
            f"{panels.package.name} has no vintage of {panels.question.indicator} that ends in "
            f"{listed(map(str, found))}: choose origins that smartspec describe --vintages lists, "
            "or leave out --as-published"
        )
    for origin, name in found.items():
        if name is None:
            progress(f"origin {origin}: no vintage ends in this year; the data of today are used")
        else:
            progress(f"origin {origin}: as published in {name or 'the package of today'}")
    return found


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
