"""GET routes: the pages, and every endpoint by its address."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from serving.champions import Champions
from serving.community.routes import feed_routes
from serving.contracts import Request
from serving.endpoints import ENDPOINTS, Endpoint
from serving.http.caching import cache_control, tag_of
from serving.http.openapi import openapi_document
from serving.http.problems import ProblemError, asked_language
from serving.http.query import from_query
from serving.languages.language import ENGLISH, speaking, spoken
from serving.languages.language import wanted as wanted_language
from serving.members.contributed import NotesResponse
from serving.members.region_notes import region_notes
from serving.page.routes import page_routes
from serving.sent.answered import note_versions
from serving.sent.kept import Sent
from serving.served.loaded import Loaded
from serving.tabular.formats import TYPES, Wanted, wanted_format
from serving.tabular.option_notes import NOTES
from serving.tabular.sending import as_file, file_name

PAGE = Path(__file__).parents[1] / "page"


class CodeConvertor(PathConvertor):
    """Any text: a code may contain slashes; no file is looked up by it."""

    regex = "(?s:.+)"


register_url_convertor("code", CodeConvertor())


def routes(champions: Champions) -> Starlette:
    """The ASGI app that is mounted beside BentoML's own routes."""
    pages = {"/docs": "docs.html"}
    document = openapi_document()
    compressed = [Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)]
    app = Starlette(
        middleware=compressed,
        routes=[
            *page_routes(champions),
            *feed_routes(champions),
            *(Route(path, _page(PAGE / name), methods=["GET"]) for path, name in pages.items()),
            Route("/docs.json", lambda _: JSONResponse(document)),
            *(
                Route(
                    path.replace("}", ":code}"), _in_thread(answer_by_address(champions, endpoint))
                )
                for endpoint in ENDPOINTS
                for path in endpoint.paths
            ),
        ],
    )
    app.router.redirect_slashes = False
    return app


def _in_thread(
    answer: Callable[[HTTPRequest], Response | Callable[[], Response]],
) -> Callable[[HTTPRequest], Response]:
    """The response, whether or not it has to be worked out."""

    def endpoint(http: HTTPRequest) -> Response:
        found = answer(http)
        return found if isinstance(found, Response) else found()

    return endpoint


@dataclass(frozen=True)
class Asked:
    """A question by its address, and how its answer is to be sent."""

    endpoint: Endpoint
    request: Request
    wanted: Wanted
    http: HTTPRequest

    @property
    def has_notes(self) -> bool:
        """Whether notes of members stand in the answer, so that it may change at any time."""
        return self.endpoint.with_notes and self.wanted.format != "json"

    def headers(self, identity: str) -> dict[str, str]:
        """Those of the answer, in the language that is spoken.

        Parameters
        ----------
        identity : str
            Of what answers, as ``Loaded.identity``; "" where it is not known.
        """
        headers = {
            "Content-Language": spoken().code,
            "Vary": "Accept, Accept-Language, Accept-Encoding",
            "Cache-Control": "no-cache" if self.has_notes else cache_control(self.request),
        }
        if identity and not self.has_notes:
            headers["ETag"] = tag_of(self.endpoint.name, identity, self.request, self.wanted)
        return headers

    def is_known(self, headers: Mapping[str, str]) -> bool:
        """Whether the client has the answer with these headers."""
        tag = headers.get("ETag")
        return tag is not None and tag in self.http.headers.get("if-none-match", "")


def answer_by_address(
    champions: Champions, endpoint: Endpoint
) -> Callable[[HTTPRequest], Response | Callable[[], Response]]:
    """An endpoint by its address, as JSON, CSV or a workbook.

    What is kept, or refused, is answered at once; else the work comes back that gives the answer.
    """
    names = endpoint.tables

    def answer(http: HTTPRequest) -> Response | Callable[[], Response]:
        try:
            with speaking(asked_language(http.scope)):
                wanted = wanted_format(http.query_params, http.headers.get("accept"), names)
                request = from_query(endpoint.request, http)
        except ProblemError as problem:
            return problem.response()
        if request.language is None:
            code = wanted_language(http.headers.get("accept-language"))
            request = request.model_copy(update={"language": code})
        asked = Asked(endpoint, request, wanted, http)
        return _at_once(champions, asked) or partial(_worked_out, champions, asked)

    return answer


def _at_once(champions: Champions, asked: Asked) -> Response | None:
    """The response, where it is kept, small, refused or known to the client; else None."""
    endpoint, request = asked.endpoint, asked.request
    try:
        loaded = champions.at_hand(endpoint, request)
    except ProblemError as problem:
        return problem.response()
    if loaded is None:
        return None
    with speaking(request.language or ENGLISH):
        headers = asked.headers(loaded.identity)
        if asked.is_known(headers):
            return Response(status_code=304, headers=headers)
        if asked.wanted.format != "json":
            return None
        if request.is_small and spoken().code == ENGLISH:
            try:
                sent: Sent | None = endpoint.sent(loaded, request)
            except ProblemError as problem:
                return problem.response()
        else:
            sent = loaded.kept.found(endpoint.name, request)
        if sent is None or not sent.is_ready:
            return None
        note_versions(sent.versions)
        return as_json(sent, asked.http, headers)


def _worked_out(champions: Champions, asked: Asked) -> Response:
    """The response after the work that it takes; none where the client has the answer."""
    endpoint, request, wanted = asked.endpoint, asked.request, asked.wanted
    try:
        with speaking(request.language or ENGLISH):
            served = champions.find(request, endpoint.part(request))
            headers = asked.headers(served.identity(endpoint.needs_choice))
            if asked.is_known(headers):
                return Response(status_code=304, headers=headers)
            loaded = champions.load(served, endpoint.needs_choice)
            headers = asked.headers(loaded.identity)
            if wanted.format == "json":
                return as_json(endpoint.sent(loaded, request), asked.http, headers)
            found = endpoint(loaded, request)
            origin = {"question": endpoint.summary, "address": str(asked.http.url)}
            notes = _notes(asked, loaded, served.package) if asked.has_notes else None
            content = as_file(found, wanted, endpoint.table, origin, notes)
    except ProblemError as problem:
        return problem.response()
    parts = [endpoint.name, *asked.http.path_params.values(), *filter(None, [wanted.table])]
    headers["Content-Disposition"] = file_name(parts, wanted.format)
    return Response(content, media_type=TYPES[wanted.format], headers=headers)


def _notes(asked: Asked, loaded: Loaded, package: str) -> NotesResponse | None:
    """Notes of members at the regions of a question about options; None where none can be read.

    Raises
    ------
    ProblemError
        They cannot be read, and are all that is asked for.
    """
    code = asked.request.language or ENGLISH
    codes = getattr(asked.request, "region_codes", [])
    try:
        return region_notes(loaded.in_language(code), package, codes)
    except ProblemError:  # the log says why; the figures do not need them
        if asked.wanted.table == NOTES:
            raise
        return None


def as_json(sent: Sent, http: HTTPRequest, headers: dict[str, str]) -> Response:
    """An answer that is kept, as the client takes it."""
    if "gzip" not in http.headers.get("accept-encoding", ""):
        return Response(sent.content, headers=headers, media_type=TYPES["json"])
    headers["Content-Encoding"] = "gzip"
    return Response(sent.compressed, headers=headers, media_type=TYPES["json"])


def _page(file: Path) -> Callable[[HTTPRequest], Response]:
    """A page that may load nothing from other hosts and run only its own script."""
    content = file.read_text(encoding="utf-8")
    script = content.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    headers = {
        "Content-Security-Policy": f"default-src 'none'; script-src 'sha256-{digest}'; "
        "style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }

    def endpoint(_: HTTPRequest) -> Response:
        return HTMLResponse(content, headers=headers)

    return endpoint
