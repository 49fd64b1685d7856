"""What a host answers in its own way, and what it becomes."""

import logging
from collections.abc import Mapping

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from serving.champions import Champions
from serving.http.problems import KINDS, PREFIX, ProblemError, ProblemResponses
from serving.http.routes import routes
from tests import loops


async def _answer(request: Request) -> Response:
    status = int(request.path_params["status"])
    if status == 1:
        raise RuntimeError("secret")
    if status == 2:
        return ProblemError("unknown-code", "unknown region 'X\n'").response()
    if status == 3:
        return StreamingResponse(iter([b"part one of a traceback", b"part two"]), 500)
    if status == 200:
        return PlainTextResponse("fine")
    return JSONResponse({"error": "Too many requests"}, status)


HOST = ProblemResponses(Starlette(routes=[Route("/{status:int}", _answer)]))


def ask(
    app: ASGIApp, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """One request to an app in this process."""

    async def request() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://host") as client:
            return await client.request(method, path, headers=headers)

    return loops.run(request())


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/429", 429, "too-many-requests"),
        ("/504", 504, "timeout"),
        ("/503", 500, "internal-error"),
        ("/1", 500, "internal-error"),
        ("/2", 404, "unknown-code"),
        ("/3", 500, "internal-error"),
        ("/x", 404, "no-such-resource"),
    ],
)
def test_the_host_answers_with_problems(path: str, status: int, kind: str) -> None:
    response = ask(HOST, path)
    problem = response.json()
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert (problem["type"], problem["status"]) == (PREFIX + kind, status)
    assert "secret" not in response.text
    assert "traceback" not in response.text


def test_a_wrong_method_says_which_are_allowed() -> None:
    response = ask(HOST, "/200", "POST")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_good_answers_pass_untouched() -> None:
    assert ask(HOST, "/200").text == "fine"


def test_a_line_break_from_outside_does_not_break_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The host may have turned propagation off.
    monkeypatch.setattr(logging.getLogger("bentoml"), "propagate", True)
    caplog.set_level(logging.INFO, logger="bentoml.smartspec")
    ask(HOST, "/2")
    ask(HOST, "/a%0Ab")
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(":")[0] for line in lines] == ["GET /2", "GET /a%0Ab"]
    assert not any("\n" in line for line in lines)
    assert {record.levelname for record in caplog.records} == {"INFO"}


@pytest.mark.parametrize(
    "path", ["/clusters", "/technologies", "/growth/R1", "/niches/R1", "/audit/R1"]
)
def test_without_a_champion_the_answer_is_503(path: str) -> None:
    response = ask(routes(Champions()), path)
    assert response.status_code == 503
    assert response.json()["type"] == PREFIX + "no-champion"
    assert "smartspec train" in response.json()["detail"]


def test_without_a_champion_there_is_no_region() -> None:
    assert ask(routes(Champions()), "/regions").json() == {"metadata": [], "regions": []}


def test_every_kind_of_problem_has_a_status_and_a_title() -> None:
    for kind, status in KINDS.items():
        assert kind == kind.lower()
        assert 400 <= status < 600
        assert ProblemError(kind, "").title
