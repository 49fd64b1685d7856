"""Single sign-on by OpenID Connect: login, callback, session and logout, through Authlib."""

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from serving.access.rights import LOGIN, rights_of_user, unauthorized
from serving.access.sessions import COOKIE, Sessions
from serving.access.settings import Settings, SignOn
from serving.http.problems import ProblemError, asked_language
from serving.languages.language import say, speaking
from serving.page.refusal import POLICY
from serving.page.shell import TEMPLATES
from serving.page.static_files import version

CALLBACK, SESSION, LOGOUT = f"{LOGIN}/callback", "/session", "/logout"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signatures of ID tokens that are believed: the provider alone has the key."""
MINUTES = 10
"""How long signing in may take."""
TIMEOUT_SECONDS = 10
MOST_NEXT = 2_000
MOST_NAME = 200


def login_routes(settings: Settings) -> Mapping[str, ASGIApp]:
    """The app of single sign-on by each of its paths; none where it is not set up."""
    sign_on = settings.sign_on
    if sign_on is None:
        return {}
    login = _Login(settings, sign_on)
    temporary = Middleware(
        SessionMiddleware,
        secret_key=sign_on.secret,
        session_cookie="smartspec_login",
        max_age=MINUTES * 60,
        path=LOGIN,
        same_site="lax",
        https_only=sign_on.public_url.startswith("https:"),
    )
    app = Starlette(
        middleware=[temporary],
        routes=[
            Route(LOGIN, login.begin, methods=["GET"]),
            Route(CALLBACK, login.finish, methods=["GET"]),
            Route(SESSION, login.session, methods=["GET"]),
            Route(LOGOUT, login.end, methods=["POST"]),
        ],
        exception_handlers={ProblemError: _problem},
    )
    return dict.fromkeys((LOGIN, CALLBACK, SESSION, LOGOUT), app)


class _Login:
    """The four addresses of single sign-on."""

    def __init__(self, settings: Settings, sign_on: SignOn) -> None:
        from authlib.integrations.starlette_client import OAuth  # an extra

        self.settings, self.sign_on, self.sessions = settings, sign_on, Sessions(sign_on)
        self.provider: Any = OAuth().register(
            "provider",
            client_id=sign_on.client_id,
            client_secret=sign_on.client_secret,
            server_metadata_url=f"{sign_on.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": TIMEOUT_SECONDS,
            },
        )

    async def begin(self, http: HTTPRequest) -> Response:
        """Send the browser to the provider, with a state, a nonce and a challenge."""
        await self._metadata(http)
        http.session["next"] = local_address(http.query_params.get("next", "/"))
        back = f"{self.sign_on.public_url}{CALLBACK}"
        response: Response = await self.provider.authorize_redirect(http, back)
        return response

    async def finish(self, http: HTTPRequest) -> Response:
        """Check what the provider says, and begin a session."""
        from authlib.common.errors import AuthlibBaseError
        from httpx import HTTPError
        from joserfc.errors import JoseError

        await self._metadata(http)
        expected = {
            "iss": {"essential": True, "values": [self.sign_on.issuer]},
            "aud": {"essential": True, "values": [self.sign_on.client_id]},
            "exp": {"essential": True},
        }
        try:
            token = await self.provider.authorize_access_token(http, claims_options=expected)
            claims = token["userinfo"]
        except HTTPError:
            raise _said(http, "unavailable", "problem.provider") from None
        except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError):
            raise _said(http, "sign-in-failed", "problem.sign_in") from None
        target = http.session.get("next", "/")
        http.session.clear()
        response = RedirectResponse(target, 303)
        groups = claims.get(self.sign_on.groups_claim) or []
        groups = [groups] if isinstance(groups, str) else groups
        user = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        held = rights_of_user(frozenset(map(str, groups)), self.settings)
        self.sessions.start(response, str(user)[:MOST_NAME], held)
        return response

    async def session(self, http: HTTPRequest) -> Response:
        """Who is signed in, and a way out; for scripts the token that changes must repeat."""
        found = self.sessions.read(http.cookies.get(COOKIE, ""))
        language = asked_language(http.scope)
        with speaking(language):
            if found is None:
                raise unauthorized("problem.sign_in_needed", address=LOGIN)
            if "text/html" not in http.headers.get("accept", ""):
                said = {"user": found.user, "rights": sorted(found.rights), "csrf": found.csrf}
                return JSONResponse(said)
            html = TEMPLATES.get_template("session.html").render(
                language=language, session=found, logout=LOGOUT, version=version(), say=say
            )
        return HTMLResponse(
            html,
            headers={
                "Content-Security-Policy": f"{POLICY}; form-action 'self'; base-uri 'none'",
                "Content-Language": language,
            },
        )

    async def end(self, http: HTTPRequest) -> Response:
        """Sign out; another site cannot ask for it."""
        found = self.sessions.read(http.cookies.get(COOKIE, ""))
        async with http.form(max_files=0, max_fields=5) as form:
            given = http.headers.get("x-csrf-token") or str(form.get("csrf", ""))
        if found and not hmac.compare_digest(given.encode(), found.csrf.encode()):
            raise _said(http, "forbidden", "problem.csrf")
        response = RedirectResponse("/", 303)
        self.sessions.end(response)
        return response

    async def _metadata(self, http: HTTPRequest) -> None:
        """Read what the provider says of itself; it must be the one that is named."""
        from httpx import HTTPError

        try:
            found = await self.provider.load_server_metadata()
        except (HTTPError, ValueError):
            raise _said(http, "unavailable", "problem.provider") from None
        if found.get("issuer") != self.sign_on.issuer:
            raise _said(http, "unavailable", "problem.provider")
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = [
            name for name in offered if name in ALGORITHMS
        ]


def local_address(text: str) -> str:
    """An address of this service, to which a browser is sent after signing in; else the first."""
    parts = urlsplit(text) if len(text) <= MOST_NEXT and text.isprintable() else None
    is_local = parts and not parts.scheme and not parts.netloc and "\\" not in text
    return text if is_local and text.startswith("/") and not text.startswith("//") else "/"


def _said(http: HTTPRequest, kind: str, key: str) -> ProblemError:
    """A problem in the language of a request."""
    with speaking(asked_language(http.scope)):
        return ProblemError(kind, say(key))


def _problem(_: HTTPRequest, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return error.response()
