"""All regions in short: the same figures as elsewhere, unknown where unknown, four sentences."""

from dataclasses import replace

import pytest

from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest
from serving.choice.lookup import in_spoken_language
from serving.country.answers import _heading, country_of, measure, overview
from serving.country.contracts import MapRequest, OverviewRequest
from serving.country.maps import region_map
from serving.everywhere import everywhere, wish_of
from serving.growth.lookup import growth_lookup
from serving.http.problems import NoChampionError, ProblemError
from serving.later import given
from serving.niches.lookup import niche_lookup
from serving.page.addresses import Asked
from serving.page.search import exact, fold, found
from serving.page.shell import rendered
from serving.served.loaded import Loaded
from serving.served.preparation import choice_ready
from tests.serving.conftest import PACKAGE, champion, growth_trained, niches_trained

WEIGHTS = {"growth": 1.0, "risk": 2.0}


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    growth, niches = champion(growth_trained()), champion(niches_trained())
    return Loaded(
        growth=growth_lookup(growth),
        niches=niche_lookup(niches),
        choice_later=given(choice_ready(growth, niches)),
    )


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_first_clusters_have_the_figures_of_the_options(
    loaded: Loaded, weights: dict[str, float] | None
) -> None:
    answer = overview(loaded.country(), OverviewRequest(weights=weights))
    ranked = [row for row in answer.regions if row.cluster]
    assert len(ranked) > 1
    for row in ranked:
        request = OptionsRequest(region_codes=[row.region_code], weights=weights)
        (full,) = rank_options(loaded.need_choice(), request).regions
        first = next((one for one in full.clusters if one.advice), full.clusters[0])
        assert row.cluster
        fields = set(row.cluster.model_dump()) - {"chance_to_outgrow"}
        assert row.cluster.model_dump(include=fields) == first.model_dump(include=fields)
        assert row.cluster.chance_to_outgrow == (first.outlook and first.outlook.chance_to_outgrow)


def test_a_total_is_marked_and_beside_no_other(loaded: Loaded) -> None:
    answer = overview(loaded.country(), OverviewRequest())
    nation, *others = answer.regions
    assert (nation.region_code, nation.is_total) == ("R0", True)
    assert nation.cluster is None
    assert nation.refused
    assert nation.refused.key == "country.refused.total"
    assert not any(row.is_total for row in others)
    known = sorted(value for row in others if (value := measure(row, "growth")) is not None)
    assert answer.middle["growth"] == pytest.approx(known[len(known) // 2])
    assert all((row.growth is None) == (measure(row, "growth") is None) for row in others)


def test_a_figure_is_apart_where_its_interval_leaves_out_the_middle(loaded: Loaded) -> None:
    answer = overview(loaded.country(), OverviewRequest())
    middle = answer.middle["chance"]
    chances = [row.niche.chance for row in answer.regions if row.niche and not row.is_total]
    assert middle is not None
    for chance in chances:
        assert chance.lower is not None
        assert chance.upper is not None
        assert chance.apart == (not chance.lower <= middle <= chance.upper)


def test_the_heading_is_the_nation_or_the_first_words_of_the_title(loaded: Loaded) -> None:
    answer = overview(loaded.country(), OverviewRequest())
    assert answer.heading == answer.regions[0].region_name, "R0 is above all"
    below = {code: it for code, it in loaded.country().regions().items() if code != "R0"}
    assert _heading(below, "US states: value added, patents") == "US states"
    assert len(_heading(below, "word " * 60)) <= 60


def test_at_most_four_sentences(loaded: Loaded) -> None:
    keys = [it.key for it in overview(loaded.country(), OverviewRequest()).summary]
    assert 2 <= len(keys) <= 4
    assert keys[0].startswith("country.summary.")


def test_without_growth_the_niches_are_still_there(loaded: Loaded) -> None:
    country = replace(loaded, growth=None, choice_later=given(None)).country()
    answer = overview(country, OverviewRequest())
    assert answer.summary[0].key == "country.summary.without_growth"
    assert any(row.niche for row in answer.regions)
    assert all(row.refused and row.cluster is None for row in answer.regions)
    with pytest.raises(NoChampionError):
        Loaded().country()


def test_a_criterion_that_is_not_there_is_refused(loaded: Loaded) -> None:
    with pytest.raises(ProblemError, match="no such criterion"):
        overview(loaded.country(), OverviewRequest(weights={"luck": 1.0}))


def test_regions_without_outlines_are_tiles_and_none_is_lost(loaded: Loaded) -> None:
    answer = region_map(loaded.country(), MapRequest())
    assert answer.kind == "tiles"
    assert {area.region_code for area in answer.areas} == {"R1", "R2", "R3"}


def test_outlines_of_the_package_come_first_and_the_rest_stands_beside(loaded: Loaded) -> None:
    ring = [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]
    shapes = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"region_code": code},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for code in ("R1", "R3", "R0")
        ],
    }
    choice = loaded.need_choice()
    links = replace(choice.links, data=replace(PACKAGE, shapes=shapes))
    country = country_of(loaded.growth, loaded.niches, None, replace(choice, links=links))
    answer = region_map(country, MapRequest())
    assert answer.kind == "shapes"
    assert [area.region_code for area in answer.areas] == ["R1", "R3"]
    assert [area.region_code for area in answer.beside] == ["R2"]


def page(loaded: Loaded, view: str = "country", code: str = "", **query: str) -> tuple[int, str]:
    asked = Asked(view, code, "en", {name: [value] for name, value in query.items()})
    return rendered(loaded, asked)


def test_without_script_the_country_lists_every_region(loaded: Loaded) -> None:
    status, html = page(loaded, preset="growth")
    assert status == 200
    assert html.count("/region/R") >= 4
    assert 'href="/region/R1?preset=growth"' in html


def test_a_search_finds_by_part_without_case_and_accents(loaded: Loaded) -> None:
    assert [it.code for it in found(loaded, "BRÉL")] == ["R1"]
    assert found(loaded, "vehicles")[0].view in ("cluster", "technology")
    assert exact(loaded, "r1") is not None
    assert exact(loaded, "vehicles") is None  # a cluster and a technology
    assert fold("  Škoda\u00a0 Auto ") == "skoda auto"
    status, html = page(loaded, find="nosuch<b>")
    assert status == 404
    assert "nosuch&lt;b&gt;" in html


def test_an_unknown_code_leads_to_the_nearest(loaded: Loaded) -> None:
    status, html = page(loaded, "region", "R11", preset="growth")
    assert status == 404
    assert 'href="/region/R1?preset=growth"' in html


def test_what_is_picked_is_worked_out_once_for_all_languages(loaded: Loaded) -> None:
    choice = loaded.need_choice()
    russian = in_spoken_language(choice, choice.links)
    request = OverviewRequest(weights={"growth": 3.0, "risk": 1.0})
    wish = wish_of(choice, request)
    assert everywhere(russian, wish) is everywhere(choice, wish)
