"""Print a response: its layout, then the models that answered."""

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel
from rich.console import Console

from features.formats import counted, number, percent
from serving.chain.contracts import ChainResponse
from serving.choice.contracts import OptionsResponse
from serving.choice.simulation_contracts import SimulateResponse
from serving.contracts import Metadata, Track
from serving.growth.contracts import ForecastResponse
from serving.growth.live_contracts import LiveResponse
from serving.links.contracts import (
    ExternalityResponse,
    MultiplierResponse,
    PartnerResponse,
    PeerResponse,
)
from serving.niches.contracts import AuditResponse, BreakthroughResponse, NicheResponse
from serving.terminal.blocks import Blocks, line
from serving.terminal.layouts import chain, choice, growth, links, niches
from serving.terminal.plain import plain

LAYOUTS: dict[type[BaseModel], Callable[[Any], Blocks]] = {
    ForecastResponse: growth.forecasts,
    LiveResponse: growth.live,
    NicheResponse: niches.calls,
    AuditResponse: niches.audits,
    BreakthroughResponse: niches.breakthroughs,
    OptionsResponse: choice.options,
    MultiplierResponse: links.multipliers,
    ExternalityResponse: links.externalities,
    PartnerResponse: links.partners,
    PeerResponse: links.peers,
    SimulateResponse: choice.paths,
    ChainResponse: chain.chains,
}
"""Layouts by response; any other response is printed plainly."""


def print_response(console: Console, response: BaseModel) -> None:
    """Print a response by its entry in LAYOUTS, or plainly, then its sources."""
    for block in LAYOUTS.get(type(response), plain)(response):
        console.print(block)
    sources = {(source.name, source.version): source for source in _sources(response)}
    for source in sources.values():
        if source.threshold is not None:
            console.print(line(specialisation(source)))
        console.print(line(_source(source)))
        if source.sources:
            console.print(line(f"data from {'; '.join(it.named for it in source.sources)}"))


def _sources(part: object) -> Iterator[Metadata]:
    """The metadata anywhere in a response."""
    if isinstance(part, Metadata):
        yield part
    elif isinstance(part, BaseModel):
        for _, value in part:
            yield from _sources(value)
    elif isinstance(part, list):
        for item in part:
            yield from _sources(item)


def specialisation(metadata: Metadata) -> str:
    """The definition of a specialisation in an answer about niches."""
    years = f", over {counted(metadata.window, 'year')}" if metadata.window else ""
    return f"specialisation: a location quotient of {metadata.threshold:g} or more{years}"


def _source(metadata: Metadata) -> str:
    """Data, model, version, cutoff and track record of an answer."""
    forced = ", promoted by force" if metadata.forced else ""
    return (
        f"{metadata.title} · {metadata.name} version {metadata.version} "
        f"({metadata.model}{forced}) · data to {metadata.cutoff} · "
        f"{_backtest(metadata.track_record)}"
    )


def _backtest(records: list[Track]) -> str:
    if not records:
        return "no backtest"
    origins = ", ".join(str(origin) for origin in records[0].origins)
    return f"backtest from {origins}: " + "; ".join(_track(record) for record in records)


def _track(record: Track) -> str:
    call, figures = record.call, record.figures
    if call is None:
        return (
            f"error {number(figures['owa'])} times the naive forecast's "
            f"(OWA{_best_baseline(record)}), "
            f"80 % intervals contained {percent(figures['coverage_80'])} of outcomes "
            f"(worst origin {percent(figures['worst_coverage_80'])}), "
            f"95 % intervals {percent(figures['coverage_95'])} "
            f"(worst {percent(figures['worst_coverage_95'])})"
            f"{f'; {record.order}' if record.order else ''}"
        )
    return (
        f"{call} average precision {number(figures['ap'])} "
        f"({_best_rule(record)}), "
        f"calibration error {number(figures['ece'])}"
    )


def _best_baseline(record: Track) -> str:
    """The error of the best baseline."""
    if record.best_null is None:
        return ""
    return f"; best baseline, {record.best_null}, {number(record.best_null_owa)}"


def _best_rule(record: Track) -> str:
    """The average precision of the best simple rule, and the base rate."""
    rate = f"base rate {number(record.figures['base_rate'])}"
    if record.best_null is None:
        return rate
    rule = record.best_null.replace("_", " ")
    return f"best simple rule, {rule}, {number(record.best_null_ap)}, {rate}"
