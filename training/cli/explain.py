"""The command explain: breaks in the trend of one series, and the effects of named shocks."""

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
from features.formats import prices
from features.lookalikes import composed
from features.package import Package, read
from features.package.package import INDICATOR
from training.champion import Champion, registered_name
from training.cli import steps, tables
from training.cli.options import IndicatorOption, JsonOption, PackageOption
from training.cli.output import folder_name, report_folder, write, write_json
from training.figures import explain_page
from training.figures.explain_page import amount
from training.growth.explain.changepoints import Explanation, Range, explain
from training.growth.explain.trend_draws import Shock
from training.growth.intervals import conformal
from training.provenance import is_demo, records
from training.registry import versions

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
    indicator: IndicatorOption = "",
    shock: Annotated[
        list[str] | None,
        typer.Option(help="YEAR[:YEAR][=NAME] of a shock or policy; may be repeated"),
    ] = None,
    horizon: Annotated[
        int, typer.Option(min=1, max=30, help="years ahead that the figure shows")
    ] = 5,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "--out",
            help="folder; reports/PACKAGE/REGION-CLUSTER by default, -INDICATOR beside value_added",
        ),
    ] = None,
    as_json: JsonOption = "",
) -> None:
    """Show breaks in the trend of one series and the effects of shocks: a figure and a table.

    Prophet fits the series. The forecast is the champion's, which has calibrated intervals, if
    there is a champion trained on the same package.

    Example: smartspec explain growth --package demo --region ORV01 --cluster C1
    --shock 2008:2009=crisis
    """
    shocks = [parsed(text) for text in shock or []]
    data = read(package)
    indicator = steps.indicator_of(data, indicator, steps.progress_lines())
    name = registered_name("growth")
    version = versions.champion_version(name, data.name)
    champion = versions.load(name, version) if version else None
    series = Series(composed(region), composed(cluster), indicator)
    report = explained(data, series, shocks, horizon, champion)
    line = json.dumps(report, ensure_ascii=False)
    kind = "" if indicator == INDICATOR else folder_name(indicator, str.lower)
    folder = output or report_folder(data.name, series.region, series.cluster, kind=kind)
    write(folder / "explain.html", explain_page.page(report).encode())
    _show(report)
    typer.echo(f"{folder / 'explain.html'}", err=True)
    write_json(line, as_json)


def explained(
    data: Package,
    series: Series,
    shocks: list[Shock],
    horizon: int,
    champion: Champion | None = None,
) -> Report:
    """Prophet's explanation of one series, ready for JSON.

    Returns
    -------
    dict
        package, title, sha256, demo, region_code, region_name, cluster_code, cluster_name,
        indicator, unit, prices (in words), growth_unit (of changes of the trend), history (year,
        value, trend), changepoints (year, first, last, before, after, change, change_low,
        change_high), shocks (name, first, last, effect, effect_low, effect_high in the unit, and
        the same with per_cent), and forecast: source, calibrated, points (year, median, lower_80,
        ...).

    Raises
    ------
    UnknownCodeError
        An unknown region, cluster or indicator.
    InputError
        There is no such series, or it cannot be explained.
    """
    year = None
    if champion is not None and _forecasts(champion, data, series):
        data, year = champion.in_its_prices(data), champion.prices.year
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
        "prices": prices(data.price_basis(series.indicator), year),
        "growth_unit": "% a year" if found.in_logs else f"{unit} a year",
        "history": [
            {"year": int(year), "value": float(value), "trend": float(trend)}
            for year, value, trend in zip(found.years, found.observed, found.trend, strict=True)
        ],
        "changepoints": [
            {
                **{name: getattr(changepoint, name) for name in ("year", "first", "last")},
                **{"before": changepoint.before, "after": changepoint.after},
                **_ends("change", changepoint.change),
            }
            for changepoint in found.changepoints
        ],
        "shocks": [
            {
                **{name: getattr(effect.shock, name) for name in ("name", "first", "last")},
                **_ends("effect", effect.unit),
                **_ends("per_cent", effect.per_cent),
            }
            for effect in found.effects
        ],
        "forecast": _forecast(champion, data, series) or _prophet_forecast(found),
    }


def _values(data: Package, series: Series) -> "pd.Series[float]":
    """Values by year, from the first to the last one, NaN in gaps."""
    rows = data.table("cluster_indicators", "growth")
    for column, code in (
        ("indicator", series.indicator),
        ("region_code", series.region),
        ("cluster_code", series.cluster),
    ):
        codes = rows[column].unique()
        if code not in codes:
            kind = column.removesuffix("_code")
            raise UnknownCodeError(kind, code, codes, _names(data, kind))
        chosen = rows[column] == code
        rows = rows if column == "region_code" else rows[chosen]
    values = (
        rows[rows["region_code"] == series.region].dropna(subset="value").set_index("year")["value"]
    )
    if values.empty:
        raise InputError(
            f"{data.name} has no {series.indicator} of cluster {series.cluster} in region "
            f"{series.region}: choose another cluster or region"
        )
    return values.reindex(range(int(values.index.min()), int(values.index.max()) + 1))


def _name(data: Package, kind: str, code: str) -> str:
    """Name of a code; the code itself if it has no name."""
    return _names(data, kind).get(code, code)


def _names(data: Package, kind: str) -> dict[str, str]:
    """Code to name of regions or clusters; empty without a table of them."""
    if kind == "indicator" or f"{kind}s" not in data.tables:
        return {}
    rows = data.tables[f"{kind}s"]
    return dict(zip(rows[f"{kind}_code"], rows[f"{kind}_name"], strict=True))


def _ends(name: str, values: Range | None) -> Report:
    low, middle, high = values or (None, None, None)
    return {name: middle, f"{name}_low": low, f"{name}_high": high}


def _forecasts(champion: Champion, data: Package, series: Series) -> bool:
    """Whether a champion forecasts the indicator of this package."""
    return champion.sha256 == data.sha256 and champion.params["indicator"] == series.indicator


def _forecast(champion: Champion | None, data: Package, series: Series) -> Report | None:
    """The champion's forecast; None without one of this series, package and indicator."""
    if champion is None or not _forecasts(champion, data, series):
        return None
    rows = champion.tables["forecasts"]
    chosen = (rows["region_code"] == series.region) & (rows["cluster_code"] == series.cluster)
    series_rows = rows[chosen]
    if series_rows.empty or "period" in series_rows:
        return None
    source = f"{champion.name} version {champion.version} ({champion.model})"
    points = _points(series_rows.sort_values("year"))
    return {"source": source, "calibrated": True, "cutoff": champion.cutoff, "points": points}


def _prophet_forecast(found: Explanation) -> Report:
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
            f"--shock takes YEAR[:YEAR][=NAME], such as 2008:2009=crisis, not {text!r}"
        ) from None
    if years[1] < years[0]:
        raise InputError(f"--shock {text}: it ends before it begins")
    return Shock(name.strip() or span, *years)


def _show(report: Report) -> None:
    """Print breaks and shocks as tables."""
    console = tables.console()
    names = f"{report['cluster_name']} in {report['region_name']}"
    named = ", ".join(filter(None, [names, report["indicator"], report["prices"]]))
    breaks = _table(f"Changes of the trend: {named}", ["after", "growth before", "growth after"])
    breaks.add_column("change", justify="right")
    breaks.add_column("80 % interval", justify="right")
    unit = report["growth_unit"]
    for row in report["changepoints"]:
        before, after, change = explain_page.step(row)
        breaks.add_row(
            explain_page.span(row["first"], row["last"]),
            f"{before} {unit}",
            f"{after} {unit}",
            change,
            _range(row, "change")[1],
        )
    console.print(breaks if report["changepoints"] else f"{named}: {explain_page.NO_BREAK}")
    if report["shocks"]:
        shocks = _table("Effects of shocks while they lasted", ["shock", "years"])
        for column in (report["unit"], "80 % interval", "per cent", "80 % interval"):
            shocks.add_column(column, justify="right")
        for row in report["shocks"]:
            years = explain_page.span(row["first"], row["last"])
            shocks.add_row(row["name"], years, *_range(row, "effect"), *_range(row, "per_cent"))
        console.print(shocks)


def _range(row: Report, name: str) -> tuple[str, str]:
    """A figure and its interval."""
    ends = f"{amount(row[f'{name}_low'])} to {amount(row[f'{name}_high'])}"
    return amount(row[name]), ends if row[name] is not None else ""


def _table(title: str, columns: list[str]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column)
    return table
