"""The command audit: the report of a region by the champions, as a page and as JSON."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer
from matplotlib.figure import Figure

from features.errors import InputError
from features.package import read
from serving.reports import audit_figures, report, support_figures, support_report
from serving.reports.audit import Audit, audit
from training.champion import Champion
from training.cli.output import report_folder, write
from training.registry import versions

Activity = Annotated[
    Literal["technology", "cluster"], typer.Option(help="niches of technologies or of clusters")
]


def audit_command(
    package: Annotated[
        Path,
        typer.Option("--package", help="folder of the data package that champions were trained on"),
    ],
    region: Annotated[str, typer.Option("--region", help="region_code")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            help="folder; reports/PACKAGE/REGION by default, REGION-cluster for clusters",
        ),
    ] = None,
    activity: Activity = "technology",
) -> None:
    """Write the audit of a region by the champions: audit.json and audit.html.

    Example: python -m training audit --package demo --region ORV01
    """
    data, niches = read(package), _niches(activity)
    growth = _champion(versions.registered_name("growth"))
    found = audit(niches, data, region, growth)
    figures = {**audit_figures.draw(found), **_support(found, growth, _technologies(niches))}
    apart = [] if activity == "technology" else [activity]
    folder = output or report_folder(data.name, region, *apart)
    write(folder / "audit.json", json.dumps(found, indent=1, ensure_ascii=False).encode())
    write(folder / "audit.html", report.page(found, figures).encode())
    typer.echo(f"{found['region_name']}: {folder / 'audit.html'} and {folder / 'audit.json'}")


def _champion(name: str) -> Champion | None:
    """The champion of that name, None while there is none."""
    return versions.load(name) if versions.champion_version(name) else None


def _technologies(niches: Champion) -> Champion | None:
    """The champion whose niches are options of the choice, beside a report on any niches."""
    name = versions.registered_name("niches")
    return niches if niches.name == name else _champion(name)


def _niches(activity: str) -> Champion:
    """The champion for niches of technologies or of clusters, or InputError how to get one."""
    name = versions.registered_name("niches", activity)
    found = _champion(name)
    if found is None:
        task = "niches --activity cluster" if activity == "cluster" else "niches"
        other = "" if activity == "cluster" else "; for niches of clusters say --activity cluster"
        raise InputError(
            f"{name} has no champion: python -m training train {task} makes a version, python -m "
            f"training promote {task} lets it serve{other}"
        )
    return found


def _support(found: Audit, growth: Champion | None, niches: Champion | None) -> dict[str, Figure]:
    """Add what to support to an audit, with its figures; or a note why not."""
    if growth is None or not found["growth"]:
        return {}
    try:
        found["support"] = support_report.section(growth, niches, found["region_code"])
    except InputError as error:
        found["notes"].append(f"What to support cannot be told: {error}.")
        return {}
    return support_figures.draw(found["support"])
