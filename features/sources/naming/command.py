"""The command that names the codes of a package."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from features.errors import listed
from features.formats import counted
from features.package import read
from features.package.writing import format_of, revise
from features.sources.importing.provenance import with_files
from features.sources.naming.naming import Matches, NamedCodes, best_table, name_codes
from features.sources.naming.titles import read_titles
from features.sources.opening import unpacked
from features.terminal import PackageFolder, console

TableOption = Annotated[
    str,
    typer.Option(help="regions, clusters or technologies; by default the one that fits best."),
]


def names(
    folder: PackageFolder,
    files: Annotated[
        list[Path],
        typer.Option("--from", metavar="FILE", help="Official titles: CSV, text, Excel or zip."),
    ],
    table: TableOption = "",
    language: Annotated[
        str,
        typer.Option(help="Language of the titles, such as ru, if they are further names."),
    ] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where a code has a name already.")
    ] = False,
    parents: Annotated[
        bool, typer.Option("--parents", help="Add rows for the classes above that are missing.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; write nothing.")
    ] = False,
) -> None:
    """Give codes the names and parents of official titles.

    Names that say no more than the code, such as "CPC subclass B62B", are replaced. Codes without
    a parent take the one of the titles. docs/data.md lists the files that are read.

    Example: smartspec names mine --from cpc_titles.csv --parents
    """
    package = read(folder)
    with TemporaryDirectory() as unpacking:
        given = unpacked(files, Path(unpacking))
        titles = read_titles(given)
    chosen = table or best_table(package, Matches(titles))
    done = name_codes(package, chosen, titles, language, replace, parents)
    screen = console()
    for line in summary(done):
        screen.print(line, soft_wrap=True, highlight=False)
    if dry_run:
        screen.print("nothing was written (--dry-run)", soft_wrap=True, highlight=False)
        return
    if done.rows.equals(package.tables[chosen]):
        screen.print("nothing changes: nothing was written", soft_wrap=True, highlight=False)
        return
    former = revise(
        {**package.content(), chosen: done.rows},
        folder,
        package.name,
        package.title,
        with_files(package.metadata, given, [chosen], f"Titles of {chosen}", "titles"),
        format_of(folder),
    )
    screen.print(f"the former state is kept in {former}", soft_wrap=True, highlight=False)


def summary(done: NamedCodes) -> list[str]:
    """What was named, and what has no title, in sentences."""
    kept = f"; {done.kept:,} keep the name that they have" if done.kept else ""
    lines = [
        f"{done.table}: {done.named:,} of {counted(len(done.rows), 'code')} took their title{kept}"
    ]
    lines += [f"names in {key}: {count:,}" for key, count in done.translated.items()]
    if done.parents:
        lines.append(f"parents: {counted(done.parents, 'code')} took the one of the titles")
    if done.added:
        lines.append(f"rows added for parents: {done.added:,}")
    if done.untitled:
        lines.append(f"without a title: {listed(done.untitled)}")
    return lines
