"""The report of a region and its briefing, at addresses of their own, as HTML and as PDF."""

import re
from collections.abc import Callable
from html import unescape

from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, Response

from features.errors import InputError
from serving.champions import Champions
from serving.choice.contracts import OptionsRequest
from serving.http.problems import either, invalid_field, problem_of
from serving.languages.language import say, speaking
from serving.page.addresses import Asked, asked
from serving.page.asking import request, weights_of
from serving.reports.document import PAGES, SIZES, Places, document
from serving.reports.dossier import Dossier, add_notes, dossier
from serving.reports.pdf import pdf, turn
from serving.sent.answered import note_models
from serving.tabular.sending import file_name

DOCUMENTS = {kind: f"/{kind}/{{code}}" for kind in PAGES}
"""Kind of document to its address."""
BY_THE_BROWSER = (1, 0)
"""Sizes of a document that a browser prints, as it cannot try them: usual, and of long texts."""
LONG = {"report": 40_000, "briefing": 2_320}
"""Characters from which a document of the usual size may take more pages than it should."""
LINKS = {"report": ("briefing", "report.briefing"), "briefing": ("report", "report.full")}


def document_of(champions: Champions, kind: str) -> Callable[[HTTPRequest], Response]:
    """The endpoint of a kind of document."""

    def endpoint(http: HTTPRequest) -> Response:
        found = asked("region", http)
        with speaking(found.language):
            try:
                is_pdf = _is_pdf(found)
                served = champions.named(found.package)
                loaded = champions.load(served, with_choice=True).in_language(found.language)
                note_models(loaded.models)
                request = options_request(found)
                if is_pdf:
                    with turn():
                        told = dossier(loaded, request)
                        add_notes(told, loaded, served.package)
                        return _as_pdf(kind, told, found, http)
                told = dossier(loaded, request)
                add_notes(told, loaded, served.package)
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
    fields = {"region_codes": [found.code], "language": found.language, **weights_of(found)}
    return request(OptionsRequest, fields)


def _is_pdf(found: Asked) -> bool:
    form = found.one("format")
    if form not in (None, "html", "pdf"):
        raise invalid_field(
            "format",
            say("problem.no_format", given=repr(form[:40]), names=either(["html", "pdf"])),
        )
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
        "Vary": "Accept-Language",
        "Content-Disposition": file_name([kind, found.code], "pdf"),
    }
    return Response(content, media_type="application/pdf", headers=headers)


def _places(kind: str, found: Asked, http: HTTPRequest) -> Places:
    """The address on the paper, without the format, and links to the other forms."""
    other, label = LINKS[kind]
    own = found.address(DOCUMENTS[kind], found.code)
    return Places(
        f"{str(http.base_url).rstrip('/')}{own}",
        {
            "report.page": found.link("region", found.code),
            "report.as_pdf": found.address(DOCUMENTS[kind], found.code, format="pdf"),
            label: found.address(DOCUMENTS[other], found.code),
        },
    )
