"""Problems are pages for who opened their address in a browser, and problems for programs."""

import pytest
from starlette.responses import Response

from serving.http.problems import MEDIA_TYPE, ProblemResponses
from serving.page.refusal import for_readers
from tests.serving.http.test_problems import ask

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
APP = ProblemResponses(Response("gone", 504), for_readers)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Ask for less at once, or ask again."),
        ("ru", "Запросите меньше данных за один раз или повторите запрос."),
    ],
)
def test_a_browser_is_shown_a_page(language: str, said: str) -> None:
    answer = ask(APP, "/<b>", headers={"accept": BROWSER, "accept-language": language})
    assert answer.status_code == 504
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert f'<p class="lead">{said}</p>' in answer.text
    assert f'<a href="/?language={language}">' in answer.text
    assert "<b>" not in answer.text


def test_who_sent_a_form_is_shown_a_page() -> None:
    form = {"accept": BROWSER, "content-type": "application/x-www-form-urlencoded"}
    assert "<h1>" in ask(APP, "/", "POST", form).text


@pytest.mark.parametrize(
    ("accept", "method"), [("application/json", "GET"), ("*/*", "GET"), (BROWSER, "POST")]
)
def test_a_program_is_sent_the_problem(accept: str, method: str) -> None:
    answer = ask(APP, "/", method, {"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (504, MEDIA_TYPE)
    assert answer.json()["status"] == 504
