"""The account: who is signed in by a cookie, and the way out."""

import hmac
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from serving.access.rights import LOGIN, unauthorized
from serving.access.sessions import COOKIE, KEY_COOKIE
from serving.http.problems import ProblemError, asked_language
from serving.http.who import who_asks
from serving.languages.language import say, speaking
from serving.page.refusal import POLICY
from serving.page.shell import TEMPLATES
from serving.page.static_files import version

SESSION, LOGOUT = "/session", "/logout"
MOST_FORM = 8_000
"""Bytes of a form of signing in or out."""
MOST_NEXT = 2_000


async def session(http: HTTPRequest) -> Response:
    """Who is signed in, and a way out; for scripts the token that changes must repeat."""
    who = who_asks(http.scope)
    if not who.csrf:
        with speaking(asked_language(http.scope)):
            raise unauthorized("problem.sign_in_needed", address=LOGIN)
    user = who.name.partition(":")[2]
    if "text/html" not in http.headers.get("accept", ""):
        return JSONResponse({"user": user, "rights": sorted(who.rights), "csrf": who.csrf})
    return page(
        http,
        "session.html",
        "page.session",
        user=who.title or user,
        csrf=who.csrf,
        logout=LOGOUT,
    )


async def end(http: HTTPRequest) -> Response:
    """Sign out; another site cannot ask for it."""
    who, form = who_asks(http.scope), await fields(http)
    given = http.headers.get("x-csrf-token") or form.get("csrf", "")
    if who.csrf and not hmac.compare_digest(given.encode(), who.csrf.encode()):
        raise refusal(http, "forbidden", "problem.csrf")
    response = RedirectResponse("/", 303)
    for cookie in (COOKIE, KEY_COOKIE):
        secure = http.url.scheme == "https"
        response.delete_cookie(cookie, secure=secure, httponly=True, samesite="lax")
    return response


def page(
    http: HTTPRequest, template: str, title: str, status: int = 200, **values: object
) -> Response:
    """A page with one form, in the language of the request; the title is the key of a message."""
    language = asked_language(http.scope)
    with speaking(language):
        html = TEMPLATES.get_template(template).render(
            language=language, title=say(title), version=version(), say=say, **values
        )
    headers = {
        "Content-Security-Policy": f"{POLICY}; form-action 'self'; base-uri 'none'",
        "Content-Language": language,
    }
    return HTMLResponse(html, status, headers)


async def fields(http: HTTPRequest) -> dict[str, str]:
    """The fields of a small form.

    Raises
    ------
    ProblemError
        The form is larger than MOST_FORM.
    """
    body = b""
    async for chunk in http.stream():
        body += chunk
        if len(body) > MOST_FORM:
            raise refusal(http, "body-too-large", "problem.form_too_large", bytes=MOST_FORM)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def local_address(text: str) -> str:
    """An address of this service, to which a browser is sent after signing in; else the first."""
    parts = urlsplit(text) if len(text) <= MOST_NEXT and text.isprintable() else None
    is_local = parts and not parts.scheme and not parts.netloc and "\\" not in text
    return text if is_local and text.startswith("/") and not text.startswith("//") else "/"


def refusal(http: HTTPRequest, kind: str, key: str, **parameters: object) -> ProblemError:
    """A problem in the language of a request."""
    with speaking(asked_language(http.scope)):
        return ProblemError(kind, say(key, **parameters))
