"""The commands that ask a running service and print what it answers."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from features import terminal
from features.errors import InputError
from serving.contracts import Activity
from serving.terminal.client import ask as ask_service
from serving.terminal.live import show_live
from serving.terminal.printer import show_audit, show_breakthroughs, show_forecasts, show_niches
from serving.terminal.series_file import read_series
from serving.terminal.support import (
    show_multipliers,
    show_partners,
    show_peers,
    show_scenario,
    show_support,
)
from training.growth.intervals.conformal import share

app = typer.Typer(
    help="Ask a running service: python -m serving ask audit --region ORV01",
    context_settings={"max_content_width": 110},
)
# A file or a pipe has no width of its own.
console = terminal.console(None if sys.stdout.isatty() else 110)


class CallName(StrEnum):
    """What may be asked of niches."""

    entry = "entry"
    exit = "exit"


Region = Annotated[str, typer.Option("--region", help="region code")]
Top = Annotated[int, typer.Option(help="how many")]
Regions = Annotated[list[str], typer.Option("--region", help="region code; may be repeated")]
Kind = Annotated[
    Activity, typer.Option("--activity", help="technology, or cluster for market niches")
]
Address = Annotated[str, typer.Option("--url", help="where the service is, as localhost:3000")]
LOCAL = "http://127.0.0.1:3000"
T = TypeVar("T")


@app.command()
def forecast(
    region: Regions,
    cluster: Annotated[list[str] | None, typer.Option(help="cluster code; may be repeated")] = None,
    level: Annotated[
        list[float] | None, typer.Option(help="interval level in per cent, as 80")
    ] = None,
    horizon: Annotated[int | None, typer.Option(help="years ahead")] = None,
    totals: Annotated[bool, typer.Option(help="also the totals they add up to")] = True,
    url: Address = LOCAL,
) -> None:
    """Growth forecasts.

    Example: python -m serving ask forecast --region ORV01 --level 80
    """
    levels = [_level(one) for one in level or []]
    question = {"cluster_codes": cluster, "levels": levels, "horizon": horizon, "totals": totals}
    show_forecasts(console, _ask(url, "/forecast_growth", region, question))


@app.command()
def niches(
    region: Regions,
    call: Annotated[CallName, typer.Option(help="what is asked for")] = CallName.entry,
    limit: Annotated[int, typer.Option(help="calls per region")] = 10,
    activity: Kind = "technology",
    url: Address = LOCAL,
) -> None:
    """Likely entries or exits.

    Example: python -m serving ask niches --region ORV01 --call exit --activity cluster
    """
    question = {"activity": activity, "call": call.value, "limit": limit}
    show_niches(console, _ask(url, "/flag_niches", region, question))


@app.command()
def breakthroughs(
    region: Annotated[
        list[str] | None, typer.Option(help="region code, for its points; may be repeated")
    ] = None,
    limit: Annotated[int, typer.Option(help="activities, and points per region")] = 10,
    activity: Kind = "technology",
    url: Address = LOCAL,
) -> None:
    """Activities about to break through, and where a region can meet them.

    Example: python -m serving ask breakthroughs --region ORV01
    """
    question = {"activity": activity, "limit": limit}
    show_breakthroughs(console, _ask(url, "/flag_breakthroughs", region or [], question))


@app.command()
def audit(region: Regions, activity: Kind = "technology", url: Address = LOCAL) -> None:
    """The audit of regions: of their technologies, or of their clusters as markets.

    Example: python -m serving ask audit --region ORV01
    """
    show_audit(console, _ask(url, "/audit_region", region, {"activity": activity}))


@app.command()
def support(
    region: Region,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            help="CRITERION=NUMBER; may be repeated; equal by default, and every answer names them"
        ),
    ] = None,
    k: Annotated[int, typer.Option(help="size of the choice")] = 5,
    draws: Annotated[int, typer.Option(help="draws of weights and forecasts")] = 10_000,
    url: Address = LOCAL,
) -> None:
    """What to support: clusters and niches ranked, with how robust the rank is.

    Example: python -m serving ask support --region ORV01 --weight growth=2 --weight risk=1
    """
    weights = _by_name("--weight", map(_weight, weight)) if weight else None
    question = {"region_code": region, "weights": weights, "k": k, "draws": draws}
    show_support(console, ask_service(url, "/rank_support", question))


@app.command()
def multipliers(
    region: Region,
    method: Annotated[str, typer.Option(help="flq, aflq, slq or cilq")] = "flq",
    url: Address = LOCAL,
) -> None:
    """Multipliers and linkages of a region's clusters.

    Example: python -m serving ask multipliers --region ORV01 --method aflq
    """
    question = {"region_code": region, "method": method}
    show_multipliers(console, ask_service(url, "/multipliers", question))


@app.command()
def partners(
    region: Region,
    code: Annotated[str, typer.Option(help="code of a cluster or technology")],
    top: Top = 10,
    url: Address = LOCAL,
) -> None:
    """Regions whose strengths complement a region in an activity.

    Example: python -m serving ask partners --region ORV01 --code A01
    """
    question = {"region_code": region, "activity_code": code, "top": top}
    show_partners(console, ask_service(url, "/partners", question))


@app.command()
def peers(
    region: Region,
    top: Annotated[int | None, typer.Option(help="how many")] = None,
    url: Address = LOCAL,
) -> None:
    """The most similar regions, and what sets a region apart from them.

    Example: python -m serving ask peers --region ORV01
    """
    question = {"region_code": region} | ({} if top is None else {"top": top})
    show_peers(console, ask_service(url, "/peers", question))


@app.command()
def simulate(
    region: Region,
    shock: Annotated[
        list[str], typer.Option(help="CLUSTER:YEAR:AMOUNT of final demand; may be repeated")
    ],
    persistence: Annotated[float, typer.Option(help="share kept from year to year")] = 0.0,
    url: Address = LOCAL,
) -> None:
    """What shocks or investments do to the paths of a region's clusters.

    Example: python -m serving ask simulate --region ORV01 --shock C1:2021:250
    """
    shocks = [_shock(text) for text in shock]
    question = {"region_code": region, "shocks": shocks, "persistence": persistence}
    show_scenario(console, ask_service(url, "/simulate", question))


@app.command()
def scenario(
    series: Annotated[
        Path | None,
        typer.Option(
            help="CSV with region_code, cluster_code, year, value and, where wished, period, "
            "borrow_from, region_name, cluster_name"
        ),
    ] = None,
    region: Annotated[str | None, typer.Option(help="region of a known series")] = None,
    cluster: Annotated[
        list[str] | None, typer.Option(help="cluster of a known series; may be repeated")
    ] = None,
    national_growth: Annotated[
        str | None,
        typer.Option(
            help="supposed of all regions, per cent a year, first year first; the last rate goes "
            "on to the horizon: 2,2,1"
        ),
    ] = None,
    region_growth: Annotated[
        list[str] | None, typer.Option(help="the same of a region: CODE=2,2,1; may be repeated")
    ] = None,
    cluster_growth: Annotated[
        list[str] | None, typer.Option(help="the same of a cluster: CODE=2,2,1; may be repeated")
    ] = None,
    horizon: Annotated[int | None, typer.Option(help="years ahead")] = None,
    url: Address = LOCAL,
) -> None:
    """Series of your own, or known ones, under supposed growth: the model runs live.

    Example: python -m serving ask scenario --region ORV01 --cluster C1 --national-growth 1,1,2
    """
    known = [{"region_code": region, "cluster_code": code} for code in cluster or []]
    if bool(region) != bool(cluster) or not (series or known):
        raise InputError("give --series FILE, or --region and --cluster of known series, or both")
    question = {
        "series": [*(read_series(series) if series else []), *known],
        "national_growth": _rates("--national-growth", national_growth) if national_growth else [],
        "region_growth": _paths("--region-growth", region_growth),
        "cluster_growth": _paths("--cluster-growth", cluster_growth),
        "horizon": horizon,
    }
    show_live(console, ask_service(url, "/forecast", question))


def _level(level: float) -> float:
    """A level in per cent as the service takes it, or InputError for a share."""
    share(level)
    return int(level) if level.is_integer() else level


def _by_name(option: str, pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Pairs as a mapping, or InputError for a name given twice."""
    found: dict[str, T] = {}
    for name, value in pairs:
        if name in found:
            raise InputError(f"{option} is given twice for {name}: give it once")
        found[name] = value
    return found


def _paths(option: str, texts: list[str] | None) -> dict[str, list[float]]:
    """The rates of each code."""
    return _by_name(option, (_path(option, text) for text in texts or []))


def _path(option: str, text: str) -> tuple[str, list[float]]:
    """The code and the rates of CODE=2,2,1, or InputError."""
    code, _, rates = text.rpartition("=")
    if not code:
        raise InputError(f"{option} takes CODE=RATES, as C1=2,2,1, not {text!r}")
    return code, _rates(option, rates)


def _rates(option: str, text: str) -> list[float]:
    """The rates of 2,2,1, or InputError."""
    try:
        return [float(rate) for rate in text.split(",")]
    except ValueError:
        raise InputError(f"{option} takes rates in per cent, as 2,2,1, not {text!r}") from None


def _weight(text: str) -> tuple[str, float]:
    """The name and the number of CRITERION=NUMBER, or InputError."""
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise InputError(f"--weight takes CRITERION=NUMBER, as growth=2, not {text!r}") from None


def _shock(text: str) -> dict[str, Any]:
    """The parts of CLUSTER:YEAR:AMOUNT, or InputError."""
    try:
        cluster, year, amount = text.rsplit(":", 2)
        return {"cluster_code": cluster, "year": int(year), "amount": float(amount)}
    except ValueError:
        raise InputError(
            f"--shock takes CLUSTER:YEAR:AMOUNT, as C1:2021:250, not {text!r}"
        ) from None


def _ask(url: str, path: str, regions: list[str], question: dict[str, Any]) -> dict[str, Any]:
    """What was not given is left to the service."""
    given = {name: value for name, value in question.items() if value not in (None, [])}
    return ask_service(url, path, {"region_codes": regions, **given})
