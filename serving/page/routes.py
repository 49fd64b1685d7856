"""Routes of the page: its views, and the files that they load."""

from collections.abc import Callable

from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from serving.champions import Champions
from serving.http.problems import ProblemError
from serving.page.addresses import VIEWS, asked
from serving.page.documents import DOCUMENTS, document_of
from serving.page.shell import rendered
from serving.page.static_files import static_files

SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Nothing from other hosts, and no script that stands in a page."""
FOREVER = "public, max-age=31536000, immutable"


def page_routes(champions: Champions) -> list[BaseRoute]:
    """A route for each view, and one for the files."""
    views = [
        Route(path.replace("}", ":code}"), _view(champions, name), methods=["GET"])
        for name, path in VIEWS.items()
    ]
    papers = [
        Route(path.replace("}", ":code}"), _safe(document_of(champions, kind)), methods=["GET"])
        for kind, path in DOCUMENTS.items()
    ]
    return [*views, *papers, Route("/static/{version}/{path:path}", _static, methods=["GET"])]


def _view(champions: Champions, name: str) -> Callable[[HTTPRequest], Response]:
    def endpoint(http: HTTPRequest) -> Response:
        found = asked(name, http)
        status, html = rendered(champions.loaded, found)
        headers = {
            **SAFE,
            "Content-Security-Policy": POLICY,
            "Content-Language": found.language,
            "Vary": "Accept-Language",
        }
        return HTMLResponse(html, status, headers)

    return endpoint


def _safe(endpoint: Callable[[HTTPRequest], Response]) -> Callable[[HTTPRequest], Response]:
    """The endpoint, under the policy of the page."""

    def guarded(http: HTTPRequest) -> Response:
        response = endpoint(http)
        response.headers.update({**SAFE, "Content-Security-Policy": POLICY})
        return response

    return guarded


def _static(http: HTTPRequest) -> Response:
    """A file; it may be kept for good, since another version has another address."""
    file = static_files().get(http.path_params["path"])
    if file is None:
        return ProblemError("no-such-resource", "there is no such file").response()
    headers = {**SAFE, "Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" in http.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.compressed, headers=headers, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)
