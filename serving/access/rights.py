"""Who asks, what each may do, and what a request needs."""

from collections.abc import Mapping

from starlette.types import Scope

from serving.access.keys import RIGHTS, Key
from serving.access.settings import Settings
from serving.http.problems import ProblemError
from serving.http.who import ANONYMOUS, Who, who_asks
from serving.languages.language import say

LOGIN = "/login"
OPEN = frozenset({"/livez", "/readyz", "/healthz", "/static/{path}"})
"""Patterns that all may ask for: they hold nothing of the data."""
METRICS = "/metrics"


def of_key(key: Key) -> Who:
    """A program with a key; who contributes or trains may read."""
    rights = {scope for scope in key.scopes if scope in RIGHTS}
    held = frozenset(rights | ({"read"} if rights else set()))
    return Who(f"key:{key.id}", held, title=key.name)


def rights_of_user(groups: frozenset[str], settings: Settings) -> frozenset[str]:
    """What a user may do who signed in: read, where no groups of readers are named."""
    named: Mapping[str, frozenset[str]] = settings.groups or {}
    rights = {right for right, members in named.items() if members & groups}
    if rights or not named.get("read"):
        rights.add("read")
    return frozenset(rights)


def require(scope: Scope, right: str) -> None:
    """Raise unless who asks has a right; for endpoints that change something.

    Raises
    ------
    ProblemError
        unauthorized, where no one said who asks; forbidden, where the right is lacking.
    """
    who = who_asks(scope)
    if right in who.rights:
        return
    if who == ANONYMOUS:
        raise unauthorized("problem.sign_in_needed", address=LOGIN)
    raise ProblemError("forbidden", say("problem.right_lacking", right=right))


def unauthorized(key: str, **parameters: str) -> ProblemError:
    """The problem of a request whose sender is unknown, by the key of its sentence."""
    return ProblemError("unauthorized", say(key, **parameters))


def may_read(who: Who, pattern: str, local: bool, settings: Settings) -> bool:
    """Whether a pattern may be read."""
    if pattern in OPEN or "read" in who.rights or settings.reading == "open":
        return True
    return local and (settings.reading == "local" or pattern == METRICS)
