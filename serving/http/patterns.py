"""Addresses by their pattern, so that metrics count a handful of them.

BentoML keeps counters for every path that was ever requested, in memory and in /metrics: a client
that requests ever new paths would fill both. So the counters see the pattern of an address, the
routes the address itself.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from serving.endpoints import ENDPOINTS
from serving.http.deprecated import RENAMED
from serving.page.addresses import PATHS as PAGE_PATHS

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
PATTERNS = frozenset(
    [
        *HOST_PATHS,
        *PAGE_PATHS,
        *RENAMED,
        *(f"/{endpoint.name}" for endpoint in ENDPOINTS),
        *(path for endpoint in ENDPOINTS for path in endpoint.paths),
    ]
)
CODED = {path.split("/")[1]: path for path in PATTERNS if path.endswith("}")}
"""First part of a path to the pattern that has a code after it."""
ELSEWHERE = "/elsewhere"
"""Stands for all paths without a route."""
ASKED = "smartspec.path"
"""Key of a scope: the requested path."""


def pattern(path: str) -> str:
    """The pattern of a path: /growth/{region_code} for /growth/R1, also for /growth/R/1."""
    resource, _, code = path.removeprefix("/").partition("/")
    found = CODED.get(resource, ELSEWHERE) if code else path
    return found if found in PATTERNS else ELSEWHERE


class Patterned:
    """ASGI wrapper around the host: replaces paths by their patterns."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "path": pattern(scope["path"]), ASKED: scope["path"]}
        await self.app(scope, receive, send)


class Addressed:
    """ASGI middleware inside the counters: restores the requested path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if ASKED in scope:
            scope = {**scope, "path": scope[ASKED]}
        await self.app(scope, receive, send)
