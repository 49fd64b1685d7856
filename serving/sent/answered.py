"""Which versions answered a request, for the audit log."""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import TypeVar

from pydantic import BaseModel

from serving.contracts import Metadata

Response = TypeVar("Response", bound=BaseModel)
Versions = dict[str, dict[str, int]]
"""Package to registered model to version."""
_ANSWERED: ContextVar[Versions | None] = ContextVar("answered", default=None)


class answered:  # noqa: N801 - used as a function; a generator would take several times as long
    """Collect inside the block, in threads too, what is noted."""

    def __enter__(self) -> Versions:
        found: Versions = {}
        self._token = _ANSWERED.set(found)
        return found

    def __exit__(self, *_: object) -> None:
        _ANSWERED.reset(self._token)


def noted(response: Response) -> Response:
    """The response, whose versions are noted as its metadata says them."""
    metadata = getattr(response, "metadata", None)
    note_models(it for it in (metadata if isinstance(metadata, list) else [metadata]) if it)
    return response


def note_models(models: Iterable[Metadata]) -> None:
    """Note the models that answer, as of a page that is made of many answers."""
    found: Versions = {}
    for one in models:
        found.setdefault(one.package, {})[one.name] = one.version
    note_versions(found)


def note_versions(found: Versions) -> None:
    """Note versions that are known already, as of an answer that is kept."""
    noted = _ANSWERED.get()
    if noted is not None:
        for package, versions in found.items():
            noted.setdefault(package, {}).update(versions)
