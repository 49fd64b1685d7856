"""The command ledger: the calls of all champions, and whether they came true."""

import json
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from features.errors import InputError
from features.package import Package, read
from training.champion import registered_name
from training.cli import tables
from training.cli.options import JsonOption
from training.cli.output import write, write_json
from training.provenance import records
from training.record import ledger
from training.registry import versions

NAMES = [
    registered_name("niches", "technology"),
    registered_name("niches", "cluster"),
    registered_name("growth"),
]
GROWTH_NOTE = (
    "n: forecasts; known: those with a known outcome. p below 05: share of p-values below .05; .05 "
    "is expected by chance. monitor corrects for the number of series, so it calls fewer forecasts "
    "surprising. smape, null smape, lift: only series with a value at the origin."
)


def audit_command() -> None:
    """Moved: smartspec audit writes the report of a region."""
    raise InputError("audit has moved: smartspec audit --region CODE writes the report")


def ledger_command(
    package: Annotated[
        Path | None,
        typer.Option("--package", help="a data package with later years, to fill in outcomes"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="folder for every call, as Parquet")
    ] = None,
    as_json: JsonOption = "",
) -> None:
    """Summarise the calls of current and previous champions, and how many came true.

    With a package, only champions trained on a package of its name. Outcomes that monitor recorded
    are included without a package.

    Example: smartspec ledger --package later --json -
    """
    data = None if package is None else read(package)
    results: dict[str, pd.DataFrame] = {}
    for name in NAMES:
        if numbers := promoted(name, data.name if data else None):
            results[name] = _report(name, numbers, data, output)
    if not results:
        reason = f"no champion was trained on {data.name}" if data else "no model has been promoted"
        raise InputError(f"the ledger is empty: {reason} yet")
    for name, rows in results.items():
        _show(name, rows)
    write_json(json.dumps({name: records(rows) for name, rows in results.items()}), as_json)


def promoted(name: str, package: str | None = None) -> list[int]:
    """Versions that are or have been champion, optionally of one package only; oldest first."""
    champions = versions.champions(name)
    if not champions or package not in (None, *champions):
        return []
    rows = versions.compare(name, package)
    chosen = (rows["version"] > 0) & (rows["promoted_at"] != "")
    return sorted(int(version) for version in rows.loc[chosen, "version"])


def _report(
    name: str, numbers: list[int], data: Package | None, output: Path | None
) -> pd.DataFrame:
    """Figures of each version; its calls are written to the output folder, if any."""
    champions = [versions.load(name, version) for version in numbers]
    if name == registered_name("growth"):
        figures = ledger.growth_figures
        rows = [
            ledger.growth_calls(champion, data, versions.recorded(name, champion.version))
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
    """Why a package has no outcome of a version."""
    until = version["origin"] + version["horizon"]
    return (
        f"{version['name']} version {version['version']} cannot be judged: {data.name} has no data "
        f"for its calls, up to {until}"
    )


def _show(name: str, rows: pd.DataFrame) -> None:
    """Print one line per version and call."""
    title = f"{name}, trained on {', '.join(rows['package'].unique())}"
    tables.show(title, rows.drop(columns=["name", "package", "horizon"]), decimals=3)
    if "p_below_05" in rows:
        tables.console().print(GROWTH_NOTE, highlight=False)
