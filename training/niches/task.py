"""Niches: probabilities that regions enter or lose specialisations.

P(entry) and P(exit) within the horizon for every region x activity cell, fitted to earlier origins,
calibrated on a later one, with null models for comparison.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import islice

import numpy as np
import pandas as pd

from features.arrays import Array
from features.indicators.activity_space import space_tables
from features.niches.panel import NichePanel
from training.niches import breakthroughs, metrics
from training.niches.evaluation import check_models, evaluate
from training.niches.examples import examples_until, feasible, past_rates
from training.niches.fit import Fitted, anchored, fit, scores_of
from training.niches.learners.example import CALLS, Call, Example
from training.niches.learners.rows import learned
from training.niches.models import MODELS, NULLS
from training.niches.panels import NichePanels
from training.niches.reasons import Probability, reasons
from training.niches.tables import Called, snapshot
from training.trained import Progress, Trained, silent

__all__ = ["DEFAULT", "MODELS", "QUICK_MODELS", "default_origins", "evaluate", "train"]

DEFAULT = "lightgbm"
QUICK_MODELS = [*NULLS, "logistic"]


def default_origins(panels: NichePanels, cutoff: int) -> list[int]:
    """The origin of a training's backtest, the latest possible; none if the package is short."""
    latest = (origin for origin in feasible(panels, cutoff) if feasible(panels, origin))
    return list(islice(latest, 1))


def longest_horizon(panels: NichePanels, cutoff: int) -> int:
    """The longest horizon, up to that of the question, with an origin; 0 without any."""
    for horizon in range(panels.question.horizon, 0, -1):
        shorter = NichePanels(panels.package, replace(panels.question, horizon=horizon))
        if default_origins(shorter, cutoff):
            return horizon
    return 0


def train(
    panels: NichePanels, cutoff: int, model: str = DEFAULT, progress: Progress = silent
) -> Trained:
    """Fit to all origins with an outcome by the cutoff and call every cell.

    Returns
    -------
    Trained
        Tables calls, portfolio, reasons, regions, activities, region_summary and reliability, as
        in training.niches.tables and training.niches.reasons; breakthroughs and points as in
        training.niches.breakthroughs.scores and points.

    Raises
    ------
    InputError
        Unknown model, a package too short for the cutoff, or without two large regions for
        training.
    """
    check_models([model])
    package, question = panels.package, panels.question
    examples = examples_until(panels, cutoff, progress)
    progress(f"features at {cutoff}")
    now = panels.at(cutoff)
    learning = learned(examples)
    progress(f"{model}: training on {learning['drawn_cells']:,} of {learning['cells']:,} cells")
    fitted = fit(MODELS[model], examples)
    nulls = {call: _best_null(examples, call) for call in CALLS}
    rates = past_rates(panels, cutoff)
    scores = scores_of(fitted.scorer, now)
    fitted = anchored(fitted, now, scores, rates)
    called: dict[str, Called] = {}
    for call in CALLS:
        null = fit(NULLS[nulls[call]], examples)
        simple = scores_of(null.scorer, now)
        null = anchored(null, now, simple, rates)
        called[call] = _called(now, (fitted, scores[call]), (null, simple[call]), call)
    del examples  # their panels may take gigabytes
    tables = snapshot(package, now, question.activity, called)
    progress("breakthroughs")
    chances = breakthroughs.scores(panels, cutoff)
    progress("reasons")
    return Trained(
        task="niches",
        model=model,
        cutoff=cutoff,
        horizon=question.horizon,
        params={
            **question.params(),
            **{f"best_null_{call}": nulls[call] for call in CALLS},
            **learning,
        },
        tables={
            **tables,
            "breakthroughs": chances,
            "points": breakthroughs.points(chances, tables["calls"], tables["portfolio"]),
            **space_tables(tables["portfolio"], question.threshold),
            "reasons": reasons(package, now, question.activity, _statements(fitted), called),
            "reliability": fitted.reliability[["call", "bin", "predicted", "observed", "n"]],
        },
        files=_files(fitted),
        importance=_importance(fitted),
    )


def _best_null(examples: Sequence[Example], call: Call) -> str:
    """The null model with the highest average precision on the latest known outcome."""
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
