"""Regions side by side."""

import pytest

from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest
from serving.comparison.answers import compare_regions
from serving.comparison.contracts import ComparedRegion, CompareRequest
from serving.comparison.overlap import overlap
from serving.comparison.summary import summary
from serving.contracts import Interval
from serving.growth.contracts import ClusterForecast, Growth
from serving.http.problems import ProblemError
from serving.later import given
from serving.served.loaded import Loaded
from serving.served.preparation import choice_ready, ready
from tests.serving.conftest import champion, growth_trained, niches_trained


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    growth, niches = champion(growth_trained()), champion(niches_trained())
    every = Loaded(choice_later=given(choice_ready(growth, niches)))
    return every.replaced(ready(growth)).replaced(ready(niches))


def test_regions_have_the_options_of_rank_options(loaded: Loaded) -> None:
    assert loaded.choice is not None
    answer = compare_regions(loaded, CompareRequest(region_codes=["R1", "R2"], preset="growth"))
    first, second = answer.regions
    (alone,) = rank_options(
        loaded.choice, OptionsRequest(region_codes=["R1"], preset="growth")
    ).regions
    assert first.verdict == alone.verdict.summary[:2]
    assert [(one.activity_code, one.score) for one in first.clusters] == [
        (one.code, one.score) for one in alone.clusters[:5]
    ]
    assert first.total is not None
    assert first.total.growth is not None
    assert first.portfolio is not None
    assert (first.portfolio.eci, second.portfolio and second.portfolio.eci) == (0.5, None)


def test_a_region_that_is_a_total_says_why_it_has_no_options(loaded: Loaded) -> None:
    answer = compare_regions(loaded, CompareRequest(region_codes=["R0", "R1"]))
    nation, region = answer.regions
    assert nation.refusal is not None
    assert "total of other regions" in nation.refusal
    assert (nation.clusters, nation.total, region.refusal) == ([], None, None)
    assert answer.summary[0].key == "compare.summary.growth_unknown"


def test_an_unknown_region_is_named_by_its_place(loaded: Loaded) -> None:
    with pytest.raises(ProblemError) as caught:
        compare_regions(loaded, CompareRequest(region_codes=["R1", "R9"]))
    (error,) = caught.value.errors
    assert error["field"] == "region_codes[1]"
    assert error["nearest"]


def test_what_is_shared_and_what_one_region_has_alone() -> None:
    quotients = {"A": {"x": 2.0, "y": 1.0, "z": 0.9}, "B": {"x": 1.5, "y": 3.0, "w": 4.0}}
    found = overlap("cluster", quotients, 1.0, {"x": "Ex"})
    assert [(one.activity_code, one.activity_name) for one in found.shared] == [
        ("x", "Ex"),
        ("y", "y"),
    ]
    assert {
        region: [one.activity_code for one in rows] for region, rows in found.distinct.items()
    } == {
        "A": [],
        "B": ["w"],
    }
    assert found.distinct["B"][0].location_quotients == {"A": None, "B": 4.0}
    assert (found.counts, found.n_shared) == ({"A": 2, "B": 3}, 2)


def growing(name: str, median: float, lower: float, upper: float) -> ComparedRegion:
    total = ClusterForecast(
        region_code=name,
        region_name=name,
        cluster_code="",
        cluster_name="",
        last_value=1.0,
        growth=Growth(
            median=median,
            median_per_year=median,
            intervals=[],
            intervals_per_year=[Interval(level=80, lower=lower, upper=upper)],
        ),
        points=[],
        history=[],
        drivers=[],
    )
    return ComparedRegion(
        region_code=name,
        region_name=name,
        verdict=[],
        refusal=None,
        clusters=[],
        niches=[],
        total=total,
        portfolio=None,
    )


@pytest.mark.parametrize(
    ("other", "third", "key"),
    [
        ((1.0, 0.0, 1.9), (0.5, 0.0, 1.9), "faster"),
        ((1.0, 0.0, 1.9), (0.5, 0.0, 2.1), "alike"),
        ((3.04, 0.0, 4.0), (0.5, 0.0, 1.0), "equal"),
    ],
)
def test_only_intervals_apart_tell_which_grows_faster(
    other: tuple[float, float, float], third: tuple[float, float, float], key: str
) -> None:
    regions = [growing("C", *third), growing("A", 3.0, 2.0, 4.0), growing("B", *other)]
    (said,) = summary(regions, [], [])
    assert said.key == f"compare.summary.{key}"
