"""Warnings about single rows and codes (features.package.suspicions) as findings."""

from collections.abc import Mapping, Sequence

from features.package.problems import Fault
from features.quality.findings import LISTED, Finding, Severity

ADVICE: Mapping[str, tuple[Severity, str]] = {
    "lookalike": (
        "serious",
        "Use one code for one thing; where they are one thing, write it alike.",
    ),
    "year": (
        "serious",
        "Correct the year, or remove the row: it is taken for the end of the data.",
    ),
    "slip": ("serious", "Check unit and decimal comma; correct the value, or remove the row."),
    "hidden_total": ("warning", "Name it as their parent_code, or remove it."),
    "unit": (
        "serious",
        "Give both in one unit; until then multipliers of value added are left out.",
    ),
}
"""Kind of a warning to its severity and what to do."""


def entry_findings(warnings: Sequence[Fault], kind: str) -> list[Finding]:
    """The warnings of one kind, one finding for each file and column."""
    severity, advice = ADVICE[kind]
    found = []
    for fault in (fault for fault in warnings if fault.kind == kind):
        texts = [text if not row else f"row {row}: {text}" for row, text in _rows(fault)]
        rest = fault.count - len(texts)
        more = f"; and {rest:,} more" if rest > 0 else ""
        place: dict[str, str | int] = {"column": fault.column}
        place |= {"row": fault.rows[0]} if fault.rows else {}
        # Counts of patents vary by chance, and their series begin and end.
        rank: Severity = "warning" if fault.file.startswith("patents") else severity
        text = f"In {fault.file}, {'; '.join(texts)}{more}."
        found.append(Finding(kind, rank, fault.file, place, None, text, advice, fault.count))
    return found


def _rows(fault: Fault) -> list[tuple[int, str]]:
    """Row (0 where there is none) and text of the first places."""
    rows = fault.rows or (0,) * len(fault.texts)
    return list(zip(rows, fault.texts, strict=True))[:LISTED]
