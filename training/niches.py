"""Niches: which specialisations a region will enter, and which it will lose.

P(entry) and P(exit) within the horizon for every region x activity cell, learned from earlier
origins, calibrated on a later one than they were learned on, always beside the null ladder.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.niche_panel import Activity, NichePanel, labels, niche_panel, yearly_counts
from features.package import Package
from training import call_metrics
from training.backtest import Evaluation
from training.calibration import Calibration, calibrate, cross_reliability
from training.niche_models import CALLS, MODELS, NULLS, Call, Example, Fit, Scorer
from training.niche_reasons import Probability, reasons
from training.niche_tables import Called, snapshot
from training.trained import Progress, Trained, silent

__all__ = ["DEFAULT", "MODELS", "QUICK_MODELS", "default_origins", "evaluate", "train"]

Mask = npt.NDArray[np.bool_]

DEFAULT = "lightgbm"
QUICK_MODELS = [*NULLS, "logistic"]
MAX_ORIGINS = 3


@dataclass(frozen=True)
class Question:
    """What is asked of a package: the same for every origin.

    Attributes
    ----------
    horizon, window : int
        Years ahead; years whose counts are added up.
    threshold, minimum : float
        Location quotient of a specialisation; counts from which a region is large.
    activity, indicator
        As in features.niche_panel.niche_panel.
    """

    horizon: int
    window: int = 5
    threshold: float = 1.0
    minimum: float = 100.0
    activity: Activity = "technology"
    indicator: str | None = None

    def panel(self, package: Package, cutoff: int) -> NichePanel:
        return niche_panel(
            package,
            cutoff,
            window=self.window,
            threshold=self.threshold,
            activity=self.activity,
            indicator=self.indicator,
            minimum=self.minimum,
            horizon=self.horizon,
        )

    def feasible(self, package: Package, cutoff: int) -> list[int]:
        """Origins with a full window before and a known outcome by the cutoff, latest first."""
        years = yearly_counts(package.until(cutoff), self.activity, self.indicator).years
        first = int(years[0]) + self.window - 1
        return list(range(cutoff - self.horizon, first - 1, -1))

    def origins(self, package: Package, cutoff: int) -> list[int]:
        """Origins to learn from, latest first: steps of half a horizon, one horizon kept apart.

        Raises
        ------
        InputError
            Where there is none.
        """
        feasible = self.feasible(package, cutoff)
        if not feasible:
            raise InputError(
                f"{package.name} is too short for a cutoff of {cutoff}: to learn from the past, "
                f"{self.window + self.horizon} years up to the cutoff are needed"
            )
        latest, earlier = feasible[0], feasible[self.horizon :]
        return [latest, *earlier[:: max(self.horizon // 2, 1)][: MAX_ORIGINS - 1]]


@dataclass(frozen=True)
class Fitted:
    """A model with the calibration of each call in large and in small regions.

    Attributes
    ----------
    large, small : mapping of call to Calibration
    reliability : DataFrame
        Columns call, bin, predicted, observed, n: large regions, each stated by the calibration
        of others.
    """

    scorer: Scorer
    large: Mapping[Call, Calibration]
    small: Mapping[Call, Calibration]
    reliability: pd.DataFrame

    def probabilities(
        self, panel: NichePanel, cells: Mask, call: Call, scores: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """(3, n): probability and the ends of its 90 % range, from the scores of a mask's cells."""
        is_large = panel.large[np.nonzero(cells)[0]]
        result = np.empty((3, len(scores)))
        for group, calibrations in ((is_large, self.large), (~is_large, self.small)):
            result[:, group] = calibrations[call].apply(scores[group])
        return result


def default_origins(
    package: Package,
    cutoff: int,
    horizon: int,
    activity: Activity = "technology",
    indicator: str | None = None,
) -> list[int]:
    """Origins that a training backtests by itself: the latest whose outcome is known.

    Returns
    -------
    list of int
        At most one origin; empty where the package is too short.
    """
    question = Question(horizon, activity=activity, indicator=indicator)
    latest = cutoff - horizon
    return [latest] if question.feasible(package, latest) else []


def examples_until(
    package: Package, question: Question, cutoff: int, progress: Progress = silent
) -> list[Example]:
    """Panels with outcomes known by the cutoff, earliest first."""
    examples = []
    outcomes: dict[int, NichePanel] = {}
    for origin in reversed(question.origins(package, cutoff)):
        progress(f"features at {origin}")
        panel = question.panel(package, origin)
        outcomes[origin] = panel
        end = origin + question.horizon
        later = outcomes.get(end) or question.panel(package, end)
        examples.append(Example(panel, labels(panel, later), panel.large))
    return examples


def fit(fit_model: Fit, examples: Sequence[Example]) -> Fitted:
    """Learn from all examples, calibrated on the latest by a model of the earlier ones alone.

    With a single example it is calibrated out of fold over halves of its regions.
    """
    latest = examples[-1]
    if len(examples) > 1:
        parts = [(fit_model(examples[:-1]), np.ones(len(latest.learn), dtype=bool))]
    else:
        even = np.arange(len(latest.learn)) % 2 == 0
        parts = [(fit_model([_restricted(latest, half)]), ~half) for half in (even, ~even)]
    large, small, reliable = {}, {}, []
    for call in CALLS:
        tried, others = (_held_out(parts, latest, call, group) for group in (True, False))
        large[call] = calibrate(*tried)
        small[call] = calibrate(*others, fallback=large[call])
        reliable.append(cross_reliability(*tried).assign(call=call))
    return Fitted(fit_model(examples), large, small, pd.concat(reliable, ignore_index=True))


def _restricted(example: Example, regions: Mask) -> Example:
    """The example, learned from some regions only."""
    return Example(example.panel, example.later, example.learn & regions)


def _held_out(
    parts: Sequence[tuple[Scorer, Mask]], example: Example, call: Call, large: bool
) -> tuple[npt.NDArray[np.float64], Mask, npt.NDArray[np.intp]]:
    """Scores, outcomes and regions of the cells that each scorer has not learned from."""
    scores, outcomes, regions = [], [], []
    for scorer, held_out in parts:
        rows = held_out & (example.panel.large == large)
        cells = example.cells(call) & rows[:, None]
        scores.append(scorer.score(example.panel, cells, call))
        outcomes.append(example.happened(call, cells))
        regions.append(np.nonzero(cells)[0])
    return np.concatenate(scores), np.concatenate(outcomes), np.concatenate(regions)


def evaluate(
    package: Package,
    origin: int,
    horizon: int,
    models: Sequence[str],
    activity: Activity = "technology",
    indicator: str | None = None,
    window: int = 5,
    threshold: float = 1.0,
    minimum: float = 100.0,
    held_out: float = 0.0,
    progress: Progress = silent,
) -> Evaluation:
    """Figures of models on all candidate cells of large regions at one origin.

    Parameters
    ----------
    origin : int
        Last year that the models know; the outcome is that of origin + horizon.
    models : sequence of str
        Names in MODELS.
    held_out : float
        Share of regions that no model learns from and that alone are scored; 0 for all.

    Raises
    ------
    InputError
        Where the package is too short on either side of the origin.
    """
    _check_models(models)
    question = Question(horizon, window, threshold, minimum, activity, indicator)
    known = package.until(origin)
    examples = examples_until(known, question, origin, progress)
    progress(f"features at {origin}")
    now = question.panel(known, origin)
    later = question.panel(package.until(origin + horizon), origin + horizon)
    scored = now.large
    if held_out > 0:
        unseen = _unseen(now.regions, held_out)
        examples = [_restricted(e, ~np.isin(e.panel.regions, unseen)) for e in examples]
        scored = scored & np.isin(now.regions, unseen)
    test = Example(now, labels(now, later), scored)
    rows, losses = [], []
    for model in models:
        progress(f"{model}: learning and scoring")
        started = time.monotonic()
        fitted = fit(MODELS[model], examples)
        scores = [_score(fitted, test, call, scored) for call in CALLS]
        seconds = (time.monotonic() - started) / len(CALLS)
        for call, (row, loss) in zip(CALLS, scores, strict=True):
            key = {"model": model, "call": call, "origin": origin, "seconds": seconds}
            rows.append({**key, **row})
            losses.append(loss.assign(model=model, call=call, origin=origin))
    return Evaluation(pd.DataFrame(rows), pd.concat(losses, ignore_index=True))


def _check_models(models: Sequence[str]) -> None:
    for model in models:
        if model not in MODELS:
            raise UnknownCodeError("model", model, MODELS)


def _unseen(regions: npt.NDArray[np.object_], share: float) -> npt.NDArray[np.object_]:
    """A share of the regions, the same ones every time."""
    draw = np.random.default_rng(0).random(len(regions))
    return regions[draw < share]


def _score(
    fitted: Fitted, test: Example, call: Call, regions: Mask
) -> tuple[dict[str, float], pd.DataFrame]:
    """Figures over all cells of some regions, and losses by region."""
    cells = test.cells(call) & regions[:, None]
    scores = fitted.scorer.score(test.panel, cells, call)
    probability = fitted.probabilities(test.panel, cells, call, scores)[0]
    happened = test.happened(call, cells)
    region = np.nonzero(cells)[0]
    row = {"n": len(scores), **call_metrics.figures(happened, scores, probability, region)}
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
    within = call_metrics.average_precision_by_region(happened, scores, region)
    ap[: len(within)] = within
    losses = pd.DataFrame(
        {"region_code": codes, "n": n, "brier": squared / np.maximum(n, 1), "ap": ap}
    )
    return losses[n > 0]


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
        As in features.niche_panel.niche_panel.

    Returns
    -------
    Trained
        Tables calls, portfolio, reasons, regions, activities, region_summary and reliability, as
        training.niche_tables and training.niche_reasons say.

    Raises
    ------
    InputError
        For an unknown model, a package that lacks the counts, or one too short for the cutoff.
    """
    _check_models([model])
    question = Question(horizon, window, threshold, minimum, activity, indicator)
    known = package.until(cutoff)
    examples = examples_until(known, question, cutoff, progress)
    progress(f"features at {cutoff}")
    now = question.panel(known, cutoff)
    progress(f"{model}: learning")
    fitted = fit(MODELS[model], examples)
    nulls = {call: _best_null(examples, call) for call in CALLS}
    called: dict[str, Called] = {
        call: _called(now, fitted, fit(NULLS[nulls[call]], examples), call) for call in CALLS
    }
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
            "threshold": threshold,
            "minimum": minimum,
            **{f"best_null_{call}": nulls[call] for call in CALLS},
        },
        tables={
            **snapshot(known, now, activity, called),
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
        return float(np.nan_to_num(call_metrics.average_precision(happened, scores)))

    return max(NULLS, key=found)


def _called(now: NichePanel, fitted: Fitted, null: Fitted, call: Call) -> Called:
    """Probabilities of all candidate cells at the cutoff."""
    cells = now.candidates(call)
    stated, simple = (
        model.probabilities(now, cells, call, model.scorer.score(now, cells, call))
        for model in (fitted, null)
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
        call: {"large": asdict(fitted.large[call]), "small": asdict(fitted.small[call])}
        for call in CALLS
    }
    return {**fitted.scorer.files, "calibration.json": json.dumps(calibrations).encode()}


def _importance(fitted: Fitted) -> pd.DataFrame:
    """Share of the gain of each feature, highest first."""
    gains = pd.Series(fitted.scorer.importance, dtype=float).sort_values(ascending=False)
    shares = gains / max(gains.sum(), 1e-12)
    return shares.rename_axis("feature").reset_index(name="gain")
