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
    "record": "/track-record",
    "data": "/sources",
}
"""View to its path; the same table stands in static/address.js."""
PATHS = (
    *VIEWS.values(),
    "/report/{code}",
    "/briefing/{code}",
    "/static/{path}",
    "/embed/{picture}",
)
"""All patterns of addresses of the page."""
MAX_QUERY = 4_096
"""Largest query in bytes that a page reads; a longer one is cut off."""


@dataclass(frozen=True)
class Asked:
    """What an address of the page asks for.

    Attributes
    ----------
    view : str
        Of VIEWS.
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

    def one(self, name: str) -> str | None:
        """The last value of a name in the query."""
        return self.query.get(name, [None])[-1]

    def link(self, view: str, code: str = "", **query: Any) -> str:
        """The address of another view, in the same language and with the same weights."""
        return self._address(VIEWS[view].replace("{code}", quote(code, safe="")), query)

    def paper(self, kind: str) -> str:
        """The address of the region's report or briefing, with the same weights."""
        return self._address(f"/{kind}/{quote(self.code, safe='')}", {})

    def _address(self, path: str, query: Mapping[str, Any]) -> str:
        kept = {
            name: self.query[name]
            for name in ("preset", "weights", "floor", "language")
            if name in self.query
        }
        parameters = urlencode({**kept, **query}, doseq=True)
        return f"{path}?{parameters}" if parameters else path


def asked(view: str, http: HTTPRequest) -> Asked:
    """What a request asks for; the language by its address, else by what the browser prefers."""
    query: dict[str, list[str]] = {}
    if len(http.url.query) <= MAX_QUERY:
        for name, value in http.query_params.multi_items():
            query.setdefault(name, []).append(value)
    code = query.get("language", [""])[-1]
    language = code if code in CODES else wanted(http.headers.get("accept-language"))
    return Asked(view, http.path_params.get("code", ""), language, query)
