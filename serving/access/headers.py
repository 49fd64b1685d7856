"""What every answer is sent with."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Headers of an answer that does not say otherwise; pages have a policy of their own."""
_SAFE = [(name.lower().encode(), value.encode()) for name, value in SAFE.items()]
SECURE = "max-age=31536000"
ASKER = ("Authorization", "X-API-Key", "Cookie")
"""Headers that say who asks."""


def complete(start: Message, secure: bool, private: bool) -> None:
    """Add to the start of an answer.

    Parameters
    ----------
    secure : bool
        Whether the client came by https.
    private : bool
        Whether the answer is only for who asked.
    """
    given = {name.lower() for name, _ in start["headers"]}
    start["headers"].extend(pair for pair in _SAFE if pair[0] not in given)
    headers = MutableHeaders(raw=start["headers"])
    if secure:
        headers["Strict-Transport-Security"] = SECURE
    if private:
        headers["Cache-Control"] = _private(headers.get("cache-control", "no-cache"))
        for name in ASKER:
            headers.add_vary_header(name)


def challenge(start: Message, given: Headers) -> None:
    """Say in a refusal that a key is needed, or what was wrong with the one that came."""
    has_key = "authorization" in given or "x-api-key" in given
    error = {401: "invalid_token", 403: "insufficient_scope"}.get(start["status"])
    if error and (has_key or start["status"] == 401):
        said = f', error="{error}"' if has_key else ""
        MutableHeaders(raw=start["headers"])["WWW-Authenticate"] = f'Bearer realm="smartspec"{said}'


def _private(control: str) -> str:
    """The same rules for the cache of one user: private in place of public."""
    rules = [rule.strip() for rule in control.split(",")]
    if "no-store" in rules:
        return control
    kept = [rule for rule in rules if rule not in ("public", "private")]
    return ", ".join(["private", *(rule for rule in kept if not rule.startswith("s-maxage"))])
