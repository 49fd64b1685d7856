"""Tables of web pages, which many portals send under names as export.xls.

Cells that span rows or columns repeat their text in all of them, as merged ranges do.
Source: https://html.spec.whatwg.org/multipage/tables.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

_TABLE = re.compile(r"<(table|tr|html)\b", re.IGNORECASE)
_BREAKS = frozenset(["br", "p", "div", "h1", "h2", "h3", "h4", "h5", "caption", "center"])
_HIDDEN = frozenset({"style", "script", "title"})
MAX_SPAN = 16_384
"""Columns or rows that one cell may span."""

Check = Callable[[int, int], None]
"""Refuses a table by its cells in all and those of a row."""


def is_html(head: str) -> bool:
    """Whether the first characters of a file are of a web page with a table."""
    start = head.lstrip("\ufeff \r\n\t")
    return start.startswith("<") and bool(_TABLE.search(head)) and not is_excel_xml(head)


def is_excel_xml(head: str) -> bool:
    """Whether the first characters of a file are of a workbook of Excel 2003 as XML."""
    return "urn:schemas-microsoft-com:office:spreadsheet" in head and "<Workbook" in head


def html_rows(text: str, check: Check) -> Iterator[list[str | float | None]]:
    """Rows of all tables of a page, each table below the text that stands above it."""
    page = _Page(check)
    page.feed(text)
    page.close()
    page.end()
    yield from page.rows


class _Page(HTMLParser):
    """Rows of a page as its tags come."""

    def __init__(self, check: Check) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str | float | None]] = []
        self._check, self._cells = check, 0
        self._row: dict[int, str | None] | None = None
        self._place = 0
        self._spans: dict[int, tuple[int, str | None]] = {}
        self._size = (1, 1)
        self._text: list[str] | None = None
        self._loose: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in ("table", "tr"):
            self.end()
        elif tag in ("td", "th"):
            self._end_cell()
            self._start_row()
            given = dict(attrs)
            self._size = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self._text = []
        elif tag in _BREAKS:
            self._add_break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self.end()
            self._spans = {} if tag == "table" else self._spans
        elif tag in _BREAKS:
            self._add_break()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            (self._loose if self._text is None else self._text).append(data)

    def end(self) -> None:
        """End a row; text outside of cells is a row of its own."""
        self._end_cell()
        if self._row is not None:
            width = max(self._row, default=-1) + 1
            self._add([self._row.get(place) for place in range(width)])
            self._row = None
        self._end_loose()

    def _add(self, row: list[str | float | None]) -> None:
        self._cells += len(row)
        self._check(self._cells, len(row))
        self.rows.append(row)

    def _add_break(self) -> None:
        if self._text is None:
            self._end_loose()
        else:
            self._text.append(" ")

    def _end_loose(self) -> None:
        if text := "".join(self._loose).strip():
            self._add([text])
        self._loose = []

    def _start_row(self) -> None:
        """Begin a row with the cells that reach into it from above."""
        if self._row is None:
            self._row = {place: text for place, (_, text) in self._spans.items()}
            self._spans = {at: (left - 1, it) for at, (left, it) in self._spans.items() if left > 1}
            self._place = 0

    def _end_cell(self) -> None:
        if self._text is None or self._row is None:
            return
        text, (down, across) = "".join(self._text).strip() or None, self._size
        while self._place in self._row:
            self._place += 1
        for at in range(self._place, self._place + across):
            self._row[at] = text
            if down > 1:
                self._spans[at] = (down - 1, text)
        self._text = None


def _span(value: str | None) -> int:
    digits = (value or "").strip()
    return min(max(int(digits), 1), MAX_SPAN) if digits.isdecimal() and len(digits) < 9 else 1
