"""The files that a browser loads: scripts, styles, outlines of regions, messages of a language."""

import gzip
import hashlib
import json
import posixpath
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from serving.languages.english import PAGE
from serving.languages.language import CODES, language

FOLDER = Path(__file__).with_name("static")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""Suffixes of the files that are sent, with their media types."""
IMPORT = re.compile(r'^(?:im|ex)port\b[^"\';()]*?(?:\bfrom\s*)?"(\.{1,2}/[^"]+)"', re.MULTILINE)
"""An import at the start of a module, and what it names."""


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent.

    Attributes
    ----------
    content, compressed : bytes
        As it is, and by gzip.
    """

    media_type: str
    content: bytes
    compressed: bytes


@cache
def static_files() -> dict[str, StaticFile]:
    """Every file by its path below /static/VERSION/."""
    files = {
        file.relative_to(FOLDER).as_posix(): file.read_bytes()
        for file in sorted(FOLDER.rglob("*"))
        if file.suffix in TYPES
    }
    files |= {f"messages/{code}.json": _messages(code) for code in CODES}
    return {
        path: StaticFile(TYPES[Path(path).suffix], content, gzip.compress(content, mtime=0))
        for path, content in files.items()
    }


@cache
def modules(script: str) -> tuple[str, ...]:
    """A script and all that it imports at its start, by their paths; imports that wait are not."""
    found, waiting = dict[str, None](), [script]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = None
        text = static_files()[path].content.decode()
        waiting += [posixpath.join(posixpath.dirname(path), it) for it in IMPORT.findall(text)]
        waiting = [posixpath.normpath(it) for it in waiting]
    return tuple(found)


@cache
def version() -> str:
    """Changes with any of the files, so that browsers may keep them for good."""
    digest = hashlib.sha256()
    for path, file in static_files().items():
        digest.update(path.encode() + file.content)
    return digest.hexdigest()[:12]


def _messages(code: str) -> bytes:
    """What language.js reads: the messages of the page, plural categories, marks in numbers."""
    spoken = language(code)
    symbols = spoken.locale.number_symbols["latn"]
    n_forms = max(len(forms) for forms in spoken.templates.values())
    categories = dict.fromkeys(range(n_forms), "other")
    for n in range(200, -1, -1):
        categories[spoken.place(n)] = spoken.locale.plural_form(n)
    content = {
        "language": code,
        "plurals": [categories[place] for place in range(n_forms)],
        "decimal": symbols["decimal"],
        "group": symbols["group"],
        "messages": {key: list(spoken.templates[key]) for key in PAGE},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
