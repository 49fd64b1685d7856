"""The addresses of feeds."""

from urllib.parse import quote, urlencode

FEEDS = "/feeds/"
"""The only addresses that a token may stand in: /feeds/TOKEN/all.atom."""
PATHS = ("/feeds/{code}",)
WITH_TOKEN = "smartspec.feed_token"  # noqa: S105 - the name of a key
"""Key of a scope: whether a token stood in the address, which is never repeated."""
ENDING = ".atom"


def feed_path(view: str, code: str = "") -> str:
    """The feed of a region, a cluster or a technology; that of the whole for any other view."""
    safe = quote(code, safe="")
    if view == "region" and code:
        return f"{FEEDS}region/{safe}{ENDING}"
    if view in ("cluster", "technology") and code:
        return f"{FEEDS}option/{view}/{safe}{ENDING}"
    return f"{FEEDS}all{ENDING}"


def feed_address(view: str, code: str, package: str | None, language: str) -> str:
    """A feed of a package in a language."""
    query = {"language": language, **({"package": package} if package else {})}
    return f"{feed_path(view, code)}?{urlencode(query)}"


def parts_of(feed: str) -> tuple[str, str] | None:
    """View and code of what follows /feeds/ in an address; ("all", "") for the whole."""
    if not feed.endswith(ENDING):
        return None
    kind, _, rest = feed.removesuffix(ENDING).partition("/")
    if kind == "all" and not rest:
        return "all", ""
    if kind == "region" and rest:
        return "region", rest
    activity, _, code = rest.partition("/")
    if kind == "option" and activity in ("cluster", "technology") and code:
        return activity, code
    return None
