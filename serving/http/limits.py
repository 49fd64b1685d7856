"""Checks before BentoML's routes: body limits and strict parsing, which it lacks.

BentoML reads a body of any size, reads any content type as JSON and logs a traceback for a
request that breaks its contract. This middleware answers such requests with a problem.
"""

from collections.abc import Mapping

from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.contracts import Request
from serving.http import deprecated
from serving.http.json_text import parsed
from serving.http.problems import ProblemError, asked_language, invalid_request
from serving.languages.language import say, speaking

JSON = "application/json"


class Limits:
    """ASGI middleware: reads the body of a prediction request and refuses a bad one.

    Parameters
    ----------
    contracts : mapping of str to type of Request
        Path to the contract of its body.
    """

    def __init__(self, app: ASGIApp, contracts: Mapping[str, type[Request]]) -> None:
        self.app = app
        self.contracts = contracts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        asked: str = scope["path"]
        path = deprecated.RENAMED.get(asked, asked)
        contract = self.contracts.get(path)
        if contract is None:
            await self.app(scope, receive, send)
            return
        try:
            with speaking(asked_language(scope)):
                body = await _body(contract, Headers(scope=scope), receive)
            with speaking(asked_language(scope, body)):
                body, flat = deprecated.translated(path, body)
                if path != asked or flat:
                    send = deprecated.marked(send, flat)
                _check(contract, body)
        except ProblemError as problem:
            await problem.response()(scope, receive, send)
        except ClientDisconnect:
            return
        else:
            await self.app({**scope, "path": path}, _replay(body, receive), send)


async def _body(contract: type[Request], headers: Headers, receive: Receive) -> bytes:
    """The body, if its type and size are allowed."""
    media_type = headers.get("content-type", JSON).split(";")[0].strip().lower()
    if media_type != JSON:
        raise ProblemError(
            "unsupported-media-type", say("problem.media_type", given=repr(media_type[:100]))
        )
    if _declared_length(headers) > contract.max_body:
        raise _too_large(contract.max_body)
    return await _read(receive, contract.max_body) or b"{}"


def _check(contract: type[Request], body: bytes) -> None:
    """Refuse a body that breaks its contract, or names a field twice."""
    try:
        contract.model_validate_json(body)
    except ValidationError as error:
        raise invalid_request(error) from None
    parsed(body)


def _declared_length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


async def _read(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            return bytes(body)


def _too_large(limit: int) -> ProblemError:
    return ProblemError("body-too-large", say("problem.body_size", most=limit))


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body that was already read, then whatever the client sends."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return pending.pop() if pending else await receive()

    return next_message
