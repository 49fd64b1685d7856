"""A cluster and a technology across the regions of a country made by hand."""

from dataclasses import replace

import pytest

from serving.activities.answers import audit_activity
from serving.activities.contracts import ActivityRequest, ActivityResponse
from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest
from serving.http.problems import NoChampionError, ProblemError
from serving.later import given
from serving.served.loaded import Loaded
from serving.served.preparation import choice_ready, ready
from tests.serving.conftest import champion, growth_trained, markets_trained, niches_trained


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    growth, niches = champion(growth_trained()), champion(niches_trained())
    every = Loaded(choice_later=given(choice_ready(growth, niches)))
    for one in (growth, niches, champion(markets_trained())):
        every = every.replaced(ready(one))
    return every


def ask(loaded: Loaded, code: str, **fields: object) -> ActivityResponse:
    return audit_activity(loaded, ActivityRequest(activity_code=code, **fields))  # type: ignore[arg-type]


def test_sizes_and_quotients_of_a_cluster_are_those_of_the_cutoff(loaded: Loaded) -> None:
    answer = ask(loaded, "FOO")
    (first,) = [one for one in answer.regions if one.size is not None]
    assert (first.region_code, first.size, first.share_of_region) == ("R1", 100, 0.5)
    # R2 is not known at the cutoff: R1 is all that is known of the nation
    assert (first.share_of_nation, first.location_quotient) == (1, 1)
    assert (first.specialised, first.trend) == (True, "falling"), "R2 had others before"
    other = next(one for one in answer.regions if one.region_code == "R2")
    assert (other.size, other.location_quotient, other.specialised) == (None, None, None)


def test_growth_stands_beside_the_middle_region(loaded: Loaded) -> None:
    answer = ask(loaded, "CAR", level=50)
    region = next(one for one in answer.regions if one.region_code == "R1")
    assert region.growth is not None
    assert region.growth.median == answer.middle_growth
    assert region.growth.interval is not None
    assert (region.growth.interval.level, region.growth.is_apart) == (50, False)
    assert answer.summary[1].key == "option.summary.grows_alike"


def test_a_technology_of_which_a_region_has_nothing_has_size_zero(loaded: Loaded) -> None:
    sizes = {one.region_code: one.size for one in ask(loaded, "B60").regions}
    assert sizes == {"R1": 50, "R2": 0}
    sizes = {one.region_code: one.size for one in ask(loaded, "A01").regions}
    assert sizes == {"R1": 30, "R2": None}, "a quotient of 0.2 without a count is no zero"


def test_entries_exits_and_the_breakthrough_of_a_technology(loaded: Loaded) -> None:
    answer = ask(loaded, "G06")
    assert [(one.region_code, one.probability) for one in answer.entries] == [("R1", 0.4)]
    assert [(one.region_code, one.probability) for one in answer.exits] == [("R2", 0.25)]
    assert answer.breakthrough is not None
    assert (answer.breakthrough.probability, answer.of_breakthroughs) == (0.5, 4)
    assert answer.summary[-1].text == (
        "Likeliest to enter: Brelavia (40 %); likeliest to lose it: Corvenia (25 %)."
    )


def test_every_region_has_its_chance_beside_the_middle_one(loaded: Loaded) -> None:
    answer = ask(loaded, "G06", limit=1)
    rows = {one.region_code: one for one in answer.regions}
    entry, exit_ = rows["R1"].entry, rows["R2"].exit
    assert entry is not None and exit_ is not None
    assert (entry.value, exit_.value) == (0.4, 0.25)
    assert answer.middle_chance == {"entry": 0.4, "exit": 0.25}
    assert not entry.apart, "the only region is the middle one"
    assert rows["R1"].exit is None


def test_a_code_of_two_things_names_the_other_one(loaded: Loaded) -> None:
    assert ask(loaded, "G06").namesake is None
    assert loaded.growth is not None and loaded.niches is not None
    both = {**loaded.niches.activities, "CAR": loaded.niches.activities["G06"]}
    answer = ask(replace(loaded, niches=replace(loaded.niches, activities=both)), "CAR")
    assert answer.namesake == both["CAR"].name


def test_ranks_are_those_of_rank_options(loaded: Loaded) -> None:
    assert loaded.choice is not None
    answer = ask(loaded, "CAR", ranks=True, weights={"growth": 2.0, "risk": 1.0})
    question = OptionsRequest(region_codes=["R1"], weights={"growth": 2.0, "risk": 1.0})
    (region,) = rank_options(loaded.choice, question).regions
    option = next(one for one in region.clusters if one.code == "CAR")
    place = next(one.place for one in answer.regions if one.region_code == "R1")
    assert place is not None
    assert option.outlook is not None
    assert (place.rank, place.of, place.score) == (option.rank, len(region.clusters), option.score)
    assert (place.advice, place.confidence) == (option.advice, option.confidence)
    assert place.chance_to_outgrow == option.outlook.chance_to_outgrow
    assert answer.weights == "own"
    without = [one.region_code for one in answer.regions if one.place is None]
    assert "R1" not in without, "a region whose weights have no data does not hide the others"


def test_a_niche_has_a_place_only_above_the_floor(loaded: Loaded) -> None:
    places = [one.place is not None for one in ask(loaded, "H04", ranks=True, floor=0.7).regions]
    assert not any(places)
    places = [one.place is not None for one in ask(loaded, "H04", ranks=True, floor=0.5).regions]
    assert any(places)


def test_what_is_not_loaded_is_said_in_a_sentence(loaded: Loaded) -> None:
    answer = ask(replace(loaded, markets=None, choice_later=given(None)), "CAR", ranks=True)
    keys = [one.key for one in answer.notes]
    assert keys == ["option.no_niches.cluster", "option.no_ranks"]
    assert (answer.entries, answer.exits, answer.niche_metadata) == ([], [], None)
    with pytest.raises(NoChampionError):
        ask(Loaded(), "CAR")


def test_an_unknown_code_names_the_nearest(loaded: Loaded) -> None:
    with pytest.raises(ProblemError) as caught:
        ask(loaded, "CARS", activity="cluster")
    assert caught.value.errors[0]["nearest"][0] == "CAR"
    assert ask(loaded, "A01").activity == "technology", "found without being told what it is"
