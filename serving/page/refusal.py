"""Problems as a page, for people who opened an address in a browser."""

import json

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from features.formats import sentence
from serving.languages.language import ENGLISH, say, speaking
from serving.page.shell import TEMPLATES
from serving.page.static_files import version

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'"


def for_readers(scope: Scope, problem: Response) -> Response:
    """A problem as a page where a browser opened its address; for programs as it is."""
    if scope["method"] != "GET" or "text/html" not in Headers(scope=scope).get("accept", ""):
        return problem
    said = json.loads(bytes(problem.body))
    language = problem.headers.get("content-language", ENGLISH)
    with speaking(language):
        html = TEMPLATES.get_template("refusal.html").render(
            language=language,
            title=said["title"],
            detail=sentence(said["detail"]),
            version=version(),
            say=say,
        )
    headers = {
        "Content-Security-Policy": POLICY,
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    return HTMLResponse(html, problem.status_code, headers)
