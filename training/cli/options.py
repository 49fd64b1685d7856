"""Options of commands that one task takes and the other does not."""

from typing import Annotated, Literal

import typer

from features.errors import InputError
from training.trained import Task

INDICATOR = "value_added"
"""Indicator that is meant where none is named."""

IndicatorOption = Annotated[
    str, typer.Option(help="growth, and niches of clusters: indicator of the clusters")
]
ReconcileOption = Annotated[
    bool,
    typer.Option(
        "--reconcile/--no-reconcile", help="growth: forecasts that add up to their totals"
    ),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(help="growth: address of a Dask scheduler whose workers do the work"),
]
ActivityOption = Annotated[
    Literal["technology", "cluster"],
    typer.Option(help="niches: of technologies or of clusters (market niches)"),
]
ThresholdOption = Annotated[
    float | None,
    typer.Option(help="niches: location quotient that makes a specialisation; 1 by default"),
]
WindowOption = Annotated[
    int | None, typer.Option(help="niches: years whose counts are added up; 5 by default")
]
MinimumOption = Annotated[
    float | None,
    typer.Option(
        help="niches: patents in the window from which a region is learned from and scored; "
        "100 by default"
    ),
]
HeldOutOption = Annotated[
    float,
    typer.Option(min=0, max=0.9, help="niches: share of regions never learned from, alone scored"),
]

Options = dict[str, str | float]


def for_task(task: Task, indicator: str, activity: str, **asked: float | None) -> Options:
    """What the functions of a task take beside package, years and models.

    Parameters
    ----------
    asked : float or None
        Options of niches by name; None where the task's own default shall do.

    Raises
    ------
    InputError
        For an option that the task or the activity does not have.
    """
    given = {name: value for name, value in asked.items() if value is not None}
    check_activity(task, activity)
    if task == "growth":
        if given:
            name = next(iter(given))
            raise InputError(f"--{name} is for niches: growth has no specialisations to tell apart")
        return {"indicator": indicator}
    if activity == "technology":
        if indicator != INDICATOR:
            raise InputError(
                "--indicator is for growth and for niches of clusters (--activity cluster): "
                "technologies are told by patents"
            )
        return {"activity": activity, **given}
    if "minimum" in given:
        raise InputError(
            "--minimum is for patents: an indicator of clusters is measured, not counted, so that "
            "any amount of it will do"
        )
    return {"activity": activity, "indicator": indicator, **given}


def check_activity(task: Task, activity: str) -> None:
    """Refuse for growth the choice between niches of technologies and of clusters."""
    if task == "growth" and activity != "technology":
        raise InputError("--activity is for niches: what grows are clusters")


def check_of_growth(task: Task, scheduler: str | None, reconcile: bool) -> None:
    """Refuse for niches what only growth has."""
    if task == "growth":
        return
    if scheduler:
        raise InputError("--scheduler is for growth: niches are learned on one machine")
    if not reconcile:
        raise InputError("--no-reconcile is for growth: niches have no totals to add up to")


def check_held_out(task: Task, held_out: float) -> None:
    """Refuse regions held out from models that know every series they forecast."""
    if held_out and task != "niches":
        raise InputError("--held-out is for niches: growth models know every series they forecast")
