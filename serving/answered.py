"""Which versions answered a request, for the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from pydantic import BaseModel

Response = TypeVar("Response", bound=BaseModel)
Versions = dict[str, dict[str, int]]
"""Package to registered model to version."""
_ANSWERED: ContextVar[Versions | None] = ContextVar("answered", default=None)


@contextmanager
def answered() -> Iterator[Versions]:
    """Collect inside the block, in threads too, what is noted."""
    found: Versions = {}
    token = _ANSWERED.set(found)
    try:
        yield found
    finally:
        _ANSWERED.reset(token)


def noted(response: Response) -> Response:
    """The response, whose versions are noted as its metadata says them."""
    metadata = getattr(response, "metadata", None)
    found: Versions = {}
    for one in metadata if isinstance(metadata, list) else [metadata]:
        if one is not None:
            found.setdefault(one.package, {})[one.name] = one.version
    note_versions(found)
    return response


def note_versions(found: Versions) -> None:
    """Note versions that are known already, as of an answer that is kept."""
    noted = _ANSWERED.get()
    if noted is not None:
        for package, versions in found.items():
            noted.setdefault(package, {}).update(versions)
