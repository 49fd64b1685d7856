"""Answers of the service as tables for a terminal."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from features.package.periods import label, time_of, year_and_period
from training.niches.caution import CALL, caution

Answer = dict[str, Any]

KINDS = {"technology": "Technologies", "cluster": "Markets"}


def show_forecasts(console: Console, answer: Answer) -> None:
    """Growth of each cluster with its intervals, one table per region."""
    per_year = answer["metadata"]["periods_per_year"]
    for region, forecasts in _by_region([*answer["forecasts"], *answer.get("totals", [])]):
        first, last = (forecasts[0]["points"][end] for end in (0, -1))
        table = titled(f"Growth forecast for {region}, {answer['unit']}")
        table.add_column("cluster")
        for title in (when(first, per_year, 1), f"{when(last, per_year)} median"):
            table.add_column(title, justify="right")
        for interval in forecasts[0]["points"][-1]["intervals"]:
            table.add_column(f"{interval['level']} % interval", justify="right", no_wrap=True)
        table.add_column("growth a year", justify="right")
        if any(forecast["drivers"] for forecast in forecasts):
            table.add_column("of that, % a year")
        for forecast in forecasts:
            total = "" in (forecast["region_code"], forecast["cluster_code"])
            table.add_row(*_forecast_row(forecast), style="bold" if total else None)
        console.print(table)
    show_source(console, answer["metadata"])


def when(point: Answer, per_year: int, back: int = 0) -> str:
    """A point in time as people read it, or that so many points back."""
    time = time_of(point["year"], point["period"] or 1, per_year) - back
    return label(*year_and_period(time, per_year), per_year)


def _forecast_row(forecast: Answer) -> list[str]:
    point, growth = forecast["points"][-1], forecast["growth"]
    a_year = growth and growth["median_per_year"]
    return [
        forecast["cluster_name"],
        number(forecast["last_value"]),
        number(point["median"]),
        *(f"{number(part['lower'])} to {number(part['upper'])}" for part in point["intervals"]),
        "unknown" if a_year is None else f"{a_year:+.1f} %",
        *([_why(forecast["drivers"])] if forecast["drivers"] else []),
    ]


def _why(drivers: Sequence[Answer]) -> str:
    """The largest parts and the sum of the others: "nation +1.2, own momentum -0.4"."""
    parts = [(one["phrase"], one["growth"]) for one in drivers if one["growth"] is not None]
    parts.sort(key=lambda part: -abs(part[1]))
    named = max(N_DRIVERS, sum(abs(growth) >= LARGE for _, growth in parts))
    shown = [*parts[:named], ("other", sum(growth for _, growth in parts[named:]))]
    return ", ".join(f"{name} {growth:+.1f}" for name, growth in shown if abs(growth) >= SHOWN)


def show_niches(console: Console, answer: Answer) -> None:
    """Likely entries or exits with their probability ranges, one table per region."""
    for region, calls in _by_region(answer["calls"]):
        console.print(_calls_table(calls, region, answer))
    console.print(_specialisation(answer["metadata"]), style="dim")
    show_source(console, answer["metadata"])


def show_audit(console: Console, answer: Answer) -> None:
    """Portfolio, likely entries, specialisations at risk and growth of each region."""
    for audit in answer["audits"]:
        if audit["summary"]["diversity"] is None:
            console.print(_no_portfolio(audit, answer))
        else:
            console.print(_portfolio_table(audit, answer))
        for part in ("likely_entries", "at_risk"):
            if audit[part]:
                console.print(_calls_table(audit[part], _region(audit), answer))
        console.print(_specialisation(answer["metadata"]), style="dim")
        show_source(console, answer["metadata"])
        if audit["growth"]:
            show_forecasts(console, audit["growth"])
        else:
            console.print(
                "no growth forecasts: no growth champion that forecasts clusters of "
                f"{_region(audit)} is loaded",
                style="dim",
            )


def show_breakthroughs(console: Console, answer: Answer) -> None:
    """Activities about to break through, then the points of breakthrough of each region."""
    metadata = answer["metadata"]
    end = metadata["cutoff"] + metadata["horizon"]
    table = titled(f"{KINDS[answer['activity']]} about to break through until {end}")
    table.add_column("activity")
    for title in ("probability", "share"):
        table.add_column(title, justify="right")
    table.add_column("stands out by")
    for entry in answer["activities"]:
        chance, share = f"{100 * entry['probability']:.0f} %", f"{100 * entry['share']:.2f} %"
        table.add_row(_activity(entry), chance, share, _outstanding(entry["attributes"]))
    console.print(table)
    for region, points in _by_region(answer["points"]):
        console.print(_points_table(region, points))
    if said := _caution(metadata):
        console.print(said)
    show_source(console, metadata)


def _caution(metadata: Answer) -> str | None:
    """That a simple rule ranked breakthroughs better in the backtest, None if none did."""
    for record in metadata["track_record"]:
        if record["call"] == CALL:
            return caution(record["figures"]["ap"], record["best_null"], record["best_null_ap"])
    return None


def _outstanding(attributes: Answer) -> str:
    """The attributes in which it is highest, at most three."""
    ranked = sorted(attributes.items(), key=lambda item: -item[1])[:3]
    return ", ".join(name.replace("_", " ") for name, place in ranked if place >= OUTSTANDING)


def _points_table(region: str, points: Sequence[Answer]) -> Table:
    table = titled(f"Points of breakthrough of {region}: own strength meets what emerges")
    table.add_column("activity")
    for title in ("location quotient", "relatedness", "strength", "breakthrough", "both"):
        table.add_column(title, justify="right")
    for point in points:
        chances = (point[name] for name in ("strength", "probability", "score"))
        table.add_row(
            _activity(point),
            number(point["location_quotient"]),
            number(point["relatedness_density"]),
            *(f"{100 * chance:.0f} %" for chance in chances),
        )
    return table


def _no_portfolio(audit: Answer, answer: Answer) -> str:
    """What stands in place of the portfolio of a region that nothing is counted of."""
    return (
        f"No portfolio of {_region(audit)}: the data has no {answer['metadata']['counted']} of its "
        "own, as of a region above others"
    )


def _portfolio_table(audit: Answer, answer: Answer) -> Table:
    summary, listed = audit["summary"], len(audit["portfolio"])
    first = f" (the strongest {listed})" if listed < summary["diversity"] else ""
    table = titled(
        f"Portfolio of {_region(audit)}: {summary['diversity']} specialisations{first}, "
        f"complexity (ECI) {number(summary['eci'])}",
    )
    table.add_column("specialisation")
    table.add_column(answer["metadata"]["counted"], justify="right")
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


def _calls_table(calls: Sequence[Answer], region: str, answer: Answer) -> Table:
    end = answer["metadata"]["cutoff"] + answer["metadata"]["horizon"]
    verb = "enter" if calls[0]["call"] == "entry" else "lose"
    table = titled(f"{KINDS[answer['activity']]} that {region} may {verb} until {end}")
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


def _specialisation(metadata: Answer) -> str:
    """What counts as a specialisation in these answers."""
    years = f", over {metadata['window']} years" if metadata["window"] else ""
    return f"specialisation: a location quotient from {metadata['threshold']:g}{years}"


def show_source(console: Console, metadata: Answer) -> None:
    """What answered: data, model, version, cutoff and track record."""
    forced = ", promoted by force" if metadata["forced"] else ""
    console.print(
        f"{metadata['title']} · {metadata['name']} version {metadata['version']} "
        f"({metadata['model']}{forced}) · known until {metadata['cutoff']} · "
        f"{_track_line(metadata)}",
        style="dim",
    )


def _track_line(metadata: Answer) -> str:
    records = metadata["track_record"]
    if not records:
        return "no backtest"
    origins = ", ".join(str(origin) for origin in records[0]["origins"])
    return f"backtest from {origins}: " + "; ".join(_track(record) for record in records)


def _track(record: Answer) -> str:
    call, figures = record["call"], record["figures"]
    if call is None:
        return (
            f"error {number(figures['owa'])} of the naive forecast's (OWA{_best_model(record)}), "
            f"80 % intervals held {percent(figures['coverage_80'])} "
            f"(worst origin {percent(figures['worst_coverage_80'])}), "
            f"95 % intervals {percent(figures['coverage_95'])} "
            f"(worst {percent(figures['worst_coverage_95'])})"
        )
    return (
        f"{call} average precision {number(figures['ap'])} "
        f"({_beside(record)}), "
        f"calibration error {number(figures['ece'])}"
    )


def _best_model(record: Answer) -> str:
    """What the error is to be compared with."""
    if record["best_null"] is None:
        return ""
    return f"; best baseline, {record['best_null']}, {number(record['best_null_owa'])}"


def _beside(record: Answer) -> str:
    """What the average precision is to be compared with."""
    rate = f"base rate {number(record['figures']['base_rate'])}"
    if record["best_null"] is None:
        return rate
    rule = record["best_null"].replace("_", " ")
    return f"best simple rule, {rule}, {number(record['best_null_ap'])}, {rate}"


def _by_region(entries: Iterable[Answer]) -> list[tuple[str, list[Answer]]]:
    """Each region as titles name it, with its entries; two of one name stay apart."""
    regions: dict[str, list[Answer]] = {}
    for entry in entries:
        regions.setdefault(entry["region_code"], []).append(entry)
    return [(_region(found[0]), found) for found in regions.values()]


def _region(entry: Answer) -> str:
    """Name and code of a region; the name alone of all regions, which have no code."""
    code = entry["region_code"]
    return f"{entry['region_name']} ({code})" if code else str(entry["region_name"])


def _activity(entry: Answer) -> str:
    return f"{entry['activity_code']} {entry['activity_name']}"


N_DRIVERS = 3
LARGE = 0.5
"""Growth from which, per cent a year, a driver is named even after that many."""
SHOWN = 0.05
"""Growth below it, per cent a year, is zero to one decimal."""
OUTSTANDING = 0.7
"""Place among all, 0 to 1, from which an attribute is told."""
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
