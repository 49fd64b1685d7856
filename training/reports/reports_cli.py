"""The commands audit and ledger: what champions say of a region, and what came true."""

import json
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
import typer
from matplotlib.figure import Figure
from rich import box
from rich.table import Table

from features.errors import InputError
from features.package import Package, read
from training import registry, show
from training.output import report_folder, write
from training.reports import audit_figures, ledger, report, support_figures, support_report
from training.reports.audit import Audit, audit
from training.reports.sources import records
from training.snapshot import Champion

Activity = Annotated[
    Literal["technology", "cluster"], typer.Option(help="niches of technologies or of clusters")
]
NAMES = [
    registry.registered_name("niches", "technology"),
    registry.registered_name("niches", "cluster"),
    registry.registered_name("growth"),
]
GROWTH_NOTE = (
    "n: forecasts; known: those whose outcome is known, which monitor compares. p below 05: share "
    "of p-values below .05, of which chance gives .05; monitor corrects for the number of series, "
    "so it calls far fewer surprising. smape, null smape, lift: series with a value at the origin."
)


def add_commands(app: typer.Typer) -> None:
    """Add the commands to the app of training."""
    app.command("audit")(audit_command)
    app.command("ledger")(ledger_command)


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
    growth = _champion(registry.registered_name("growth"))
    found = audit(niches, data, region, growth)
    figures = {**audit_figures.draw(found), **_support(found, growth, _technologies(niches))}
    apart = [] if activity == "technology" else [activity]
    folder = output or report_folder(data.name, region, *apart)
    write(folder / "audit.json", json.dumps(found, indent=1, ensure_ascii=False).encode())
    write(folder / "audit.html", report.page(found, figures).encode())
    typer.echo(f"{found['region_name']}: {folder / 'audit.html'} and {folder / 'audit.json'}")


def _champion(name: str) -> Champion | None:
    """The champion of that name, None while there is none."""
    return registry.load(name) if registry.champion_version(name) else None


def _technologies(niches: Champion) -> Champion | None:
    """The champion whose niches are options of the choice, beside a report on any niches."""
    name = registry.registered_name("niches")
    return niches if niches.name == name else _champion(name)


def _niches(activity: str) -> Champion:
    """The champion for niches of technologies or of clusters, or InputError how to get one."""
    name = registry.registered_name("niches", activity)
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


def ledger_command(
    package: Annotated[
        Path | None,
        typer.Option("--package", help="a data package with later years: outcomes are filled in"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="folder for every call, as Parquet")
    ] = None,
    as_json: Annotated[
        str, typer.Option("--json", metavar="FILE|-", help="also as one line of JSON; - is stdout")
    ] = "",
) -> None:
    """Every call that a champion made, past ones too, and how many came true.

    With a package only champions that were trained on one of its name. Outcomes of forecasts that
    monitor found are in it without a package.

    Example: python -m training ledger --package later --json -
    """
    data = None if package is None else read(package)
    results: dict[str, pd.DataFrame] = {}
    for name in NAMES:
        if versions := promoted(name, data.name if data else None):
            results[name] = _report(name, versions, data, output)
    if not results:
        made = f"no champion was trained on {data.name}" if data else "no model has been promoted"
        raise InputError(f"{made} yet, so the ledger is empty")
    for name, rows in results.items():
        _show(name, rows)
    if as_json:
        line = json.dumps({name: records(rows) for name, rows in results.items()})
        if as_json == "-":
            typer.echo(line)
        else:
            write(Path(as_json), f"{line}\n".encode())


def promoted(name: str, package: str | None = None) -> list[int]:
    """Versions that are or have been champion, of one package where it is named; oldest first."""
    if not registry.champion_version(name):
        return []
    versions = registry.compare(name)
    chosen = (versions["version"] > 0) & (versions["promoted_at"] != "")
    if package is not None:
        chosen &= versions["package"] == package
    return sorted(int(version) for version in versions.loc[chosen, "version"])


def _report(
    name: str, versions: list[int], data: Package | None, output: Path | None
) -> pd.DataFrame:
    """Figures of each version, and its calls as a file where one is wished."""
    champions = [registry.load(name, version) for version in versions]
    if name == registry.registered_name("growth"):
        figures = ledger.growth_figures
        rows = [
            ledger.growth_calls(champion, data, registry.recorded(name, champion.version))
            for champion in champions
        ]
    else:
        figures = ledger.niche_figures
        rows = [ledger.niche_calls(champion, data) for champion in champions]
    every = pd.concat(rows, ignore_index=True)
    if output is not None:
        write(output / f"{name}.parquet", every.to_parquet(index=False))
    found = figures(every)
    if data is not None:
        unjudged = found.groupby("version")["known"].transform("sum") == 0
        for version in found[unjudged].drop_duplicates("version").to_dict(orient="records"):
            typer.echo(_why_unknown(version, data), err=True)
    return found


def _why_unknown(version: Mapping[Hashable, Any], data: Package) -> str:
    """Why a package judges nothing of a version."""
    until = version["origin"] + version["horizon"]
    return (
        f"{version['name']} version {version['version']} is not judged: {data.name} does not hold "
        f"what was called, up to {until}"
    )


def _show(name: str, rows: pd.DataFrame) -> None:
    """One line per version and call."""
    title = f"{name}, trained on {', '.join(rows['package'].unique())}"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 0, 0, 1))
    shown = rows.drop(columns=["name", "package", "horizon"])
    for column in shown:
        numeric = pd.api.types.is_numeric_dtype(shown[column])
        heading = str(column).replace("_", " ")
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=not numeric)
    for row in shown.itertuples(index=False):
        table.add_row(*map(_text, row))
    console = show.console()
    console.print(table)
    if "p_below_05" in rows:
        console.print(GROWTH_NOTE, highlight=False)


def _text(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.3f}"
    return str(value)
