"""Niches: which specialisations a region will enter, and which it will lose.

P(entry) and P(exit) within the horizon for every region x activity cell, learned from earlier
origins, calibrated on a later one than they were learned on, always beside the null ladder.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice

import numpy as np
import pandas as pd

from features.arrays import Array
from features.niches.panel import Activity, NichePanel
from features.package import Package
from training.niches import breakthroughs, metrics
from training.niches.evaluation import check_models, evaluate
from training.niches.examples import Question, examples_until
from training.niches.fit import Fitted, anchored, fit, scores_of
from training.niches.models import CALLS, MODELS, NULLS, Call, Example
from training.niches.reasons import Probability, reasons
from training.niches.tables import Called, snapshot
from training.trained import Progress, Trained, silent

__all__ = [
    "DEFAULT",
    "MODELS",
    "QUICK_MODELS",
    "Question",
    "default_origins",
    "evaluate",
    "train",
]


DEFAULT = "lightgbm"
QUICK_MODELS = [*NULLS, "logistic"]


def default_origins(
    package: Package,
    cutoff: int,
    horizon: int,
    activity: Activity = "technology",
    indicator: str | None = None,
    window: int = 5,
    threshold: float = 1.0,
    minimum: float = 100.0,
) -> list[int]:
    """Origins that a training backtests by itself: the latest whose outcome is known.

    Parameters
    ----------
    activity, indicator, window, threshold, minimum
        As of train.

    Returns
    -------
    list of int
        At most one origin; empty where the package is too short.
    """
    question = Question(horizon, window, threshold, minimum, activity, indicator)
    judged = question.feasible(package, cutoff)
    latest = (origin for origin in judged if question.feasible(package, origin))
    return list(islice(latest, 1))


def train(
    package: Package,
    cutoff: int,
    horizon: int,
    model: str = DEFAULT,
    activity: Activity = "technology",
    indicator: str | None = None,
    window: int = 5,
    threshold: float = 1.0,
    minimum: float = 100.0,
    progress: Progress = silent,
) -> Trained:
    """Learn from all origins known at the cutoff and call every cell.

    Parameters
    ----------
    cutoff, horizon : int
        Last year known; years ahead.
    model : str
        Name in MODELS.
    activity, indicator, window, threshold, minimum
        As in features.niches.panel.niche_panel.

    Returns
    -------
    Trained
        Tables calls, portfolio, reasons, regions, activities, region_summary and reliability, as
        training.niches.tables and training.niches.reasons say; breakthroughs and points as
        training.niches.breakthroughs.scores and points say.

    Raises
    ------
    InputError
        For an unknown model, a threshold, window or minimum that cannot be, a package that lacks
        the counts, one too short for the cutoff, or one without two large regions to learn from.
    """
    check_models([model])
    question = Question(horizon, window, threshold, minimum, activity, indicator)
    known = package.until(cutoff)
    examples = examples_until(known, question, cutoff, progress)
    progress(f"features at {cutoff}")
    now = question.panel(known, cutoff)
    progress(f"{model}: learning")
    fitted = fit(MODELS[model], examples)
    nulls = {call: _best_null(examples, call) for call in CALLS}
    rates = question.past_rates(known, cutoff)
    scores = scores_of(fitted.scorer, now)
    fitted = anchored(fitted, now, scores, rates)
    called: dict[str, Called] = {}
    for call in CALLS:
        null = fit(NULLS[nulls[call]], examples)
        simple = scores_of(null.scorer, now)
        null = anchored(null, now, simple, rates)
        called[call] = _called(now, (fitted, scores[call]), (null, simple[call]), call)
    tables = snapshot(known, now, activity, called)
    progress("breakthroughs")
    chances = breakthroughs.scores(known, cutoff, horizon, activity, indicator)
    progress("reasons")
    return Trained(
        task="niches",
        model=model,
        cutoff=cutoff,
        horizon=horizon,
        params={
            "activity": activity,
            "indicator": indicator or "",
            "window": window,
            "threshold": float(threshold),
            "minimum": float(minimum),
            **{f"best_null_{call}": nulls[call] for call in CALLS},
        },
        tables={
            **tables,
            "breakthroughs": chances,
            "points": breakthroughs.points(chances, tables["calls"], tables["portfolio"]),
            "reasons": reasons(known, now, activity, _statements(fitted), called),
            "reliability": fitted.reliability[["call", "bin", "predicted", "observed", "n"]],
        },
        files=_files(fitted),
        importance=_importance(fitted),
    )


def _best_null(examples: Sequence[Example], call: Call) -> str:
    """The simple explanation with the highest average precision on the latest known outcome."""
    test = examples[-1]
    cells = test.cells(call) & test.learn[:, None]
    happened = test.happened(call, cells)

    def found(name: str) -> float:
        scores = NULLS[name](examples).score(test.panel, cells, call)
        return float(np.nan_to_num(metrics.average_precision(happened, scores)))

    return max(NULLS, key=found)


def _called(
    now: NichePanel, model: tuple[Fitted, Array], null: tuple[Fitted, Array], call: Call
) -> Called:
    """Probabilities of all candidate cells at the cutoff, from models with their scores."""
    cells = now.candidates(call)
    stated, simple = (
        fitted.probabilities(now, cells, call, scores) for fitted, scores in (model, null)
    )
    return Called(cells, stated[0], stated[1], stated[2], simple[0])


def _statements(fitted: Fitted) -> dict[str, Probability]:
    """The probability of each call as a function of panel and cells."""

    def statement(call: Call) -> Probability:
        return lambda panel, cells: fitted.probabilities(
            panel, cells, call, fitted.scorer.score(panel, cells, call)
        )[0]

    return {call: statement(call) for call in CALLS}


def _files(fitted: Fitted) -> dict[str, bytes]:
    """The model in open formats and its calibrations as JSON."""
    calibrations = {
        call: {
            "large": asdict(fitted.large[call]),
            "small": asdict(fitted.small[call]),
            "shift": fitted.shift[call],
            "drift": fitted.drift[call],
        }
        for call in CALLS
    }
    return {**fitted.scorer.files, "calibration.json": json.dumps(calibrations).encode()}


def _importance(fitted: Fitted) -> pd.DataFrame:
    """Share of the gain of each feature, highest first."""
    gains = pd.Series(fitted.scorer.importance, dtype=float).sort_values(ascending=False)
    shares = gains / max(gains.sum(), 1e-12)
    return shares.rename_axis("feature").reset_index(name="gain")
