"""Signing in on the page with a key, where no single sign-on is set up."""

from datetime import UTC, datetime

from starlette.requests import Request as HTTPRequest
from starlette.responses import RedirectResponse, Response

from features.errors import InputError
from features.formats import sentence
from serving.access import rights
from serving.access.account import fields, local_address, page, refusal
from serving.access.client import counted_as, is_from_here
from serving.access.keys import Key, Keys
from serving.access.rates import Rates
from serving.access.rights import LOGIN
from serving.access.sessions import KeySessions
from training import audit

ATTEMPTS = 10
"""Keys a minute that an address may try, after the first few."""


class WithKey:
    """The form that takes a key, and what it begins."""

    def __init__(self, keys: Keys, hours: int) -> None:
        self.keys, self.sessions = keys, KeySessions(keys, hours)
        self.attempts = Rates(ATTEMPTS)

    async def ask(self, http: HTTPRequest) -> Response:
        """The form."""
        return self._form(http, http.query_params.get("next", "/"))

    async def begin(self, http: HTTPRequest) -> Response:
        """Begin a session for a key, and go where its owner came from; else the form again."""
        if not is_from_here(http.headers):
            raise refusal(http, "forbidden", "problem.other_site")
        client = http.client.host if http.client else ""
        if seconds := self.attempts.wait(counted_as(client)):
            raise refusal(http, "too-many-requests", "problem.too_often", seconds=int(seconds) + 1)
        given = await fields(http)
        target = local_address(given.get("next", "/"))
        try:
            key = self.keys.find(given.get("key", "").strip())
        except InputError:
            raise refusal(http, "unavailable", "problem.keys_unreadable") from None
        state = key.state(datetime.now(UTC)) if key else "unknown"
        if key is None or state != "valid" or not rights.of_key(key).rights:
            wrong = refusal(http, "unauthorized", _wrong(key, state), id=key.id if key else "")
            return self._form(http, target, 401, wrong.detail)
        response = RedirectResponse(target, 303)
        self.sessions.start(response, key, is_secure=http.url.scheme == "https")
        audit.append({"who": f"key:{key.id}", "action": "sign in", "client": client})
        return response

    def _form(self, http: HTTPRequest, target: str, status: int = 200, wrong: str = "") -> Response:
        said = sentence(wrong) if wrong else ""
        found = {"target": local_address(target), "wrong": said, "address": LOGIN}
        return page(http, "sign_in.html", "page.sign_in", status, **found)


def _wrong(key: Key | None, state: str) -> str:
    """The sentence on a key that signs nobody in; a token of a feed is none."""
    return "problem.key_unknown" if key is None or state == "valid" else f"problem.key_{state}"
