"""Reasons of options: from a region made by hand, and of the champions of the tests."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.links.externalities import Externalities
from features.links.partners import Strengths
from serving.choice.background import Background, background
from serving.choice.reasons import (
    Standing,
    cluster_reasons,
    decisive_sentence,
    niche_reasons,
    rival_sentence,
    standings,
)
from serving.links.lookup import link_lookup
from tests.serving.conftest import champion, growth_trained, niches_trained
from tests.training.choice.made import SCALE, cluster_options
from training.choice.ranking import ChoiceQuestion, Listed, rank_clusters

CODES = ("MAC", "FOO", "ENE")
TIES = np.array([[0.0, 0.2, 0.5], [0.2, 0.0, 0.1], [0.5, 0.1, 0.0]])
KNOWN = Background(
    ties=Externalities(
        CODES,
        co_location=TIES[::-1, ::-1],
        value_chain=TIES,
        technology_codes=("T1", "T2"),
        technology=np.array([[0.3, 0.0], [0.4, 0.0], [0.9, 0.0]]),
        spillover=None,  # type: ignore[arg-type]
        pull=pd.DataFrame(),
    ),
    present={"R1": np.array([1.0, 1.0, 0.0])},
    names={"MAC": "Machinery", "FOO": "Food", "ENE": "Energy", "T2": "Optics", "T3": "Lasers"},
    drivers={("R1", "MAC"): [("region", 1.24), ("momentum", -0.3)]},
    technologies=Strengths(
        "technology",
        ["R1"],
        ["T1", "T2", "T3", "T4"],
        np.array([[0.0, 1.0, 1.0, 0.0]]),
        np.array([[0, 0.4, 0.6, 0.9], [0.4, 0, 0, 0], [0.6, 0, 0, 0], [0.9, 0, 0, 0]]),
    ),
    complexity={"R1": 0.5},
    lasting={"R1": np.array([0.0, 1.0, 1.0, 0.0])},
)


def of_cluster(
    known: Background = KNOWN, standing: Standing | None = None, multiplier: float | None = 1.3
) -> list[str]:
    return [one.text for one in cluster_reasons(known, ("R1", "MAC"), standing, multiplier)]


def of_niche(known: Background = KNOWN, code: str = "T1", base_rate: float | None = 0.07) -> Any:
    found = niche_reasons(known, ("R1", code), 1.2, (0.35, base_rate))
    return [one.text for one in found]


def test_reasons_of_a_cluster_name_only_what_the_region_has() -> None:
    """Energy has the strongest ties with machinery, but the region has none of it."""
    standing = Standing("growth", 4.1, 1, 3)
    assert of_cluster(standing=standing) == [
        "forecast growth: +4.1 % a year, rank 1 of 3",
        "growth a year beside the mean forecast of the region's clusters: region +1.2 % and own "
        "momentum −0.3 %",
        "buys from or sells to Food, which is in the region: 20 % of the inputs or output of one "
        "of them",
    ]


def test_other_reasons_stand_in_for_missing_ones() -> None:
    plain = replace(KNOWN, drivers={})
    assert of_cluster(plain) == [
        "buys from or sells to Food, which is in the region: 20 % of the inputs or output of one "
        "of them",
        "each million of demand for it brings 1.30 million of output in the region",
        "often in the same regions as Food, which is here too (proximity 0.10)",
    ]
    by_multiplier = of_cluster(plain, Standing("multiplier", 1.3, 1, 3))
    assert [text.split(":")[0] for text in by_multiplier].count("output multiplier") == 1
    assert not any("million" in text for text in by_multiplier), "said once"
    alone = replace(plain, present={"R1": np.array([1.0, 0.0, 0.0])})
    assert of_cluster(alone, multiplier=None) == []


def test_reasons_of_a_niche() -> None:
    assert of_niche() == [
        "close to Lasers (0.60) and Optics (0.40), in which the region is specialised (proximity, "
        "0 to 1)",
        "more complex than what the region does: 1.20, where the mean of its specialisations is "
        "0.50",
        "often in the same regions as the cluster Food, which is here (proximity 0.40)",
    ]
    bare = replace(KNOWN, technologies=None, complexity={"R1": 1.5})
    assert of_niche(bare, code="T2") == [
        "a chance of entry of 35 %, 5.0 times the base rate of 7 %",
    ]
    assert of_niche(replace(bare, complexity={}), "T9", base_rate=None) == []
    assert of_niche(bare, code="T2", base_rate=0.5) == [], "less likely than most is no reason"
    lasers_go = replace(KNOWN, lasting={"R1": np.array([0.0, 1.0, 0.0, 0.0])})
    assert of_niche(lasers_go)[0].startswith("close to Optics (0.40), in which")
    falling = replace(KNOWN, drivers={("R1", "MAC"): [("region", -1.24), ("momentum", 0.3)]})
    assert not any("growth a year" in text for text in of_cluster(falling))


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (0.3, "Food, 0.30 behind in score"),
        (-0.3, "Food, 0.30 ahead in score"),
        (0.004, "Food, with almost the same score"),
        (-0.004, "Food, with almost the same score"),
    ],
)
def test_the_nearest_rival(gap: float, words: str) -> None:
    assert rival_sentence("Food", gap).text == f"the nearest rival is {words}"


def test_the_decisive_criterion() -> None:
    assert decisive_sentence("co2_emissions", 4).text == (
        "without the criterion CO2 emissions it would rank 4"
    )


def listed(values: list[list[float]], width: float) -> tuple[Listed, dict[str, int]]:
    options = cluster_options(np.array(values), width)
    question = ChoiceQuestion({"growth": 1, "multiplier": 1, "relatedness": 1})
    futures = options.clusters.futures(500)
    return rank_clusters(options, futures, SCALE, question).listed, dict(options.direction)


def test_the_criterion_that_speaks_for_an_option_lifts_it_above_the_others() -> None:
    """Growth, multiplier and relatedness of three clusters whose growth is certain."""
    found = standings(*listed([[0.9, 0.2, 0.3], [0.5, 0.8, 0.3], [0.1, 0.2, np.nan]], 0.0))
    assert found["c00"] == Standing("growth", 0.9, 1, 3)
    assert found["c01"] == Standing("multiplier", 0.8, 1, 3)
    assert "c02" not in found, "nothing lifts it, and what is unknown does not either"


def test_growth_speaks_for_a_cluster_only_if_it_is_likely_to_outgrow_the_middle() -> None:
    """The same, with growth so uncertain that all chances are near one half."""
    values = [[0.9, 0.21, 0.5], [0.5, 0.8, 0.5], [0.1, 0.2, 0.5]]
    found = standings(*listed(values, 50.0))
    assert "c00" not in found
    assert found["c01"].criterion == "multiplier"


def test_a_background_from_champions() -> None:
    known = background(link_lookup(champion(growth_trained()), champion(niches_trained())))
    assert known.complexity["R1"] == pytest.approx(-0.5), "mean of A01 at -1 and B60 at 0"
    assert known.drivers == {}, "of a single cluster nothing differs from the mean"
    going = niches_trained()
    calls = going.tables["calls"]
    calls = calls.assign(
        probability=calls["probability"].mask(calls["activity_code"] == "B60", 0.73)
    )
    going = replace(going, tables={**going.tables, "calls": calls})
    known = background(link_lookup(champion(growth_trained()), champion(going)))
    assert known.technologies is not None
    place = known.technologies.activities.index("B60")
    assert known.lasting["R1"][place] == 0.0
    assert known.technologies.presence[known.technologies.regions.index("R1"), place] == 1.0
    trained = growth_trained()
    more = pd.DataFrame(
        {
            "region_code": "R1",
            "cluster_code": ["FOO", "FOO", "FOO", "FOO", "CAR"],
            "driver": ["momentum", "national", "share", "rest", "rest"],
            "contribution": 0.0,
            "growth": [0.0, 0.0, 0.0, 9.0, -9.0],
        }
    )
    reasons = pd.concat([trained.tables["reasons"], more], ignore_index=True)
    both = replace(trained, tables={**trained.tables, "reasons": reasons})
    drivers = background(link_lookup(champion(both), None)).drivers
    growth = trained.tables["reasons"].set_index("driver")["growth"]
    assert [name for name, _ in drivers["R1", "CAR"]] == ["national", "momentum"]
    halves = [growth["national"] / 2, growth["momentum"] / 2]
    assert [part for _, part in drivers["R1", "CAR"]] == pytest.approx(halves)
    assert [-part for _, part in drivers["R1", "FOO"]] == pytest.approx(halves)
