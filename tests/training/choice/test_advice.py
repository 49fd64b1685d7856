"""Which clusters are to be backed, and which not to be counted on."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest

from features.package import Package
from tests.training.choice.made import DIRECTION, SCALE, cluster_options
from tests.training.support_example import champion
from training.choice.advice import Advice, advised, backing, everywhere, given, left_over
from training.choice.context import BEFORE_TABLE, choice_context
from training.choice.ranking import ChoiceQuestion, rank_clusters


@pytest.mark.parametrize(
    ("confidence", "outgrow", "expected"),
    [
        (0.6, 0.6, "backed"),
        (0.596, 0.9, "backed"),  # is shown as 60 %
        (0.594, 0.9, None),
        (0.9, 0.59, "careful"),
        (0.9, nan, "careful"),
    ],
)
def test_a_cluster_is_backed_as_its_figures_are_shown(
    confidence: float, outgrow: float, expected: Advice | None
) -> None:
    assert backing(3, confidence, outgrow) == expected
    assert backing(4, confidence, outgrow) is None


@pytest.mark.parametrize(
    ("before", "rank", "confidence", "outgrow", "expected"),
    [
        ("backed", 5, 0.55, 0.55, "backed"),
        ("backed", 6, 0.9, 0.9, None),
        ("backed", 1, 0.54, 0.9, None),
        ("backed", 1, 0.9, 0.54, "careful"),
        ("careful", 5, 0.55, 0.64, "careful"),
        ("careful", 1, 0.9, 0.65, "backed"),
        ("", 3, 0.65, 0.6, "backed"),
        ("", 3, 0.64, 0.9, None),
        ("", 4, 0.9, 0.9, None),
    ],
)
def test_advice_turns_only_beyond_the_margin(
    before: str, rank: int, confidence: float, outgrow: float, expected: Advice | None
) -> None:
    assert backing(rank, confidence, outgrow, before) == expected


def test_where_none_is_backed_the_first_is_not_warned_of() -> None:
    assert left_over([True, False, True, False]) == [1, 3]
    assert left_over([False, False]) == [1]
    assert left_over([]) == []


def test_the_first_are_backed_and_the_unsure_shrinking_and_dominated_are_warned_of() -> None:
    # Growth, multiplier and relatedness; c2 shrinks, c4 is worse than c3 throughout.
    values = np.array([[9, 0.9, 0.9], [8, 0.9, 0.8], [-9, 1.5, 1], [7, 0.8, 0.7], [6, 0.1, 0.6]])
    options = cluster_options(values.astype(np.float64), width=0.5)
    futures = options.clusters.futures(400)
    weights = dict.fromkeys(DIRECTION, 0.0) | {"multiplier": 1.0, "relatedness": 1.0}
    ranking = rank_clusters(options, futures, SCALE, ChoiceQuestion(weights, draws=400))
    assert ranking.listed.codes == ["c02", "c00", "c01", "c03", "c04"]
    sure = np.array([0.9, 0.9, 0.5, 0.9, 0.9])
    extra = {**ranking.listed.extra, "confidence": sure}
    ranking = replace(ranking, listed=replace(ranking.listed, extra=extra))
    found = advised(ranking, options.clusters, futures, 5)
    assert found == {
        "c02": "careful",  # it hardly ever outgrows the middle
        "c00": "backed",
        "c01": "doubtful",  # it is unsure
        "c03": "doubtful",  # others are better throughout
        "c04": "doubtful",
    }
    assert "c03" not in advised(ranking, options.clusters, futures, 3)


def test_a_champion_holds_what_the_one_before_advised(demo_package: Package) -> None:
    growth = champion(demo_package, "growth")
    stated = given(growth)
    assert stated.groupby("region_code").size().max() == 5
    region = stated.loc[stated["advice"] != "", "region_code"].iloc[0]
    of_region = stated[stated["region_code"] == region]
    turned = of_region.assign(advice=["" if it else "careful" for it in of_region["advice"]])
    follower = replace(growth, tables={**growth.tables, BEFORE_TABLE: turned})
    evidence = choice_context(follower).evidence
    assert evidence.before == {
        region: dict(zip(turned["cluster_code"], turned["advice"], strict=True))
    }
    (held,) = [
        it for it in everywhere(choice_context(follower)) if it.options.region_code == region
    ]
    code = turned.loc[turned["advice"] == "careful", "cluster_code"].iloc[0]
    assert held.options.clusters.advised_before(code) == "careful"
    assert held.options.clusters.advised_before("no such cluster") == ""
