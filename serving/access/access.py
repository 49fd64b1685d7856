"""The ASGI wrapper around everything: who may come in, and what every answer is sent with."""

import asyncio
import logging
import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, unquote

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from features.errors import InputError
from serving.access import headers, rights
from serving.access.client import Client, client_of, counted_as, ip_of, is_from_here
from serving.access.keys import FORM, Key, Keys
from serving.access.rates import Rates
from serving.access.rights import LOGIN, OPEN, require
from serving.access.sessions import COOKIE, KEY_COOKIE, KeySessions, Sessions
from serving.access.settings import Settings
from serving.community.addresses import FEEDS, WITH_TOKEN
from serving.endpoints import ENDPOINTS
from serving.http.head import header
from serving.http.patterns import pattern
from serving.http.problems import ProblemError, asked_language
from serving.http.who import ANONYMOUS, WHO, Who
from serving.languages.language import say, speaking
from serving.members.endpoints import FORMS, READING
from serving.page.addresses import TOKENS
from serving.page.refusal import SIGN_IN
from serving.sent.answered import answered
from training import audit

IN_THE_ADDRESS = frozenset(
    {"key", "api_key", "apikey", "x-api-key", "access_token", "token", "authorization"}
)
"""Names of a query that people put keys under."""
BEGINNING = "smartspec_"
"""Of every key and token, also of one that was not copied whole."""
CSRF = "x-csrf-token"
LONGEST_ADDRESS = 64
"""Characters of an IP address; what is longer is none, and not remembered."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
QUESTIONS = frozenset(f"/{endpoint.name}" for endpoint in (*ENDPOINTS, *READING))
"""What is asked by POST and changes nothing."""

logger = logging.getLogger("bentoml.smartspec")
Found = TypeVar("Found")


class Access:
    """ASGI wrapper that lets in who may, and says in the audit log who asked what.

    Parameters
    ----------
    shown : callable
        How a problem is sent to who asked for it.
    login : mapping of path to ASGI app, optional
        Signing in and out.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        shown: Callable[[Scope, Response], Response] = lambda _, problem: problem,
        login: Mapping[str, ASGIApp] | None = None,
    ) -> None:
        # uvicorn believes any program of this machine that says to come for a client.
        os.environ["FORWARDED_ALLOW_IPS"] = ""
        self.app, self.settings, self.shown = app, settings, shown
        self.login = login or {}
        self.keys, self.rates = Keys(settings.keys), Rates(settings.rate)
        self.sessions = Sessions(settings.sign_on) if settings.sign_on else None
        self.key_sessions = KeySessions(self.keys, settings.hours)
        self._noted: dict[str, date] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client, scope = client_of(scope, self.settings)
        visit = Visit(scope, client, self.settings, send, scope["path"] in self.login)
        try:
            with speaking(asked_language(scope)):
                app = self._app(visit)
        except ProblemError as problem:
            await self._refusal(problem, visit.scope)(visit.scope, receive, visit.send)
        else:
            with answered() as visit.versions:
                await app(visit.scope, receive, visit.send)
        finally:
            visit.write()

    def _app(self, visit: "Visit") -> ASGIApp:
        """What answers a request; ProblemError where it may not come in."""
        if visit.pattern in OPEN:
            return self.app
        token, visit.scope = without_token(visit.scope)
        check_host(visit.scope, self.settings)
        check_address(visit.scope)
        unknown: ProblemError | None = None
        try:
            if token:
                visit.who = self._of_feed(token)
            else:
                visit.who = self._who(visit.scope, visit.client)
        except ProblemError as problem:
            unknown = problem
        name = counted_as(visit.client.address) if visit.who == ANONYMOUS else visit.who.name
        if seconds := self.rates.wait(name):
            raise TooOftenError(seconds)
        if unknown:
            raise unknown
        visit.scope = {**visit.scope, WHO: visit.who}
        if self.login:
            visit.scope[SIGN_IN] = sign_in_address(visit.scope)
        if app := self.login.get(visit.scope["path"]):
            return app
        if visit.pattern in TOKENS:  # whoever has the token may, from any program of mail
            return self.app
        check_change(visit.scope, visit.who, visit.pattern)
        if not rights.may_read(visit.who, visit.pattern, visit.client.local, self.settings):
            require(visit.scope, "read")
        return self.app

    def _who(self, scope: Scope, client: Client) -> Who:
        """Who asks: a key, else the user of a listed proxy, else that of a session."""
        kind, _, text = header(scope, b"authorization").partition(" ")
        text = header(scope, b"x-api-key") or (text.strip() if kind.lower() == "bearer" else "")
        if text and (FORM.fullmatch(text) or not client.user):
            return self._of_key(text)
        if client.user:
            held = rights.rights_of_user(frozenset(client.groups), self.settings)
            return Who(f"user:{client.email or client.user}", held, ambient=True)
        cookies = header(scope, b"cookie")
        if not cookies:
            return ANONYMOUS
        if self.sessions:
            session = self.sessions.read(_cookie(cookies, COOKIE))
            if session is None:
                return ANONYMOUS
            return Who(f"user:{session.user}", session.rights, session.csrf, ambient=True)
        if found := self._found(self.key_sessions.read, _cookie(cookies, KEY_COOKIE)):
            key, csrf = found
            self._note(key)
            return replace(rights.of_key(key), csrf=csrf, ambient=True)
        return ANONYMOUS

    def _of_key(self, text: str) -> Who:
        key = self._found(self.keys.find, text)
        if key is None:
            raise rights.unauthorized("problem.key_unknown")
        if (state := key.state(datetime.now(UTC))) != "valid":
            raise rights.unauthorized(f"problem.key_{state}", id=key.id)
        self._note(key)
        return rights.of_key(key)

    def _of_feed(self, token: str) -> Who:
        """Who reads a feed by the token in its address, which opens nothing else."""
        key = self._found(self.keys.feed, token)
        if key is None:
            raise rights.unauthorized("problem.feed_token")
        self._note(key)
        return Who(f"key:{key.id}", frozenset({"read"}))

    def _found(self, find: Callable[[str], Found | None], text: str) -> Found | None:
        try:
            return find(text)
        except InputError as error:
            logger.error("%s", error)  # noqa: TRY400 - the sentence is enough
            raise ProblemError("unavailable", say("problem.keys_unreadable")) from None

    def _note(self, key: Key) -> None:
        """Write down once a day that a key is used."""
        today = datetime.now(UTC).date()
        if today not in (self._noted.get(key.id), _date(key.last_used)):
            self._noted[key.id] = today
            # In a thread, since another process may hold the file.
            asyncio.get_running_loop().run_in_executor(None, self.keys.used, key, today)

    def _refusal(self, problem: ProblemError, scope: Scope) -> Response:
        response = problem.response()
        logger.info("%s %s: %s", scope["method"], pattern(scope["path"]), response.status_code)
        shown = self.shown(scope, response)
        shown.headers["Cache-Control"] = "no-store"
        if isinstance(problem, TooOftenError):
            shown.headers["Retry-After"] = str(problem.seconds)
        return shown


class Visit:
    """One request on its way: who asks, what was answered, and how long it took."""

    def __init__(
        self, scope: Scope, client: Client, settings: Settings, send: Send, is_login: bool
    ) -> None:
        self.scope, self.client, self._settings, self._send = scope, client, settings, send
        self.pattern = scope["path"] if is_login else pattern(scope["path"])
        self.who, self.status = ANONYMOUS, 0
        self.versions: dict[str, dict[str, int]] = {}
        self._start = time.perf_counter()

    async def send(self, message: Message) -> None:
        """Complete the headers of the answer on its way out."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": list(message["headers"])}
            is_private = self.pattern not in OPEN and self._settings.reading == "key"
            headers.complete(message, self.client.secure, is_private)
            if self.status in (401, 403):
                headers.challenge(message, Headers(scope=self.scope))
        await self._send(message)

    def write(self) -> None:
        """A line of the audit log: never a body, a key or an address that may hold a token."""
        if self.pattern in OPEN or not audit.is_kept():
            return
        entry: dict[str, Any] = {
            "who": self.who.name,
            "client": self.client.address,
            "method": self.scope["method"],
            "pattern": self.pattern,
            "status": self.status,
            "milliseconds": round(1_000 * (time.perf_counter() - self._start), 1),
        }
        audit.append(entry | ({"answered": self.versions} if self.versions else {}))


class TooOftenError(ProblemError):
    """A key, a user or an address asks more often than it may."""

    def __init__(self, seconds: float) -> None:
        self.seconds = math.ceil(seconds)
        super().__init__("too-many-requests", say("problem.too_often", seconds=self.seconds))


def without_token(scope: Scope) -> tuple[str, Scope]:
    """The token of /feeds/TOKEN/all.atom, and the request as for /feeds/all.atom.

    So nothing that answers or logs the request sees the token.
    """
    rest = scope["path"].removeprefix(FEEDS)
    token, slash, feed = rest.partition("/")
    if rest == scope["path"] or not slash or not token.startswith(BEGINNING):
        return "", scope
    path = FEEDS + feed
    return token, {**scope, "path": path, "raw_path": quote(path).encode(), WITH_TOKEN: True}


def sign_in_address(scope: Scope) -> str:
    """Where to sign in and come back from to what was asked for."""
    if scope["method"] != "GET":
        return LOGIN
    query = scope.get("query_string", b"").decode("latin-1")
    asked = quote(scope["path"]) + (f"?{query}" if query else "")
    return f"{LOGIN}?next={quote(asked, safe='')}"


def check_host(scope: Scope, settings: Settings) -> None:
    """Refuse a name that is not the service's: another site may have made a browser come here."""
    if settings.hosts is None:
        return
    host = header(scope, b"host").lower()
    name = host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    name = name.rstrip(".")
    if not name or name in settings.hosts:
        return
    address = ip_of(name) if len(name) <= LONGEST_ADDRESS else None
    if address and (settings.own_names or address.is_loopback):
        return
    if any(it.startswith("*.") and name.endswith(it[1:]) for it in settings.hosts):
        return
    raise ProblemError("wrong-host", say("problem.wrong_host", host=repr(name[:100])))


def check_address(scope: Scope) -> None:
    """Refuse a key in an address, which logs, histories and other sites would learn."""
    query = scope.get("query_string", b"").decode("latin-1")
    if not query and BEGINNING not in scope["path"]:
        return
    named = {name.lower() for name, _ in parse_qsl(query, keep_blank_values=True)}
    if named & IN_THE_ADDRESS or FORM.search(unquote(query)) or FORM.search(scope["path"]):
        raise ProblemError("invalid-request", say("problem.key_in_address"))


def check_change(scope: Scope, who: Who, pattern: str) -> None:
    """Refuse a change that another site may have made a browser ask for."""
    if not who.ambient or scope["method"] in SAFE_METHODS or pattern in QUESTIONS:
        return
    given = Headers(scope=scope)
    if not is_from_here(given):
        raise ProblemError("forbidden", say("problem.other_site"))
    in_body = pattern == FORMS  # what answers a form compares the field of its body
    if who.csrf and not in_body and given.get(CSRF) != who.csrf:
        raise ProblemError("forbidden", say("problem.csrf"))


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _cookie(cookies: str, wanted: str) -> str:
    """The cookie of a name; two of a name are none."""
    pairs = [part.strip().partition("=") for part in cookies.split(";")]
    values = [value for name, _, value in pairs if name == wanted]
    return values[0] if len(values) == 1 else ""
