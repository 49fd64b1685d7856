"""The requests of members over HTTP: by POST as JSON or from a form, and what reads by address.

They stand around the questions to the champions, with limits of the same kind; nothing that they
answer is kept, since it differs by who asks and from moment to moment.
"""

import hmac
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, get_args, get_origin
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.champions import Champions
from serving.contracts import Question
from serving.http.problems import ProblemError, asked_language, invalid_request
from serving.http.query import from_query
from serving.http.transport.bodies import read_body, understood
from serving.http.transport.questions import START_SHARE, refusal
from serving.http.transport.turns import BusyError, GoneError, Turns
from serving.http.who import who_asks
from serving.languages.language import say, speaking
from serving.languages.language import wanted as wanted_language
from serving.members.asking import TRAIN
from serving.members.endpoint import MemberEndpoint
from serving.members.endpoints import BY_NAME, COMMUNITY, FORMS
from serving.page.members.forms import after_form, refused
from serving.page.refusal import FORM
from serving.tabular.formats import TYPES, Wanted, wanted_format
from serving.tabular.sending import as_file, file_name

THREADS = 4
FORM_PATH = FORMS.split("{", maxsplit=1)[0]
OF_FORMS = ("csrf", "next")
"""Fields of a form that are not of the contract."""

Require = Callable[[Scope, str], None]
Work = Callable[[], Response]

logger = logging.getLogger("bentoml.smartspec")


class Contributions:
    """ASGI wrapper that answers the requests of members.

    Parameters
    ----------
    require : callable
        Raises ProblemError unless who sent a request has a right.
    seconds : float
        In which a request is answered once its body is there.
    most : int
        Requests that wait at once.
    """

    def __init__(
        self, app: ASGIApp, champions: Champions, require: Require, limits: tuple[float, int]
    ) -> None:
        self.app, self._champions, self._require = app, champions, require
        self._seconds, most = limits
        self._turns = Turns(THREADS, most)
        self._addresses: dict[str, tuple[str, MemberEndpoint]] = {}
        for endpoint in COMMUNITY:
            for path in endpoint.paths:
                resource, _, code = path.removeprefix("/").partition("/")
                self._addresses[f"{resource}/" if code else resource] = code.strip("{}"), endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        respond = self._respond(scope, receive) if scope["type"] == "http" else None
        if respond is None:
            await self.app(scope, receive, send)
            return
        with speaking(asked_language(scope)):
            try:
                response = await respond
            except (ClientDisconnect, GoneError):
                return
            except ProblemError as problem:
                response = _refused(problem, scope)
            except Exception:
                logger.exception("%s failed", scope["path"].split("/")[1])
                kind = "internal-error"
                response = refusal(ProblemError(kind, say(f"problem.{kind}")))
        response.headers["Cache-Control"] = "private, no-store"
        await response(scope, receive, send)

    def _respond(self, scope: Scope, receive: Receive) -> Awaitable[Response] | None:
        """The response to come; None for what is not answered here."""
        path, method = str(scope["path"]), scope["method"]
        if path.startswith(FORM_PATH) and method == "POST":
            endpoint = BY_NAME.get(path.removeprefix(FORM_PATH))
            return self._form(endpoint, scope, receive) if endpoint else None
        posted, address = BY_NAME.get(path.removeprefix("/")), self._address(path)
        if posted and method == "POST":
            return self._post(posted, scope, receive)
        if address and method in ("GET", "HEAD"):
            return self._get(*address, scope, receive)
        if posted or address:
            return _no_such_method(posted is not None, address is not None)
        return None

    def _address(self, path: str) -> tuple[MemberEndpoint, dict[str, str]] | None:
        """What an address asks, and the code in its path."""
        resource, slash, code = path.removeprefix("/").partition("/")
        found = self._addresses.get(resource + slash)
        if found is None or (slash and not code):
            return None
        name, endpoint = found
        return endpoint, {name: code} if name else {}

    async def _post(self, endpoint: MemberEndpoint, scope: Scope, receive: Receive) -> Response:
        self._check(endpoint, scope)
        body = await read_body(endpoint.request, scope, receive)
        with speaking(asked_language(scope, body)):
            request = understood(endpoint.request, body)
            return await self._worked(partial(self._json, endpoint, request, scope), scope, receive)

    async def _get(
        self, endpoint: MemberEndpoint, parameters: dict[str, str], scope: Scope, receive: Receive
    ) -> Response:
        self._check(endpoint, scope)
        http = HTTPRequest({**scope, "path_params": parameters}, receive)
        accept = http.headers.get("accept")
        wanted = wanted_format(http.query_params, accept, endpoint.tables)
        request = in_language(from_query(endpoint.request, http), http)
        work = partial(self._json, endpoint, request, scope)
        if wanted.format != "json":
            work = partial(self._file, endpoint, request, http, wanted)
        return await self._worked(work, scope, receive)

    async def _form(self, endpoint: MemberEndpoint, scope: Scope, receive: Receive) -> Response:
        """A form of the page: the change, then the page again or what has to be shown once."""
        self._check(endpoint, scope)
        fields = form_fields(await read_body(endpoint.request, scope, receive, FORM))
        csrf = who_asks(scope).csrf
        if csrf and not hmac.compare_digest(fields.get("csrf", [""])[0].encode(), csrf.encode()):
            raise ProblemError("forbidden", say("problem.csrf"))
        request = in_language(of_form(endpoint.request, fields), HTTPRequest(scope))
        back = local(fields.get("next", ["/"])[0])
        language = request.language or asked_language(scope)

        def work() -> Response:
            return after_form(endpoint.name, self._answer(endpoint, request, scope), back, language)

        return await self._worked(work, scope, receive)

    def _check(self, endpoint: MemberEndpoint, scope: Scope) -> None:
        """ProblemError unless who asks has the right; who trains may do all that others may."""
        if endpoint.right and TRAIN not in who_asks(scope).rights:
            self._require(scope, endpoint.right)

    def _answer(self, endpoint: MemberEndpoint, request: Question, scope: Scope) -> Any:
        with speaking(request.language or asked_language(scope)):
            served = self._champions.named(request.package)
            loaded = self._champions.load(served, endpoint.needs_choice)
        return endpoint(who_asks(scope), loaded, served.package, request)

    def _json(self, endpoint: MemberEndpoint, request: Question, scope: Scope) -> Response:
        content = self._answer(endpoint, request, scope).model_dump_json()
        return Response(content, media_type=TYPES["json"])

    def _file(
        self, endpoint: MemberEndpoint, request: Question, http: HTTPRequest, wanted: Wanted
    ) -> Response:
        found = self._answer(endpoint, request, http.scope)
        with speaking(request.language or asked_language(http.scope)):
            origin = {"question": endpoint.summary, "address": str(http.url)}
            content = as_file(found, wanted, endpoint.table, origin)
        parts = [endpoint.name, *http.path_params.values(), *filter(None, [wanted.table])]
        headers = {"Content-Disposition": file_name(parts, wanted.format)}
        return Response(content, media_type=TYPES[wanted.format], headers=headers)

    async def _worked(self, work: Work, scope: Scope, receive: Receive) -> Response:
        """What work in a thread gives; 503 or 504 where that takes too long."""
        client = scope.get("client") or ("",)
        start, end = START_SHARE * self._seconds, self._seconds
        try:
            return await self._turns.worked(client[0], work, partial(_gone, receive), start, end)
        except BusyError:
            raise ProblemError("busy", say("problem.busy")) from None
        except TimeoutError:
            raise ProblemError("timeout", say("problem.timeout")) from None


def in_language(request: Question, http: HTTPRequest) -> Question:
    """The request, in the language that its header prefers where it names none."""
    if request.language is not None:
        return request
    code = wanted_language(http.headers.get("accept-language"))
    return request.model_copy(update={"language": code})


def form_fields(body: bytes) -> dict[str, list[str]]:
    """The fields of a form; an empty one empties what it is about."""
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=1_000)
    except ValueError:
        raise ProblemError("invalid-request", say("members.fault.form")) from None


def of_form(contract: type[Question], fields: dict[str, list[str]]) -> Question:
    """The request that a form holds; codes of a list are separated by commas or spaces."""
    given: dict[str, Any] = {}
    for name, values in fields.items():
        if name in OF_FORMS:
            continue
        one = values[-1].replace("\r\n", "\n")
        many = [code for value in values for code in value.replace(",", " ").split()]
        given[name] = many if takes_list(contract, name) else one
    try:
        return contract.model_validate(given, strict=False)
    except ValidationError as error:
        raise invalid_request(error) from None


def takes_list(contract: type[Question], name: str) -> bool:
    """Whether a field is a list of codes, or null."""
    field = contract.model_fields.get(name)
    kinds = [] if field is None else [field.annotation, *get_args(field.annotation)]
    bare = [get_args(it)[0] if get_origin(it) is Annotated else it for it in kinds]
    return any(get_origin(it) is list for it in bare)


def local(text: str) -> str:
    """An address of this service, to which a browser goes back; else the first."""
    parts = urlsplit(text) if len(text) <= 2_000 and text.isprintable() else None
    is_local = parts and not parts.scheme and not parts.netloc and "\\" not in text
    return text if is_local and text.startswith("/") and not text.startswith("//") else "/"


def _refused(problem: ProblemError, scope: Scope) -> Response:
    """The problem; as a page where a form was sent."""
    if not scope["path"].startswith(FORM_PATH):
        return refusal(problem)
    parts = urlsplit(Headers(scope=scope).get("referer", ""))
    from_page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return refused(problem, local(from_page), asked_language(scope))


async def _no_such_method(posted: bool, address: bool) -> Response:
    problem = ProblemError("method-not-allowed", say("problem.method-not-allowed"))
    response = refusal(problem)
    response.headers["Allow"] = ", ".join(["GET", "HEAD"] * address + ["POST"] * posted)
    return response


async def _gone(receive: Receive) -> None:
    """End when the client is disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass
