"""Every error as application/problem+json (RFC 9457), with a stable type."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from features.errors import InputError, UnknownCodeError

MEDIA_TYPE = "application/problem+json"
PAGE_TYPE = "text/html; charset=utf-8"
"""Of a page, which says by itself what is wrong."""
PREFIX = "urn:smartspec:problem:"

KINDS: dict[str, tuple[int, str]] = {
    "invalid-request": (400, "The request is not valid"),
    "unknown-code": (404, "A code is unknown"),
    "no-such-resource": (404, "There is nothing at this address"),
    "method-not-allowed": (405, "This address does not allow this method"),
    "body-too-large": (413, "The body is too large"),
    "unsupported-media-type": (415, "The body must be application/json"),
    "question-not-allowed": (422, "The loaded data does not allow this question"),
    "too-many-requests": (429, "Too many requests at once"),
    "internal-error": (500, "The service failed"),
    "no-champion": (503, "No champion is loaded"),
    "timeout": (504, "The answer took too long"),
}
HOST_KINDS = {
    404: "no-such-resource",
    405: "method-not-allowed",
    429: "too-many-requests",
    504: "timeout",
}
HOST_DETAILS = {
    "no-such-resource": "see /docs for the addresses of this service",
    "method-not-allowed": "see /docs for the methods of this address",
    "too-many-requests": "the service is busy: ask again in a moment",
    "timeout": "ask for less at once, or ask again",
    "internal-error": "the error is in the log of the service; the request may be sent again",
}
MAX_ERRORS = 10
MAX_NAME = 200
"""Characters of a field's name that a message repeats."""

# A child of BentoML's logger: the host sets its handlers and its level.
logger = logging.getLogger("bentoml.smartspec")


class NoChampionError(InputError):
    """The question needs a champion that is not loaded."""


class ProblemError(InputError):
    """An error that the client sees, with its kind.

    Parameters
    ----------
    kind : str
        Key of KINDS.
    detail : str
        One sentence: what, where and what to do.
    errors : sequence of mapping
        One per field at fault: field, detail and, for codes, nearest.
    """

    def __init__(self, kind: str, detail: str, errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.errors = kind, detail, errors

    def response(self) -> Response:
        """The problem as a response."""
        status, title = KINDS[self.kind]
        body: dict[str, Any] = {
            "type": PREFIX + self.kind,
            "title": title,
            "status": status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = list(self.errors)
        content = json.dumps(body, ensure_ascii=False)
        return Response(content, status_code=status, media_type=MEDIA_TYPE)


def problem_of(error: InputError) -> ProblemError:
    """The problem for a domain error: the only place that maps one to the other."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, NoChampionError):
        return ProblemError("no-champion", str(error))
    if isinstance(error, UnknownCodeError):
        fault = {"detail": str(error), "nearest": error.nearest}
        return ProblemError("unknown-code", str(error), [fault])
    return ProblemError("question-not-allowed", str(error))


def invalid_request(error: ValidationError) -> ProblemError:
    """The fields at fault, the first ten of them, and the count of the rest."""
    errors = [
        {"field": _field(fault["loc"]), "detail": _sentence(fault["type"], fault["msg"])}
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    details = "; ".join(f"{fault['field']}: {fault['detail']}" for fault in errors[:MAX_ERRORS])
    rest = f"; and {len(errors) - MAX_ERRORS} more" if len(errors) > MAX_ERRORS else ""
    return ProblemError("invalid-request", details + rest, errors[:MAX_ERRORS])


def invalid_field(name: str, detail: str) -> ProblemError:
    """One field at fault."""
    fault = {"field": name[:MAX_NAME], "detail": detail}
    return ProblemError("invalid-request", f"{fault['field']}: {detail}", [fault])


def _field(location: tuple[int | str, ...]) -> str:
    """("levels", 0) as levels[0]; body where no single field is at fault."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.lstrip(".")[:MAX_NAME] or "body"


def _sentence(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such field"
    return message.removeprefix("Value error, ")


class ProblemResponses:
    """ASGI wrapper around the whole host: turns its error responses into problems.

    Every answer of 400 or more is logged in one line: client errors as information,
    server errors as errors.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        failed: Message | None = None

        async def send_or_replace(message: Message) -> None:
            nonlocal failed
            if message["type"] == "http.response.start" and message["status"] >= 400:
                failed = message
            elif failed is None:
                await send(message)
            elif not message.get("more_body", False):
                response = _as_problem(failed, message["body"])
                is_page = response.headers["content-type"] == PAGE_TYPE
                detail = "a page" if is_page else json.loads(bytes(response.body))["detail"]
                logger.log(
                    logging.ERROR if response.status_code >= 500 else logging.INFO,
                    "%s %s: %s, %s",
                    scope["method"],
                    quote(scope["path"]),
                    response.status_code,
                    ascii(detail),
                )
                await response(scope, receive, send)

        await self.app(scope, receive, send_or_replace)


def _as_problem(start: Message, body: bytes) -> Response:
    """The response if it is a problem already, else the problem for its status."""
    headers = Headers(raw=start["headers"])
    if headers.get("content-type") in (MEDIA_TYPE, PAGE_TYPE):
        return Response(body, start["status"], headers)
    kind = HOST_KINDS.get(start["status"], "internal-error")
    response = ProblemError(kind, HOST_DETAILS[kind]).response()
    if "allow" in headers:
        response.headers["allow"] = headers["allow"]
    return response
