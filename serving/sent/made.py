"""What the parts of an answer are made as: objects of their contracts, or dicts that are only sent.

An object checks its fields, which takes ten times as long as to send them. What makes an answer
takes `make` and names each part's contract, so that there is one way to it; a test compares both.
"""

from typing import Any, Protocol, TypeVar

from pydantic import BaseModel
from pydantic_core import to_json

Part = TypeVar("Part", bound=BaseModel)


class Make(Protocol):
    """From a contract and all of its fields, in their order, to a part of an answer."""

    def __call__(self, contract: type[Part], /, **fields: Any) -> Part: ...


def as_object(contract: type[Part], /, **fields: Any) -> Part:
    """An object, whose fields are checked."""
    return contract(**fields)


def as_dict(contract: type[Part], /, **fields: Any) -> Part:
    """The fields alone: whoever asks for dicts sends them, and reads no attribute."""
    return fields  # type: ignore[return-value]


def encoded(answer: BaseModel) -> bytes:
    """The JSON of an answer that was made as dicts, as pydantic writes that of objects."""
    return to_json(answer, inf_nan_mode="null")
