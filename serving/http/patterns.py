"""Addresses by their pattern, so that metrics count a handful of them.

BentoML keeps counters for every path that was ever asked, in memory and in what /metrics tells: a
stranger who asks for ever new paths would fill both. What counts sees the pattern of an address,
what answers sees the address.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from serving.endpoints import ENDPOINTS
from serving.http.deprecated import RENAMED

HOST_PATHS = (
    "/",
    "/docs",
    "/docs.json",
    "/schema.json",
    "/metrics",
    "/healthz",
    "/livez",
    "/readyz",
)
KNOWN = frozenset(
    [
        *HOST_PATHS,
        *RENAMED,
        *(f"/{endpoint.name}" for endpoint in ENDPOINTS),
        *(path for endpoint in ENDPOINTS for path in endpoint.paths),
    ]
)
ELSEWHERE = "/elsewhere"
"""Stands for all paths at which there is nothing."""
ASKED = "smartspec.path"
"""Key of a scope: the path that was asked for."""


def pattern(path: str) -> str:
    """The pattern of a path: /growth/{region_code} for /growth/R1, also for /growth/R/1."""
    resource, _, code = path.removeprefix("/").partition("/")
    found = f"/{resource}/{{region_code}}" if code else path
    return found if found in KNOWN else ELSEWHERE


class Patterned:
    """ASGI wrapper around the host: it sees patterns instead of paths."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "path": pattern(scope["path"]), ASKED: scope["path"]}
        await self.app(scope, receive, send)


class Addressed:
    """ASGI middleware within what counts: it gives the path back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if ASKED in scope:
            scope = {**scope, "path": scope[ASKED]}
        await self.app(scope, receive, send)
