"""Sessions of people who signed in: a signed cookie that scripts cannot read."""

import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from serving.access.settings import SignOn

COOKIE = "smartspec_session"


@dataclass(frozen=True)
class Session:
    """Who signed in.

    Attributes
    ----------
    rights : frozenset of str
        As they were at sign-in.
    csrf : str
        What a change must repeat.
    """

    user: str
    rights: frozenset[str]
    csrf: str


class Sessions:
    """Writes and reads the cookie of a session."""

    def __init__(self, sign_on: SignOn) -> None:
        self._seconds = sign_on.hours * 3600
        self._secure = sign_on.public_url.startswith("https:")
        self._signer = URLSafeTimedSerializer(sign_on.secret, salt="smartspec session")

    def read(self, text: str) -> Session | None:
        """The session of a cookie; None where it is forged, changed or over."""
        if not text:
            return None
        try:
            found = self._signer.loads(text, max_age=self._seconds)
            return Session(found["user"], frozenset(found["rights"]), found["csrf"])
        except (BadSignature, KeyError, TypeError):
            return None

    def start(self, response: Response, user: str, rights: frozenset[str]) -> None:
        """Begin a session in the browser that gets a response."""
        content = {"user": user, "rights": sorted(rights), "csrf": secrets.token_urlsafe(16)}
        response.set_cookie(
            COOKIE,
            self._signer.dumps(content),
            max_age=self._seconds,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def end(self, response: Response) -> None:
        """Take the cookie back."""
        response.delete_cookie(COOKIE, secure=self._secure, httponly=True, samesite="lax")
