"""Verdicts of a small region made by hand: every branch, word for word where words matter."""

from dataclasses import replace
from typing import Any

import pytest

from serving.choice.findings import Models
from serving.choice.reasons import Standing
from tests.serving.choice.made import (
    CLUSTERS,
    GROWTH,
    MODELS,
    NICHES,
    asked,
    cluster,
    criterion,
    findings,
    hindsight,
    niche,
    rival,
    texts,
    track,
)


def test_advice_that_was_given_before_stays_near_the_thresholds_and_says_so() -> None:
    clusters = [
        cluster(1, "Machinery", 0.63, 0.66, advice_before="none"),
        cluster(2, "Energy", 0.74, 0.57, advice_before="recommended"),
        cluster(3, "Textiles", 0.70, 0.62, advice_before="with caution"),
        cluster(4, "Food", 0.56, 0.50, advice_before="with caution"),
        cluster(5, "Wood", 0.90, 0.90, advice_before="none"),
    ]
    said = texts(findings(clusters=clusters), asked(k=5))
    assert said["back"][:2] == [
        "Back Energy, among the first at the balanced weights: its chance to outgrow the region's "
        "middle cluster (the median) is 57 %.",
        "Back Textiles (rank 3) and Food (rank 4) only with caution: their places at the "
        "balanced weights are high, but their chances to outgrow the region's middle cluster (the "
        "median) are 62 and 50 %.",
    ]
    assert said["change"][:4] == [
        "Machinery was not recommended before, and is not yet: a new recommendation needs a "
        "confidence of 65 %, and it has 63 %.",
        "Energy was recommended plainly before and stays so: caution begins where its chance to "
        "outgrow the middle falls below 55 %.",
        "Textiles was recommended with caution before and stays so: the caution ends where its "
        "chance to outgrow the middle reaches 65 %.",
        "Food was recommended before and stays so: a recommendation ends only where the "
        "confidence falls below 55 % or the cluster leaves the first 5.",
    ]


def test_a_whole_verdict() -> None:
    record = (
        "Across 12 regions, the five clusters that these weights put first in 2005 to 2010 then "
        "grew 0.4 percentage points a year faster than the others (90 % interval −0.2 to 1.0): "
        "chance can explain it."
    )
    back = (
        "Back Machinery and Energy, among the first at the balanced weights: their chances to "
        "outgrow the region's middle cluster (the median) are 66 and 61 %."
    )
    enter = (
        "Enter Circuit joining: its chance by 2025 is 61 %; of all niches open to regions, "
        "7 % were entered in the backtest."
    )
    of_niches = (
        "Of the 20 likeliest niches across all regions in 2005 and 2010, 4 were entered (20 %; "
        "at random 7 %): chance can explain it. This is the record of the chance alone."
    )
    assert texts(findings(unlikely="Power measurement")) == {
        "summary": [back, enter, "Do not count on Textiles.", record, of_niches],
        "why": [
            "Machinery: its strongest point is its output multiplier (rank 2 of 4 in the region).",
            "Circuit joining is close to Optics (0.61), in which the region is specialised "
            "(proximity, 0 to 1).",
        ],
        "back": [
            back,
            "At the balanced weights Machinery and Energy score above the region's middle cluster "
            "in 82 and 74 of 100 simulated futures.",
            "Machinery: its strongest point is its output multiplier (rank 2 of 4 in the region).",
            "Machinery is forecast to grow 4.1 % a year, in current prices (80 % interval 0.7 to "
            "7.6 %), and each million of demand for it brings 1.30 million of output in the "
            "region.",
            "Energy is forecast to grow 4.1 % a year, in current prices (80 % interval 0.7 to "
            "7.6 %), and each million of demand for it brings 1.30 million of output in the "
            "region.",
        ],
        "enter": [
            enter,
            "The 90 % range of the chance of Circuit joining is 49 to 73 %; its usefulness at the "
            "balanced weights is 0.60 of 1.",
            "Circuit joining is close to Optics (0.61), in which the region is specialised "
            "(proximity, 0 to 1).",
        ],
        "watch": ["Watch Food safety (9.9 %): the likeliest below the minimum chance of 10 %."],
        "caution": [
            "Do not count on Textiles: it scores above the region's middle cluster in only 55 of "
            "100 simulated futures.",
            "Do not count on Power measurement: it would be the most useful niche, but its chance "
            "of entry is below 1 %.",
        ],
        "change": [
            "The nearest rival of Machinery is Energy, 0.20 behind in score.",
            "Machinery stays among the best 3 of 4 clusters in 90 % of the random weightings "
            "tried, but is first only because of its output multiplier: without it, it would rank "
            "3.",
        ],
        "limits": [
            record,
            of_niches,
            "Data: value added to 2020, patents to 2020.",
            "Growth is in current prices: it includes inflation.",
        ],
    }


def test_one_cluster_and_no_more_than_k() -> None:
    found = texts(findings(), asked(k=1))
    assert found["back"][0] == (
        "Back Machinery, among the first at the balanced weights: its chance to outgrow the "
        "region's middle cluster (the median) is 66 %."
    )
    assert found["caution"] == [], "of clusters that are not among the best k nothing is said"
    several = [niche(i, f"Niche {i}", 0.5) for i in range(1, 5)]
    assert texts(findings(niches=several), asked(k=2))["enter"][0].startswith(
        "Enter Niche 1 and Niche 2: their chances by 2025 are 50 % each"
    )
    assert texts(findings(niches=several), asked(k=9))["enter"][0].startswith(
        "Enter Niche 1, Niche 2 and Niche 3: "
    )


def test_a_cluster_that_may_not_outgrow_the_middle_is_named_with_caution() -> None:
    clusters = [cluster(1, "Machinery", 0.95, 0.52), *CLUSTERS[1:]]
    found = texts(findings(clusters=clusters))
    assert found["back"][0].startswith("Back Energy, ")
    assert found["back"][1] == (
        "Back Machinery (rank 1) only with caution: its place at the balanced weights is high, but "
        "its chance to outgrow the region's middle cluster (the median) is 52 %."
    )
    assert found["summary"][2] == (
        "Machinery ranks first by score, mostly for its forecast growth, but back it only with "
        "caution: its chance to outgrow the middle is 52 %."
    )
    both = [cluster(1, "Machinery", 0.95, 0.52), cluster(2, "Energy", 0.9, 0.3)]
    found = texts(findings(clusters=both))
    assert found["back"][0].startswith(
        "Back Machinery (rank 1) and Energy (rank 2) only with caution: "
    )
    assert (
        "their chances to outgrow the region's middle cluster (the median) are 52 and 30 %."
        in found["back"][0]
    )
    assert found["summary"][0] == found["back"][0]
    three = [*both, cluster(3, "Food", 0.9, 0.8)]
    assert texts(findings(clusters=three))["summary"][2] == (
        "Machinery (rank 1) and Energy (rank 2) only with caution: their chances to outgrow the "
        "middle are 52 and 30 %."
    )


@pytest.mark.parametrize(("share", "firm"), [(0.594, False), (0.596, True)])
def test_a_share_counts_as_it_is_shown(share: float, firm: bool) -> None:
    """In whole per cent: no sentence says 60 % and warns of less."""
    by_confidence = texts(findings(clusters=[cluster(1, "Food", share, 0.7)]))
    assert by_confidence["back"][0].startswith("Back Food, " if firm else "No cluster stands out")
    by_growth = texts(findings(clusters=[cluster(1, "Food", 0.9, share)]))
    assert by_growth["back"][0].startswith("Back Food, " if firm else "Back Food (rank 1) only")


def test_where_none_stands_out_the_first_is_named_with_its_figures() -> None:
    clusters = [cluster(1, "Machinery", 0.56, 0.52), *CLUSTERS[2:]]
    found = texts(findings(clusters=clusters))
    assert found["back"] == [
        "No cluster stands out at the balanced weights: Machinery comes first, but scores above "
        "the region's middle cluster (the median) in only 56 of 100 simulated futures."
    ]
    assert found["caution"] == [
        "Do not count on Textiles and Food: they score above the region's middle cluster in only "
        "55 and 50 of 100 simulated futures."
    ]


def test_a_cluster_without_a_forecast() -> None:
    clusters = [cluster(1, "Machinery", 0.7, None, criteria={"multiplier": None})]
    found = texts(findings(clusters=clusters, standings={}))
    assert found["back"] == [
        "Back Machinery only with caution: the place at the balanced weights is high, but there "
        "is no forecast of growth.",
        "At the balanced weights Machinery scores above the region's middle cluster in 70 of 100 "
        "simulated futures.",
    ]


def test_what_shrinks_or_is_dominated_among_the_first_is_not_to_be_counted_on() -> None:
    shrinking = cluster(3, "Textiles", 0.9, 0.3, dominated_by="MAC", dominated_by_name="Machinery")
    assert shrinking.outlook is not None
    outlook = shrinking.outlook.model_copy(update={"chance_to_shrink": 0.7, "median": -1.25})
    shrinking = shrinking.model_copy(update={"outlook": outlook})
    clusters = [*CLUSTERS[:2], cluster(3, "Food", 0.9, 0.7), shrinking]
    assert texts(findings(clusters=clusters), asked(k=4))["caution"] == [
        "Do not count on growth of Textiles: its chance to shrink is 70 %, in current prices.",
        "Textiles is no better than Machinery on any criterion.",
    ]
    twice = [*clusters, shrinking.model_copy(update={"name": "Leather", "code": "LEA"})]
    assert texts(findings(clusters=twice), asked(k=5))["caution"][0] == (
        "Do not count on growth of Textiles and Leather: their chances to shrink are 70 % each, "
        "in current prices."
    )
    backed = texts(findings(clusters=[*CLUSTERS[:2], shrinking]))
    assert backed["caution"] == [], "it is backed with caution, which says the same"
    assert backed["back"][-3:-1] == [
        "Textiles will probably grow less than the region's middle cluster (chance to outgrow it "
        "30 %), and may shrink (70 %).",
        "Textiles is no better than Machinery on any criterion.",
    ]
    assert any("Textiles is forecast to shrink 1.2 % a year" in text for text in backed["back"])


def test_no_niche_reaches_the_floor() -> None:
    found = texts(findings(niches=[]))
    assert found["enter"] == [
        "No niche to enter is recommended: none reaches the minimum chance of 10 %; the likeliest "
        "is Food safety (9.9 %)."
    ]
    assert found["summary"][1] == found["enter"][0]
    assert found["change"][-1] == (
        "If a chance of 9 % were enough, Food safety would be a niche to enter."
    )
    rare = texts(findings(niches=[], watch=[niche(1, "Food safety", 0.009)]))
    assert rare["enter"] == [
        "No niche to enter is recommended: none reaches the minimum chance of 10 %."
    ]
    assert rare["watch"] == ["No other niche has a chance of 1 % or more."]
    assert not any("enough" in text for text in rare["change"])


def test_niches_that_are_not_asked_for_or_not_there() -> None:
    of_clusters = texts(findings(niches=[], watch=[]), asked(kinds=["cluster"]))
    assert (of_clusters["enter"], of_clusters["watch"]) == ([], [])
    absent = texts(findings(niches=[], watch=[]), models=Models(GROWTH, None, "value_added"))
    assert absent["enter"] == [absent["summary"][1]]
    assert absent["enter"][0].startswith("No niche to enter is recommended: no model of")
    assert "Data: value added to 2020." in absent["limits"]
    of_niches = texts(findings(clusters=[], standings={}), asked(kinds=["niche"]))
    assert of_niches["back"] == []
    assert of_niches["summary"][0].startswith("Enter Circuit joining")


def test_a_niche_ranked_by_chance_alone_has_no_usefulness() -> None:
    alone = niche(1, "Circuit joining", 0.61, contributions={"complexity": 0.0}, base_rate=None)
    found = texts(findings(niches=[alone]))["enter"]
    assert found[0] == "Enter Circuit joining: its chance by 2025 is 61 %."
    assert found[1] == "The 90 % range of the chance of Circuit joining is 49 to 73 %."


def test_what_would_change_the_first_place() -> None:
    even = cluster(1, "Machinery", 0.82, 0.66, decisive=None, rival=rival("Energy", 0.004))
    found = texts(findings(clusters=[even, *CLUSTERS[1:]]))["change"]
    assert found[:2] == [
        "Machinery would keep its rank (1) without any one of the criteria.",
        "Energy has almost the same score as Machinery.",
    ]
    for share, words in [
        (
            0.4,
            "4 clusters in only 40 % of the random weightings tried: that depends on the weights.",
        ),
        (0.6, "stays among the best 3 of 4 clusters in 60 % of the random weightings tried."),
        (
            1.0,
            "in all random weightings tried, but is first only because of its output multiplier: "
            "without it, it would rank 3.",
        ),
    ]:
        first = cluster(1, "Machinery", 0.82, 0.66, weight_robustness=share)
        assert texts(findings(clusters=[first, *CLUSTERS[1:]]))["change"][-1].endswith(words)
    assert len(texts(findings(), asked(k=4))["change"]) == 2, "all are among the best four"
    assert texts(findings(clusters=CLUSTERS[:1]))["change"] == [], "nothing to compare with"
    niches = [niche(1, "Optics", 0.6, rival=rival("Lasers", 0.3)), niche(2, "Lasers", 0.3)]
    assert texts(findings(niches=niches))["change"][-1] == (
        "The nearest rival of Optics is Lasers, 0.30 behind in score."
    )


def test_growth_that_cannot_be_told_apart() -> None:
    found = texts(findings(growth_apart=False))
    assert found["limits"][0] == found["summary"][2]
    assert found["limits"][0] == (
        "Growth cannot be told apart here: all chances to outgrow the middle cluster are near one "
        "half, and the ranks rest on the other criteria."
    )
    alone = texts(
        findings(growth_apart=False, criteria=[criterion("growth", 1), criterion("waste", 0)])
    )
    assert alone["limits"][0].endswith("No other criterion has a weight, so the ranks say little.")
    without = [cluster(1, "Machinery", 0.7, None)]
    assert "apart" not in texts(findings(growth_apart=False, clusters=without))["limits"][0]


@pytest.mark.parametrize(
    ("judged", "words"),
    [
        (
            track(0.05, -0.02),
            "In the backtest the growth model did not rank clusters better than chance (rank skill "
            "0.05, 90 % interval −0.02 to 0.12).",
        ),
        (
            track(0.0, 0.0, slope=None),
            "The growth model does not rank clusters: it forecasts the same growth for all.",
        ),
        (track(0.3, 0.1), None),
    ],
)
def test_a_model_without_skill_to_rank_is_told(judged: Any, words: str | None) -> None:
    growth = GROWTH.model_copy(update={"track_record": [judged]})
    found = texts(findings(hindsight=None), models=replace(MODELS, growth=growth))
    assert found["limits"][0] == (words or "Data: value added to 2020, patents to 2020.")


def test_a_single_region_and_no_record() -> None:
    found = texts(findings(hindsight=hindsight("alone", lower=None)))
    assert found["limits"][0] == (
        "In one region, the five clusters that these weights put first in 2005 to 2010 then grew "
        "0.4 percentage points a year faster than the others: one region, which proves little."
    )
    assert texts(findings(hindsight=None))["summary"][3].startswith("Data: value added to 2020")
    assert len(texts(findings(hindsight=None))["summary"]) == 4


@pytest.mark.parametrize(
    ("basis", "year", "after", "limit"),
    [
        ("current", None, ", in current prices", "Growth is in current prices: it includes"),
        ("constant", 2015, ", in constant prices of 2015", "Growth is in constant prices of 2015:"),
        ("none", None, "", None),
        ("unknown", None, ", price basis not stated", "The price basis of value added is not"),
    ],
)
def test_prices_are_named(basis: str, year: int | None, after: str, limit: str | None) -> None:
    growth = GROWTH.model_copy(update={"price_basis": basis, "price_year": year})
    found = texts(findings(), models=replace(MODELS, growth=growth))
    assert f"forecast to grow 4.1 % a year{after} (80 % interval" in found["back"][3]
    told = [text for text in found["limits"] if "price" in text]
    assert [text.startswith(limit) for text in told if limit] == [True] * bool(limit)
    assert bool(told) == bool(limit)


def test_unknown_criteria_and_forced_models() -> None:
    unknown = cluster(1, "Machinery", 0.82, 0.66, unknown=["multiplier", "complexity"])
    models = Models(
        GROWTH.model_copy(update={"forced": True}),
        NICHES.model_copy(update={"forced": True}),
        "value_added",
    )
    found = texts(
        findings(
            clusters=[unknown, *CLUSTERS[1:]],
            criteria=[criterion("alignment", 0, known=False), criterion("waste", 0, known=False)],
        ),
        models=models,
    )
    assert found["limits"][4:] == [
        "Criteria without data are not used: alignment.",
        "Unknown for Machinery, and counted as middling: multiplier.",
        "cluster-growth version 3 was promoted although it failed the checks.",
        "technology-niches version 3 was promoted although it failed the checks.",
    ]


def test_one_criterion_alone_is_said_to_be() -> None:
    alone = [criterion("growth", 1.0), criterion("multiplier", 0.0)]
    assert texts(findings(criteria=alone))["change"] == [
        "Only forecast growth is weighed; other weights give another order.",
        "The nearest rival of Machinery is Energy, 0.20 behind in score.",
        "Machinery stays among the best 3 of 4 clusters in 90 % of the random weightings tried.",
    ]
    of_niches = criterion("complexity", 1.0).model_copy(update={"kinds": ["niche"]})
    several = [niche(1, "Optics", 0.6), niche(2, "Lasers", 0.5)]
    beside = (
        "Beside the chance of entry only complexity is weighed; other weights give another order."
    )
    assert beside in texts(findings(criteria=[*alone, of_niches], niches=several))["change"]
    by_chance = [one.model_copy(update={"contributions": {"complexity": 0.0}}) for one in several]
    found = texts(findings(criteria=[*alone, of_niches], niches=by_chance))["change"]
    assert beside not in found, "it counts nothing"


def test_the_first_cluster_that_is_not_recommended_is_named_in_the_summary() -> None:
    oil = cluster(1, "Oil", 0.57, 0.66, contributions={"growth": 0.4, "multiplier": 0.9})
    found = texts(findings(clusters=[oil, *CLUSTERS[1:]], growth_apart=False))
    assert found["back"][0].startswith("Back Energy, ")
    assert (
        found["summary"][2]
        == found["caution"][0]
        == (
            "Oil ranks first by score, mostly for its output multiplier, but is not recommended: "
            "it scores above the middle in only 57 of 100 simulated futures."
        )
    )


def test_backed_clusters_keep_their_warnings() -> None:
    textiles = cluster(1, "Textiles", 0.9, 0.06)
    standing = {"TEX": Standing("alignment", 1.0, 1, 4)}
    assert textiles.outlook is not None
    outlook = textiles.outlook.model_copy(update={"chance_to_shrink": 0.396})
    textiles = textiles.model_copy(update={"outlook": outlook})
    assert texts(findings(clusters=[textiles, *CLUSTERS[1:]], standings=standing))["back"][4] == (
        "Textiles: its strongest point is its fit with national priorities (rank 1 of 4 in the "
        "region); it will probably grow less than the region's middle cluster (chance to outgrow "
        "it 6 %), and may shrink (40 %)."
    )


def test_niches_without_a_score_or_a_chance_are_not_entered() -> None:
    useless = niche(2, "Optics", 0.5).model_copy(update={"score": 0.0})
    rare = niche(3, "Lasers", 0.009)
    found = texts(findings(niches=[niche(1, "Circuit joining", 0.61), useless, rare]))
    assert found["enter"][0].startswith("Enter Circuit joining: ")
    assert texts(findings(niches=[rare]))["enter"] == [
        "No niche to enter is recommended: none has a chance of 1 % or more."
    ]
    dominated = niche(1, "Optics", 0.5, dominated_by="LAS", dominated_by_name="Lasers")
    assert (
        "Optics is no better than Lasers on any criterion."
        in texts(findings(niches=[dominated]))["enter"]
    )


def test_reasons_are_of_what_the_summary_names() -> None:
    clusters = [cluster(1, "Oil", 0.9, 0.5), *CLUSTERS[1:]]
    standing = {"OIL": Standing("multiplier", 2.0, 1, 4), "ENE": Standing("growth", 4.1, 2, 4)}
    found = texts(findings(clusters=clusters, standings=standing, growth_apart=False))
    named = " ".join(found["summary"])
    assert "Energy" in named
    assert "Oil" not in named, "the warning is of growth, so that nobody is told to back it"
    assert [text.split(":")[0] for text in found["why"][:-1]] == ["Energy"]


def test_what_would_change_is_of_the_best_that_is_advised() -> None:
    oil = cluster(1, "Oil", 0.5, 0.66)
    energy = cluster(2, "Energy", 0.74, 0.61, rival=rival("Oil", -0.1))
    found = texts(findings(clusters=[oil, energy, *CLUSTERS[2:]]))["change"]
    assert found == [
        "Without the criterion multiplier, Energy would rank 3 instead of 2.",
        "The nearest rival of Energy is Oil, 0.10 ahead in score.",
        "Energy stays among the best 3 of 4 clusters in 90 % of the random weightings tried.",
    ]


@pytest.mark.parametrize(("by_rule", "is_named"), [(1.1, True), (0.3, False)])
def test_a_simple_rule_that_did_better_stands_beside_the_record(
    by_rule: float, is_named: bool
) -> None:
    judged = track(0.3, 0.1)
    better = judged.model_copy(
        update={"figures": {**judged.figures, "top_tenth_lift": 0.4}, "best_order_lift": by_rule}
    )
    growth = GROWTH.model_copy(update={"track_record": [better]})
    summary = texts(findings(), models=replace(MODELS, growth=growth))["summary"]
    words = "outgrew all by 0.4 percentage points a year, the first tenth of the best simple rule"
    assert any(words in text for text in summary) == is_named
