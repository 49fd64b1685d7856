"""Messages of an office in answers without data: SOAP, SDMX, JSON, HTML or plain text."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from pathlib import Path

from features.sources.opening import GZIP
from features.sources.reading import library

START = 65_536
"""Bytes of an answer that are looked at."""
SHOWN = 160
"""Characters of it in a message."""
SPEAKING = ("faultstring", "ErrorMessage", "message", "title", "Text")
"""XML elements whose text says what is wrong."""


def start(path: Path) -> bytes:
    """The first bytes of a file, unpacked where it is gzipped."""
    with path.open("rb") as content:
        head = content.read(START)
    if not head.startswith(GZIP):
        return head
    try:
        with gzip.open(path) as packed:
            return packed.read(START)
    except (OSError, EOFError, zlib.error):
        return b""


def elements(content: bytes) -> dict[str, str]:
    """First text of the elements of an XML answer by name; none where it is not XML.

    Of elements of the same name inside each other, the innermost counts.
    """
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return {}
    defused = library("defusedxml.ElementTree", "reading the answer of an office")
    try:
        root = defused.fromstring(content)
    except (defused.ParseError, ValueError):
        return {}
    outer: dict[str, str] = {}
    inner: dict[str, str] = {}
    for element in root.iter():
        found = inner if len(element) == 0 else outer
        name = str(element.tag).rpartition("}")[2]
        found.setdefault(name, " ".join("".join(element.itertext()).split()))
    return {**outer, **inner}


def reason(path: Path) -> str:
    """What an answer says in words, shortened; empty where it says nothing."""
    content = start(path)
    words = elements(content)
    text = next((words[name] for name in SPEAKING if words.get(name)), "")
    if not text:
        text = _of_json(content) or _of_text(content)
    text = "".join(letter for letter in text if letter.isprintable())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _of_json(content: bytes) -> str:
    """The World Bank's message, or a message of a JSON object."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    first = answer[0] if isinstance(answer, list) and answer else answer
    message = first.get("message", "") if isinstance(first, dict) else ""
    if isinstance(message, list) and message and isinstance(message[0], dict):
        message = message[0].get("value", "")
    return str(message)


def _of_text(content: bytes) -> str:
    """Plain text, or the title of a page that is not well-formed."""
    text = content[:4000].decode("utf-8", errors="replace")
    if "<" not in text:
        return " ".join(text.split())
    title = re.search(r"<title[^>]*>([^<]*)", text, re.IGNORECASE)
    return " ".join(title.group(1).split()) if title else ""
