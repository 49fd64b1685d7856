"""The addresses of the page: a view is a path, and the query holds what is asked in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request as HTTPRequest

from serving.languages.language import CODES, wanted

VIEWS: Mapping[str, str] = {
    "country": "/",
    "region": "/region/{code}",
    "cluster": "/cluster/{code}",
    "technology": "/technology/{code}",
    "compare": "/compare",
    "chain": "/value-chain",
    "record": "/track-record",
    "data": "/sources",
}
"""View to its path; the same table stands in static/address.js."""
PLAIN: Mapping[str, str] = {
    "members": "/members",
    "changes": "/changes",
    "expect": "/expect",
    "practice": "/practise",
}
"""Views of members, which are plain HTML alone: the script leaves them as they are."""
TOKENS = ("/confirm/{token}", "/unsubscribe/{token}")
"""Addresses that whoever has their token may open."""
PATHS = (
    *VIEWS.values(),
    *PLAIN.values(),
    *TOKENS,
    "/report/{code}",
    "/briefing/{code}",
    "/static/{path}",
    "/embed/{picture}",
)
"""All patterns of addresses of the page."""
KEPT = ("preset", "weights", "floor", "level", "language", "package")
"""Names of the query that links keep from view to view; static/address.js has the same."""
MAX_QUERY = 4_096
"""Largest query in bytes that a page reads; a longer one is cut off."""


@dataclass(frozen=True)
class Asked:
    """What an address of the page asks for.

    Attributes
    ----------
    view : str
        Of VIEWS or PLAIN.
    code : str
        Of the path, "" where it has none.
    language : str
    query : mapping of str to list of str
        The rest of the query.
    """

    view: str
    code: str
    language: str
    query: Mapping[str, list[str]]

    @property
    def package(self) -> str | None:
        """The data package, where the address names one."""
        return self.one("package") or None

    def one(self, name: str) -> str | None:
        """The last value of a name in the query."""
        return self.query.get(name, [None])[-1]

    def link(self, view: str, code: str = "", **query: Any) -> str:
        """The address of another view, in the same language and with the same weights."""
        return self.address({**VIEWS, **PLAIN}[view], code, **query)

    def address(self, pattern: str, code: str, **query: Any) -> str:
        """An address of a pattern with a code, which keeps what links keep of this one."""
        path = pattern.replace("{code}", quote(code, safe=""))
        parameters = urlencode({**self.kept(), **query}, doseq=True)
        return f"{path}?{parameters}" if parameters else path

    def kept(self) -> dict[str, list[str]]:
        """What links to other views keep of the query."""
        return {name: self.query[name] for name in KEPT if name in self.query}


def asked(view: str, http: HTTPRequest) -> Asked:
    """What a request asks for; the language by its address, else by what the browser prefers."""
    query: dict[str, list[str]] = {}
    if len(http.url.query) <= MAX_QUERY:
        for name, value in http.query_params.multi_items():
            query.setdefault(name, []).append(value)
    code = query.get("language", [""])[-1]
    language = code if code in CODES else wanted(http.headers.get("accept-language"))
    return Asked(view, http.path_params.get("code", ""), language, query)
