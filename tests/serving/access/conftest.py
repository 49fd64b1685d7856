"""The wrapper around the real routes, asked in this process."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from serving.access.access import Access
from serving.access.login import login_routes
from serving.access.settings import KEYS, read
from serving.champions import Champions
from serving.http.problems import ProblemResponses
from serving.http.routes import routes
from serving.page.refusal import for_readers
from tests import loops

LOOPBACK, ELSEWHERE = "http://127.0.0.1:3000", "http://10.0.0.1:3000"
Settings = Mapping[str, str]


def wrapped(settings: Settings, folder: Path, address: str = ELSEWHERE) -> Access:
    """The service without champions, as it would be started with settings at an address."""
    found = read({KEYS: str(folder / "keys.db"), **settings}, address)
    login = {path: ProblemResponses(app, for_readers) for path, app in login_routes(found).items()}
    return Access(ProblemResponses(routes(Champions())), found, for_readers, login)


def ask(
    app: ASGIApp,
    path: str,
    headers: Mapping[str, str] | None = None,
    client: str = "192.0.2.7",
    **options: Any,
) -> httpx.Response:
    """One request of a client to an app in this process."""
    return asked(app, [path], headers, client, **options)[0]


def asked(
    app: ASGIApp,
    paths: list[str],
    headers: Mapping[str, str] | None = None,
    client: str = "192.0.2.7",
    **options: Any,
) -> list[httpx.Response]:
    """Requests of a client, one after the other."""
    method = options.pop("method", "GET")
    base_url = options.pop("base_url", "http://10.0.0.1:3000")

    async def request() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, client=(client, 4711))
        async with httpx.AsyncClient(transport=transport, base_url=base_url) as asker:
            return [await asker.request(method, path, headers=headers, **options) for path in paths]

    return loops.run(request())


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Access]:
    """Wraps the service with settings; keys are in keys.db of the test's folder."""
    return lambda settings, address=ELSEWHERE: wrapped(settings, tmp_path, address)
