"""The choice, externalities, partners and peers from champions by hand."""

import json
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from features.errors import InputError
from features.package import Package
from serving.choice import answers
from serving.choice.contracts import OptionsRequest, OptionsResponse
from serving.choice.lookup import ChoiceLookup, choice_lookup
from serving.choice.options import LISTED
from serving.http.problems import problem_of
from serving.links import answers as links
from serving.links.contracts import ExternalityRequest, PartnerRequest, PeerRequest
from serving.links.lookup import link_lookup
from serving.served.preparation import choice_ready
from tests.serving.conftest import PACKAGE, champion, growth_trained, niches_trained
from training.champion import Champion
from training.choice.context import BEFORE_COLUMNS, BEFORE_TABLE
from training.choice.options import NicheOptions, Options
from training.choice.presets import DEFAULT, preset_weights
from training.choice.utilities import Criteria


def lookup_of(growth: Champion | None, niches: Champion | None) -> ChoiceLookup:
    return choice_lookup(link_lookup(growth, niches))


LOOKUP = lookup_of(champion(growth_trained()), champion(niches_trained()))


def asked(lookup: ChoiceLookup = LOOKUP, region: str = "R1", **fields: Any) -> OptionsResponse:
    """The answer about one region."""
    request = OptionsRequest.model_validate({"region_codes": [region], "draws": 500, **fields})
    return answers.rank_options(lookup, request)


def ranked(lookup: ChoiceLookup = LOOKUP, region: str = "R1", **fields: Any) -> dict[str, Any]:
    """The region's part of the answer, as JSON."""
    answer: dict[str, Any] = json.loads(asked(lookup, region, **fields).model_dump_json())
    return {**answer["regions"][0], "metadata_of_niches": answer["niches"]}


def options_of(lookup: ChoiceLookup = LOOKUP, region: str = "R1") -> Options:
    options = lookup.options[region]
    assert isinstance(options, Options)
    return options


def test_clusters_and_niches_are_two_lists_with_all_that_counted() -> None:
    answer = ranked()
    assert sorted(one["code"] for one in answer["clusters"]) == ["CAR", "FOO", "TEX"]
    assert sorted(one["code"] for one in answer["niches"]) == ["G06", "H04"]
    for listed in (answer["clusters"], answer["niches"]):
        assert [one["rank"] for one in listed] == list(range(1, len(listed) + 1))
    for one in answer["clusters"]:
        assert sum(one["contributions"].values()) == pytest.approx(one["score"])
        assert 0 <= one["confidence"] <= 1
    for one in answer["niches"]:
        assert sum(one["contributions"].values()) == pytest.approx(one["usefulness"])
        assert one["score"] == pytest.approx(one["chance"] * one["usefulness"])
        assert one["base_rate"] == 0.08, "of entries in the backtest"
        assert {"growth", "risk", "relatedness"}.isdisjoint(one["criteria"])
    textiles = next(one for one in answer["clusters"] if one["code"] == "TEX")
    assert textiles["unknown"] == ["growth", "risk", "inclusion"], "it has no forecast"
    assert textiles["outlook"] is None
    assert {one["name"] for one in answer["criteria"] if not one["known"]} == {"alignment"}
    assert sum(one["weight"] for one in answer["criteria"]) == pytest.approx(1)
    assert answer["metadata_of_niches"]["name"] == "technology-niches"


def test_an_outlook_reads_the_forecast() -> None:
    """Of 100 at the cutoff the forecast in five years is 110 with a standard error of 15."""
    outlook = next(one for one in ranked()["clusters"] if one["code"] == "CAR")["outlook"]
    size = (
        PACKAGE.tables["cluster_indicators"]
        .query("region_code == 'R1' and cluster_code == 'CAR' and year == 2015")["value"]
        .item()
    )
    assert outlook["median"] == pytest.approx(100 * ((110 / size) ** 0.2 - 1))
    assert outlook["lower"] == pytest.approx(
        100 * (((110 - 15 * 1.2816) / size) ** 0.2 - 1), abs=0.01
    )
    below = NormalDist(110, 15).cdf(size)
    assert outlook["chance_to_shrink"] == pytest.approx(below, abs=0.02)
    assert outlook["chance_to_outgrow"] == pytest.approx(
        1 - next(one for one in ranked()["clusters"] if one["code"] == "CAR")["criteria"]["risk"]
    )


def test_below_the_floor_a_niche_is_to_watch() -> None:
    answer = ranked(floor=0.5)
    assert [one["code"] for one in answer["niches"]] == ["H04"]
    assert [one["code"] for one in answer["watch"]] == ["G06"]
    assert answer["watch"][0]["weight_robustness"] is None
    none = ranked(floor=0.9)
    assert none["niches"] == []
    assert [one["code"] for one in none["watch"]] == ["H04", "G06"], "the likeliest first"
    assert asked(floor=0.9).floor == 0.9


def test_growth_that_cannot_be_told_apart_is_told() -> None:
    options = options_of()
    growth = options.clusters.growth.copy()
    growth.loc["FOO"] = growth.loc["CAR"].to_numpy()
    alike = replace(options, clusters=replace(options.clusters, growth=growth))
    assert not ranked(with_options(alike))["growth_apart"]
    growth.loc["FOO"] += 50.0
    apart = replace(options, clusters=replace(options.clusters, growth=growth))
    assert ranked(with_options(apart))["growth_apart"]


def with_options(options: Options) -> ChoiceLookup:
    return replace(LOOKUP, options={"R1": options})


def test_what_dominates_an_option_is_named() -> None:
    options = options_of()
    niches = options.niches
    assert niches is not None
    criteria = niches.criteria.replaced("complexity", np.array([3.0, 2.0]))
    for name in set(criteria.names) - {"complexity"}:
        criteria = criteria.replaced(name, np.full(2, 0.5))
    worse = replace(options, niches=replace(niches, criteria=criteria))
    found = ranked(with_options(worse))["niches"]
    assert [one["dominated_by"] for one in found] == [None, "H04"]
    assert [one["dominated_by_name"] for one in found] == [None, "H04"]
    assert found[0]["rival"]["name"] == found[1]["name"]
    assert found[0]["rival"]["score_gap"] == pytest.approx(found[0]["score"] - found[1]["score"])


def test_the_weights_asked_for_decide() -> None:
    answer = ranked(weights={"complexity": 1.0}, kinds=["niche"])
    assert answer["clusters"] == []
    assert {"growth", "risk"}.isdisjoint(one["name"] for one in answer["criteria"])
    assert answer["niches"][0]["contributions"]["inclusion"] == 0
    assert (asked().weights, asked(weights={"growth": 1.0}).weights) == ("balanced", "own")


def test_without_a_weight_for_niches_their_chance_decides() -> None:
    answer = ranked(weights={"growth": 2.0})
    assert [one["code"] for one in answer["niches"]] == ["H04", "G06"]
    assert [one["score"] for one in answer["niches"]] == [0.6, 0.4]
    note, *_ = answer["notes"]
    assert note["key"] == "niches.chance_alone"
    assert note["text"].startswith("no criterion that has a weight tells the niches apart")


def test_the_same_question_has_the_same_answer() -> None:
    assert ranked(seed=4) == ranked(seed=4)
    fresh = lookup_of(champion(growth_trained()), champion(niches_trained()))
    assert ranked(fresh, seed=4) == ranked(seed=4)


def test_a_misspelt_criterion_is_named() -> None:
    with pytest.raises(InputError, match=r"weights\.growht: there is no such criterion") as caught:
        ranked(weights={"growht": 1.0})
    assert problem_of(caught.value).kind == "invalid-request"
    with pytest.raises(InputError, match="no criterion with data") as caught:
        ranked(weights={"alignment": 1.0})
    assert problem_of(caught.value).kind == "question-not-allowed"


@pytest.mark.parametrize(
    ("niches", "words"),
    [
        (None, "no champion for technology niches is loaded"),
        (
            replace(champion(niches_trained()), package="elsewhere", sha256="cd" * 32),
            "trained on elsewhere (sha256 cdcdcdcdcdcd), the growth champion on test-country",
        ),
    ],
)
def test_without_niches_of_the_same_package_a_note_says_why(
    niches: Champion | None, words: str
) -> None:
    answer = ranked(lookup_of(champion(growth_trained()), niches))
    assert answer["clusters"]
    assert (answer["niches"], answer["watch"], answer["metadata_of_niches"]) == ([], [], None)
    note, *_ = (one for one in answer["verdict"]["limits"] if one["key"].startswith("niches."))
    assert note["text"].startswith("Niches are not among the options: ")
    assert words in note["text"]
    of_clusters = ranked(lookup_of(champion(growth_trained()), niches), kinds=["cluster"])
    keys = [one["key"] for one in of_clusters["verdict"]["limits"]]
    assert keys[-1] == "hindsight.no_others", "3 clusters, k is 5"
    assert not [key for key in keys if key.startswith("niches.")]


def test_a_region_without_possible_entries_is_told() -> None:
    limits = ranked(with_options(replace(options_of(), niches=None)))["verdict"]["limits"]
    assert "niches.none" in [one["key"] for one in limits]


def test_a_long_list_of_niches_is_cut_and_told() -> None:
    options = options_of()
    n = LISTED + 1
    assert options.niches is not None
    names = options.niches.criteria.names
    many = NicheOptions(
        "R1",
        [f"N{i:03d}" for i in range(n)],
        [f"Niche {i}" for i in range(n)],
        Criteria(names, np.full((n, len(names)), 0.5)),
        *(np.full(n, chance) for chance in (0.5, 0.4, 0.6)),
    )
    answer = ranked(with_options(replace(options, niches=many)))
    assert len(answer["niches"]) == LISTED
    assert [note["key"] for note in answer["notes"]] == ["niches.chance_alone", "niches.first"]
    assert answer["notes"][1]["text"] == (
        "of 51 niches at or above the minimum chance, the best 50 are listed"
    )


def test_futures_are_kept_but_not_larger_ones() -> None:
    lookup = lookup_of(champion(growth_trained()), None)
    options = options_of(lookup)
    assert lookup.futures(options, 500, 1) is lookup.futures(options, 500, 1)
    assert lookup.futures(options, 500, 1) is not lookup.futures(options, 500, 2)
    assert lookup.futures(options, 4001, 1) is not lookup.futures(options, 4001, 1)


def test_externalities_are_named() -> None:
    asked = ExternalityRequest(region_codes=["R1"], cluster_code="CAR", top=2)
    answer = links.externalities(LOOKUP.links, asked)
    chain = [tie for tie in answer.regions[0].ties if tie.kind == "value chain"]
    assert {tie.target_name for tie in chain} == {"Food", "Textiles"}
    assert all(tie.region_share is not None and 0 < tie.region_share < 1 for tie in chain)
    assert answer.spillover.n >= 30


def test_partners_bring_what_the_region_lacks() -> None:
    answer = links.partners(LOOKUP.links, PartnerRequest(region_codes=["R1"], activity_code="H04"))
    assert (answer.kind, answer.metadata.name) == ("technology", "technology-niches")
    (partner,) = answer.regions[0].partners
    assert (partner.region_code, partner.specialised, partner.link_factor) == ("R2", True, 2.0)
    assert [offer.activity_code for offer in partner.brings] == ["G06"]
    of_cluster = PartnerRequest(region_codes=["R1"], activity_code="CAR")
    assert links.partners(LOOKUP.links, of_cluster).kind == "cluster"


def test_peers_and_what_sets_apart() -> None:
    answer = links.peers(LOOKUP.links, PeerRequest(region_codes=["R1"]))
    assert sorted(one.region_code for one in answer.regions[0].peers) == ["R2", "R3"]
    assert answer.regions[0].group.groups == 1
    labels = {one.label for one in answer.regions[0].sets_apart}
    assert labels <= {
        "population",
        "growth of population",
        "share of Vehicles",
        "share of Food",
        "share of Textiles",
    }


@pytest.mark.parametrize(
    ("question", "request_", "kind"),
    [
        (answers.rank_options, OptionsRequest(region_codes=["RX"]), "unknown-code"),
        (
            links.externalities,
            ExternalityRequest(region_codes=["R1"], cluster_code="X"),
            "unknown-code",
        ),
        (
            links.partners,
            PartnerRequest(region_codes=["R1"], activity_code="X"),
            "unknown-code",
        ),
        (links.peers, PeerRequest(region_codes=["RX"]), "unknown-code"),
        (links.peers, PeerRequest(region_codes=["R0"]), "question-not-allowed"),
        (answers.rank_options, OptionsRequest(region_codes=["R0"]), "question-not-allowed"),
        (
            links.partners,
            PartnerRequest(region_codes=["R3"], activity_code="H04"),
            "question-not-allowed",
        ),
    ],
)
def test_what_cannot_be_answered_is_a_problem(question: Any, request_: Any, kind: str) -> None:
    lookup = LOOKUP if isinstance(request_, OptionsRequest) else LOOKUP.links
    with pytest.raises(InputError) as caught:
        question(lookup, request_)
    assert problem_of(caught.value).kind == kind


def test_a_region_whose_series_have_ended_is_told_and_leaves_the_others_their_answers() -> None:
    rows = PACKAGE.tables["cluster_indicators"]
    ended = rows[(rows["region_code"] != "R3") | (rows["year"] < 2010)]
    data = replace(PACKAGE, tables={**PACKAGE.tables, "cluster_indicators": ended})
    lookup = choice_ready(replace(champion(growth_trained()), data=data), None)
    assert ranked(lookup)["clusters"]
    with pytest.raises(InputError, match=r"no cluster of R3 .* are discontinued") as caught:
        ranked(lookup, region="R3")
    assert problem_of(caught.value).kind == "question-not-allowed"


def test_a_region_that_only_the_niche_champion_knows_is_told() -> None:
    regions = PACKAGE.tables["regions"].replace({"region_code": {"R3": "X3"}})
    data = replace(PACKAGE, sha256="cd" * 32, tables={**PACKAGE.tables, "regions": regions})
    one = champion(niches_trained())
    other = replace(one, data=data, sha256=data.sha256, tables={**one.tables, "regions": regions})
    lookup = lookup_of(champion(growth_trained()), other)
    told = "region 'X3' is in the data of another champion, .* cluster-growth was trained"
    with pytest.raises(InputError, match=told) as caught:
        ranked(lookup, region="X3")
    assert problem_of(caught.value).kind == "unknown-code"
    told = "region 'R3' is in the data of another champion, .* technology-niches was trained"
    with pytest.raises(InputError, match=told):
        links.partners(lookup.links, PartnerRequest(region_codes=["R3"], activity_code="H04"))


def test_a_package_without_tables_says_which_is_missing() -> None:
    bare = Package("bare", "", "", {}, {})
    lookup = lookup_of(replace(champion(growth_trained()), data=bare), None)
    with pytest.raises(InputError, match="cluster_indicators") as caught:
        ranked(lookup)
    assert problem_of(caught.value).kind == "question-not-allowed"


def test_without_a_growth_champion_partners_still_answer() -> None:
    lookup = lookup_of(None, champion(niches_trained()))
    with pytest.raises(InputError) as caught:
        ranked(lookup)
    assert problem_of(caught.value).kind == "no-champion"
    answer = links.partners(lookup.links, PartnerRequest(region_codes=["R1"], activity_code="G06"))
    assert answer.regions[0].partners[0].region_code == "R2"


def test_without_input_output_tables_multipliers_are_unknown() -> None:
    tables = {name: table for name, table in PACKAGE.tables.items() if "flows" not in name}
    data = replace(PACKAGE, tables=tables)
    lookup = lookup_of(replace(champion(growth_trained()), data=data), None)
    answer = ranked(lookup)
    assert "multiplier" in {one["name"] for one in answer["criteria"] if not one["known"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"draws": 20_001},
        {"weights": {"growth": -1.0}},
        {"weights": {"growth": float("nan")}},
        {"kinds": []},
        {"kinds": ["region"]},
        {"k": 0},
        {"floor": 1.1},
        {"floor": -0.1},
    ],
)
def test_the_contract_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        OptionsRequest.model_validate({"region_codes": ["R1"], **wrong})


def test_uncertainty_shrinks_no_number_to_nan() -> None:
    text = json.dumps(ranked())
    assert "NaN" not in text
    assert np.isfinite([one["score"] for one in ranked()["clusters"]]).all()


def test_a_short_answer_says_the_same_of_fewer_options() -> None:
    """A slider asks for the first options alone, whose figures and verdict must not differ."""
    every, short = ranked(), ranked(listed=1)
    assert short["verdict"] == every["verdict"]
    assert short["clusters"] == every["clusters"][:1]
    assert short["niches"] == every["niches"][:1]
    assert short["count"] == every["count"] == {"cluster": 3, "niche": 2}


def test_every_option_has_the_range_of_its_rank() -> None:
    answer = ranked()
    for listed in (answer["clusters"], answer["niches"]):
        for one in listed:
            assert 1 <= one["rank_low"] <= one["rank_high"] <= len(listed)
    assert [one["rank_low"] for one in ranked(floor=0.99)["watch"]] == [None, None]


def test_the_advice_before_counts_at_the_weights_that_it_was_given_at() -> None:
    trained = growth_trained()
    before = pd.DataFrame([("R1", "CAR", "backed")], columns=BEFORE_COLUMNS)
    tables = {**trained.tables, BEFORE_TABLE: before}
    lookup = lookup_of(champion(replace(trained, tables=tables)), None)

    def advised(**fields: Any) -> dict[str, Any]:
        clusters = ranked(lookup, **fields)["clusters"]
        return {one["code"]: one["advice_before"] for one in clusters}

    balanced = {"CAR": "recommended", "FOO": "none", "TEX": "none"}
    assert advised() == advised(preset=DEFAULT) == balanced
    assert advised(weights=preset_weights(DEFAULT, lookup.direction)) == balanced
    assert set(advised(weights={"growth": 1}).values()) == {None}
