"""Answers of the service as tables for a terminal."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

Answer = dict[str, Any]


def show_forecasts(console: Console, answer: Answer) -> None:
    """Growth of each cluster with its intervals, one table per region."""
    cutoff = answer["metadata"]["cutoff"]
    for region, forecasts in _by_region(answer["forecasts"]):
        last = forecasts[0]["points"][-1]["year"]
        table = titled(f"Growth forecast for {region}, {answer['unit']}")
        table.add_column("cluster")
        for title in (f"{cutoff}", f"{last} median"):
            table.add_column(title, justify="right")
        for interval in forecasts[0]["points"][-1]["intervals"]:
            table.add_column(f"{interval['level']} % interval", justify="right")
        table.add_column("growth a year", justify="right")
        for forecast in forecasts:
            table.add_row(*_forecast_row(forecast))
        console.print(table)
    show_source(console, answer["metadata"])


def _forecast_row(forecast: Answer) -> list[str]:
    point, growth = forecast["points"][-1], forecast["growth"]
    a_year = growth and growth["median_per_year"]
    return [
        forecast["cluster_name"],
        number(forecast["last_value"]),
        number(point["median"]),
        *(f"{number(part['lower'])} to {number(part['upper'])}" for part in point["intervals"]),
        "unknown" if a_year is None else f"{a_year:+.1f} %",
    ]


def show_niches(console: Console, answer: Answer) -> None:
    """Likely entries or exits with their probability ranges, one table per region."""
    for region, calls in _by_region(answer["calls"]):
        console.print(_calls_table(calls, region, answer["metadata"]))
    show_source(console, answer["metadata"])


def show_audit(console: Console, answer: Answer) -> None:
    """Portfolio, likely entries, specialisations at risk and growth of each region."""
    for audit in answer["audits"]:
        console.print(_portfolio_table(audit))
        for part in ("likely_entries", "at_risk"):
            if audit[part]:
                console.print(_calls_table(audit[part], audit["region_name"], answer["metadata"]))
        show_source(console, answer["metadata"])
        if audit["growth"]:
            show_forecasts(console, audit["growth"])


def _portfolio_table(audit: Answer) -> Table:
    summary = audit["summary"]
    table = titled(
        f"Portfolio of {audit['region_name']}: {summary['diversity']} specialisations, "
        f"complexity (ECI) {number(summary['eci'])}",
    )
    table.add_column("specialisation")
    table.add_column("count", justify="right")
    table.add_column("location quotient", justify="right")
    table.add_column("trend")
    for entry in audit["portfolio"]:
        table.add_row(
            _activity(entry),
            number(entry["count"]),
            f"{entry['location_quotient']:.2f}",
            entry["trend"],
        )
    return table


def _calls_table(calls: Sequence[Answer], region: str, metadata: Answer) -> Table:
    end = metadata["cutoff"] + metadata["horizon"]
    title = "Likely entries of" if calls[0]["call"] == "entry" else "Specialisations at risk in"
    table = titled(f"{title} {region} until {end}")
    table.add_column("activity")
    table.add_column("probability", justify="right")
    table.add_column("90 % range", justify="right")
    table.add_column("lift", justify="right")
    table.add_column("why")
    for call in calls:
        reasons = [reason["reason"] for reason in call["reasons"][:2]]
        table.add_row(
            _activity(call),
            f"{100 * call['probability']:.0f} %",
            f"{100 * call['probability_low']:.0f} to {100 * call['probability_high']:.0f} %",
            "" if call["lift"] is None else f"{call['lift']:.1f}",
            "; ".join([*reasons, *filter(None, [call["warning"]])]),
        )
    return table


def titled(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")


def show_source(console: Console, metadata: Answer) -> None:
    """What answered: data, model, version, cutoff and track record."""
    console.print(
        f"[dim]{metadata['title']} · {metadata['name']} version {metadata['version']} "
        f"({metadata['model']}) · known until {metadata['cutoff']} · {_track_line(metadata)}[/dim]"
    )


def _track_line(metadata: Answer) -> str:
    records = metadata["track_record"]
    if not records:
        return "no backtest"
    origins = ", ".join(str(origin) for origin in records[0]["origins"])
    return f"backtest from {origins}: " + "; ".join(
        _track(record["call"], record["figures"]) for record in records
    )


def _track(call: str | None, figures: Answer) -> str:
    if call is None:
        return (
            f"error {number(figures['owa'])} of the naive forecast's (OWA), "
            f"80 % intervals held {percent(figures['coverage_80'])}, "
            f"95 % intervals {percent(figures['coverage_95'])}"
        )
    return (
        f"{call} average precision {number(figures['ap'])} "
        f"(base rate {number(figures['base_rate'])}), "
        f"calibration error {number(figures['ece'])}"
    )


def _by_region(entries: Iterable[Answer]) -> list[tuple[str, list[Answer]]]:
    regions: dict[str, list[Answer]] = {}
    for entry in entries:
        regions.setdefault(entry["region_name"], []).append(entry)
    return list(regions.items())


def _activity(entry: Answer) -> str:
    return f"{entry['activity_code']} {entry['activity_name']}"


NEGLIGIBLE = 1e-6
"""Below it only rounding is left of an interpolated zero."""


def number(value: float | None) -> str:
    """Three figures or more, without an exponent."""
    if value is None:
        return "unknown"
    if abs(value) < NEGLIGIBLE:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def percent(share: float | None) -> str:
    return "unknown" if share is None else f"{100 * share:.0f} %"
