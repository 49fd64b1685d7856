"""The report and the briefing at their addresses."""

import pytest

from serving.champions import Champions
from serving.http.problems import PREFIX
from serving.http.routes import routes
from tests.serving.conftest import champion, growth_trained, niches_trained
from tests.serving.http.test_problems import ask
from tests.serving.reports.test_document import loaded


@pytest.fixture(scope="module")
def champions() -> Champions:
    return Champions(loaded(champion(growth_trained()), champion(niches_trained())))


@pytest.mark.parametrize("kind", ["report", "briefing"])
def test_a_document_is_html_under_the_policy_of_the_page(champions: Champions, kind: str) -> None:
    response = ask(routes(champions), f"/{kind}/R1?language=ru&preset=growth")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-language"] == "ru"
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "http://host/" + f"{kind}/R1?preset=growth&amp;language=ru" in response.text
    assert "format=pdf" in response.text


def test_the_weights_of_the_address_count(champions: Champions) -> None:
    texts = {
        ask(routes(champions), f"/briefing/R1?{query}").text
        for query in ("weights=growth:1", "weights=risk:1")
    }
    assert len({text.split("<main>")[1] for text in texts}) == 2


def test_a_pdf_is_a_file(champions: Champions) -> None:
    response = ask(routes(champions), "/briefing/R1?format=pdf")
    assert response.headers["content-type"] == "application/pdf"
    assert 'filename="smartspec-briefing-R1.pdf"' in response.headers["content-disposition"]
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("R1?format=doc", 400, "invalid-request"),
        ("R1?weights=x", 400, "invalid-request"),
        ("R1?floor=2", 400, "invalid-request"),
        ("R9", 404, "unknown-code"),
    ],
)
def test_what_is_not_there_is_a_problem(
    champions: Champions, query: str, status: int, kind: str
) -> None:
    response = ask(routes(champions), f"/report/{query}")
    assert response.status_code == status
    assert response.json()["type"] == PREFIX + kind
