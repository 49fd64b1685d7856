"""A report as PDF, by WeasyPrint, which may be absent."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from serving.http.problems import ProblemError
from serving.languages.language import say

AT_ONCE = 1
"""Reports that are set at the same time; they share one processor, whatever their number."""
WAITING = 4
"""Reports that wait for their turn; each holds a thread that other answers need."""
WAIT_SECONDS = 5.0
"""Longest wait: setting a report takes part of the time that a request has."""
_places = threading.BoundedSemaphore(AT_ONCE)
_queue = threading.BoundedSemaphore(AT_ONCE + WAITING)


def pdf(render: Callable[[int], str], pages: int, sizes: Sequence[int]) -> bytes:
    """The first size that fits on so many pages, or else the last one.

    Parameters
    ----------
    render : callable
        From a size to HTML.

    Raises
    ------
    ProblemError
        not-available where WeasyPrint is not installed.
    """
    if find_spec("weasyprint") is None:
        raise ProblemError("not-available", say("report.pdf.absent"))
    document = None
    for size in sizes:
        document = _document(render(size))
        if len(document.pages) <= pages:
            break
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1") if document else b""
    return content


@contextmanager
def turn() -> Iterator[None]:
    """One of the places for what takes long, after a wait for it.

    Raises
    ------
    ProblemError
        too-many-requests: at once where many wait already.
    """
    if not _queue.acquire(blocking=False):
        raise ProblemError("too-many-requests", say("report.pdf.busy"))
    try:
        if not _places.acquire(timeout=WAIT_SECONDS):
            raise ProblemError("too-many-requests", say("report.pdf.busy"))
        try:
            yield
        finally:
            _places.release()
    finally:
        _queue.release()


def _document(html: str) -> Any:
    """The pages; imports here, since the library is large and optional."""
    try:
        from weasyprint import HTML
    except OSError as error:  # Pango is absent
        raise ProblemError("not-available", say("report.pdf.absent")) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of style sheets for screens
    return HTML(string=html, url_fetcher=_refuse).render()


def _refuse(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    """A report loads nothing."""
    raise ValueError(f"a report loads nothing: {url[:80]}")
