"""GET routes: the pages, and every endpoint by its address."""

import base64
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
from serving.endpoints import ENDPOINTS, Endpoint
from serving.http.openapi import openapi_document
from serving.http.problems import ProblemError, asked_language
from serving.http.query import from_query
from serving.languages.language import ENGLISH, speaking, wanted
from serving.page.routes import page_routes

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
    return Starlette(
        middleware=compressed,
        routes=[
            *page_routes(champions),
            *(Route(path, _page(PAGE / name), methods=["GET"]) for path, name in pages.items()),
            Route("/docs.json", lambda _: JSONResponse(document)),
            *(
                Route(path.replace("}", ":code}"), _json(champions, endpoint))
                for endpoint in ENDPOINTS
                for path in endpoint.paths
            ),
        ],
    )


def _json(champions: Champions, endpoint: Endpoint) -> Callable[[HTTPRequest], Response]:
    def answer(http: HTTPRequest) -> Response:
        try:
            with speaking(asked_language(http.scope)):
                request = from_query(endpoint.request, http)
            if request.language is None:
                code = wanted(http.headers.get("accept-language"))
                request = request.model_copy(update={"language": code})
            body = endpoint(champions.loaded, request).model_dump_json()
        except ProblemError as problem:
            return problem.response()
        headers = {"Content-Language": request.language or ENGLISH, "Vary": "Accept-Language"}
        return Response(body, media_type="application/json", headers=headers)

    return answer


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
