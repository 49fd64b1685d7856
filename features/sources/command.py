"""The command that imports files into a package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Annotated, Literal

import typer

from features.errors import InputError
from features.sources.fetching.command import fetch_command
from features.sources.importing import run
from features.sources.importing.report import lines
from features.sources.importing.run import Target
from features.sources.reading import Choices
from features.terminal import console

out, progress = console(), console()
progress.stderr = True

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Official files, tables, archives or packages."),
]


def import_files(
    files: Files,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="PACKAGE", help="Folder of the package.")
    ] = None,
    maps: Annotated[
        list[Path] | None,
        typer.Option("--map", metavar="TOML", help="Mapping of a table of no known layout."),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Say what would be written; write nothing but proposed mappings (NAME.toml).",
        ),
    ] = False,
    count: Annotated[
        Literal["fractional", "whole"],
        typer.Option(help="Patents by the shares of inventors, or whole in each region."),
    ] = "fractional",
    classes: Annotated[
        Literal["each", "split"],
        typer.Option(help="A patent in each of its technologies, or split over them."),
    ] = "each",
    year_of: Annotated[
        Literal["", "priority", "application", "grant"],
        typer.Option(help="Year of a patent; by default priority (REGPAT) or grant (PatentsView)."),
    ] = "",
    scheme: Annotated[
        Literal["cpc", "ipc"], typer.Option(help="Classification of patents.")
    ] = "cpc",
    technology: Annotated[
        Literal["subclass", "wipo"], typer.Option(help="Subclasses, or WIPO's 35 fields.")
    ] = "subclass",
    area: Annotated[
        Literal["state", "county", "metro"],
        typer.Option(help="Regions of US patents; metro also of US accounts."),
    ] = "state",
    year: Annotated[
        int, typer.Option(help="Year of a file that does not say it.", show_default=False)
    ] = 0,
    since: Annotated[int, typer.Option(help="First year to keep.", show_default=False)] = 0,
    title: Annotated[str, typer.Option(help="Title of the package.", show_default=False)] = "",
) -> None:
    """Import official files, or any table, into a package.

    The layout is recognised by the header, whatever the name of the file: csv, tsv, txt, xlsx,
    xls, xml, plain or in gz and zip. Importing a newer file keeps the state before it and says
    what was revised.

    Example: smartspec import SAGDP.zip --to mine --dry-run
    """
    choices = Choices(count, classes, year_of, scheme, technology, area)
    choices = replace(choices, maps=tuple(str(path) for path in maps or ()), year=year, since=since)
    if to is None and not dry_run:
        raise InputError("say where to write: --to PACKAGE (or look first: --dry-run)")
    _import(files, Target(to, title), choices, dry_run)


def _import(files: Sequence[Path], target: Target, choices: Choices, dry_run: bool) -> None:
    """Import files and print the report."""
    report = run(files, target, choices, _progress, dry_run)
    for line in lines(report):
        _say(line)
    if report.state in ("new", "revised") and target.folder:
        _say(f"next: smartspec describe {quote(str(target.folder))} --quality")


def _import_fetched(files: Sequence[Path], to: Path, dry_run: bool) -> None:
    _import(files, Target(to), Choices(), dry_run)


def _say(text: str) -> None:
    out.print(text, soft_wrap=True, highlight=False)


def _progress(text: str) -> None:
    progress.print(text, soft_wrap=True, highlight=False)


fetch = fetch_command(_import_fetched, _say, _progress)
