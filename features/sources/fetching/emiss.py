"""EMISS (fedstat.ru): an indicator, whole or in part, as SDMX-ML.

The service has no interface for programs. The page {base}/indicator/{number} holds a script with
the fields of the indicator (filters: {field: {title, values: {value: {title}}}}) and their places
(left_columns, top_columns, groups, filterObjectIds); a form then asks for the file by the numbers
of fields and values: {base}/indicator/data.do?format=sdmx, or downloadData.do with the token of the
page where it has one. A token is good for one request: on failure the page is read again.

Why not the package fedstat (0.1.5, the only Python client): it poses as a browser, keeps nothing,
and turns the file into a table; what it reads from the page is read here in fewer lines.

Traps: the site is slow and often overloaded (503); a selection without data is answered with a
redirect to a page; titles of fields and values are Russian text, with entities (&quot;).

Source: https://www.fedstat.ru, and the R package fedstatAPIr (github.com/DenchPokepon/fedstatAPIr).
Licence: open data, with attribution.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from features.errors import InputError, hint, nearest
from features.sources.fetching.answers import Answer, Site, refusal
from features.sources.fetching.connection import Connection
from features.sources.fetching.faults import reason, start
from features.sources.fetching.sdmx import Filters

SITE = Site(
    title="EMISS",
    base="https://www.fedstat.ru",
    domain="fedstat.ru",
    catalogue="https://www.fedstat.ru/organizations",
    example="Год=2020:2022",
)
INDICATOR = "0"
"""Field that names the indicator."""
PLACES = {
    "left_columns": "lineObjectIds",
    "top_columns": "columnObjectIds",
    "groups": "lineObjectIds",
    "filterObjectIds": "lineObjectIds",
}
TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | [^\s{}\[\],:'"]+ | [{}\[\],:]""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Page:
    """What the page of an indicator offers.

    Attributes
    ----------
    title : str
    fields : mapping
        Number of a field to its title and to its values by number.
    places : mapping
        Number of a field to the name under which the form asks for it.
    token : tuple of str
        Name and value of the token of the form; empty without one.
    """

    title: str
    fields: Mapping[str, tuple[str, Mapping[str, str]]]
    places: Mapping[str, str]
    token: tuple[str, str] | None


def download(dataset: str, filters: Filters, connection: Connection) -> Answer:
    """The values of an indicator; errors as `Connection.get`, and unknown fields or values."""
    if not re.fullmatch(r"\d{1,10}", dataset):
        raise InputError(
            f"{dataset!r} is no EMISS indicator: give the number at the end of its address, as "
            "31452 of https://www.fedstat.ru/indicator/31452"
        )
    return connection.retry(lambda: _asked(dataset, filters, connection))


def suffix(path: Path) -> str:
    """Ending of the name of a file."""
    return ".xml"


def vintage(path: Path) -> str:
    """The day on which the file was prepared, as its header says; "" without it."""
    found = re.search(rb"Prepared>\s*(\d{4}-\d\d-\d\d)", start(path))
    return found.group(1).decode() if found else ""


def page(text: str, dataset: str) -> Page:
    """What a page offers; InputError where it is built otherwise."""
    fields = {
        str(number): (
            _title(field),
            {str(value): _title(entry) for value, entry in (field.get("values") or {}).items()},
        )
        for number, field in (literal(text, "filters") or {}).items()
        if isinstance(field, dict)
    }
    if not fields:
        raise InputError(
            f"the page of EMISS indicator {dataset} does not list its fields: download the file "
            "there as SDMX and import it"
        )
    places = {
        str(field): form_name
        for name, form_name in PLACES.items()
        for field in literal(text, name) or []
    }
    inputs = _Inputs()
    inputs.feed(text)
    name = inputs.found.get("struts.token.name", "")
    token = (name, inputs.found[name]) if name in inputs.found else None
    _, titles = fields.get(INDICATOR, ("", {}))
    return Page(titles.get(dataset, dataset), fields, places, token)


def literal(text: str, name: str) -> Any:
    """A JavaScript object or list that a script gives a name; its bare words as text.

    None where there is none.
    """
    found = re.search(rf"""\b{name}['"]?\s*:\s*(?=[{{\[])""", text)
    if not found:
        return None
    parts: list[str] = []
    depth = 0
    for token in TOKEN.finditer(text, found.end()):
        word = token.group()
        if word in "]}" and parts and parts[-1] == ",":
            parts.pop()
        parts.append(word if word in "{}[],:" else json.dumps(_plain(word)))
        depth += (word in "{[") - (word in "}]")
        if not depth:
            break
    try:
        return json.loads("".join(parts))
    except (ValueError, RecursionError):
        return None


def selected(offered: Page, filters: Filters) -> dict[str, list[str]]:
    """Numbers of the values by the number of their field: all of a field that is not filtered.

    Raises
    ------
    InputError
        A field or value that the page does not offer.
    """
    numbers = {_folded(title): number for number, (title, _) in offered.fields.items()}
    chosen = {number: list(values) for number, (_, values) in offered.fields.items()}
    for name, wanted in filters.items():
        number = name if name in offered.fields else numbers.get(_folded(name), "")
        if not number:
            titles = [title for title, _ in offered.fields.values()]
            raise InputError(f"unknown field {name!r}: {hint(nearest(name, titles), titles)}")
        title, values = offered.fields[number]
        chosen[number] = [it for text in wanted for it in _matching(title, values, text)]
    return chosen


def form(offered: Page, chosen: Mapping[str, Sequence[str]], dataset: str) -> list[tuple[str, str]]:
    """Fields of the form that asks for the chosen values."""
    fields = [("id", dataset), ("format", "sdmx")]
    if offered.token:
        fields += [("title", offered.title), ("struts.token.name", offered.token[0]), offered.token]
    else:
        fields += [("indicator_title", offered.title)]
    fields += [
        (offered.places.get(number, "lineObjectIds"), number)
        for number in chosen
        if number != INDICATOR
    ]
    fields += [("filterObjectIds", INDICATOR)]
    fields += [
        ("selectedFilterIds", f"{number}_{value}")
        for number, values in chosen.items()
        for value in values
    ]
    return fields


def _asked(dataset: str, filters: Filters, connection: Connection) -> Answer:
    """Read the page and send its form."""
    connection.say(f"EMISS {dataset}: reading the page of the indicator")
    answer = connection.save(f"{connection.base}/indicator/{dataset}")
    offered = page(answer.path.read_text(encoding="utf-8", errors="replace"), dataset)
    fields = form(offered, selected(offered, filters), dataset)
    action = "downloadData.do" if offered.token else "data.do"
    answer = connection.save(f"{connection.base}/indicator/{action}?format=sdmx", form=fields)
    head = start(answer.path)
    if not head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml") and b"GenericData" not in head:
        raise refusal(SITE, dataset, 200, f"no results; it answers {reason(answer.path)!r}")
    return answer


def _matching(title: str, values: Mapping[str, str], text: str) -> list[str]:
    """Numbers of the values of a field that a text names: number, title, or a range of years."""
    if text in values:
        return [text]
    first, is_range, last = text.partition(":")
    if is_range and first.strip().isdigit() and last.strip().isdigit():
        ends = int(first), int(last)
        found = [
            number
            for number, name in values.items()
            if name[:4].isdigit() and ends[0] <= int(name[:4]) <= ends[1]
        ]
    else:
        found = [number for number, name in values.items() if _folded(name) == _folded(text)]
    if not found:
        names = list(values.values())
        raise InputError(f"{title} has no value {text!r}: {hint(nearest(text, names), names)}")
    return found


def _title(entry: Any) -> str:
    return html.unescape(str(entry.get("title", ""))) if isinstance(entry, dict) else str(entry)


def _plain(word: str) -> str:
    """A JavaScript string or bare word as text."""
    if word[0] not in "'\"":
        return word
    return re.sub(r"\\(.)", r"\1", word[1:-1], flags=re.DOTALL)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


class _Inputs(HTMLParser):
    """Hidden fields of the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.found.setdefault(str(given["name"]), given.get("value") or "")
