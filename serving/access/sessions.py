"""Sessions of people who signed in: a signed cookie that scripts cannot read."""

import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from serving.access.keys import Key, Keys
from serving.access.settings import SignOn

COOKIE, KEY_COOKIE = "smartspec_session", "smartspec_key"


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


class KeySessions:
    """Writes and reads the cookie of who signed in with a key.

    The hash of the key signs it, which the service alone has: a key that is renewed, revoked or
    over ends its sessions, and they need neither a setting nor a store.
    """

    def __init__(self, keys: Keys, hours: int) -> None:
        self._keys, self._seconds = keys, hours * 3600

    def read(self, text: str) -> tuple[Key, str] | None:
        """The key of a cookie and what a change must repeat; None where it is not valid.

        Raises
        ------
        InputError
            The keys cannot be read.
        """
        id_, _, signed = text.partition(".")
        key = self._keys.valid(id_) if signed else None
        if key is None:
            return None
        try:
            return key, str(_signer(key).loads(signed, max_age=self._seconds))
        except BadSignature:
            return None

    def start(self, response: Response, key: Key, is_secure: bool) -> None:
        """Begin a session in the browser that gets a response."""
        signed = _signer(key).dumps(secrets.token_urlsafe(16))
        response.set_cookie(
            KEY_COOKIE,
            f"{key.id}.{signed}",
            max_age=self._seconds,
            secure=is_secure,
            httponly=True,
            samesite="lax",
        )


def _signer(key: Key) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key.hash, salt="smartspec key")
