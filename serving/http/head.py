"""Headers of a request, found without making an object of all of them."""

from starlette.types import Scope


def header(scope: Scope, name: bytes, default: str = "") -> str:
    """The first header of a name in lower case, as Starlette's Headers give it."""
    for given, value in scope["headers"]:
        if given == name:
            return str(value.decode("latin-1"))
    return default
