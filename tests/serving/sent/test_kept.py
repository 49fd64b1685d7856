"""Answers that are kept: shared by a page and its script, of one language, as long as they hold."""

import json
import time
from collections.abc import Callable
from typing import NoReturn

import pytest

from serving.champions import Champions
from serving.choice import answers as choice
from serving.choice.contracts import OptionsRequest
from serving.http.routes import routes
from serving.languages.language import speaking
from serving.sent import kept
from serving.sent.kept import Kept
from tests.serving.conftest import champion, growth_trained, niches_trained
from tests.serving.http.test_problems import ask
from tests.serving.reports.test_document import loaded

REQUEST = OptionsRequest(region_codes=["R1"])


@pytest.fixture(scope="module")
def champions() -> Champions:
    return Champions(loaded(champion(growth_trained()), champion(niches_trained())))


def never(*_: object) -> NoReturn:
    raise AssertionError("worked out again")


def test_the_first_question_of_a_view_is_answered_by_its_plain_page(
    champions: Champions, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = routes(champions)
    assert ask(app, "/region/R1?floor=.07").status_code == 200
    monkeypatch.setattr(choice, "rank_options", never)
    shared = ask(app, "/options/R1?listed=8&floor=.07&language=en")
    assert shared.status_code == 200
    assert ask(app, "/options/R1?listed=8&floor=.08").status_code == 500


def test_an_answer_is_sent_once_while_it_stays_the_same(champions: Champions) -> None:
    app = routes(champions)
    first = ask(app, "/regions")
    tag = first.headers["etag"]
    assert ask(app, "/regions", headers={"If-None-Match": tag}).status_code == 304
    assert ask(app, "/regions", headers={"If-None-Match": 'W/"other"'}).json() == first.json()
    plain = ask(app, "/regions", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == first.json()
    assert plain.headers["etag"] == tag
    assert "Accept-Encoding" in plain.headers["vary"]


def test_languages_and_questions_are_kept_apart() -> None:
    answers = Kept()
    with speaking("ru"):
        russian = answers.sent("a", REQUEST, lambda: '"да"'.encode())
    with speaking("en"):
        english = answers.sent("a", REQUEST, lambda: b'"yes"')
        other = answers.sent("b", REQUEST, lambda: b'"no"')
        again = answers.sent("a", REQUEST, never)
    assert again == english
    assert [json.loads(it.content) for it in (russian, english, other)] == [
        "да",
        "yes",
        "no",
    ]


def test_an_answer_does_not_outlive_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, now = Kept(), 86_400.0 * 20_000
    monkeypatch.setattr(time, "time", lambda: now - 1)
    old = answers.sent("a", REQUEST, lambda: b"1")
    monkeypatch.setattr(time, "time", lambda: now)
    assert answers.sent("a", REQUEST, lambda: b"2") != old


def test_the_oldest_answers_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    of_an_answer = 5 + len(REQUEST.model_dump_json(exclude={"language"}))
    monkeypatch.setattr(kept, "MOST_BYTES", 2.5 * of_an_answer)
    answers = Kept()
    text: Callable[[], bytes] = lambda: b"1"  # noqa: E731
    for name in ("a", "b", "a", "c"):  # b was asked for longest ago
        answers.sent(name, REQUEST, text)
    answers.sent("a", REQUEST, never)
    with pytest.raises(AssertionError):
        answers.sent("b", REQUEST, never)


def test_a_language_shares_what_is_kept(champions: Champions) -> None:
    champions.loaded.kept.sent("a", REQUEST, lambda: b"1")
    assert champions.loaded.in_language("ru").kept is champions.loaded.kept
