"""Niche models at one origin: every model and null on the same cells."""

import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array, Mask
from features.errors import UnknownCodeError
from features.niches.panel import labels
from training.backtest import Evaluation
from training.niches import breakthroughs, metrics
from training.niches.examples import check_judged, examples_until, past_rates, restricted, usable
from training.niches.fit import Fitted, anchored, fit, scores_of
from training.niches.learners.example import CALLS, Call, Example
from training.niches.models import MODELS
from training.niches.panels import NichePanels
from training.trained import Progress, silent


def evaluate(
    panels: NichePanels,
    origin: int,
    models: Sequence[str],
    held_out: float = 0.0,
    progress: Progress = silent,
    champion: str = "",
) -> Evaluation:
    """Figures of models on all candidate cells of large regions at one origin.

    Parameters
    ----------
    origin : int
        Last year of the training data; the outcome is that of origin + horizon.
    held_out : float
        Share of regions left out of training; only these are scored. 0 to score all.
    champion : str
        Model whose chances of entry are kept as futures, for all regions.

    Raises
    ------
    InputError
        The package is too short on either side of the origin, or has no two large regions for
        training or scoring.
    """
    check_models(models)
    examples, test = _examples(panels, origin, held_out, progress)
    now = test.panel
    rates = past_rates(panels, origin)
    rows, losses, futures = [], [], pd.DataFrame()
    for model in models:
        progress(f"{model}: training and scoring")
        started = time.monotonic()
        fitted = fit(MODELS[model], examples)
        scores = scores_of(fitted.scorer, now)
        fitted = anchored(fitted, now, scores, rates)
        found = [_score(fitted, test, call, scores[call]) for call in CALLS]
        seconds = (time.monotonic() - started) / len(CALLS)
        for call, (row, loss) in zip(CALLS, found, strict=True):
            key = {"model": model, "call": call, "origin": origin, "seconds": seconds}
            rows.append({**key, **row})
            losses.append(loss.assign(model=model, call=call, origin=origin))
        if model == champion:
            futures = _entries(fitted, test, scores["entry"]).assign(origin=origin)
    del examples, test, now  # their panels may take gigabytes
    table = pd.DataFrame(rows)
    if not held_out:
        progress("breakthroughs")
        emerging = breakthroughs.evaluate(panels, origin)
        table = pd.concat([table, emerging], ignore_index=True)
    return Evaluation(table, pd.concat(losses, ignore_index=True), futures=futures)


def _entries(fitted: Fitted, test: Example, scores: Array) -> pd.DataFrame:
    """Chances of entry of all candidate cells, in small regions too, and whether it happened.

    region_code, activity_code, call, probability, probability_low, probability_high,
    relatedness_density, complexity, entered (1 or 0, NaN where unknown).
    """
    now, cells = test.panel, test.panel.candidates("entry")
    region, kind = np.nonzero(cells)
    probability, low, high = fitted.probabilities(now, cells, "entry", scores)
    return pd.DataFrame(
        {
            "region_code": now.regions[region],
            "activity_code": now.activities[kind],
            "call": "entry",
            "probability": probability,
            "probability_low": low,
            "probability_high": high,
            "relatedness_density": now.features["relatedness_density"][cells].astype(np.float64),
            "complexity": now.pci[kind],
            "entered": test.later[cells],
        }
    )


def _examples(
    panels: NichePanels, origin: int, held_out: float, progress: Progress
) -> tuple[list[Example], Example]:
    """Training examples, and the example of the origin with the regions to score."""
    check_judged(panels, origin)
    examples = examples_until(panels, origin, progress)
    progress(f"features at {origin}")
    now = panels.at(origin)
    test = Example(now, labels(now, panels.outcome(origin)), now.large)
    purpose = "to score"
    if held_out > 0:
        unseen = _unseen(now.regions, held_out)
        examples = [restricted(e, ~np.isin(e.panel.regions, unseen)) for e in examples]
        examples = usable(panels, examples, "for training besides those held out")
        test = restricted(test, np.isin(now.regions, unseen))
        purpose = "to score among those held out"
    usable(panels, [test], purpose)
    return examples, test


def check_models(models: Sequence[str]) -> None:
    """Refuse unknown models."""
    for model in models:
        if model not in MODELS:
            raise UnknownCodeError("model", model, MODELS)


def _unseen(regions: npt.NDArray[np.object_], share: float) -> npt.NDArray[np.object_]:
    """A random share of the regions, with a fixed seed."""
    draw = np.random.default_rng(0).random(len(regions))
    return regions[draw < share]


def _score(
    fitted: Fitted, test: Example, call: Call, all_scores: Array
) -> tuple[dict[str, float], pd.DataFrame]:
    """Figures over all cells of the scored regions, and losses by region."""
    cells = test.cells(call) & test.learn[:, None]
    scores = all_scores[cells[test.panel.candidates(call)]]
    probability = fitted.probabilities(test.panel, cells, call, scores)[0]
    happened = test.happened(call, cells)
    region = np.nonzero(cells)[0]
    row = {"n": len(scores), **metrics.figures(happened, scores, probability, region)}
    return row, _losses(test.panel.regions, region, happened, scores, probability)


def _losses(
    codes: npt.NDArray[np.object_],
    region: npt.NDArray[np.intp],
    happened: Mask,
    scores: npt.NDArray[np.float64],
    probability: npt.NDArray[np.float64],
) -> pd.DataFrame:
    """Brier score and average precision within each region."""
    n = np.bincount(region, minlength=len(codes))
    squared = np.bincount(region, weights=(probability - happened) ** 2, minlength=len(codes))
    ap = np.full(len(codes), np.nan)
    within = metrics.average_precision_by_region(happened, scores, region)
    ap[: len(within)] = within
    losses = pd.DataFrame(
        {"region_code": codes, "n": n, "brier": squared / np.maximum(n, 1), "ap": ap}
    )
    return losses[n > 0]
