"""Where commands write their reports and JSON."""

from pathlib import Path

import typer

from features.files import write

__all__ = ["report_folder", "write", "write_json"]

REPORTS = Path("reports")


def report_folder(package: str, *parts: str) -> Path:
    """Default folder of a report: reports/PACKAGE/PART-PART."""
    return REPORTS / package / "-".join(parts).replace("/", "-")


def write_json(line: str, target: str) -> None:
    """Write a line of JSON to a file, to stdout ("-") or nowhere ("")."""
    if target == "-":
        typer.echo(line)
    elif target:
        write(Path(target), f"{line}\n".encode())
