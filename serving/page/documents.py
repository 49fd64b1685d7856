"""The report of a region and its briefing, at addresses of their own, as HTML and as PDF."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import ValidationError
from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, Response

from features.errors import InputError
from serving.champions import Champions
from serving.choice.contracts import OptionsRequest
from serving.http.problems import invalid_field, invalid_request, problem_of
from serving.http.query import parsed_field
from serving.languages.language import speaking
from serving.page.addresses import Asked, asked
from serving.reports.document import PAGES, SIZES, Places, document
from serving.reports.dossier import Dossier, dossier
from serving.reports.pdf import pdf
from serving.tabular.sending import file_name

DOCUMENTS = {kind: f"/{kind}/{{code}}" for kind in PAGES}
"""Kind of document to its address."""
BY_THE_BROWSER = (1, 0)
"""Sizes of a document that a browser prints, as it cannot try them: usual, and of long texts."""
LONG = {"report": 40_000, "briefing": 2_320}
"""Characters from which a document of the usual size may take more pages than it should."""
KEPT = ("preset", "weights", "floor", "language")
LINKS = {"report": ("briefing", "report.briefing"), "briefing": ("report", "report.full")}


def document_of(champions: Champions, kind: str) -> Callable[[HTTPRequest], Response]:
    """The endpoint of a kind of document."""

    def endpoint(http: HTTPRequest) -> Response:
        found = asked("region", http)
        with speaking(found.language):
            try:
                is_pdf = _is_pdf(found)
                loaded = champions.loaded.in_language(found.language)
                told = dossier(loaded, options_request(found))
                if is_pdf:
                    return _as_pdf(kind, told, found, http)
                html = _for_the_browser(kind, told, _places(kind, found, http))
            except InputError as error:
                return problem_of(error).response()
        headers = {"Content-Language": found.language, "Vary": "Accept-Language"}
        return HTMLResponse(html, headers=headers)

    return endpoint


def options_request(found: Asked) -> OptionsRequest:
    """The question about options, with the weights of an address.

    Raises
    ------
    ProblemError
        invalid-request
    """
    given: dict[str, Any] = {"region_codes": [found.code], "language": found.language}
    for name in ("preset", "weights", "floor"):
        text = found.one(name)
        if text is not None:
            given[name] = parsed_field(name, text) if name == "weights" else text
    try:
        return OptionsRequest.model_validate(given, strict=False)
    except ValidationError as error:
        raise invalid_request(error) from None


def _is_pdf(found: Asked) -> bool:
    form = found.one("format")
    if form not in (None, "html", "pdf"):
        raise invalid_field("format", f"there is no format {form[:40]!r}: give html or pdf")
    return form == "pdf"


def _for_the_browser(kind: str, told: Dossier, places: Places) -> str:
    usual, smaller = BY_THE_BROWSER
    html = document(kind, told, places, usual)
    content = re.sub(r"(?s)^.*?<main>|<svg.*?</svg>|<[^>]+>|</main>.*$", " ", html)
    if len(" ".join(unescape(content).split())) < LONG[kind]:
        return html
    return document(kind, told, places, smaller)


def _as_pdf(kind: str, told: Dossier, found: Asked, http: HTTPRequest) -> Response:
    places = Places(_places(kind, found, http).own)
    content = pdf(lambda size: document(kind, told, places, size), PAGES[kind], SIZES)
    headers = {
        "Content-Language": found.language,
        "Content-Disposition": file_name([kind, found.code], "pdf"),
    }
    return Response(content, media_type="application/pdf", headers=headers)


def _places(kind: str, found: Asked, http: HTTPRequest) -> Places:
    """The address on the paper, without the format, and links to the other forms."""
    other, label = LINKS[kind]
    own = _address(kind, found)
    return Places(
        f"{str(http.base_url).rstrip('/')}{own}",
        {
            "report.page": found.link("region", found.code),
            "report.as_pdf": _address(kind, found, format="pdf"),
            label: _address(other, found),
        },
    )


def _address(kind: str, found: Asked, **more: str) -> str:
    """The address of a document with the same weights and language."""
    query = {name: found.query[name] for name in KEPT if name in found.query} | more
    path = DOCUMENTS[kind].replace("{code}", quote(found.code, safe=""))
    return f"{path}?{urlencode(query, doseq=True)}" if query else path
