"""A body of exactly the limit is read, one byte more is refused, whatever it says of its length."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send

from serving.endpoints import ENDPOINTS
from serving.http.limits import Limits

CONTRACTS = {f"/{endpoint.name}": endpoint.request for endpoint in ENDPOINTS}
LIMIT = 65_536
LIVE_LIMIT = 1_048_576
"""Bytes that hold histories of a hundred series and more."""
LIMITS = {path: LIVE_LIMIT if path == "/forecast" else LIMIT for path in CONTRACTS}
VALID: dict[str, object] = {
    "/describe": {},
    "/forecast_growth": {"region_codes": ["R1"]},
    "/flag_niches": {"region_codes": ["R1"]},
    "/peers": {"region_codes": ["R1"]},
    "/forecast": {"series": [{"region_code": "R1", "cluster_code": "CAR"}]},
}


async def _read_all(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers 200 with the body that reached it."""
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


def posted(
    path: str, chunks: Sequence[bytes], declared: int | None = None
) -> tuple[int, bytes, int]:
    """Status, body of the answer, and how many chunks were read of a request."""
    headers = [(b"content-type", b"application/json")]
    if declared is not None:
        headers.append((b"content-length", str(declared).encode()))
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    waiting, sent = list(chunks), list[Message]()

    async def receive() -> Message:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Limits(_read_all, CONTRACTS)(scope, receive, send))
    answer = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], answer, len(chunks) - len(waiting)


def padded(path: str, size: int) -> bytes:
    """A valid request with blanks behind it."""
    return json.dumps(VALID[path]).encode().ljust(size)


@pytest.mark.parametrize("path", VALID)
def test_a_body_of_exactly_the_limit_passes_and_one_byte_more_does_not(path: str) -> None:
    limit = LIMITS[path]
    body = padded(path, limit)
    assert posted(path, [body], declared=limit)[:2] == (200, body)
    assert posted(path, [body])[:2] == (200, body), "without a length"
    status, answer, _ = posted(path, [body + b" "], declared=limit + 1)
    assert status == 413
    assert f"at most {limit} bytes" in json.loads(answer)["detail"]


@pytest.mark.parametrize("path", CONTRACTS)
def test_every_contract_has_its_limit(path: str) -> None:
    limit = LIMITS[path]
    assert posted(path, [b" " * limit])[0] == 400, "read, but not JSON"
    assert posted(path, [b" " * (limit + 1)])[0] == 413


@pytest.mark.parametrize("path", VALID)
def test_a_declared_length_above_the_limit_is_refused_unread(path: str) -> None:
    status, _, n_read = posted(path, [padded(path, 100)], declared=LIMITS[path] + 1)
    assert (status, n_read) == (413, 0)


@pytest.mark.parametrize("path", VALID)
def test_chunks_are_counted_together_and_reading_stops_at_the_limit(path: str) -> None:
    limit = LIMITS[path]
    body = padded(path, limit)
    chunks = [body[start : start + 1000] for start in range(0, limit, 1000)]
    assert posted(path, chunks)[:2] == (200, body)
    status, _, n_read = posted(path, [*chunks, b" ", b" "])
    assert (status, n_read) == (413, len(chunks) + 1)


@pytest.mark.parametrize("declared", [10, 65_536])
def test_a_length_that_is_declared_too_small_does_not_open_the_door(declared: int) -> None:
    assert posted("/describe", [b"{}".ljust(LIMIT + 1)], declared=declared)[0] == 413
