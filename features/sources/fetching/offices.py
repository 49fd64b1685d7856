"""The offices whose data can be fetched, and a dataset of one of them as a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import MappingProxyType

from features.errors import InputError, UnknownCodeError
from features.sources.fetching import cache, emiss, eurostat, oecd, world_bank
from features.sources.fetching.answers import Answer, RefusedError, Site
from features.sources.fetching.connection import Connection, Patience, is_safe
from features.sources.fetching.sdmx import Filters
from features.sources.opening import GZIP, digest
from features.sources.reading import Say, silent


@dataclass(frozen=True)
class Office:
    """A source of official data.

    Attributes
    ----------
    site : Site
    suffix : function
        Ending of the name of a file, without .gz.
    download : function
        Dataset, filters, and how to ask.
    vintage : function
        Day of the data that a file of the office says; "" where it does not.
    """

    site: Site
    suffix: Callable[[Path], str]
    download: Callable[[str, Filters, Connection], Answer]
    vintage: Callable[[Path], str]


OFFICES = {
    "eurostat": Office(eurostat.SITE, eurostat.suffix, eurostat.download, eurostat.vintage),
    "oecd": Office(oecd.SITE, oecd.suffix, oecd.download, oecd.vintage),
    "emiss": Office(emiss.SITE, emiss.suffix, emiss.download, emiss.vintage),
    "worldbank": Office(
        world_bank.SITE, world_bank.suffix, world_bank.download, world_bank.vintage
    ),
}
"""By the name that a user gives."""


@dataclass(frozen=True)
class Order:
    """A dataset of an office, or a part of it.

    Attributes
    ----------
    source : str
        Name in OFFICES.
    dataset : str
    filters : mapping of str to sequence of str
        Codes kept by dimension; all of a dimension without one.
    address : str
        Of the service, "" for the office's own.
    """

    source: str
    dataset: str
    filters: Filters = field(default_factory=lambda: MappingProxyType({}))
    address: str = ""


@dataclass(frozen=True)
class FetchedFile:
    """An official file in the cache.

    Attributes
    ----------
    path : path
        Last changed, for the file system, on the day of the vintage.
    vintage : str
        Day of the data as 2025-02-18: as the file says it, else the office, else the header
        Last-Modified, else that of the download.
    address : str
        Of the service that it came from.
    is_new : bool
        Whether it was downloaded now; False for one that the cache had.
    """

    path: Path
    vintage: str
    address: str
    is_new: bool


def fetched(
    order: Order,
    folder: Path | None = None,
    offline: bool = False,
    say: Say = silent,
    patience: Patience | None = None,
) -> FetchedFile:
    """A dataset as an official file: from the office, or from the cache if it is still the newest.

    Parameters
    ----------
    order : Order
    folder : path or None
        Of the cache; None for the user's own.
    offline : bool
        Take the last download and ask nobody.
    say : function
        Takes the progress.
    patience : Patience or None
        Limits; None for the usual ones.

    Raises
    ------
    UnknownCodeError
        A source that is not in OFFICES.
    InputError
        What cannot be fetched, why, and what to do.
    """
    if order.source not in OFFICES:
        raise UnknownCodeError("source", order.source, OFFICES)
    office = OFFICES[order.source]
    base = _base(order, office)
    stored = _prepared((folder or cache.default_folder()) / order.source)
    name = cache.entry(order.dataset, f"{base} {order.dataset} {_canonical(order.filters)}")
    last = cache.note(stored, name)
    cached = FetchedFile(stored / last.file, last.vintage, last.address, False) if last else None
    if offline:
        if cached is None:
            raise InputError(
                f"{order.dataset} is not in the cache {stored}: fetch it once without --offline, "
                "with the same filters"
            )
        return cached
    validators = last.validators if last else {}
    limits = patience or Patience()
    try:
        with tempfile.TemporaryDirectory(dir=stored, prefix=".new-") as fresh:
            connection = Connection(
                office.site, base, order.dataset, Path(fresh), validators, say, limits
            )
            answer = office.download(order.dataset, order.filters, connection)
            if answer.unchanged and last and cached:
                cache.confirm(stored, name, last)
                say(f"{order.dataset}: unchanged since the last download")
                return cached
            return _kept(answer, office, connection, stored, name)
    except OSError as error:
        raise InputError(f"cannot write the cache {stored}: {error.strerror}") from error


def filters(given: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Codes by dimension, from texts such as "geo=AT,DE,nace_r2=C"; + and , part codes.

    Raises
    ------
    InputError
        A text without a dimension.
    """
    found: dict[str, tuple[str, ...]] = {}
    for text in given:
        name = ""
        for part in text.split(","):
            before, has_name, after = part.partition("=")
            name = before.strip() if has_name else name
            codes = [it.strip() for it in (after if has_name else part).split("+") if it.strip()]
            if not name or not codes:
                raise InputError(f"{text!r} is no filter: write dimension=code, as geo=AT,DE")
            found[name] = (*found.get(name, ()), *codes)
    return found


def _base(order: Order, office: Office) -> str:
    """Address of the service: given, from the environment, or the office's own."""
    variable = f"SMARTSPEC_{order.source.upper()}_ADDRESS"
    base = (order.address or os.environ.get(variable) or office.site.base).rstrip("/")
    if not is_safe(base):
        raise InputError(f"{base} is not encrypted: give an address that begins with https://")
    return base


def _prepared(folder: Path) -> Path:
    """The folder of an office in the cache."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"cannot write the cache {folder} ({error.strerror}): choose another with --cache"
        ) from error
    return folder


def _canonical(given: Mapping[str, Iterable[str]]) -> str:
    """Filters in one spelling, whatever their order."""
    return "&".join(f"{name}={','.join(sorted(codes))}" for name, codes in sorted(given.items()))


def _kept(
    answer: Answer, office: Office, connection: Connection, folder: Path, name: str
) -> FetchedFile:
    """A new file, moved into the cache."""
    if not answer.path.stat().st_size:
        raise RefusedError(f"{office.site.title} sent an empty file for {connection.dataset}")
    written = _note(name, answer, office, connection.base)
    path = cache.keep(folder, name, answer.path, written)
    return FetchedFile(path, written.vintage, connection.base, is_new=True)


def _note(name: str, answer: Answer, office: Office, base: str) -> cache.Note:
    today = datetime.now(UTC).date().isoformat()
    with answer.path.open("rb") as content:
        packed = ".gz" if content.read(2) == GZIP else ""
    return cache.Note(
        file=f"{name}{office.suffix(answer.path)}{packed}",
        sha256=digest(answer.path),
        address=base,
        vintage=office.vintage(answer.path) or answer.vintage or _modified(answer) or today,
        fetched=today,
        validators={it: answer.headers[it] for it in cache.VALIDATORS if it in answer.headers},
    )


def _modified(answer: Answer) -> str:
    """The day that the office's header Last-Modified says; "" without it."""
    try:
        return parsedate_to_datetime(answer.headers.get("last-modified", "")).date().isoformat()
    except ValueError:
        return ""
