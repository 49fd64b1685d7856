"""Addresses and headers that no one should send are answered as any other."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from serving.champions import Champions
from serving.http.problems import PREFIX, ProblemError, ProblemResponses
from serving.http.routes import routes
from serving.languages.language import wanted
from serving.page import documents
from serving.page.static_files import version
from serving.reports import pdf
from tests.serving.conftest import champion, growth_trained, niches_trained
from tests.serving.http.test_problems import ask
from tests.serving.reports.test_document import loaded

LONG = "x" * 65
"""Longer than any code may be."""


@pytest.fixture(scope="module")
def champions() -> Champions:
    return Champions(loaded(champion(growth_trained()), champion(niches_trained())))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/cluster/{LONG}", 400),
        (f"/technology/{LONG}", 400),
        (f"/compare?region=R1&region={LONG}", 400),
        ("/cluster/NOSUCH", 404),
        ("/compare?region=R1&region=NOSUCH", 404),
        ("/cluster/CAR?weights=growth:-1", 200),
        (f"/technology/H04?with={LONG}", 200),
        ("/technology/H04?with=NOSUCH", 200),
        ("/compare?region=R1&region=R2&floor=nan", 200),
        ("/region/%E0%A4%A", 404),
    ],
)
def test_a_view_says_what_is_wrong_with_its_address(
    champions: Champions, path: str, status: int
) -> None:
    response = ask(ProblemResponses(routes(champions)), path)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert "<h1>" in response.text


@pytest.mark.parametrize(
    "path", ["/", "/cluster/CAR", "/technology/H04", "/compare?region=R1&region=R2"]
)
def test_weights_that_are_not_used_are_not_passed_over(champions: Champions, path: str) -> None:
    mark = "&" if "?" in path else "?"
    usual = ask(routes(champions), path).text
    found = ask(routes(champions), f"{path}{mark}weights=growth:-1").text
    assert "balanced weights are used" not in usual
    assert "balanced weights are used" in found


@pytest.mark.parametrize(
    "path", ["/", "/region/R1", "/cluster/C", "/compare", "/compare?region=a&region=b"]
)
def test_without_a_champion_a_view_says_so(path: str) -> None:
    response = ask(ProblemResponses(routes(Champions())), path)
    assert response.status_code == 503
    assert "smartspec train" in response.text


def test_a_long_problem_reaches_a_client_that_asks_for_gzip(champions: Champions) -> None:
    asked = "&".join(f"{'y' * 60}{n}=1" for n in range(12))
    response = ask(ProblemResponses(routes(champions)), f"/growth/R1?{asked}")
    assert len(response.content) > 1_000
    assert response.status_code == 400
    assert response.json()["type"] == PREFIX + "invalid-request"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("RU", "ru"),
        ("Ru-RU,en;q=.5", "ru"),
        ("ru;q=0, en", "en"),
        ("ru;q=0", "en"),
        ("ru;q=nan, en;q=.1", "en"),
        ("ru;q=-1, *", "en"),
    ],
)
def test_odd_languages_of_a_browser(header: str, code: str) -> None:
    assert wanted(header) == code


def test_a_file_below_another_version_is_not_kept(champions: Champions) -> None:
    own = ask(routes(champions), f"/static/{version()}/main.js")
    other = ask(routes(champions), "/static/000000000000/main.js")
    assert "immutable" in own.headers["cache-control"]
    assert other.headers["cache-control"] == "no-store"
    assert own.content == other.content


@pytest.mark.parametrize(
    "path", ["%2e%2e/routes.py", "..%2Froutes.py", "//etc/passwd", "main.js%00"]
)
def test_only_files_of_the_page_are_sent(champions: Champions, path: str) -> None:
    assert ask(routes(champions), f"/static/{version()}/{path}").status_code == 404


def test_problems_of_formats_are_said_in_the_language_of_the_reader(champions: Champions) -> None:
    for path in ("/report/R1?format=doc", "/growth/R1?format=doc", "/growth/R1?format=csv&table=x"):
        english, russian = (
            ask(routes(champions), f"{path}&language={code}").json()["detail"]
            for code in ("en", "ru")
        )
        assert "there is no" in english
        assert " нет: укажите " in russian


def test_reports_that_wait_leave_threads_to_other_answers(
    champions: Champions, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()

    def slow(*_: Any) -> Any:
        free.wait(10)
        raise ProblemError("not-available", "")

    monkeypatch.setattr(documents, "dossier", slow)
    app, n = routes(champions), pdf.AT_ONCE + pdf.WAITING
    with ThreadPoolExecutor(n) as pool:
        waiting = [pool.submit(ask, app, "/report/R1?format=pdf") for _ in range(n)]
        while pdf._queue._value:
            free.wait(0.01)
        assert ask(app, "/report/R1?format=pdf").status_code == 429
        free.set()
        assert {it.result().status_code for it in waiting} == {501}
    assert ask(app, "/report/R1?format=pdf").status_code == 501, "all places are free again"


def test_only_the_code_that_is_wrong_is_named(champions: Champions) -> None:
    html = ask(routes(champions), "/compare?region=R1&region=NOSUCH").text
    assert "<h1>There is nothing with the code NOSUCH</h1>" in html
    assert '<p class="lead">Unknown region ' in html


def test_a_code_in_other_capitals_leads_to_its_view(champions: Champions) -> None:
    found = ask(routes(champions), "/region/r1?language=ru")
    assert (found.status_code, found.headers["location"]) == (303, "/region/R1?language=ru")
    assert ask(routes(champions), "/region/R1").status_code == 200
