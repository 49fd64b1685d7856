"""Addresses by their pattern, so that metrics count a handful of them."""

from serving.community.addresses import PATHS as FEED_PATHS
from serving.endpoints import ENDPOINTS
from serving.http.deprecated import RENAMED
from serving.members.endpoints import COMMUNITY, FORMS
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
        *FEED_PATHS,
        *RENAMED,
        *(f"/{endpoint.name}" for endpoint in ENDPOINTS),
        *(path for endpoint in ENDPOINTS for path in endpoint.paths),
        *(f"/{endpoint.name}" for endpoint in COMMUNITY),
        *(path for endpoint in COMMUNITY for path in endpoint.paths),
        FORMS,
    ]
)
CODED = {path.split("/")[1]: path for path in PATTERNS if path.endswith("}")}
"""First part of a path to the pattern that has a code after it."""
ELSEWHERE = "/elsewhere"
"""Stands for all paths without a route."""


def pattern(path: str) -> str:
    """The pattern of a path: /growth/{region_code} for /growth/R1, also for /growth/R/1."""
    resource, _, code = path.removeprefix("/").partition("/")
    found = CODED.get(resource, ELSEWHERE) if code else path
    return found if found in PATTERNS else ELSEWHERE
