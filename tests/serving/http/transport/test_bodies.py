"""A body of exactly the limit is read, one byte more or a slow one is refused."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from pydantic import ConfigDict
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message

from serving.contracts import Request
from serving.endpoints import ENDPOINTS
from serving.http.problems import ProblemError
from serving.http.transport import bodies
from serving.http.transport.bodies import read_body, understood
from tests import loops

CONTRACTS = {endpoint.name: endpoint.request for endpoint in ENDPOINTS}
LIMIT = 65_536
LIVE_LIMIT = 1_048_576
"""Bytes that hold histories of a hundred series and more."""
LIMITS = {name: LIVE_LIMIT if name == "forecast" else LIMIT for name in CONTRACTS}
SOME = ["describe", "forecast_growth", "forecast"]


def read(
    contract: type[Request], chunks: Sequence[bytes], declared: int | None = None, wait: float = 0
) -> tuple[bytes | ProblemError, int]:
    """The body or the problem, and how many chunks were read of a request."""
    headers = {"content-type": "application/json"}
    if declared is not None:
        headers["content-length"] = str(declared)
    waiting = list(chunks)

    async def receive() -> Message:
        await asyncio.sleep(wait)
        if not waiting:
            return {"type": "http.disconnect"}
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    try:
        found: bytes | ProblemError = loops.run(
            read_body(contract, {"headers": Headers(headers).raw}, receive)
        )
    except ProblemError as problem:
        found = problem
    return found, len(chunks) - len(waiting)


def kind(found: bytes | ProblemError) -> str:
    assert isinstance(found, ProblemError)
    return found.kind


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_body_of_exactly_the_limit_passes_and_one_byte_more_does_not(name: str) -> None:
    limit, contract = LIMITS[name], CONTRACTS[name]
    body = b" " * limit
    assert read(contract, [body], declared=limit)[0] == body
    assert read(contract, [body])[0] == body, "without a length"
    found, _ = read(contract, [body + b" "], declared=10)
    assert kind(found) == "body-too-large"
    assert f"at most {limit} bytes" in str(found)


@pytest.mark.parametrize("name", SOME)
def test_a_declared_length_above_the_limit_is_refused_unread(name: str) -> None:
    found, n_read = read(CONTRACTS[name], [b"{}"], declared=LIMITS[name] + 1)
    assert (kind(found), n_read) == ("body-too-large", 0)


@pytest.mark.parametrize("name", SOME)
def test_chunks_are_counted_together_and_reading_stops_at_the_limit(name: str) -> None:
    limit = LIMITS[name]
    chunks = [b" " * 1_024] * (limit // 1_024)
    assert read(CONTRACTS[name], chunks)[0] == b" " * limit
    found, n_read = read(CONTRACTS[name], [*chunks, b" ", b" "])
    assert (kind(found), n_read) == ("body-too-large", len(chunks) + 1)


def test_a_body_that_stops_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.2)
    found, n_read = read(CONTRACTS["describe"], [b" "] * 1_000, wait=0.01)
    assert kind(found) == "body-too-slow"
    assert 0 < n_read < 1_000


def test_a_long_body_has_the_time_that_its_length_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.2)
    chunks = [b" " * bodies.RATE] * 20
    assert len(read(CONTRACTS["forecast"], chunks, wait=0.02)[0]) == 20 * bodies.RATE  # type: ignore[arg-type]


def test_who_leaves_gets_no_answer() -> None:
    with pytest.raises(ClientDisconnect):
        read(CONTRACTS["describe"], [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"shocks": '[{"a": 1, "a": 2}]'}, "shocks[0].a"),
        ({"shocks": '[{"b": 1}, {"x": {"y": [[{"a": 1, "a": 2}]]}}]'}, "shocks[1].x.y[0][0].a"),
        ({"a": '1, "a": {"b": 1, "b": 1}'}, "a.b"),
        ({"a": '{"b": 1, "b": 1}, "a": 2'}, "a"),
    ],
)
def test_a_field_that_is_given_twice_is_named_with_its_path(
    body: dict[str, str], field: str
) -> None:
    class Anything(Request):
        model_config = ConfigDict(extra="allow")

    text = "{" + ", ".join(f'"{name}": {value}' for name, value in body.items()) + "}"
    assert json.loads(text)
    with pytest.raises(ProblemError) as problem:
        understood(Anything, text.encode())
    assert [error["field"] for error in problem.value.errors] == [field]
