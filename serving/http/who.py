"""Who asks, as the rest of the service sees it."""

from dataclasses import dataclass

from starlette.types import Scope

WHO = "smartspec.who"
"""Key of a scope: who asks."""


@dataclass(frozen=True)
class Who:
    """Who asks.

    Attributes
    ----------
    name : str
        As the audit log says it: key:1a2b3c4d, user:alice, or anonymous.
    rights : frozenset of str
        Of RIGHTS.
    csrf : str
        What a change must repeat, where a cookie says who asks; else "".
    ambient : bool
        Whether a browser says who asks by itself, also where another site made it ask.
    title : str
        A name that people gave a key; "" for anyone else.
    """

    name: str
    rights: frozenset[str] = frozenset()
    csrf: str = ""
    ambient: bool = False
    title: str = ""


ANONYMOUS = Who("anonymous")


def who_asks(scope: Scope) -> Who:
    """Who sent a request."""
    found = scope.get(WHO, ANONYMOUS)
    assert isinstance(found, Who)
    return found
