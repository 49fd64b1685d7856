"""Breakthroughs in a region's report, and on paper."""

from dataclasses import replace

import numpy as np
import pandas as pd

from serving.niches.contracts import BreakthroughResponse
from serving.reports.document import Places, document
from serving.reports.report import as_dossier, region_report
from tests.training import champions
from training.champion import Champion

CHANCES = pd.DataFrame(
    {
        "activity_code": ["B1", "A2", "A1", "B2"],
        "probability": [0.41, 0.2, 0.1, 0.05],
        "rank": [1, 2, 3, 4],
        "share": [0.0123, 0.2, 0.3, 0.4],
        "novelty": [0.5, 0.1, 0.0, -0.4],
    }
)
POINTS = pd.DataFrame(
    {
        "region_code": ["R2", "R1", "R1"],
        "activity_code": ["B1", "A2", "B1"],
        "location_quotient": [1.0, 2.0, 0.5],
        "density": [0.4, 0.3, 0.2],
        "strength": [0.9, 0.1, 0.7],
        "probability": [0.41, 0.2, 0.41],
        "score": [0.369, 0.02, 0.287],
    }
)


def champion(ap: float = 0.321) -> Champion:
    plain = champions.niches()
    track = pd.DataFrame(
        {
            "model": ["emergence", "past_growth", "past_share"],
            "call": "breakthrough",
            "origin": "pooled",
            "n": 60,
            "ap": [ap, 0.211, 0.111],
            "ece": [0.02, np.nan, np.nan],
        }
    )
    return replace(
        plain,
        tables={**plain.tables, "breakthroughs": CHANCES, "points": POINTS},
        track=pd.concat([plain.track, track], ignore_index=True),
    )


def breakthroughs(champion: Champion) -> BreakthroughResponse:
    found = region_report("R1", champion).breakthroughs
    assert found is not None
    return found


def test_the_report_names_what_emerges_and_where_the_region_meets_it() -> None:
    found = breakthroughs(champion())
    assert found.activities[0].activity_name == "Sensors"
    assert found.activities[0].attributes["novelty"] == 1.0
    assert [(one.activity_code, one.score) for one in found.points] == [
        ("B1", 0.287),
        ("A2", 0.02),
    ]


def test_a_champion_without_breakthroughs_has_none() -> None:
    assert region_report("R1", champions.niches()).breakthroughs is None


def html(champion: Champion, region_code: str) -> str:
    return document("report", as_dossier(region_report(region_code, champion)), Places())


def test_the_report_names_points_of_breakthrough_of_the_region() -> None:
    assert "Sensors: chance to break through 41\N{NO-BREAK SPACE}%" in html(champion(), "R1")
    assert "What may break through" not in html(champion(), "R4")


def test_where_a_simple_rule_ranked_better_the_audit_says_so() -> None:
    told = (
        "In the backtest the simple rule past growth ranked better than the model: read these "
        "scores with care."
    )
    worse = champion(ap=0.2)
    assert breakthroughs(worse).caution == told
    assert told in html(worse, "R1")
    assert breakthroughs(champion()).caution is None
    assert "read these scores with care" not in html(champion(), "R1")
