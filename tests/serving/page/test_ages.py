"""Calls whose years are over say so in every answer that the page draws, and in the page."""

import pytest

from serving.champions import Champions
from serving.http.routes import routes
from tests.serving.conftest import champion, growth_trained, niches_trained
from tests.serving.http.test_problems import ask
from tests.serving.reports.test_document import loaded


@pytest.fixture(scope="module")
def champions() -> Champions:
    return Champions(loaded(champion(growth_trained()), champion(niches_trained())))


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/overview", ["growth", "niches"]),
        ("/activity/CAR?activity=cluster", ["growth_metadata"]),
        ("/activity/H04?activity=technology", ["niche_metadata"]),
        ("/comparison?region_codes=R1&region_codes=R2", ["metadata", "niches"]),
        ("/options/R1", ["metadata", "niches"]),
        ("/growth/R1", ["metadata"]),
        ("/niches/R1", ["metadata"]),
    ],
)
def test_metadata_say_the_age_of_calls(champions: Champions, path: str, fields: list[str]) -> None:
    mark = "&" if "?" in path else "?"
    answer = ask(routes(champions), f"{path}{mark}language=ru").json()
    for field in fields:
        assert "прогноз" in answer[field]["age"]["text"].lower(), field


@pytest.mark.parametrize("path", ["/", "/cluster/CAR", "/technology/H04"])
def test_plain_html_says_the_age_of_calls(champions: Champions, path: str) -> None:
    assert "which ended" in ask(routes(champions), path).text
