"""Notes of members in the tables of options: beside each option, and as a table of their own."""

from collections.abc import Mapping

from serving.tabular.flat import Cell, Table

NOTES = "member_notes"
"""The table of notes, and the column of them in tables of options."""
OPTIONS = {"clusters": "cluster", "niches": "technology", "watch": "technology"}
"""Table of options to the kind of their codes."""


def add_notes(tables: dict[str, Table], notes: Table) -> None:
    """Write the notes at each option into a column of its row, and all of them into a table."""
    by_option: dict[tuple[Cell, ...], list[str]] = {}
    for note in notes.rows:
        place = (note["region_code"], note["activity"], note["code"])
        by_option.setdefault(place, []).append(_in_a_cell(note))
    for name, activity in OPTIONS.items():
        table = tables[name]
        table.columns = [*table.columns, NOTES]
        for row in table.rows:
            found = by_option.get((row["region_code"], activity, row["code"]), [])
            row[NOTES] = " | ".join(found) or None
    tables[NOTES] = Table(NOTES, notes.columns, notes.rows)


def _in_a_cell(note: Mapping[str, Cell]) -> str:
    """A note on one line, with its author, date and evidence."""
    text = " ".join(str(note["text"]).split())
    link = f" ({note['link']})" if note["link"] else ""
    return f"{note['organisation']}, {note['date']}: {text}{link}"
