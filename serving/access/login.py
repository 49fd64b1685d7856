"""Signing in: single sign-on by OpenID Connect through Authlib, or else with a key."""

from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request as HTTPRequest
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from serving.access.account import LOGOUT, SESSION, end, local_address, refusal, session
from serving.access.keys import Keys
from serving.access.rights import LOGIN, rights_of_user
from serving.access.sessions import Sessions
from serving.access.settings import Settings, SignOn
from serving.access.with_key import WithKey
from serving.http.problems import ProblemError

CALLBACK = f"{LOGIN}/callback"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signatures of ID tokens that are believed: the provider alone has the key."""
MINUTES = 10
"""How long signing in may take."""
TIMEOUT_SECONDS = 10
MOST_NAME = 200


def login_routes(settings: Settings) -> Mapping[str, ASGIApp]:
    """The app of signing in by each of its paths."""
    if settings.sign_on:
        middleware, routes = _single_sign_on(settings, settings.sign_on)
    else:
        form = WithKey(Keys(settings.keys), settings.hours)
        middleware = []
        routes = [
            Route(LOGIN, form.ask, methods=["GET"]),
            Route(LOGIN, form.begin, methods=["POST"]),
        ]
    routes += [
        Route(SESSION, session, methods=["GET"]),
        Route(LOGOUT, end, methods=["POST"]),
    ]
    app = Starlette(
        middleware=middleware, routes=routes, exception_handlers={ProblemError: _problem}
    )
    return dict.fromkeys((LOGIN, CALLBACK, SESSION, LOGOUT), app)


def _single_sign_on(settings: Settings, sign_on: SignOn) -> tuple[list[Middleware], list[Route]]:
    """What keeps the state of signing in, and the addresses of OpenID Connect."""
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
    begin = Route(LOGIN, login.begin, methods=["GET"])
    return [temporary], [begin, Route(CALLBACK, login.finish, methods=["GET"])]


class _Login:
    """The two addresses of single sign-on."""

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
            raise refusal(http, "unavailable", "problem.provider") from None
        except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError):
            raise refusal(http, "sign-in-failed", "problem.sign_in") from None
        target = http.session.get("next", "/")
        http.session.clear()
        response = RedirectResponse(target, 303)
        groups = claims.get(self.sign_on.groups_claim) or []
        groups = [groups] if isinstance(groups, str) else groups
        user = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        held = rights_of_user(frozenset(map(str, groups)), self.settings)
        self.sessions.start(response, str(user)[:MOST_NAME], held)
        return response

    async def _metadata(self, http: HTTPRequest) -> None:
        """Read what the provider says of itself; it must be the one that is named."""
        from httpx import HTTPError

        try:
            found = await self.provider.load_server_metadata()
        except (HTTPError, ValueError):
            raise refusal(http, "unavailable", "problem.provider") from None
        if found.get("issuer") != self.sign_on.issuer:
            raise refusal(http, "unavailable", "problem.provider")
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = [
            name for name in offered if name in ALGORITHMS
        ]


def _problem(_: HTTPRequest, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return error.response()
