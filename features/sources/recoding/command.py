"""The command that carries a package to a new edition of a classification."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import pandas as pd
import typer

from features.errors import InputError, listed
from features.package import Package, read, write
from features.package.describe import describe, estimates
from features.package.schema import TABLES
from features.package.writing import format_of, revise
from features.sources.importing.provenance import with_files
from features.sources.naming.command import TableOption
from features.sources.naming.naming import DIMENSIONS
from features.sources.opening import unpacked
from features.sources.recoding.concordance import Concordance, for_codes, read_concordance
from features.sources.recoding.formulas import Changes
from features.sources.recoding.recode import recoded
from features.sources.recoding.shares import weighted
from features.terminal import PackageFolder, console


def recode(
    folder: PackageFolder,
    old: Annotated[str, typer.Option("--from", metavar="SCHEME", help="Such as NUTS2016.")],
    new: Annotated[str, typer.Option("--to", metavar="SCHEME", help="Such as NUTS2021.")],
    files: Annotated[
        list[Path],
        typer.Option("--with", metavar="FILE", help="Table of old and new codes: CSV or Excel."),
    ],
    table: TableOption = "",
    by: Annotated[
        str,
        typer.Option(
            help="Indicator (or patents) that shares a code out between its new codes, where the "
            "table has no weights, and that weighs rates; equal shares by default."
        ),
    ] = "",
    until: Annotated[
        int | None,
        typer.Option(
            help="Last year in which codes that are in both schemes have their old content; by "
            "default found by the codes that end or begin."
        ),
    ] = None,
    to_folder: Annotated[
        Path | None,
        typer.Option("--to-folder", metavar="NEW", help="Write a new package, keep this one."),
    ] = None,
) -> None:
    """Carry a package to a new edition of a classification: renamed, merged and split codes.

    Totals stay the same, but for codes without a successor, which are named. A sum with an unknown
    part is unknown. Shares of values that had to be
    estimated are in the column estimated. docs/data.md shows the tables that are read.

    Example: smartspec recode mine --from NUTS2016 --to NUTS2021 --with nuts_changes.csv
    """
    package = read(folder)
    with TemporaryDirectory() as unpacking:
        given = unpacked(files, Path(unpacking))
        found = read_concordance(given, old, new)
    chosen = _checked(package, table) if table else _best_table(package, found)
    if isinstance(found, Concordance):
        _check_scheme(package, chosen, found, (old, new))
    done = recoded(package, weighted(package, chosen, found, by), by, until)
    target = to_folder or folder
    changed = [
        name
        for name, rows in package.tables.items()
        if isinstance(after := done.content.get(name), pd.DataFrame) and not after.equals(rows)
    ]
    metadata = with_files(package.metadata, given, changed, f"{old} to {new}", "recoding")
    about = (package.name, package.title, metadata, format_of(folder))
    messages = [f"{chosen}: {old} to {new}, written to {target}"]
    if to_folder:
        write(done.content, target, *about)
    else:
        messages.append(f"the former state is kept in {revise(done.content, target, *about)}")
    screen = console()
    for line in [*messages, *done.notes, *estimates(describe(read(target)))]:
        screen.print(line, soft_wrap=True, highlight=False)


def _checked(package: Package, table: str) -> str:
    available = [name for name in DIMENSIONS if name in package.tables]
    if table not in available:
        raise InputError(f"{package.name} has no table {table} of codes: {listed(available)}")
    return table


def _check_scheme(
    package: Package, table: str, found: Concordance, schemes: tuple[str, str]
) -> None:
    """InputError where a code of another scheme would take in what becomes its namesake.

    BEA's 513 is broadcasting and telecommunications; 513 of NAICS 2022 was 511 before.
    """
    code = TABLES[table].key[0]
    codes = set(package.tables[table][code])
    pairs = for_codes(found, codes).pairs
    into = pairs[pairs["from"].isin(codes) & pairs["to"].isin(codes)]
    olds = set(found.pairs["from"])
    years = [
        rows.groupby(code)["year"].agg(set)
        for rows in package.tables.values()
        if {code, "year"} <= set(rows)
    ]
    for source, target in into[["from", "to"]].itertuples(index=False):
        is_old = any(it.startswith(target) for it in olds)
        together = any(it.get(source, set()) & it.get(target, set()) for it in years)
        if source != target and not is_old and together:
            raise InputError(
                f"{target} stands beside {source} in the same years, but is no code of "
                f"{schemes[0]}, and {source} becomes {target} in {schemes[1]}: give {target} "
                "another code first"
            )


def _best_table(package: Package, found: Concordance | Changes) -> str:
    """The table of which most codes, by share, are old codes of the concordance."""
    shares = {}
    for name in (name for name in DIMENSIONS if name in package.tables):
        codes = set(package.tables[name][TABLES[name].key[0]])
        shares[name] = len(codes & _old_codes(found, codes)) / len(codes)
    best = max(shares, key=lambda name: shares[name])
    if not shares[best]:
        raise InputError(
            f"{package.name} has none of the old codes: its {best} are "
            f"{listed(package.tables[best][TABLES[best].key[0]])}"
        )
    return best


def _old_codes(found: Concordance | Changes, codes: set[str]) -> set[str]:
    if isinstance(found, Changes):
        terms = {code for parts in found.formulas.values() for _, code, _ in parts}
        return {*found.ended, *found.moved.values(), *terms}
    return set(for_codes(found, codes).pairs["from"])
