"""The command explain: what broke the trend of one series, and what named shocks did to it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer
from rich import box
from rich.table import Table

from features.errors import InputError, UnknownCodeError
from features.package import Package, read
from training.champion import Champion
from training.cli import tables
from training.cli.options import JsonOption, PackageOption
from training.cli.output import report_folder, write
from training.figures import explain_page
from training.figures.explain_page import amount
from training.growth.explain.changepoints import Explanation, Range, explain
from training.growth.explain.trend_draws import Shock
from training.growth.intervals import conformal
from training.registry import versions
from training.registry.provenance import is_demo, records

Report = dict[str, Any]

LEVELS = (0.5, 0.8, 0.95)


@dataclass(frozen=True)
class Series:
    """Codes of one series."""

    region: str
    cluster: str
    indicator: str


def explain_growth(
    package: PackageOption,
    region: Annotated[str, typer.Option("--region", help="region_code")],
    cluster: Annotated[str, typer.Option("--cluster", help="cluster_code")],
    indicator: Annotated[str, typer.Option(help="indicator of the clusters")] = "value_added",
    shock: Annotated[
        list[str] | None,
        typer.Option(help="YEAR[:YEAR][=NAME] of a shock or policy; may be repeated"),
    ] = None,
    horizon: Annotated[
        int, typer.Option(min=1, max=30, help="years ahead that the figure shows")
    ] = 5,
    output: Annotated[
        Path | None,
        typer.Option("--output", "--out", help="folder; reports/PACKAGE/REGION-CLUSTER by default"),
    ] = None,
    as_json: JsonOption = "",
) -> None:
    """Say where the trend of one series broke and what shocks did to it: a figure and a table.

    Prophet fits the series. The forecast beside it is the champion's, where one of the same
    package has it, since only its intervals are calibrated.

    Example: python -m training explain growth --package demo --region ORV01 --cluster C1
    --shock 2008:2009=crisis
    """
    shocks = [parsed(text) for text in shock or []]
    data = read(package)
    name = versions.registered_name("growth")
    champion = versions.load(name) if versions.champion_version(name) else None
    series = Series(region, cluster, indicator)
    report = explained(data, series, shocks, horizon, champion)
    line = json.dumps(report, ensure_ascii=False)
    folder = output or report_folder(data.name, region, cluster)
    write(folder / "explain.html", explain_page.page(report).encode())
    if as_json not in ("", "-"):
        write(Path(as_json), f"{line}\n".encode())
    _show(report)
    typer.echo(f"{folder / 'explain.html'}", err=True)
    if as_json == "-":
        typer.echo(line)


def explained(
    data: Package,
    series: Series,
    shocks: list[Shock],
    horizon: int,
    champion: Champion | None = None,
) -> Report:
    """What Prophet says of one series, ready for JSON.

    Returns
    -------
    dict
        package, title, sha256, demo, region_code, region_name, cluster_code, cluster_name,
        indicator, unit, growth_unit (of changes of the trend), history (year, value, trend),
        changepoints (year, first, last, before, after, change, change_low, change_high), shocks
        (name, first, last, effect, effect_low, effect_high in the unit, and the same with
        per_cent), and forecast: source, calibrated, points (year, median, lower_80, ...).

    Raises
    ------
    UnknownCodeError
        An unknown region, cluster or indicator.
    InputError
        There is no such series, or none that could be explained.
    """
    values = _values(data, series)
    years, observed = np.array(values.index), np.array(values, dtype=np.float64)
    found = explain(years, observed, shocks, horizon)
    units = data.tables["indicators"].set_index("indicator")["unit"]
    unit = str(units.get(series.indicator, ""))
    return {
        "package": data.name,
        "title": data.title,
        "sha256": data.sha256,
        "demo": is_demo(data),
        "region_code": series.region,
        "region_name": _name(data, "region", series.region),
        "cluster_code": series.cluster,
        "cluster_name": _name(data, "cluster", series.cluster),
        "indicator": series.indicator,
        "unit": unit,
        "growth_unit": "% a year" if found.in_logs else f"{unit} a year",
        "history": [
            {"year": int(year), "value": float(value), "trend": float(trend)}
            for year, value, trend in zip(found.years, found.observed, found.trend, strict=True)
        ],
        "changepoints": [
            {
                **{name: getattr(one, name) for name in ("year", "first", "last")},
                **{"before": one.before, "after": one.after},
                **_ends("change", one.change),
            }
            for one in found.changepoints
        ],
        "shocks": [
            {
                **{name: getattr(one.shock, name) for name in ("name", "first", "last")},
                **_ends("effect", one.unit),
                **_ends("per_cent", one.per_cent),
            }
            for one in found.effects
        ],
        "forecast": _forecast(champion, data, series) or _own_forecast(found),
    }


def _values(data: Package, series: Series) -> "pd.Series[float]":
    """Values by year, from the first to the last known one, NaN in gaps."""
    rows = data.table("cluster_indicators", "growth")
    for column, code in (
        ("indicator", series.indicator),
        ("region_code", series.region),
        ("cluster_code", series.cluster),
    ):
        known = rows[column].unique()
        if code not in known:
            raise UnknownCodeError(column.removesuffix("_code"), code, known)
        chosen = rows[column] == code
        rows = rows if column == "region_code" else rows[chosen]
    own = (
        rows[rows["region_code"] == series.region].dropna(subset="value").set_index("year")["value"]
    )
    if own.empty:
        raise InputError(
            f"{data.name} has no {series.indicator} of cluster {series.cluster} in region "
            f"{series.region}: choose another cluster or region"
        )
    return own.reindex(range(int(own.index.min()), int(own.index.max()) + 1))


def _name(data: Package, kind: str, code: str) -> str:
    """Name of a code; the code itself where the package has no name."""
    if f"{kind}s" not in data.tables:
        return code
    names = data.tables[f"{kind}s"].set_index(f"{kind}_code")[f"{kind}_name"]
    return str(names.get(code, code))


def _ends(name: str, values: Range | None) -> Report:
    low, middle, high = values or (None, None, None)
    return {name: middle, f"{name}_low": low, f"{name}_high": high}


def _forecast(champion: Champion | None, data: Package, series: Series) -> Report | None:
    """The champion's forecast; None where it is of another package or indicator, or has none."""
    if champion is None or champion.sha256 != data.sha256:
        return None
    rows = champion.tables["forecasts"]
    chosen = (rows["region_code"] == series.region) & (rows["cluster_code"] == series.cluster)
    own = rows[chosen]
    if champion.params["indicator"] != series.indicator or own.empty or "period" in own:
        return None
    source = f"{champion.name} version {champion.version} ({champion.model})"
    points = _points(own.sort_values("year"))
    return {"source": source, "calibrated": True, "cutoff": champion.cutoff, "points": points}


def _own_forecast(found: Explanation) -> Report:
    rows = conformal.frame(found.quantiles).assign(year=found.ahead, median=found.median)
    cutoff = int(found.years[-1])
    return {"source": "Prophet", "calibrated": False, "cutoff": cutoff, "points": _points(rows)}


def _points(rows: pd.DataFrame) -> list[Report]:
    """Year, median and bounds of each row of a table of quantiles."""
    columns = {"year": "year", "median": "median"}
    for level in LEVELS:
        lower, upper = conformal.interval_columns(level)
        columns |= {lower: f"lower_{100 * level:.0f}", upper: f"upper_{100 * level:.0f}"}
    return records(rows[list(columns)].rename(columns=columns))


def parsed(text: str) -> Shock:
    """The parts of YEAR[:YEAR][=NAME], or InputError."""
    span, _, name = text.partition("=")
    first, _, last = span.partition(":")
    try:
        years = int(first), int(last or first)
    except ValueError:
        raise InputError(
            f"--shock takes YEAR[:YEAR][=NAME], as 2008:2009=crisis, not {text!r}"
        ) from None
    if years[1] < years[0]:
        raise InputError(f"--shock {text}: it ends before it begins")
    return Shock(name.strip() or span, *years)


def _show(report: Report) -> None:
    """Breaks and shocks as tables."""
    console = tables.console()
    named = f"{report['cluster_name']} in {report['region_name']}, {report['indicator']}"
    breaks = _table(f"Changes of the trend: {named}", ["after", "growth before", "growth after"])
    breaks.add_column("change", justify="right")
    breaks.add_column("80 % interval", justify="right")
    unit = report["growth_unit"]
    for one in report["changepoints"]:
        before, after, change = explain_page.step(one)
        breaks.add_row(
            explain_page.span(one["first"], one["last"]),
            f"{before} {unit}",
            f"{after} {unit}",
            change,
            _range(one, "change")[1],
        )
    console.print(breaks if report["changepoints"] else f"{named}: {explain_page.NO_BREAK}")
    if report["shocks"]:
        shocks = _table("Effects of shocks while they lasted", ["shock", "years"])
        for column in (report["unit"], "80 % interval", "per cent", "80 % interval"):
            shocks.add_column(column, justify="right")
        for one in report["shocks"]:
            years = explain_page.span(one["first"], one["last"])
            shocks.add_row(one["name"], years, *_range(one, "effect"), *_range(one, "per_cent"))
        console.print(shocks)


def _range(one: Report, name: str) -> tuple[str, str]:
    """A figure and its interval."""
    ends = f"{amount(one[f'{name}_low'])} to {amount(one[f'{name}_high'])}"
    return amount(one[name]), ends if one[name] is not None else ""


def _table(title: str, columns: list[str]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column)
    return table
