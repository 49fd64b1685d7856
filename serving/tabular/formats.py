"""Which format an address or an Accept header asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from serving.http.problems import either, invalid_field
from serving.languages.language import say
from serving.tabular import csv_file, workbook

TYPES = {
    "json": "application/json",
    "csv": csv_file.MEDIA_TYPE,
    "xlsx": workbook.MEDIA_TYPE,
}
"""Format to its media type; the first is the default."""
MAX_PARTS = 20
"""Media types of an Accept header that are read."""


@dataclass(frozen=True)
class Wanted:
    """What an answer is sent as.

    Attributes
    ----------
    format : str
        Of TYPES.
    table : str or None
        The only one to send; None for the main one as CSV, for all in a workbook.
    """

    format: str
    table: str | None = None


def wanted_format(query: QueryParams, accept: str | None, names: Sequence[str]) -> Wanted:
    """What a request asks for: by its address, else by its Accept header, else JSON.

    Parameters
    ----------
    names : sequence of str
        Tables of the answer.

    Raises
    ------
    ProblemError
        invalid-request: no such format or table, or a table of JSON.
    """
    asked, table = _one(query, "format"), _one(query, "table")
    if asked is not None and asked not in TYPES:
        text = say("problem.no_format", given=repr(asked[:40]), names=either(list(TYPES)))
        raise invalid_field("format", text)
    found = asked or accepted(accept)
    if table is not None and table not in names:
        text = say("problem.no_table", given=repr(table[:40]), names=either(names))
        raise invalid_field("table", text)
    if table is not None and found == "json":
        raise invalid_field("table", say("problem.json_is_whole"))
    return Wanted(found, table)


def _one(query: QueryParams, name: str) -> str | None:
    values = query.getlist(name)
    if len(values) > 1:
        raise invalid_field(name, say("problem.twice"))
    return values[0] if values else None


def accepted(header: str | None) -> str:
    """The format that an Accept header prefers (RFC 9110, 12.5.1); JSON where it accepts none.

    Of formats with the same quality the one that is named wins, then the first of TYPES.
    """
    ranges = [_media_range(part) for part in (header or "").split(",")[:MAX_PARTS]]
    best, found = (0.0, 0), "json"
    for name, media_type in TYPES.items():
        kind = media_type.split("/")[0]
        patterns = {media_type: 3, f"{kind}/*": 2, "*/*": 1}
        fits = [(patterns[it], quality) for it, quality in ranges if it in patterns]
        if not fits:
            continue
        closeness, quality = max(fits)
        if quality and (quality, closeness) > best:
            best, found = (quality, closeness), name
    return found


def _media_range(part: str) -> tuple[str, float]:
    """text/csv;q=.5 as its media type and its quality."""
    media_type, *parameters = part.strip().lower().split(";")
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return media_type.strip(), quality
