"""Answers of an office: a file, or why there is no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from features.errors import InputError


@dataclass(frozen=True)
class Site:
    """The service of an office.

    Attributes
    ----------
    title : str
        Name of the office in messages.
    base : str
        Address of its service.
    domain : str
        Redirects may lead to its hosts.
    catalogue : str
        Where a person looks up codes.
    example : str
        A filter, for messages.
    """

    title: str
    base: str
    domain: str
    catalogue: str
    example: str


@dataclass(frozen=True)
class Answer:
    """An answer in a file.

    Attributes
    ----------
    path : path
    headers : mapping
        By names in lower case.
    unchanged : bool
        Whether the office says that the file fetched before is still the newest; then the file at
        `path` is empty.
    vintage : str
        Day of the data, where the office says it in another answer; else "".
    """

    path: Path
    headers: Mapping[str, str]
    unchanged: bool = False
    vintage: str = ""


class PassingError(Exception):
    """An answer after which the request may be repeated.

    Attributes
    ----------
    wait : float or None
        Seconds that the office asks to wait.
    """

    def __init__(self, status: int, text: str, wait: float | None) -> None:
        super().__init__(f"{status} {text}".strip())
        self.status, self.wait = status, wait


class RefusedError(InputError):
    """The office answers, but not with data."""


def refusal(site: Site, dataset: str, status: int, text: str) -> RefusedError:
    """A sentence for an answer that is no data."""
    title, reason = site.title, f" ({text})" if text else ""
    folded = text.casefold().replace("_", "").replace(" ", "")
    if any(mark in folded for mark in ("noresult", "norecord")):
        return RefusedError(
            f"{title} has no data of {dataset} for these filters{reason}: check their codes "
            f"at {site.catalogue}"
        )
    if status == 413 or "toobig" in folded or "toolarge" in folded:
        return RefusedError(
            f"{title} does not send so much of {dataset} at once{reason}: fetch a part, "
            f"such as --filter {site.example}"
        )
    if status == 404:
        return RefusedError(
            f"{title} has no dataset {dataset}{reason}: look up its code at {site.catalogue}"
        )
    return RefusedError(
        f"{title} refuses the request for {dataset} with {status}{reason}: check the codes "
        f"at {site.catalogue}"
    )


def seconds(retry_after: str) -> float | None:
    """Seconds of a Retry-After header, given as such or as a date; None without any."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else None
