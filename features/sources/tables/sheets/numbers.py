"""Numbers as tables write them, marks for what is unknown, and which mark parts the decimals.

A cell alone does not say whether "1,234" is a thousand or one and a bit: the decimal mark is
decided for a whole table, from cells that can be read in one way only. Signs for "none" ("-",
"–") count as unknown, since most tables use them for zero and for absent alike; a mapping may
say that they mean zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from features.sources.tables.sheets.formulas import UNSOLVED
from features.sources.tables.sheets.grid import Cell

Decimal = Literal[",", ".", "", "?"]
"""Comma or point; "" where no number has a mark, "?" where it is in doubt."""

_MARKS = """
… ... .. . : - – — − / x х * ** *** u c # n.a. n/a na nan null none d s l f p
(d) (na) (nm) (l) (s) (x) (r) (c) [c] [x] [z] [u] [w] [low] [na] :c :u n.v. k.a. н/д н.д. нет
n.d. n/d nd s.d. · • ()
#n/a #н/д #ref! #div/0! #value! #name?
"""
_PHRASES = frozenset(
    {"нет данных", "not available", ": c", ": u", "k. a.", "keine angabe", UNSOLVED}
)
UNKNOWN = _PHRASES | frozenset(_MARKS.split())
"""Marks, in small letters, of values that are unknown, withheld, unreliable, impossible or none."""

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]+")
_FOOTNOTE = re.compile(r"\s*(\s\d{1,2}(,\d{1,2})*\)|\[[^\]]{1,12}\]|\*{1,3}|[⁰¹²³⁴-⁹]+[)⁾]?)$")
_MARK_FOOTNOTE = re.compile(r"(?<=[^\d\s(]) ?(\d{1,2}(, ?\d{1,2})*\)?|[⁰¹²³⁴-⁹]+[)⁾]?)$")
_BRACKETS = re.compile(r"\((.*)\)")
_FLAG = re.compile(r"(?<=\d) ?(\(?[a-z]{1,2}\)?|p/|r/)$")
_DIGITS = re.compile(r"[+-]?\d[\d.,' ’]*(e[+-]?\d+)?")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
_MARKED = re.compile(r"[.,]")


def as_text(cell: Cell) -> str:
    """The text of a cell with plain single spaces; empty for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return _SPACES.sub(" ", cell).strip()


def unknown_mark(cell: Cell, more: frozenset[str] = frozenset()) -> str:
    """The mark of an unknown value without its footnote, "" where the cell is no mark.

    Parameters
    ----------
    cell : Cell
    more : frozenset of str
        Further marks, in small letters.
    """
    if more and (text := as_text(cell).lower()) in more:
        return text
    if not isinstance(cell, str) or _bare(cell) is not None:
        return ""
    text = as_text(cell).lower()
    for form in (text, _MARK_FOOTNOTE.sub("", text).strip(), _FOOTNOTE.sub("", text).strip()):
        if form in UNKNOWN or form in more:
            return form
    return ""


def number(cell: Cell, decimal: Decimal) -> float | None:
    """The number of a cell, None where it holds none.

    Parameters
    ----------
    cell : Cell
        A number, or text as "1 234,5", "-1.234,5", "63160,3 4)" (a footnote), "12.3 [p]".
    decimal : str
        Decimal mark of the table; the other one parts thousands.
    """
    if cell is None or isinstance(cell, float):
        return cell
    if _PLAIN.fullmatch(cell) and ("." if decimal == "," else ",") not in cell:
        return float(cell.replace(",", "."))
    text = _bare(cell)
    if text is None:
        return None
    mark = decimal if decimal in (",", ".") else "."
    whole, _, rest = text.partition(mark)
    other = "," if mark == "." else "."
    if mark in rest or other in rest or not _grouped(whole, other):
        return None
    joined = re.sub(r"[.,' ’]", "", whole)
    return float(f"{joined}.{rest.replace(' ', '')}" if rest else joined)


def in_brackets(cell: Cell) -> str:
    """The number inside of brackets, as "1 234" of "(1 234)"; "" for all else.

    Some tables mean a negative number by it, others one that is uncertain.
    """
    found = _BRACKETS.fullmatch(as_text(cell)) if isinstance(cell, str) else None
    return found[1] if found and _bare(found[1]) is not None else ""


def is_percent(cell: Cell) -> bool:
    """Whether a number stands with a sign for percent."""
    return isinstance(cell, str) and "%" in cell and is_number(cell)


def is_number(cell: Cell) -> bool:
    """Whether a cell is a number, whatever its decimal mark."""
    return isinstance(cell, float) or (isinstance(cell, str) and _bare(cell) is not None)


def decimal_mark(cells: Iterable[Cell]) -> Decimal:
    """The mark that separates decimals in all text cells of a table, "?" where in doubt."""
    votes: set[str] = set()
    ambiguous = False
    for cell in cells:
        if not isinstance(cell, str) or not _MARKED.search(cell):
            continue
        text = _bare(cell)
        if text is None or not _MARKED.search(text):
            continue
        vote = _vote(text.partition("e")[0])
        ambiguous |= not vote
        votes.add(vote)
    votes.discard("")
    if len(votes) == 1:
        return "," if votes == {","} else "."
    return "?" if votes or ambiguous else ""


def _vote(text: str) -> str:
    """The decimal mark that a number shows, "" where it may be read in two ways."""
    marks: list[str] = _MARKED.findall(text)
    last = marks[-1]
    other = "," if last == "." else "."
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return other  # as 1.234.567
    whole, _, rest = text.partition(last)
    digits = whole.lstrip("+-")
    if len(rest) != 3 or len(digits) > 3 or digits.startswith("0") or " " in digits:
        return last
    return ""


def _bare(cell: str) -> str | None:
    """A number's text without spaces around, footnotes and flags; None for other text."""
    if _PLAIN.fullmatch(cell):
        return cell
    text = as_text(cell).lower().replace("−", "-").replace("–", "-")
    if not re.match(r"[+-]?\.?\d", text):
        return None
    text = _FLAG.sub("", _FOOTNOTE.sub("", text)).removesuffix("%").strip()
    text = re.sub(r"^([+-]?)\.", r"\g<1>0.", text)
    return text if _DIGITS.fullmatch(text) else None


def _grouped(whole: str, mark: str) -> bool:
    """Whether the groups of thousands, if any, have three digits."""
    digits = whole.lstrip("+-")
    parts = re.split(rf"[{re.escape(mark)}' ’]", digits)
    return len(parts) == 1 or (
        1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    )
