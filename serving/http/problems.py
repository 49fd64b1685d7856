"""Every error as application/problem+json (RFC 9457), with a stable type."""

import gzip
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, quote

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from features.errors import InputError, UnknownCodeError
from serving.http.head import header
from serving.languages.english import MESSAGES
from serving.languages.language import CODES, ENGLISH, say, speaking, spoken, wanted
from serving.languages.recognition import recognised

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:smartspec:problem:"

KINDS: dict[str, int] = {
    "invalid-request": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "sign-in-failed": 403,
    "unknown-code": 404,
    "no-such-resource": 404,
    "method-not-allowed": 405,
    "body-too-slow": 408,
    "body-too-large": 413,
    "unsupported-media-type": 415,
    "wrong-host": 421,
    "question-not-allowed": 422,
    "too-many-requests": 429,
    "internal-error": 500,
    "not-available": 501,
    "no-champion": 503,
    "unavailable": 503,
    "busy": 503,
    "timeout": 504,
}
"""Status by kind; the title is the message problem.KIND.title."""
HOST_KINDS = {
    404: "no-such-resource",
    405: "method-not-allowed",
    429: "too-many-requests",
    504: "timeout",
}
MAX_ERRORS = 10
MAX_NAME = 200
"""Characters of a field's name that a message repeats."""
QUOTED = re.compile(r"'[^']*'")
BODY_LANGUAGE = re.compile(rb'"language"\s*:\s*"([a-z]{2,3})"')

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
        self.title, self.language = say(f"problem.{kind}.title"), spoken().code

    def response(self) -> Response:
        """The problem as a response, in the language that was spoken when it was found."""
        status = KINDS[self.kind]
        body: dict[str, Any] = {
            "type": PREFIX + self.kind,
            "title": self.title,
            "status": status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = list(self.errors)
        content = json.dumps(body, ensure_ascii=False)
        headers = {"Content-Language": self.language, "Vary": "Accept-Language"}
        return Response(content, status, headers, MEDIA_TYPE)


def problem_of(error: InputError) -> ProblemError:
    """The problem for a domain error: the only place that maps one to the other."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, NoChampionError):
        return ProblemError("no-champion", recognised(str(error), "problem.data."))
    if isinstance(error, UnknownCodeError):
        detail = _unknown_code(error)
        fault = {"detail": detail, "nearest": error.nearest}
        return ProblemError("unknown-code", detail, [fault])
    return ProblemError(
        "question-not-allowed", recognised(str(error), "problem.data.", "multiplier.")
    )


def _unknown_code(error: UnknownCodeError) -> str:
    """The sentence of an unknown code, with the nearest ones."""
    key = f"problem.unknown.{error.kind}"
    if spoken().code == ENGLISH or key not in MESSAGES:
        return str(error)
    problem = say(key, code=repr(error.code))
    if not error.nearest:
        return problem
    return say("problem.did_you_mean", problem=problem, codes=either(error.nearest))


def either(names: Sequence[str]) -> str:
    """a, b or c."""
    if len(names) < 2:
        return "".join(names)
    return say("problem.or", first=", ".join(names[:-1]), last=names[-1])


def with_count(details: Sequence[str], n: int) -> str:
    """The first details of n in one line, and the count of the rest."""
    first = "; ".join(details[:MAX_ERRORS])
    return say("problem.more", details=first, n=n - MAX_ERRORS) if n > MAX_ERRORS else first


def invalid_request(error: ValidationError) -> ProblemError:
    """The fields at fault, the first ten of them, and the count of the rest."""
    errors = [
        {"field": _field(fault["loc"]), "detail": _sentence(fault)}
        for fault in error.errors(include_url=False, include_input=False)
    ]
    details = [f"{fault['field']}: {fault['detail']}" for fault in errors]
    return ProblemError("invalid-request", with_count(details, len(errors)), errors[:MAX_ERRORS])


def invalid_field(name: str, detail: str) -> ProblemError:
    """One field at fault."""
    fault = {"field": name[:MAX_NAME], "detail": detail}
    return ProblemError("invalid-request", f"{fault['field']}: {detail}", [fault])


def _field(location: tuple[int | str, ...]) -> str:
    """("levels", 0) as levels[0]; body where no single field is at fault."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.lstrip(".")[:MAX_NAME] or "body"


def _sentence(fault: ErrorDetails) -> str:
    """What is wrong with a field; our own checks raise ValueErrors that are said already."""
    kind, given = fault["type"], fault.get("ctx", {})
    if kind == "value_error":
        return fault["msg"].removeprefix("Value error, ")
    key = f"problem.fault.{kind}"
    if key == "problem.fault.extra_forbidden":
        return say(key)
    if spoken().code == ENGLISH:
        return fault["msg"]
    if "expected" in given:
        given = {"expected": either(QUOTED.findall(given["expected"]))}
    return say(key, **given) if key in MESSAGES else say("problem.fault.other")


def asked_language(scope: Scope, body: bytes = b"") -> str:
    """The language of an error that is found before the request is understood.

    That which the body or the query names, else what the header Accept-Language prefers.
    """
    found = BODY_LANGUAGE.search(body) if body else None
    codes = [found[1].decode()] if found else []
    query = scope.get("query_string", b"")
    if b"language" in query:
        codes += parse_qs(query.decode("latin-1")).get("language", [])
    code = next((it for it in codes if it in CODES), None)
    return code or wanted(header(scope, b"accept-language"))


class ProblemResponses:
    """ASGI wrapper around the whole host: turns its error responses into problems.

    Every answer of 400 or more is logged in one line: client errors as information,
    server errors as errors.

    Parameters
    ----------
    shown : callable
        How a problem is sent to who asked for it.
    """

    def __init__(
        self,
        app: ASGIApp,
        shown: Callable[[Scope, Response], Response] = lambda _, problem: problem,
    ) -> None:
        self.app, self.shown = app, shown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        failed: Message | None = None

        async def send_or_replace(message: Message) -> None:
            nonlocal failed
            is_start = message["type"] == "http.response.start"
            if is_start and message["status"] >= 400 and not _is_page(message):
                failed = message
            elif failed is None:
                await send(message)
            elif not message.get("more_body", False):
                with speaking(asked_language(scope)):
                    response = _as_problem(failed, message["body"])
                logger.log(
                    logging.ERROR if response.status_code >= 500 else logging.INFO,
                    "%s %s: %s, %s",
                    scope["method"],
                    quote(scope["path"]),
                    response.status_code,
                    ascii(_logged(response)),
                )
                await self.shown(scope, response)(scope, receive, send)

        await self.app(scope, receive, send_or_replace)


def _logged(response: Response) -> str:
    """The sentence of a problem; its type where the sentence is not in the language of the log."""
    problem = json.loads(bytes(response.body))
    is_english = response.headers.get("content-language", ENGLISH) == ENGLISH
    return str(problem["detail" if is_english else "type"])


def _is_page(start: Message) -> bool:
    """Whether a response is a view of the page, which says in its own words what is wrong."""
    headers = Headers(raw=start["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and "content-language" in headers


def _as_problem(start: Message, body: bytes) -> Response:
    """The response if it is a problem already, else the problem for its status."""
    headers = MutableHeaders(raw=start["headers"])
    if headers.get("content-type") == MEDIA_TYPE:
        if headers.get("content-encoding") == "gzip":  # a long one, asked for by a browser
            body = gzip.decompress(body)
            del headers["content-encoding"], headers["content-length"]
        return Response(body, start["status"], headers)
    kind = HOST_KINDS.get(start["status"], "internal-error")
    response = ProblemError(kind, say(f"problem.{kind}")).response()
    if "allow" in headers:
        response.headers["allow"] = headers["allow"]
    return response
