"""Breakthroughs against tables made by hand."""

import dataclasses

import pytest

from features.niches.counts import yearly_counts
from features.package import Package
from serving.http.problems import ProblemError
from serving.niches import breakthroughs
from serving.niches.breakthroughs import ATTRIBUTES, OF_NICHES
from serving.niches.contracts import BreakthroughRequest
from serving.niches.lookup import NicheLookup, niche_lookup
from tests.serving.conftest import champion, niches_trained
from training.niches import emergence


@pytest.fixture(scope="module")
def niches() -> NicheLookup:
    return niche_lookup(champion(niches_trained()))


def test_the_nation_is_told_what_emerges(niches: NicheLookup) -> None:
    answer = breakthroughs.flag_breakthroughs(niches, BreakthroughRequest(limit=2))
    assert [one.activity_name for one in answer.activities] == ["Computing", "Communication"]
    first = answer.activities[0]
    assert (first.rank, first.probability, first.share) == (1, 0.5, 0.1)
    assert first.attributes == {"past_growth": 1.0, "novelty": 0.75}
    assert answer.points == []
    figures = {"probability", "share", "attributes", "strength", "score"}
    assert set(answer.units) == figures | set(OF_NICHES)


def test_regions_are_told_where_they_meet_it(niches: NicheLookup) -> None:
    request = BreakthroughRequest(region_codes=["R2", "R1", "R3", "R2"])
    points = breakthroughs.flag_breakthroughs(niches, request).points
    assert [(one.region_name, one.activity_code, one.score) for one in points] == [
        ("Corvenia", "G06", 0.375),
        ("Corvenia", "H04", 0.17),
        ("Brelavia", "H04", 0.12),
    ]
    assert (points[0].strength, points[0].location_quotient) == (0.75, 1.2)
    assert points[2].location_quotient is None
    one = breakthroughs.flag_breakthroughs(
        niches, BreakthroughRequest(region_codes=["R2"], limit=1)
    )
    assert len(one.points) == len(one.activities) == 1


def test_a_champion_without_breakthroughs_says_why() -> None:
    trained = niches_trained()
    tables = {k: v for k, v in trained.tables.items() if k not in ("breakthroughs", "points")}
    empty = {**trained.tables, "points": trained.tables["points"].iloc[:0]}
    for left in (tables, empty):
        silent = niche_lookup(champion(dataclasses.replace(trained, tables=left)))
        with pytest.raises(ProblemError, match="test-country has too few years") as raised:
            breakthroughs.flag_breakthroughs(silent, BreakthroughRequest())
        assert raised.value.kind == "question-not-allowed"


def test_an_unknown_region_is_told(niches: NicheLookup) -> None:
    with pytest.raises(ProblemError, match="unknown region 'RX'"):
        breakthroughs.flag_breakthroughs(niches, BreakthroughRequest(region_codes=["RX"]))


def test_names_are_those_of_training(demo_package: Package) -> None:
    known = emergence.record(
        demo_package, "technology", yearly_counts(demo_package, "technology", None)
    )
    found = emergence.emergence(known, 2015).features
    assert set(found) - {"past_share"} == set(ATTRIBUTES)
