"""Quality of a package in the terminal, as a page and as JSON."""

from pathlib import Path

import pandas as pd
from rich.console import Console

from features import files
from features.package import Package
from features.package.describe import describe
from features.package.problems import Fault
from features.quality.checks import CHECKS, quality
from features.quality.page import as_json, page, summary
from features.terminal import data_table


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
