"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from features.package.package import INDICATOR

IndicatorOption = Annotated[
    str,
    typer.Option(
        help=f"indicator of the clusters; {INDICATOR}, or the only one, by default",
        show_default=False,
    ),
]
PackageOption = Annotated[Path, typer.Option("--package", help="folder of the data package")]
HorizonOption = Annotated[int, typer.Option(min=1, max=30, help="years ahead")]
CutoffOption = Annotated[
    int | None,
    typer.Option(help="last year of the training data; the last in the package by default"),
]
OriginsOption = Annotated[str, typer.Option(help="years to forecast from, such as 2003,2005")]
JsonOption = Annotated[
    str, typer.Option("--json", metavar="FILE|-", help="also as one line of JSON; - is stdout")
]
ActivityOption = Annotated[
    Literal["technology", "cluster"],
    typer.Option(help="niches of technologies, or of clusters (market niches)"),
]
SchedulerOption = Annotated[
    str | None, typer.Option(help="address of a Dask scheduler whose workers to use")
]
