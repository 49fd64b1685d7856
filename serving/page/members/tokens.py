"""Pages that a token in their address opens, for whoever has it: confirm an address, end messages.

By GET they ask, since programs open the links of mails by themselves; by POST they do it, also as
mail programs ask for it in one click (RFC 8058).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from serving.http.problems import ProblemError, asked_language
from serving.languages.language import say, speaking, spoken
from serving.members.endpoint import opened
from serving.page.addresses import TOKENS
from serving.page.members.forms import POLICY
from serving.page.shell import TEMPLATES
from serving.page.static_files import version
from training.community.delivery import contacts


@dataclass(frozen=True)
class Question:
    """What a token is for.

    Attributes
    ----------
    name : str
        Of its messages: members.NAME.ask, .button, .done and .unknown.
    is_open : callable
        Whether a token may do it.
    do : callable
        Does it; whether there was something to do.
    """

    name: str
    is_open: Callable[[Connection, str], bool]
    do: Callable[[Connection, str], bool]


def _now() -> int:
    return int(time.time())


QUESTIONS = {
    "confirm": Question(
        "confirm",
        lambda connection, token: contacts.is_asked(connection, token, _now()),
        lambda connection, token: contacts.confirm(connection, token, _now()),
    ),
    "unsubscribe": Question(
        "unsubscribe",
        contacts.is_subscribed,
        lambda connection, token: contacts.unsubscribe(connection, token) > 0,
    ),
}
"""First part of an address to what it asks."""


def token_routes() -> list[BaseRoute]:
    """A route for each question."""
    return [
        Route(path, _answer(QUESTIONS[path.split("/")[1]]), methods=["GET", "POST"])
        for path in TOKENS
    ]


def _answer(question: Question) -> Callable[[HTTPRequest], Response]:
    def endpoint(http: HTTPRequest) -> Response:
        token, is_done = http.path_params["token"], http.method == "POST"
        with speaking(asked_language(http.scope)):
            try:
                with opened(changes=is_done) as connection:
                    does = question.do if is_done else question.is_open
                    found = does(connection, token)
            except ProblemError as problem:
                return problem.response()
            state = "unknown" if not found else "done" if is_done else "ask"
            return _page(question.name, state, http)

    return endpoint


def _page(name: str, state: str, http: HTTPRequest) -> Response:
    html = TEMPLATES.get_template("token.html").render(
        language=spoken().code,
        title=say(f"members.{name}.title"),
        sentence=say(f"members.{name}.{state}"),
        button=say(f"members.{name}.button") if state == "ask" else "",
        action=f"{http.url.path}?language={spoken().code}",
        version=version(),
        say=say,
    )
    headers = {
        "Content-Security-Policy": POLICY,
        "Content-Language": spoken().code,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return HTMLResponse(html, 404 if state == "unknown" else 200, headers)
