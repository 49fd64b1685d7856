"""Problems as a page, for people who opened an address in a browser."""

import json

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from features.formats import sentence
from serving.languages.language import ENGLISH, say, speaking
from serving.page.shell import TEMPLATES
from serving.page.static_files import version

SIGN_IN = "smartspec.sign_in"
"""Key of a scope: the address to sign in at, for who may not read yet."""
FORM = "application/x-www-form-urlencoded"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'"


def for_readers(scope: Scope, problem: Response) -> Response:
    """A problem as a page where a browser opened its address or sent a form; else as it is."""
    given = Headers(scope=scope)
    is_of_page = scope["method"] == "GET" or given.get("content-type", "").startswith(FORM)
    if not is_of_page or "text/html" not in given.get("accept", ""):
        return problem
    said = json.loads(bytes(problem.body))
    language = problem.headers.get("content-language", ENGLISH)
    with speaking(language):
        html = TEMPLATES.get_template("refusal.html").render(
            language=language,
            title=said["title"],
            detail=sentence(said["detail"]),
            link=_way_out(scope, said["status"], language),
            hint=say("page.no_account") if said["status"] == 401 and SIGN_IN in scope else "",
            version=version(),
        )
    headers = {
        "Content-Security-Policy": POLICY,
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    return HTMLResponse(html, problem.status_code, headers)


def _way_out(scope: Scope, status: int, language: str) -> tuple[str, str] | None:
    """Address and text of the link below a problem; none for who may not read any page."""
    if status != 401:
        return f"/?language={language}", say("country.unknown.all")
    return (scope[SIGN_IN], say("page.sign_in")) if SIGN_IN in scope else None
