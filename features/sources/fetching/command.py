"""The command `fetch`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from features.sources.fetching.offices import OFFICES, Order, fetched, filters
from features.sources.reading import Say

Importer = Callable[[Sequence[Path], Path, bool], object]
"""Imports files into a package, or with True only says what it would do."""
SourceArgument = Annotated[
    str, typer.Argument(metavar="SOURCE", help=f"One of {', '.join(OFFICES)}.", show_default=False)
]
DatasetOption = Annotated[
    list[str],
    typer.Option(
        "--dataset", help="Code of a dataset, as the office writes it; may be given several times."
    ),
]
TargetOption = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="PACKAGE", help="Package to import into; without it files are only fetched."
    ),
]
FilterOption = Annotated[
    list[str] | None,
    typer.Option("--filter", help="Part of a dataset, as geo=AT,DE,nace_r2=C or time=2010:2020."),
]
AddressOption = Annotated[
    str,
    typer.Option(
        "--address",
        help="Address of the service, if not the office's own; "
        "also SMARTSPEC_EUROSTAT_ADDRESS and so on.",
    ),
]
CacheOption = Annotated[
    Path | None, typer.Option("--cache", metavar="DIR", help="Folder that keeps the downloads.")
]
OfflineOption = Annotated[
    bool, typer.Option("--offline", help="Take the last download; use no network.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be imported; write no package.")
]


def fetch_command(importer: Importer, say: Say, progress: Say) -> Callable[..., None]:
    """The command for typer, with the function that imports what it fetches.

    Parameters
    ----------
    importer : function
    say, progress : function
        Print a line of the answer, and one of what goes on.
    """

    def fetch(
        source: SourceArgument,
        dataset: DatasetOption,
        to: TargetOption = None,
        part: FilterOption = None,
        address: AddressOption = "",
        cache: CacheOption = None,
        offline: OfflineOption = False,
        dry_run: DryRunOption = False,
    ) -> None:
        """Download official data and import them into a package.

        Example: smartspec fetch eurostat --dataset nama_10r_3gva --filter geo=AT --to austria
        """
        chosen = filters(part or [])
        paths = []
        for code in dataset:
            file = fetched(Order(source, code, chosen, address), cache, offline, progress)
            how = "downloaded" if file.is_new else "taken from the cache"
            say(f"{code}: {how}, data of {file.vintage}, {file.path}")
            paths.append(file.path)
        if to is not None:
            importer(paths, to, dry_run)

    return fetch
