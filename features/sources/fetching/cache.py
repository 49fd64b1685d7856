"""Files fetched before, kept until the office has newer ones.

A folder for each office holds the files and, beside each, a note (JSON) with the address, the day
of the data and what the office needs to say whether it is still the newest (ETag, Last-Modified).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from features.sources.opening import digest
from features.sources.reading import library

VALIDATORS = ("etag", "last-modified")


@dataclass(frozen=True)
class Note:
    """What is known of a file in the cache.

    Attributes
    ----------
    file : str
    sha256 : str
    address : str
        Of the service that it came from.
    vintage : str
        Day of the data as the file or the office says it, else of the download.
    fetched : str
        Day on which the office last said that it is the newest.
    validators : mapping
        ETag and Last-Modified.
    """

    file: str
    sha256: str
    address: str
    vintage: str
    fetched: str
    validators: Mapping[str, str]


def default_folder() -> Path:
    """The user's folder for caches."""
    found = library("platformdirs", "fetching official data").user_cache_dir("smartspec")
    return Path(found) / "fetch"


def entry(dataset: str, request: str) -> str:
    """Name of the files of a request: readable, and its own."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", dataset).strip(".-")[:60] or "dataset"
    return f"{plain}-{hashlib.sha256(request.encode()).hexdigest()[:8]}"


def note(folder: Path, name: str) -> Note | None:
    """The note of a file that is whole; None where there is none."""
    try:
        found = Note(**json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
        is_whole = digest(folder / Path(found.file).name) == found.sha256
    except (OSError, ValueError, TypeError):
        return None
    return found if is_whole else None


def keep(folder: Path, name: str, content: Path, written: Note) -> Path:
    """Move a download into the cache with its note, dated as the data are."""
    target = folder / written.file
    content.replace(target)
    _date(target, written.vintage)
    _write(folder, name, written)
    return target


def confirm(folder: Path, name: str, written: Note) -> None:
    """Note that the office still has nothing newer."""
    today = datetime.now(UTC).date().isoformat()
    _write(folder, name, Note(**{**asdict(written), "fetched": today}))


def _date(path: Path, vintage: str) -> None:
    """Give a file the day of its data, where that is a day."""
    try:
        day = date.fromisoformat(vintage)
    except ValueError:
        return
    noon = datetime.combine(day, time(12), UTC).timestamp()
    os.utime(path, (noon, noon))


def _write(folder: Path, name: str, written: Note) -> None:
    fresh = folder / f".{name}.json"
    fresh.write_text(json.dumps(asdict(written), indent=1, ensure_ascii=False), encoding="utf-8")
    fresh.replace(folder / f"{name}.json")
