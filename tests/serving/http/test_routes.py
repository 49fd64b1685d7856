"""What is asked by GET, in this process."""

from dataclasses import replace

import pytest

from serving.champions import Champions
from serving.growth.lookup import growth_lookup
from serving.http.problems import PREFIX
from serving.http.routes import routes
from serving.niches.lookup import niche_lookup
from serving.served.loaded import Loaded
from tests.serving.conftest import champion, growth_trained, niches_trained
from tests.serving.http.test_problems import ask
from training.trained import Trained

STRANGE = "R/1%2F"
"""A code that holds what means something else in an address."""


def renamed(trained: Trained) -> Trained:
    """The same with a strange code in place of R1."""
    tables = {name: rows.replace({"R1": STRANGE}) for name, rows in trained.tables.items()}
    return replace(trained, tables=tables)


@pytest.fixture(scope="module")
def champions() -> Champions:
    loaded = Loaded(
        growth=growth_lookup(champion(renamed(growth_trained()))),
        niches=niche_lookup(champion(renamed(niches_trained()))),
    )
    return Champions(loaded)


@pytest.mark.parametrize("code", ["R/1%252F", "R%2F1%252F", "R%2f1%252F"])
@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/growth", "forecasts"),
        ("/niches", "calls"),
        ("/breakthroughs", "points"),
        ("/audit", "audits"),
    ],
)
def test_a_code_may_hold_a_slash(champions: Champions, path: str, answer: str, code: str) -> None:
    response = ask(routes(champions), f"{path}/{code}")
    assert response.status_code == 200, response.text
    assert {one["region_code"] for one in response.json()[answer]} == {STRANGE}


def test_a_line_break_behind_a_code_is_not_overlooked(champions: Champions) -> None:
    problem = ask(routes(champions), "/growth/R2%0A").json()
    assert problem["type"] == PREFIX + "unknown-code"


@pytest.mark.parametrize("path", ["/growth/", "/simulate", "/audit/"])
def test_no_code_is_no_resource(champions: Champions, path: str) -> None:
    assert ask(routes(champions), path).status_code == 404
