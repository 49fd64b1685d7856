"""The choice, externalities, partners and peers from champions by hand."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from rich.console import Console

from features.errors import InputError
from features.package import Package
from serving.champions import choice_ready
from serving.choice import answers
from serving.choice.contracts import OptionsRequest
from serving.choice.lookup import ChoiceLookup, choice_lookup
from serving.http.problems import problem_of
from serving.links import answers as links
from serving.links.contracts import ExternalityRequest, PartnerRequest, PeerRequest
from serving.links.lookup import link_lookup
from serving.terminal.printer import print_response
from tests.serving.conftest import PACKAGE, champion, growth_trained, niches_trained
from training.champion import Champion


def lookup_of(growth: Champion | None, niches: Champion | None) -> ChoiceLookup:
    return choice_lookup(link_lookup(growth, niches))


LOOKUP = lookup_of(champion(growth_trained()), champion(niches_trained()))


def ranked(lookup: ChoiceLookup = LOOKUP, region: str = "R1", **asked: Any) -> dict[str, Any]:
    """The answer about one region, with what is common to all."""
    request = OptionsRequest.model_validate({"region_codes": [region], "draws": 500, **asked})
    answer = json.loads(answers.rank_options(lookup, request).model_dump_json())
    return {**answer, **answer["regions"][0]}


def test_clusters_and_niches_are_ranked_with_all_that_counted() -> None:
    answer = ranked()
    options = answer["options"]
    assert sorted((one["kind"], one["code"]) for one in options) == [
        ("cluster", "CAR"),
        ("cluster", "FOO"),
        ("cluster", "TEX"),
        ("niche", "G06"),
        ("niche", "H04"),
    ]
    assert [one["rank"] for one in options] == [1, 2, 3, 4, 5]
    for one in options:
        assert sum(one["contributions"].values()) == pytest.approx(one["score"])
        assert one["rank_low"] <= one["rank_high"]
    textiles = next(one for one in options if one["code"] == "TEX")
    assert "growth" in textiles["unknown"], "it has no forecast"
    assert textiles["growth_range"] is None
    assert {one["name"] for one in answer["criteria"] if not one["known"]} == {"alignment"}
    assert sum(one["weight"] for one in answer["criteria"]) == pytest.approx(1)
    assert answer["niches"]["name"] == "technology-niches"


def test_what_dominates_an_option_is_named() -> None:
    clusters = answers._of_kinds(LOOKUP, "R1", frozenset(["cluster"]))
    same = clusters.criteria.iloc[[0, 0, 0]].reset_index(drop=True)
    worse = replace(clusters, criteria=same.assign(complexity=[3.0, 2.0, 2.0]))
    options = ranked(replace(LOOKUP, options={"R1": worse}, of_kinds={}))["options"]
    assert [one["dominated_by"] for one in options] == [None, "CAR", "CAR"]
    assert [one["dominated_by_name"] for one in options] == [None, "Vehicles", "Vehicles"]


def test_the_weights_asked_for_decide() -> None:
    answer = ranked(weights={"growth": 2.0}, kinds=["niche"])
    assert [one["code"] for one in answer["options"]] == ["H04", "G06"], "the likelier entry first"
    assert answer["options"][0]["contributions"]["complexity"] == 0


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
    assert {one["kind"] for one in answer["options"]} == {"cluster"}
    assert answer["niches"] is None
    (note,) = answer["notes"]
    assert note.startswith("niches are not among the options: ")
    assert words in note
    assert ranked()["notes"] == []


def test_an_option_that_futures_do_not_put_among_the_best_is_named() -> None:
    known = LOOKUP.options["R1"]
    assert not isinstance(known, InputError)
    sunk = np.where(np.isnan(known.prospects), np.nan, known.prospects)
    at = int(known.table.index[known.table["code"] == "CAR"][0])
    sunk[at] = -99.0
    wild = replace(LOOKUP, options={"R1": replace(known, prospects=sunk)}, of_kinds={})
    weights = {"growth": 1.0}
    names = [one["name"] for one in ranked(weights=weights, kinds=["cluster"], k=1)["options"]]
    assert names[0] == "Vehicles"
    (note,) = ranked(wild, weights=weights, kinds=["cluster"], k=1)["notes"]
    assert note.startswith("Vehicles (CAR) is among the best 1 only by its median forecast")
    lines = Console(record=True, width=200)
    request = OptionsRequest(
        region_codes=["R1"], draws=500, weights=weights, kinds=["cluster"], k=1
    )
    print_response(lines, answers.rank_options(wild, request))
    assert note in " ".join(lines.export_text().split())


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
    assert ranked(lookup)["options"]
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
    ],
)
def test_the_contract_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        OptionsRequest.model_validate({"region_codes": ["R1"], **wrong})


def test_uncertainty_shrinks_no_number_to_nan() -> None:
    text = json.dumps(ranked())
    assert "NaN" not in text
    assert np.isfinite([one["score"] for one in ranked()["options"]]).all()
