"""What scripts and Python both know is the same: views, addresses, the search."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from serving.page import addresses, search
from serving.page.embed import PICTURES
from serving.page.shell import NAVIGATION
from tests.browser.country import CLUSTERS, NAMES

CODES = [*NAMES, *CLUSTERS, "a/b?c#d", "100%", "+ &=;", "Ж/ё", "محافظة", "%2F"]
TEXTS = [*NAMES.values(), "Île-de-France", "  Éire \t Ёлка ", "ﬁn ½ Å", "straße", "ΣΑΣ", ""]


@pytest.fixture(scope="module")
def page(contexts: Callable[..., BrowserContext], address: str) -> Iterator[Page]:
    opened = contexts().new_page()
    opened.goto(f"{address}/sources?language=en")
    opened.wait_for_selector("html[data-drawn]")
    yield opened
    opened.close()


def run(page: Page, module: str, expression: str, given: Any = None) -> Any:
    """The value of an expression of `it`, a module of static, and of what is given."""
    script = f"""async (given) => {{
        const it = await import(`${{document.documentElement.dataset.static}}{module}`);
        return {expression};
    }}"""
    return page.evaluate(script, given)


def test_views_and_their_paths_are_those_of_python(page: Page) -> None:
    assert run(page, "address.js", "it.VIEWS") == dict(addresses.VIEWS)
    assert set(NAVIGATION) <= set(addresses.VIEWS)
    assert set(run(page, "embed.js", "Object.keys(it.PICTURES)")) == set(PICTURES)


def test_an_address_is_read_as_it_was_written(page: Page) -> None:
    query = {"weights": ["growth:2,risk:0.5"], "region": ["R 7", "R/6"], "level": ["95"]}
    written = run(
        page,
        "address.js",
        "given.map(([c, q]) => it.write('region', c, q))",
        [[code, query] for code in CODES],
    )
    for code, href in zip(CODES, written, strict=True):
        parts = urlsplit(href)
        assert unquote(parts.path.removeprefix("/region/")) == code
        assert "/" not in parts.path.removeprefix("/region/")
        assert parse_qs(parts.query) == query
    read = run(page, "address.js", "given.map((href) => it.read(href))", written)
    assert read == [{"view": "region", "code": code, "query": query} for code in CODES]


def test_links_keep_the_weights_but_not_what_belongs_to_one_view(page: Page) -> None:
    state = {
        "view": "country",
        "code": "R/1",
        "query": {
            "preset": ["growth"],
            "language": ["ru"],
            "level": ["95"],
            "sort": ["region"],
        },
    }
    link = run(
        page, "address.js", "it.link(given, 'cluster', 'C1', {with: 'R2', none: null})", state
    )
    assert link == "/cluster/C1?preset=growth&level=95&language=ru&with=R2"
    paper = run(page, "address.js", "it.paper({...given, code: '/report/'}, 'briefing')", state)
    assert paper == "/briefing/%2Freport%2F?preset=growth&level=95&language=ru"
    assert run(page, "address.js", "['/x', '/region/', '/embed/map'].map(it.read)") == [None] * 3


def test_weights_are_read_only_where_all_are_numbers(page: Page) -> None:
    given = ["growth:2,risk:0.5", "a:b:1", "growth:-1", "growth", "growth:x", ":1", ""]
    found = run(page, "address.js", "given.map(it.readWeights)", given)
    assert found == [{"growth": 2, "risk": 0.5}, {"a:b": 1}, *[None] * 5]
    assert run(page, "address.js", "it.writeWeights({growth: 2, risk: 0.5})") == given[0]


def test_the_search_folds_letters_and_ranks_as_python_does(page: Page) -> None:
    assert run(page, "search.js", "given.map(it.fold)", TEXTS) == [search.fold(it) for it in TEXTS]
    names = {
        "R2": "Oil",
        "R1": "North oil",
        "OIL": "Gas",
        "R3": "Oilfield",
        "R4": "Soil",
        "R5": "x",
    }
    entries = [{"view": "region", "code": code, "name": name} for code, name in names.items()]
    found = run(page, "search.js", "it.found(given, ' ÖIL ').map((one) => one.code)", entries)
    made = [search.Entry("region", code, name) for code, name in names.items()]
    ranks = [(search._rank(it, "oil"), it.code) for it in made]
    known = [(rank, code) for rank, code in ranks if rank is not None]
    assert found == [code for _, code in sorted(known, key=lambda pair: pair[0])]
