"""Requests to the service of a statistical office: https, retries, limits, one host.

Why httpx and stamina: the clients of the offices (pysdmx.RestService, sdmx1, wbgapi, eurostat,
fedstat) turn answers into tables, while `import` reads the official file as it is. None of them
gives ETag and Last-Modified, honours Retry-After, limits sizes or keeps to one host. So pysdmx
writes the queries of SDMX services, httpx sends them, and stamina repeats them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from features.errors import InputError
from features.formats import counted
from features.sources.fetching.answers import (
    Answer,
    PassingError,
    RefusedError,
    Site,
    refusal,
    seconds,
)
from features.sources.fetching.faults import reason, start
from features.sources.reading import Say, library, silent

PURPOSE = "fetching official data"
LOCAL = {"localhost", "127.0.0.1", "::1"}
"""Hosts that may be asked without encryption."""
PASSING = {408, 425, 429, 500, 502, 503, 504}
"""Statuses after which the same request may succeed."""
REDIRECTS = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 5
BYTES_A_MESSAGE = 10_000_000
"""Bytes after which a download says how far it is."""
HEADERS = {"User-Agent": "smartspec", "Accept": "*/*"}

Result = TypeVar("Result")


@dataclass(frozen=True)
class Patience:
    """Limits of a download.

    Attributes
    ----------
    attempts : int
    wait, longest : float
        Seconds before the second attempt, which double, and the longest wait that an office may
        ask for.
    timeout : float
        Seconds without any answer.
    poll, delivery : float
        Seconds between questions whether a prepared file is ready, and all of them together.
    most : int
        Bytes of an answer, unpacked.
    """

    attempts: int = 5
    wait: float = 1.0
    longest: float = 120.0
    timeout: float = 120.0
    poll: float = 5.0
    delivery: float = 1800.0
    most: int = 4_000_000_000


@dataclass(frozen=True)
class Connection:
    """How the parts of a dataset are asked for.

    Attributes
    ----------
    site : Site
    base : str
        Address of the service: that of the site, or of a mirror.
    dataset : str
    folder : path
        Takes the answers.
    validators : mapping
        ETag and Last-Modified of the file fetched before; empty without one.
    cookies : dict
        Those that the service sets; they go back to it.
    """

    site: Site
    base: str
    dataset: str
    folder: Path
    validators: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    say: Say = silent
    patience: Patience = Patience()
    cookies: dict[str, str] = field(default_factory=dict)

    def save(
        self, address: str, if_newer: bool = False, form: list[tuple[str, str]] | None = None
    ) -> Answer:
        """Answer to a request, sent once; with `if_newer` only if it is newer than the last one.

        Raises
        ------
        RefusedError
            The office refuses it, or sends more than the limit.
        PassingError, httpx.RequestError
            It may be repeated.
        """
        headers = dict(HEADERS)
        if if_newer and "etag" in self.validators:
            headers["If-None-Match"] = self.validators["etag"]
        elif if_newer and "last-modified" in self.validators:
            headers["If-Modified-Since"] = self.validators["last-modified"]
        with self._client() as client:
            for _ in range(MAX_REDIRECTS + 1):
                with _sent(client, address, headers, form) as response:
                    self.cookies.update({it.name: it.value for it in client.cookies.jar})
                    if response.status_code not in REDIRECTS:
                        return self._saved(response)
                    address, form = self._redirected(address, response), None
        raise RefusedError(f"{self.site.title} redirects {self.dataset} in a circle: try again")

    def retry(self, work: Callable[[], Result]) -> Result:
        """Repeat work that fails in passing, or InputError that says why it failed."""
        httpx, stamina = library("httpx", PURPOSE), library("stamina", PURPOSE)
        stamina.instrumentation.set_on_retry_hooks([])  # `say` tells of them
        retries = stamina.retry_context(
            on=self._pause,
            attempts=self.patience.attempts,
            timeout=None,
            wait_initial=self.patience.wait,
            wait_max=self.patience.longest,
            wait_jitter=self.patience.wait / 2,
        )
        try:
            for attempt in retries:
                with attempt:
                    return work()
        except PassingError as error:
            raise InputError(self._busy(error)) from None
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise InputError(
                f"cannot reach {self.site.title} at {self.base} ({_why(error)}): check the "
                "network, or take the last download with --offline"
            ) from None
        raise AssertionError("unreachable")

    def get(self, address: str, if_newer: bool = False) -> Answer:
        """Answer to a request, repeated while it fails in passing."""
        return self.retry(lambda: self.save(address, if_newer))

    def aside(self, address: str) -> str:
        """Text of an answer that helps but is not needed; "" where it cannot be had."""
        httpx = library("httpx", PURPOSE)
        try:
            return start(self.save(address).path).decode(errors="replace")
        except (RefusedError, PassingError, httpx.RequestError):
            return ""

    def _client(self) -> Any:
        is_local = urlsplit(self.base).hostname in LOCAL
        return library("httpx", PURPOSE).Client(
            timeout=self.patience.timeout,
            follow_redirects=False,
            verify=self.base.startswith("https"),
            trust_env=not is_local,  # a proxy of the environment does not reach this machine
            cookies=self.cookies,
        )

    def _redirected(self, address: str, response: Any) -> str:
        """Where an answer leads, which must be a host of the office."""
        target = urljoin(address, str(response.headers.get("location", "")))
        host, first = urlsplit(target).hostname or "", urlsplit(self.base).hostname or ""
        is_theirs = f".{first}".endswith(f".{self.site.domain}")
        inside = is_theirs and f".{host}".endswith(f".{self.site.domain}")
        if not (host == first or inside) or not is_safe(target):
            raise RefusedError(
                f"{self.site.title} redirects {self.dataset} to {host or 'nowhere'}, which is not "
                "its own host: it is not followed"
            )
        return target

    def _saved(self, response: Any) -> Answer:
        """The body of an answer in a file, or why it is no data."""
        path = self.folder / f"{len(list(self.folder.iterdir())):04d}"
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.status_code == 304:
            path.touch()
            return Answer(path, headers, unchanged=True)
        reported = written = 0
        with path.open("wb") as out:
            for chunk in response.iter_bytes():
                written += len(chunk)
                if written > self.patience.most:
                    raise RefusedError(
                        f"{self.site.title} sends more than {self.patience.most // 10**6:,} MB of "
                        f"{self.dataset}: fetch a part, such as --filter {self.site.example}"
                    )
                out.write(chunk)
                if written >= reported + BYTES_A_MESSAGE:
                    reported = written
                    self.say(f"{self.dataset}: {written // 10**6:,} MB")
        if response.status_code in PASSING:
            wait = seconds(headers.get("retry-after", ""))
            raise PassingError(response.status_code, reason(path), wait)
        if response.status_code not in (200, 202):
            raise refusal(self.site, self.dataset, response.status_code, reason(path))
        return Answer(path, headers)

    def _pause(self, error: Exception) -> bool | float:
        """Whether to repeat after an error, or the seconds that the office asks to wait."""
        httpx = library("httpx", PURPOSE)
        if isinstance(error, PassingError):
            if error.wait is None:
                pause: bool | float = True
            else:
                pause = error.wait if error.wait <= self.patience.longest else False
        else:
            unanswerable = (httpx.UnsupportedProtocol, httpx.ProxyError)
            pause = isinstance(error, httpx.RequestError) and not isinstance(error, unanswerable)
        if pause is not False:
            self.say(f"{self.dataset}: {_why(error)}, trying again")
        return pause

    def _busy(self, error: PassingError) -> str:
        title, limit = self.site.title, self.patience.longest
        if error.wait is not None and error.wait > limit:
            minutes = -(-error.wait // 60)
            return (
                f"{title} asks to wait for {counted(minutes, 'minute')}: fetch {self.dataset} then"
            )
        return (
            f"{title} did not answer {self.dataset} in {self.patience.attempts} attempts "
            f"({error}): try again later, or take the last download with --offline"
        )


def is_safe(address: str) -> bool:
    """Whether an address is encrypted, or local."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)


def waited(poll: float, delivery: float) -> Iterator[None]:
    """Pauses that grow to a minute, until all of them exceed a time in seconds."""
    total, pause = 0.0, poll
    while total < delivery:
        time.sleep(pause)
        yield
        total += pause
        pause = min(pause * 1.5, 60.0)


@contextmanager
def _sent(
    client: Any, address: str, headers: Mapping[str, str], form: list[tuple[str, str]] | None
) -> Iterator[Any]:
    """A response whose body is still to be read."""
    if form is None:
        with client.stream("GET", address, headers=headers) as response:
            yield response
        return
    fields: dict[str, list[str]] = {}
    for name, value in form:
        fields.setdefault(name, []).append(value)
    with client.stream("POST", address, headers=headers, data=fields) as response:
        yield response


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__
