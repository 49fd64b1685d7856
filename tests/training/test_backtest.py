"""Pooling, and the JSON of a backtest."""

import json

import numpy as np
import pandas as pd
import pytest

from features.niches.question import NicheQuestion
from features.package import Package
from training.backtest import FIGURES, Evaluation, Question, backtest, pool
from training.growth import order
from training.growth.question import GrowthQuestion
from training.trained import Task

PACKAGE = Package("tiny", "A tiny package", "a" * 64, {}, {})
NAIVE = ("naive", "pooled")
QUESTIONS: dict[Task, Question] = {"growth": GrowthQuestion(5), "niches": NicheQuestion(5)}


def evaluation(task: Task, origin: int) -> Evaluation:
    """One model and a baseline, each figure known by hand; the last one is unknown."""
    figures = dict.fromkeys(FIGURES[task], 0.25) | {FIGURES[task][-1]: np.nan}
    calls: list[dict[str, str]] = (
        [{}] if task == "growth" else [{"call": "entry"}, {"call": "exit"}]
    )
    rows = [
        {"model": model, **call, "origin": origin, "n": 10, "seconds": 1.5, **figures}
        for model in ("naive", "theta")
        for call in calls
    ]
    frame = pd.DataFrame(rows)
    frame[FIGURES[task][0]] = origin / 1000
    covered = {"model": ["naive"], "origin": origin, "kind": "step", "group": "1"}
    covered |= {"n": 10, "coverage_80": 0.8, "coverage_95": np.nan}
    losses = pd.DataFrame({"model": "naive", "origin": origin, "region_code": ["A", "B"]})
    if task == "growth":
        losses = losses.assign(cluster_code="C", forecast_growth=[0.1, 0.0], growth=[0.0, 0.1])
        losses = losses.assign(size=1.0, outcome=1.0)
    return Evaluation(frame, losses, pd.DataFrame(covered))


@pytest.mark.parametrize("task", ["growth", "niches"])
def test_rows_per_origin_and_pooled(task: Task) -> None:
    told: list[str] = []
    result = backtest(
        PACKAGE,
        QUESTIONS[task],
        [2003, 2005],
        "theta",
        lambda origin: evaluation(task, origin),
        told.append,
    )
    keys = ["model", "call", "origin"] if task == "niches" else ["model", "origin"]
    assert not result.rows.duplicated(keys).any()
    pooled = result.rows[result.rows["origin"] == "pooled"]
    assert len(pooled) == len(result.rows) / 3
    assert pooled[FIGURES[task][0]].tolist() == pytest.approx([2.004] * len(pooled))
    assert (pooled["n"] == 20).all()
    assert told == ["origin 2003 (1 of 2)", "origin 2005 (2 of 2)"]
    assert len(result.losses) == 4


def test_json_is_one_object_on_one_line_without_nan() -> None:
    result = backtest(
        PACKAGE, GrowthQuestion(5), [2003], "theta", lambda origin: evaluation("growth", origin)
    )
    text = result.to_json()
    assert "\n" not in text
    parsed = json.loads(text)
    assert list(parsed) == ["task", "package", "sha256", "horizon", "champion", "rows", "coverage"]
    assert parsed["rows"][0] == {
        "model": "naive",
        "origin": 2003,
        "n": 10,
        "seconds": 1.5,
        "owa": 2.003,
        "smape": 0.25,
        "mase": 0.25,
        "totals_owa": 0.25,
        **dict.fromkeys(order.FIGURES, 0.25),
        "coverage_80": 0.25,
        "coverage_95": 0.25,
        "totals_coverage_80": 0.25,
        "msis_95": None,
        **{end: None for figure in order.FIGURES for end in order.end_columns(figure)},
    }
    (pooled,) = (row for row in parsed["rows"] if (row["model"], row["origin"]) == NAIVE)
    assert (pooled["rank_skill"], pooled["growth_slope"]) == (-1, -1)
    assert pooled["rank_skill_low"] <= -1 <= pooled["rank_skill_high"]
    assert parsed["rows"][-1]["origin"] == "pooled"
    assert parsed["coverage"] == [
        {
            "model": "naive",
            "origin": 2003,
            "kind": "step",
            "group": "1",
            "n": 10,
            "coverage_80": 0.8,
            "coverage_95": None,
        }
    ]


def test_pool_keeps_the_order_of_models() -> None:
    rows = evaluation("growth", 2003).rows
    assert pool(rows, FIGURES["growth"])["model"].tolist() == ["naive", "theta"] * 2
