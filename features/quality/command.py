"""Quality of a package in the terminal, as a page and as JSON."""

from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from typer.core import TyperCommand

from features import files
from features.errors import InputError
from features.package import Package
from features.package.describe import describe
from features.package.problems import Fault
from features.quality.checks import CHECKS, quality
from features.quality.page import as_json, page, summary
from features.terminal import data_table


class QualityCommand(TyperCommand):
    """A command with the options of quality; one without its file is answered with an example."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typer, but --html and --json at the end of the line, or before an option, are told."""
        for option in ("--html", "--json"):
            following = args[args.index(option) + 1 :] if option in args else ["a file"]
            if not following or following[0].startswith("-"):
                raise InputError(
                    f"{option} needs the name of the file to write: {option} quality.{option[2:]}"
                )
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


def show_quality(
    out: Console, package: Package, warnings: list[Fault], html: Path | None, json: Path | None
) -> None:
    """Print the findings and write them to files.

    Raises
    ------
    InputError
        A file cannot be written.
    """
    found = quality(package, warnings)
    titles = {check.kind: check.title for check in CHECKS}
    out.print(f"Quality: {summary(found)}", soft_wrap=True, highlight=False)
    rows = [(it.severity, f"{titles[it.kind]}. {it.text}\n{it.advice}") for it in found.findings]
    if rows:
        table = data_table("", pd.DataFrame(rows, columns=["severity", "finding"]))
        table.show_lines = True
        out.print(table)
    for file, render in ((html, page), (json, as_json)):
        if file is not None:
            files.write(file, render(describe(package), found).encode())
            out.print(f"written to {file}", soft_wrap=True, highlight=False)
