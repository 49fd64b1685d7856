"""The command monitor: clusters outside their forecast intervals, as JSON and a page."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from features.errors import InputError
from features.links.flow_table import InputOutput
from features.links.regionalization import regional_tables
from features.package import Package, read
from training.champion import Champion, registered_name
from training.cli.options import JsonOption
from training.cli.output import report_folder, write, write_json
from training.figures import monitor_page
from training.figures.monitor_page import Report
from training.growth.intervals.conformal import share
from training.provenance import metadata, records
from training.record.monitor import FALSE_DISCOVERY, LEVEL, Monitoring, actual_values, monitor
from training.registry import versions
from training.yearly import at_last_period, once_a_year


def monitor_command(
    package: Annotated[Path, typer.Option("--package", help="the data package with newer years")],
    level: Annotated[
        float, typer.Option(help="level of the forecast interval in per cent, such as 80 or 95")
    ] = 100 * LEVEL,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            help="folder for monitor.json and monitor.html; by default reports/PACKAGE/monitor-vN, "
            "where N is the champion's version",
        ),
    ] = None,
    as_json: JsonOption = "",
) -> None:
    """Compare the growth champion's forecast with newer years; the exit code is always 0.

    Outcomes are recorded with the champion's run, for the ledger.

    Example: smartspec monitor --package demo --json -
    """
    data = read(package)
    champion = _champion(data.name)
    found = compared(champion, data, share(level))
    if found is not None:
        versions.record(champion.name, champion.version, outcomes(champion, found, data))
    report = monitoring(champion, found, share(level))
    line = json.dumps(report, ensure_ascii=False)
    folder = output or report_folder(data.name, kind=f"monitor-v{champion.version}")
    write(folder / "monitor.json", f"{line}\n".encode())
    write(folder / "monitor.html", monitor_page.page(report).encode())
    write_json(line, as_json)
    typer.echo(f"{report['summary']}: {folder / 'monitor.html'}", err=True)


def _champion(package: str) -> Champion:
    """The growth champion of a package, or InputError that names those that have one."""
    name = registered_name("growth")
    others = ", ".join(sorted(versions.champions(name)))
    if others and versions.champion_version(name, package) is None:
        raise InputError(
            f"no growth champion was trained on {package}, but on {others}: give a package of that "
            "name with newer years"
        )
    return versions.load(name, package=package)


def compared(champion: Champion, data: Package, level: float = LEVEL) -> Monitoring | None:
    """Compare newer years with a champion's forecast; None if the package has none.

    Sub-annual data count with one quarter or month a year, as in training.yearly.

    Raises
    ------
    InputError
        For a package that is not the champion's, an unavailable level, or a price index that
        lacks a year or has another base year than the champion's.
    """
    if data.name != champion.package:
        raise InputError(
            f"the growth champion forecasts {champion.package}, not {data.name}: give a package "
            f"named {champion.package} with newer years"
        )
    data = champion.in_its_prices(at_last_period(data, champion))
    champion = once_a_year(champion)
    indicator = str(champion.params["indicator"])
    actuals = actual_values(data, indicator)
    if int(actuals["year"].max()) <= champion.cutoff:
        return None
    return monitor(champion.tables["forecasts"], actuals, _tables(champion, indicator), level)


def outcomes(champion: Champion, found: Monitoring, data: Package) -> pd.DataFrame:
    """Rows to record with a champion: outcome, p_value and the digest of the data."""
    columns = ["region_code", "cluster_code", "year", "value", "outside", "p_value", "surprising"]
    return found.series[columns].rename(columns={"value": "outcome"}).assign(sha256=data.sha256)


def monitoring(champion: Champion, found: Monitoring | None, level: float = LEVEL) -> Report:
    """The comparison of a champion's forecast with newer years, ready for JSON.

    Parameters
    ----------
    found : Monitoring or None
        As from ``compared``.
    level : float
        Level of the interval, as a share.

    Returns
    -------
    dict
        metadata, level (per cent), false_discovery, indicator, unit, summary (a sentence), n,
        n_outside, n_surprising, years, surprising, others (the least likely of the rest),
        exposed. Without newer years counts are 0 and lists are empty.
    """
    indicator = str(champion.params["indicator"])
    units = champion.tables["indicators"].set_index("indicator")["unit"]
    about = {
        "metadata": metadata(champion),
        "level": round(100 * level),
        "false_discovery": FALSE_DISCOVERY,
        "indicator": indicator,
        "unit": str(units[indicator]),
    }
    if found is None:
        none = {"n": 0, "n_outside": 0, "n_surprising": 0}
        empty: Report = {"years": [], "surprising": [], "others": [], "exposed": []}
        summary = f"there are no data after {champion.cutoff} yet to compare with the forecast"
        return {**about, "summary": summary, **none, **empty}
    return {**about, **_findings(found, champion)}


def _tables(champion: Champion, indicator: str) -> Mapping[str, list[InputOutput]]:
    """The input-output tables of each region that has one, by delta."""
    regions = champion.tables["forecasts"]["region_code"].unique()
    found = {}
    for region in regions:
        try:
            found[str(region)] = regional_tables(champion.data, str(region), indicator=indicator)
        except InputError:
            continue
    return found


def _findings(found: Monitoring, champion: Champion) -> Report:
    """Counts, the surprising series, the least likely others and exposed clusters, with names."""
    series = found.series
    outside, surprising = series["outside"] != "", series["surprising"]
    named = _named(series, champion)
    years = ", ".join(map(str, sorted(series["year"].unique())))
    return {
        "summary": (
            f"{int(outside.sum()):,} of {len(series):,} outcomes in {years} are outside their "
            f"interval, {int(surprising.sum()):,} of them surprisingly far"
        ),
        "n": len(series),
        "n_outside": int(outside.sum()),
        "n_surprising": int(surprising.sum()),
        "years": records(found.years),
        "surprising": records(named[surprising]),
        "others": records(named[~surprising].head(20)),
        "exposed": records(_named(found.exposed, champion)),
    }


def _named(rows: pd.DataFrame, champion: Champion) -> pd.DataFrame:
    """Rows with the names of their codes."""
    regions = champion.tables["regions"].set_index("region_code")["region_name"]
    clusters = champion.tables["clusters"].set_index("cluster_code")["cluster_name"]
    named = rows.assign(
        region_name=rows["region_code"].map(regions),
        cluster_name=rows["cluster_code"].map(clusters),
    )
    if "neighbour_code" in rows:
        named["neighbour_name"] = rows["neighbour_code"].map(clusters)
    return named
