"""What an import recognised, wrote, revised and left out, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from features.formats import counted, percent
from features.package.describe import questions
from features.sources.importing.keeping import Kept
from features.sources.importing.revising import Revision
from features.sources.reading import Format, LeftOut

MOST = 0.9
"""Share of changes in one direction that is nearly all of them."""
DOUBTFUL = 0.5
"""Median change of a revision above which the two files may hold different things."""
MOST_REASONS = 12
"""Reasons that are listed for a file; the others are counted."""


@dataclass(frozen=True)
class Report:
    """The outcome of an import.

    Attributes
    ----------
    package : str
        Its folder.
    parts : tuple of (Format, Kept)
        What each file gave.
    ignored : tuple of str
        Members of archives that are no data.
    tables : mapping of str to DataFrame
        The package afterwards.
    revisions : tuple of Revision
        Empty for a new package.
    state : "new", "unchanged", "revised" or "dry run"
    kept_state : str
        Folder of the former state, empty without one.
    proposals : tuple of str
        A sentence for every mapping that was proposed.
    notes : tuple of str
        Sentences that the user should read.
    """

    package: str
    parts: tuple[tuple[Format, Kept], ...]
    ignored: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]
    revisions: tuple[Revision, ...]
    state: str
    kept_state: str = ""
    proposals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def lines(report: Report) -> Iterator[str]:
    """The report, line by line."""
    for form, part in report.parts:
        yield from _reading_lines(form, part)
    if report.ignored:
        yield f"not read (no layout that is known): {', '.join(report.ignored[:5])}" + (
            f" and {len(report.ignored) - 5} more" if len(report.ignored) > 5 else ""
        )
    yield from report.proposals
    if not report.tables:
        return
    counts = ", ".join(
        f"{name} ({counted(len(rows), 'row')})" for name, rows in report.tables.items()
    )
    did = {
        "new": "wrote",
        "revised": "revised",
        "unchanged": "unchanged",
        "dry run": "would write",
    }
    yield f"{report.package}: {did[report.state]} {counts}"
    for revision in report.revisions if report.state != "unchanged" else ():
        yield f"  {_revision(revision)}"
    yield from (f"  note: {note}" for note in report.notes)
    if report.kept_state:
        yield f"  the state before is kept in {report.kept_state}"
    asked = [it for it in questions(report.tables) if not it.missing]
    for question in asked:
        yield f"  {question.name}: {question.allowed}"
    if not asked:
        yield "  it allows no question yet (see the tables in docs/data.md)"


def _reading_lines(form: Format, part: Kept) -> Iterator[str]:
    reading, rows = part.reading, part.rows
    names = ", ".join(dict.fromkeys(file.given for file in reading.files))
    yield f"{names}: {form.title}{_dataset(reading.dataset)} -> {reading.table}"
    yield f"  {_extent(rows)}"
    yield from (f"  {note}" for note in part.notes)
    for left in part.left_out[:MOST_REASONS]:
        yield f"  left out: {_left(left)}"
    if len(part.left_out) > MOST_REASONS:
        yield f"  left out for {len(part.left_out) - MOST_REASONS} further reasons: see describe"


def _dataset(dataset: str) -> str:
    return f" ({dataset})" if dataset else ""


def _extent(rows: pd.DataFrame) -> str:
    """Values, regions, activities and years of a reading."""
    parts = [counted(len(rows), "value")]
    for column, noun in (
        ("region_code", ("region",)),
        ("cluster_code", ("cluster",)),
        ("technology_code", ("technology", "technologies")),
        ("indicator", ("indicator",)),
    ):
        if column in rows:
            parts.append(counted(rows[column].nunique(), *noun))
    if "year" in rows and len(rows):
        first, last = rows["year"].min(), rows["year"].max()
        parts.append(f"{first}" if first == last else f"{first} to {last}")
    return ", ".join(parts)


def _left(left: LeftOut) -> str:
    return f"{left.what} ({left.count:,}): {left.why}"


def _revision(it: Revision) -> str:
    known = it.changed + it.unchanged
    parts = [f"{it.added:,} new"]
    if it.changed:
        years = "–".join(str(year) for year in dict.fromkeys(it.years))
        parts.append(f"{it.changed:,} of {known:,} revised ({years}, {_change(it)})")
    elif known:
        parts.append(f"{known:,} as before")
    if it.withdrawn:
        parts.append(f"{it.withdrawn:,} withdrawn")
    return f"{it.indicator or it.table}: {', '.join(parts)}"


def _change(it: Revision) -> str:
    """Size and direction of the changes of revised values."""
    size = f"median change {percent(it.median_change, 1)}"
    if it.share_up >= MOST or it.share_up <= 1 - MOST:
        size += ", nearly all up" if it.share_up >= MOST else ", nearly all down"
    doubt = ": please check that they are of the same kind" if it.median_change > DOUBTFUL else ""
    return size + doubt
