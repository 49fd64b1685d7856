"""GET routes: the pages, and every endpoint by its address."""

import base64
import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from serving.champions import Champions
from serving.contracts import Request
from serving.endpoints import ENDPOINTS, Endpoint
from serving.http.caching import cache_control, tag_of
from serving.http.openapi import openapi_document
from serving.http.problems import ProblemError, asked_language
from serving.http.query import from_query
from serving.languages.language import ENGLISH, speaking, spoken
from serving.languages.language import wanted as wanted_language
from serving.page.routes import page_routes
from serving.tabular.flat import table_names
from serving.tabular.formats import TYPES, Wanted, wanted_format
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
            *(Route(path, _page(PAGE / name), methods=["GET"]) for path, name in pages.items()),
            Route("/docs.json", lambda _: JSONResponse(document)),
            *(
                Route(path.replace("}", ":code}"), _answer(champions, endpoint))
                for endpoint in ENDPOINTS
                for path in endpoint.paths
            ),
        ],
    )
    app.router.redirect_slashes = False
    return app


def _answer(champions: Champions, endpoint: Endpoint) -> Callable[[HTTPRequest], Response]:
    """An endpoint by its address, as JSON, CSV or a workbook."""
    names = table_names(endpoint.response)

    def answer(http: HTTPRequest) -> Response:
        try:
            with speaking(asked_language(http.scope)):
                wanted = wanted_format(http.query_params, http.headers.get("accept"), names)
                request = from_query(endpoint.request, http)
            if request.language is None:
                code = wanted_language(http.headers.get("accept-language"))
                request = request.model_copy(update={"language": code})
            with speaking(request.language or ENGLISH):
                return _sent(champions, endpoint, request, wanted, http)
        except ProblemError as problem:
            return problem.response()

    return answer


def _sent(
    champions: Champions, endpoint: Endpoint, request: Request, wanted: Wanted, http: HTTPRequest
) -> Response:
    """The answer in the language that is spoken, or that it is still the one that is asked about.

    That costs no work: the tag is known before the answer.
    """
    served = champions.find(request, endpoint.part(request))
    headers = {
        "Content-Language": spoken().code,
        "Vary": "Accept, Accept-Language, Accept-Encoding",
        "Cache-Control": cache_control(request),
    }
    if identity := served.identity(endpoint.needs_choice):
        headers["ETag"] = tag_of(endpoint.name, identity, request, wanted)
        if headers["ETag"] in http.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    loaded = champions.load(served, endpoint.needs_choice)
    headers["ETag"] = tag_of(endpoint.name, loaded.identity, request, wanted)
    if wanted.format == "json":
        found = loaded.kept.sent(
            endpoint.name, request, lambda: endpoint(loaded, request).model_dump_json()
        )
        return as_json(found, http, headers)
    origin = {"question": endpoint.summary, "address": str(http.url)}
    content = as_file(endpoint(loaded, request), wanted, endpoint.table, origin)
    parts = [endpoint.name, *http.path_params.values(), *filter(None, [wanted.table])]
    headers["Content-Disposition"] = file_name(parts, wanted.format)
    return Response(content, media_type=TYPES[wanted.format], headers=headers)


def as_json(compressed: bytes, http: HTTPRequest, headers: dict[str, str]) -> Response:
    """An answer that is kept by gzip, as the client takes it."""
    if "gzip" not in http.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(compressed), headers=headers, media_type=TYPES["json"])
    headers["Content-Encoding"] = "gzip"
    return Response(compressed, headers=headers, media_type=TYPES["json"])


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
        "Referrer-Policy": "no-referrer",
    }

    def endpoint(_: HTTPRequest) -> Response:
        return HTMLResponse(content, headers=headers)

    return endpoint
