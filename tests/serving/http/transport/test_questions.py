"""Limits and time-outs of questions, in this process and over real HTTP."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from serving.champions import Champions
from serving.growth import answers as growth
from serving.growth.lookup import growth_lookup
from serving.http.problems import PREFIX
from serving.http.transport import questions
from serving.http.transport.questions import Questions
from serving.served.loaded import Loaded
from tests import loops
from tests.faults import large_bodies, slow_clients
from tests.faults.large_bodies import live_body
from tests.serving.conftest import Running, champion, growth_trained
from tests.serving.test_service import send

SERIES = {"region_codes": ["R1"], "cluster_codes": ["CAR"]}
REGION = {"region_codes": ["R1"]}


@pytest.fixture
def champions() -> Champions:
    return Champions(Loaded(growth=growth_lookup(champion(growth_trained()))))


async def _elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def posted(app: Questions, *bodies: object, path: str = "/forecast_growth") -> list[httpx.Response]:
    """Answers to requests that are sent at once."""

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://host") as client:
            return list(await asyncio.gather(*(client.post(path, json=body) for body in bodies)))

    return loops.run(ask())


def kind(response: httpx.Response) -> str:
    return str(response.json()["type"].removeprefix(PREFIX))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Answers are worked out once the event is set, or the test ends."""
    event, forecast = threading.Event(), growth.forecast_growth

    def waiting(*asked: object) -> object:
        event.wait(20)
        return forecast(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(growth, "forecast_growth", waiting)
    yield event
    event.set()


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/growth/R1", "GET, HEAD"),
        ("/forecast_growth", "POST"),
        ("/clusters", "GET, HEAD, POST"),
    ],
)
def test_an_address_says_which_methods_it_has(
    champions: Champions, path: str, allowed: str
) -> None:
    app = Questions(_elsewhere, champions, seconds=9, most=2)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://host") as client:
            return await client.delete(path)

    response = loops.run(ask())
    assert (response.status_code, kind(response)) == (405, "method-not-allowed")
    assert response.headers["allow"] == allowed


def test_what_does_not_end_or_begin_in_time_is_refused(
    champions: Champions, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "THREADS", 1)
    app = Questions(_elsewhere, champions, seconds=0.3, most=2)
    bodies = [{**REGION, "history": number} for number in range(3)]
    answers = posted(app, *bodies)
    assert Counter(map(kind, answers)) == {"timeout": 1, "busy": 1, "too-many-requests": 1}
    assert {one.status_code for one in answers} == {504, 503, 429}
    assert all("retry-after" in one.headers for one in answers if one.status_code != 504)
    held.set()


def test_an_answer_is_kept_whether_it_was_small_or_not(
    champions: Champions, held: threading.Event
) -> None:
    app = Questions(_elsewhere, champions, seconds=10, most=9)
    held.set()
    first = posted(app, SERIES, REGION)
    held.clear()
    again = posted(app, {**SERIES, "language": "en"}, REGION)
    assert [one.content for one in again] == [one.content for one in first]
    assert first[0].content != first[1].content


def test_a_new_champion_does_not_answer_with_what_the_old_one_said(champions: Champions) -> None:
    app = Questions(_elsewhere, champions, seconds=10, most=9)
    (old,) = posted(app, SERIES)
    later = champion(growth_trained(2.0), version=2)
    champions.named(None).give(Loaded(growth=growth_lookup(later)))
    (new,) = posted(app, SERIES)
    medians = [one.json()["forecasts"][0]["points"][0]["median"] for one in (old, new)]
    assert medians[1] == 2 * medians[0]


def test_an_error_of_ours_is_a_problem_and_is_logged(
    champions: Champions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "forecast_growth", lambda *_: 1 / 0)
    app = Questions(_elsewhere, champions, seconds=10, most=9)
    for answer in posted(app, SERIES, REGION):
        assert (answer.status_code, kind(answer)) == (500, "internal-error")
        assert "division" not in answer.text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_large_body_is_answered_as_a_small_one(service: Running, language: str) -> None:
    body = json.dumps({**SERIES, "language": language})
    small = send(service, "POST", "/forecast_growth", body)
    assert small[0] == 200
    assert send(service, "POST", "/forecast_growth", body.ljust(20_000)) == small
    wrong = json.dumps({"language": language, "x": 1})
    refused = send(service, "POST", "/forecast_growth", wrong)
    assert refused[0] == 400
    assert send(service, "POST", "/forecast_growth", wrong.ljust(20_000)) == refused


def test_metrics_count_questions_by_their_pattern(service: Running) -> None:
    def counted() -> dict[str, float]:
        lines = httpx.get(f"{service.address}/metrics").text.splitlines()
        return {
            line.partition('endpoint="')[2].partition('"')[0]: float(line.rsplit(" ", 1)[1])
            for line in lines
            if "request_total{" in line and 'http_response_code="200"' in line
        }

    paths = ("/flag_niches", "/niches/{region_code}", "/livez")
    before = counted()
    for _ in range(3):
        send(service, "POST", "/flag_niches", json.dumps(REGION))
        send(service, "GET", "/niches/R1")
        httpx.get(f"{service.address}/livez")
    after = counted()
    assert [after[path] - before.get(path, 0) for path in paths] == [3, 3, 3]


def test_large_bodies_are_answered_or_refused_while_the_service_stays_alive(
    service: Running,
) -> None:
    port = urlsplit(service.address).port
    assert port
    body = live_body(20, 50)
    large, livez = loops.run(large_bodies.run(port, 12, body))
    assert {status for status, _ in large} <= {200, 503}
    assert 200 in {status for status, _ in large}
    assert max(livez) < float("inf")


def test_slow_clients_are_ended_and_others_served_meanwhile(service: Running) -> None:
    port = urlsplit(service.address).port
    assert port
    # More than may be worked on at once.
    _, statuses, ends = loops.run(slow_clients.run(port, bodies=260, headers=0))
    assert set(statuses) == {200}
    assert ends == {"body: 408": 260}
