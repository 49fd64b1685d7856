"""Bodies of requests: of JSON alone, of bounded size, arriving within a time, parsed strictly.

BentoML reads a body of any size however slowly it comes, reads any content type as JSON and logs a
traceback for a request that breaks its contract.
"""

import asyncio
from typing import TypeVar

from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from serving.contracts import Question
from serving.http.head import header
from serving.http.json_text import parsed
from serving.http.problems import ProblemError, invalid_request
from serving.languages.language import say

JSON = "application/json"
SECONDS = 5.0
"""In which a body must begin to arrive, and a small one be there."""
RATE = 32 * 1024
"""Bytes a second that a larger body must arrive at."""

Contract = TypeVar("Contract", bound=Question)


async def read_body(
    contract: type[Question], scope: Scope, receive: Receive, wanted: str = JSON
) -> bytes:
    """The body of a request of the media type that is wanted; an empty one counts as {}.

    Raises
    ------
    ProblemError
        unsupported-media-type, body-too-large, body-too-slow
    ClientDisconnect
    """
    media_type = header(scope, b"content-type", JSON).split(";")[0].strip().lower()
    if media_type != wanted:
        raise ProblemError(
            "unsupported-media-type", say("problem.media_type", given=repr(media_type[:100]))
        )
    if _declared_length(scope) > contract.max_body:
        raise _too_large(contract.max_body)
    try:
        return await _read(receive, contract.max_body) or b"{}"
    except TimeoutError:
        raise ProblemError("body-too-slow", say("problem.body-too-slow")) from None


def understood(contract: type[Contract], body: bytes) -> Contract:
    """The request that a body holds.

    Raises
    ------
    ProblemError
        invalid-request: it breaks its contract, or names a field twice.
    """
    try:
        request = contract.model_validate_json(body)
    except ValidationError as error:
        raise invalid_request(error) from None
    parsed(body)
    return request


def _declared_length(scope: Scope) -> int:
    length = header(scope, b"content-length", "0")
    return int(length) if length.isdecimal() else 0


async def _read(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    start = asyncio.get_running_loop().time()
    async with asyncio.timeout(SECONDS) as deadline:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            if len(body) > limit:
                raise _too_large(limit)
            if not message.get("more_body", False):
                return bytes(body)
            deadline.reschedule(start + SECONDS + len(body) / RATE)


def _too_large(limit: int) -> ProblemError:
    return ProblemError("body-too-large", say("problem.body_size", most=limit))
