"""What the columns left of the values hold: regions, industries, years, their names or codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from features.sources.tables import matching
from features.sources.tables.sheets.grid import Cell, column_letter
from features.sources.tables.sheets.numbers import as_text, is_number, unknown_mark
from features.sources.tables.sheets.times import time_of
from features.sources.tables.words import role_of

Cells = Sequence[Sequence[Cell]]


def is_value(cell: Cell) -> bool:
    """Whether a cell is a number or a mark for an unknown one."""
    return is_number(cell) or bool(unknown_mark(cell))


def column_roles(
    cells: Cells, headers: Sequence[int], first: int, stubs: Sequence[int]
) -> tuple[dict[str, str], dict[str, str]]:
    """Roles of the columns left of the values, and the headings of those that are unclear.

    Parameters
    ----------
    cells : rows of cells
    headers : sequence of int
        Rows that head the columns, from 0.
    first : int
        First row of data.
    stubs : sequence of int
        Columns that hold no values.

    Returns
    -------
    dict, dict
        Letters of a column to its role, "?" where it is unclear; to its heading.
    """
    roles: dict[int, str] = {}
    headings = {p: _heading(cells, headers, p) for p in stubs}
    for place in stubs:
        labels = list(dict.fromkeys(_labels(cells, first, place)))
        roles[place] = _content_role(labels, headings[place])
    _pair(roles, cells, first, "region")
    _pair(roles, cells, first, "activity")
    _settle(roles, headings, cells, first)
    unclear = {column_letter(p): headings[p] for p, role in roles.items() if role == "?"}
    return {column_letter(p): role for p, role in roles.items()}, unclear


def _heading(cells: Cells, headers: Sequence[int], place: int) -> str:
    """The lowest text above a column."""
    return next((as_text(cells[at][place]) for at in headers[::-1] if cells[at][place]), "")


def _labels(cells: Cells, first: int, place: int) -> Iterator[str]:
    """Texts of a column in rows with values right of it, and of headings between them."""
    rows = cells[first:]
    last = max(
        (n for n, row in enumerate(rows) if any(map(is_value, row[place + 1 :]))), default=-1
    )
    for row in rows[: last + 1]:
        if row[place] is not None:
            yield as_text(row[place])


def _content_role(labels: list[str], heading: str) -> str:
    """The role of a column from its labels, else from its heading; "" where it is not clear."""
    named = role_of(heading)
    times = [time_of(label) for label in labels]
    if labels and all(times) and named != "region_code":
        return "year" if any(time.year for time in times if time) else "period"
    regions = matching.region_share(labels)
    activities = matching.activity_share(labels)
    both = regions and matching.industries(labels)
    if both and regions + activities >= matching.MATCHED:
        return "region or activity"
    if regions >= matching.MATCHED:
        return "region"
    if activities >= matching.MATCHED and named not in ("region", "region_code"):
        return "activity"
    if named in ("period", "value"):
        return "?"
    return named


def _pair(roles: dict[int, str], cells: Cells, first: int, kind: str) -> None:
    """Tell the column of codes from that of names where two hold the same thing."""
    places = [p for p, role in roles.items() if role in (kind, f"{kind}_code")]
    if len(places) == 2:
        code = next(
            (p for p in places if roles[p] == f"{kind}_code" or _are_codes(cells, first, p)), None
        )
        if code is not None:
            name = places[0] if places[1] == code else places[1]
            roles[code], roles[name] = kind, f"{kind}_name"
            return
    for place in places:
        roles[place] = kind
    if len(places) == 1 and _are_codes(cells, first, places[0]):
        after = places[0] + 1
        if roles.get(after) == "" and _one_to_one(cells, first, places[0], after):
            roles[after] = f"{kind}_name"


def _are_codes(cells: Cells, first: int, place: int) -> bool:
    labels = list(_labels(cells, first, place))
    return bool(labels) and matching.share(labels, map(matching.is_code, labels)) >= 0.9


def _one_to_one(cells: Cells, first: int, code: int, name: int) -> bool:
    """Whether every code has one name and every name one code."""
    pairs = {
        (as_text(row[code]), as_text(row[name]))
        for row in cells[first:]
        if row[code] is not None and row[name] is not None
    }
    codes, names = ({pair[side] for pair in pairs} for side in (0, 1))
    return len(pairs) == len(codes) == len(names)


def _settle(roles: dict[int, str], headings: dict[int, str], cells: Cells, first: int) -> None:
    """Roles of the columns that neither labels nor headings tell: keys beside names, constants."""
    for place in [p for p, role in roles.items() if role == ""]:
        labels = set(_labels(cells, first, place))
        after = place + 1
        if len(labels) <= 1:
            roles[place] = "ignore"
        elif "region" in roles.values() or not _are_codes(cells, first, place):
            continue
        elif roles.get(after) in ("", "region") and _one_to_one(cells, first, place, after):
            roles[place], roles[after] = "region", "region_name"
        elif not headings[place]:
            roles[place] = "region"
    for place, role in roles.items():
        if role == "":
            roles[place] = "?" if headings[place] or len(roles) > 1 else "ignore"
    if "unit" in roles.values():
        roles |= {p: "ignore" for p, role in roles.items() if role == "unit"}
