"""The endpoints over HTTP: every question of the table by POST, and by its address as JSON.

They are answered around BentoML's own app, which takes several times as long for a small answer:
it parses and validates a request twice and the response once more. So limits, time-outs and turns
stand here too. What is no question (pages, files, health, metrics) is left to that app.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.champions import Champions
from serving.contracts import Request
from serving.endpoints import ENDPOINTS, Endpoint
from serving.http import deprecated
from serving.http.head import header
from serving.http.problems import ProblemError, asked_language
from serving.http.routes import answer_by_address
from serving.http.transport.bodies import read_body, understood
from serving.http.transport.turns import BusyError, GoneError, Turns
from serving.languages.language import ENGLISH, say, speaking
from serving.sent.answered import note_versions
from serving.tabular.formats import TYPES

LARGE = 16 * 1024
"""Bytes of a body from which it is parsed in a thread, too."""
START_SHARE = 0.8
"""Share of the time for an answer after which it is no longer begun."""
THREADS, LARGE_THREADS = 4, 2
"""More would only share one interpreter, and keep the event loop waiting."""

Answering = Callable[[HTTPRequest], Response | Callable[[], Response]]
"""From a request to its answer, or to work that takes longer."""

logger = logging.getLogger("bentoml.smartspec")


class Questions:
    """ASGI wrapper around the host.

    Parameters
    ----------
    seconds : float
        In which a request is answered once its body is there.
    most : int
        Requests that are worked on or wait for it at once; slow bodies do not count.
    """

    def __init__(self, app: ASGIApp, champions: Champions, seconds: float, most: int) -> None:
        self.app, self._champions, self._seconds, self._most = app, champions, seconds, most
        self._asked = 0
        self._ordinary, self._large = Turns(THREADS, most), Turns(LARGE_THREADS, most)
        named = {f"/{endpoint.name}": endpoint for endpoint in ENDPOINTS}
        self._posted = named | {old: named[new] for old, new in deprecated.RENAMED.items()}
        self._addresses: dict[str, tuple[str, Answering]] = {}
        for endpoint in ENDPOINTS:
            answer = answer_by_address(champions, endpoint)
            for path in endpoint.paths:
                resource, _, code = path.removeprefix("/").partition("/")
                self._addresses[f"{resource}/" if code else resource] = code.strip("{}"), answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        respond = self._respond(scope, receive) if scope["type"] == "http" else None
        if respond is None:
            await self.app(scope, receive, send)
            return
        try:
            if self._champions.reading.holds_questions:
                await self._champions.reading.held()
            response = await respond
        except (ClientDisconnect, GoneError):
            return
        except ProblemError as problem:
            response = refusal(problem)
        except Exception:
            logger.exception("%s failed", scope["path"].split("/")[1])
            response = _spoken("internal-error", scope)
        if scope["method"] == "POST":
            send = deprecated.as_before(scope, send)
        await response(scope, receive, send)

    def _respond(self, scope: Scope, receive: Receive) -> Awaitable[Response] | None:
        """The response to come; None for what is not answered here."""
        path, method = str(scope["path"]), scope["method"]
        posted, address = self._posted.get(path), self._address(path)
        if posted and method == "POST":
            return self._post(posted, scope, receive)
        if (posted or address) and method not in ("GET", "HEAD"):
            return _no_such_method(["GET", "HEAD"] * bool(address) + ["POST"] * bool(posted))
        if address is None or method != "GET" or _is_file(scope):
            return None
        answer, parameters = address
        asked = HTTPRequest({**scope, "path_params": parameters}, receive)
        return self._get(answer, asked)

    def _address(self, path: str) -> tuple[Answering, dict[str, str]] | None:
        """How a question with an address is answered, and the code in its path."""
        resource, slash, code = path.removeprefix("/").partition("/")
        found = self._addresses.get(resource + slash)
        if found is None or (slash and not code):
            return None
        name, answer = found
        return answer, {name: code} if name else {}

    async def _post(self, endpoint: Endpoint, scope: Scope, receive: Receive) -> Response:
        code = asked_language(scope)
        with speaking(code):
            body = await read_body(endpoint.request, scope, receive)
        with speaking(asked_language(scope, body) if b'"language"' in body else code):
            if len(body) > LARGE:
                work = partial(self._large_answer, endpoint, scope, body)
                return await self._worked(self._large, work, scope, receive)
            request = understood(endpoint.request, deprecated.translated(scope, body))
            loaded = self._champions.at_hand(endpoint, request)
            # Of other languages something may have to be worked out first.
            if loaded is not None and request.is_small and request.language in (None, ENGLISH):
                return _json(endpoint.sent(loaded, request).content)
            if loaded is not None:
                with speaking(request.language or ENGLISH):
                    found = loaded.kept.found(endpoint.name, request)
                if found is not None:
                    note_versions(found.versions)
                    return _json(found.content)
            work = partial(_answer, self._champions, endpoint, request)
            return await self._worked(self._ordinary, work, scope, receive)

    async def _get(self, answer: Answering, asked: HTTPRequest) -> Response:
        found = answer(asked)
        if isinstance(found, Response):
            return found
        with speaking(asked_language(asked.scope)):
            return await self._worked(self._ordinary, found, asked.scope, asked.receive)

    async def _worked(
        self, turns: Turns, work: Callable[[], Response], scope: Scope, receive: Receive
    ) -> Response:
        """What work in a thread gives; 429, 503 or 504 where that takes too long."""
        if self._asked >= self._most:
            raise ProblemError("too-many-requests", say("problem.too-many-requests"))
        self._asked += 1
        client = scope.get("client") or ("",)
        try:
            start, end = START_SHARE * self._seconds, self._seconds
            held = partial(_after, self._champions.reading.hold, work)
            return await turns.worked(client[0], held, partial(_gone, receive), start, end)
        except BusyError:
            raise ProblemError("busy", say("problem.busy")) from None
        except TimeoutError:
            raise ProblemError("timeout", say("problem.timeout")) from None
        finally:
            self._asked -= 1

    def _large_answer(self, endpoint: Endpoint, scope: Scope, body: bytes) -> Response:
        """A large body is parsed where it is answered, and its answer not kept."""
        request = understood(endpoint.request, deprecated.translated(scope, body))
        loaded = self._champions.answering(endpoint, request)
        return _json(endpoint(loaded, request).model_dump_json().encode())


def _answer(champions: Champions, endpoint: Endpoint, request: Request) -> Response:
    return _json(endpoint.sent(champions.answering(endpoint, request), request).content)


def _after(hold: Callable[[], object], work: Callable[[], Response]) -> Response:
    hold()
    return work()


async def _no_such_method(allowed: Sequence[str]) -> Response:
    response = refusal(ProblemError("method-not-allowed", say("problem.method-not-allowed")))
    response.headers["Allow"] = ", ".join(allowed)
    return response


def _json(content: bytes) -> Response:
    return Response(content, media_type=TYPES["json"])


async def _gone(receive: Receive) -> None:
    """End when the client is disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _is_file(scope: Scope) -> bool:
    """Whether the answer may be asked for as a file, which is compressed with the pages."""
    accept = header(scope, b"accept")
    return b"format=" in scope["query_string"] or "csv" in accept or "sheet" in accept


def _spoken(kind: str, scope: Scope) -> Response:
    with speaking(asked_language(scope)):
        return refusal(ProblemError(kind, say(f"problem.{kind}")))


def refusal(problem: ProblemError) -> Response:
    """The problem; who was too slow is disconnected, and who came too soon told when to return."""
    response = problem.response()
    if response.status_code in (408, 413):
        response.headers["Connection"] = "close"
    if response.status_code in (429, 503) and problem.kind != "no-champion":
        response.headers["Retry-After"] = "2"
    return response
