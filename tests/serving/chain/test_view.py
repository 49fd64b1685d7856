"""The view of value chains as plain HTML."""

import re
from dataclasses import replace

import pytest

from serving.champions import Champions
from serving.http.routes import routes
from serving.niches.lookup import niche_lookup
from tests.serving.access.conftest import ask
from tests.serving.conftest import (
    PACKAGE,
    champion,
    growth_trained,
    markets_trained,
    niches_trained,
)
from tests.serving.reports.test_document import loaded


@pytest.fixture(scope="module")
def champions() -> Champions:
    found = loaded(champion(growth_trained()), champion(niches_trained()))
    return Champions(replace(found, markets=niche_lookup(champion(markets_trained()))))


def view(champions: Champions, query: str) -> str:
    return ask(routes(champions), f"/value-chain?language=en&{query}").text


def menu(html: str, name: str) -> list[str]:
    (options,) = re.findall(rf'(?s)<select id="[^"]+" name="{name}">(.*?)</select>', html)
    return re.findall(r'value="([^"]+)"', options)


@pytest.mark.parametrize(
    ("query", "unknown", "kept"),
    [
        ("region=R3&cluster=ART", "ART", "region=R3"),
        ("region=R33&cluster=CAR", "R33", "cluster=CAR"),
    ],
)
def test_the_code_that_is_unknown_is_named(
    champions: Champions, query: str, unknown: str, kept: str
) -> None:
    html = view(champions, query)
    (title,) = re.findall("<h1>(.*?)</h1>", html)
    assert unknown in title
    assert kept.partition("=")[2] not in title
    nearest = re.findall(r'<li><a href="(/value-chain[^"]+)"', html)
    assert all(kept in it for it in nearest)


def test_what_the_menus_offer_is_answered(champions: Champions) -> None:
    html = view(champions, "")
    regions, clusters = menu(html, "region"), menu(html, "cluster")
    with_table = set(PACKAGE.tables["cluster_output"]["cluster_code"])
    assert set(clusters) <= with_table
    assert regions
    for region in regions:
        for cluster in clusters:
            response = ask(routes(champions), f"/value-chain?region={region}&cluster={cluster}")
            assert response.status_code == 200
