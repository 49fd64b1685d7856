"""Where commands write their reports."""

from pathlib import Path

from features.files import write

__all__ = ["report_folder", "write"]

REPORTS = Path("reports")


def report_folder(package: str, *parts: str) -> Path:
    """Where a report is written by default: reports/PACKAGE/PART-PART, each package apart."""
    return REPORTS / package / "-".join(parts).replace("/", "-")
