# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Growth models at one origin: every model and baseline on the same series."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array
from features.errors import InputError
from features.growth.panel import KEYS, GrowthPanel, indicator_rows
from features.package import Package
from training.backtest import Evaluation
from training.growth import metrics
from training.growth.coherence.totals import Coherent, adds_up, coherent, totals
from training.growth.ended import forecast_at, going_on, panel_at
from training.growth.intervals import conformal, coverage
from training.growth.models import Forecast, Learn, check, forecast, learner
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.growth.statistical import methods
from training.trained import Progress, silent
from training.work import Work, here

LEARNED = {"lightgbm", "hybrid"}
"""Models that read the shared global model."""
UNRECONCILED = "_unreconciled"
"""Ends the name of the rows of a model's forecasts as they were before reconciliation."""
UNKNOWN = 0.01
"""Share of a total, at the origin, whose outcome may be unknown where the total is scored."""


@dataclass(frozen=True)
class Outcome:
    """What came after an origin, and which series it is known of.

    Attributes
    ----------
    panel : GrowthPanel
    actual, naive : (n_series, n_steps)
        Outcomes, NaN where unknown; the forecast that others are measured by.
    scale : (n_series,)
        Mean absolute yearly change of the history.
    known : (n_series,) bool
        Whether its value at the origin and all outcomes are known.
    """

    panel: GrowthPanel
    actual: Array
    naive: Array
    scale: Array
    known: npt.NDArray[np.bool_]

    @property
    def origin(self) -> int:
        """Last year known."""
        return int(self.panel.years[-1])

    @property
    def scored(self) -> npt.NDArray[np.bool_]:
        """Series (n_series,) that are known and have moved, so that errors have a measure."""
        return np.asarray(self.known & (self.scale > 0))


def evaluate(
    panels: GrowthPanels,
    origin: int,
    models: Iterable[str],
    champion: str | None = None,
    progress: Progress = silent,
    work: Work = here,
) -> Evaluation:
    """Forecast from one origin with each model and score all on the same series.

    A series is scored when its value at the origin and all outcomes of the horizon are known and
    its history's mean absolute change is above 0. Of sub-annual data the naive forecast is the
    seasonal one, which repeats the last year, and changes are those over a year. Series that have
    ended by the origin are in no total, neither of forecasts nor of outcomes.

    Parameters
    ----------
    panels : GrowthPanels
        Of the package, for the question.
    champion : str, optional
        Model whose forecasts are made to add up, as a training does, where the question is to
        reconcile; what it forecast before has rows of its own, named with "_unreconciled" behind.
    work : Work
        Where it is done, as training.work gives it.

    Raises
    ------
    InputError
        Unknown model or indicator, no data up to the origin, or no outcome to score.
    """
    models = list(models)
    for model in models:
        check(model)
    package, question = panels.package, panels.question
    end = origin + question.horizon
    if end > indicator_rows(package, question.indicator)["year"].max():
        raise _unseen(package, question, origin)
    panel = panels.at(origin)
    places = going_on(panel)
    outcome = _outcome(package, panel_at(panel, places, package), question)
    n_steps = outcome.actual.shape[1]
    learn = learner(panel, n_steps, progress, work)
    rows, losses, covered = [], [], []
    for model in models:
        progress(f"{model}: {outcome.scored.sum()} series at {origin}")
        result, seconds = timed(model, panel, n_steps, learn, progress, work)
        result, now = forecast_at(result, places), outcome.panel
        reconciled = question.reconcile and model == champion and adds_up(now)
        together = package if reconciled else None
        for name, found, made, spent in _versions(model, now, result, seconds, together):
            loss = _losses(outcome, found.median)
            rows.append(_row(name, outcome, found, made, loss) | {"seconds": spent})
            losses.append(loss.assign(model=name, origin=origin))
            parts = coverage.breakdown(
                outcome.actual[outcome.scored],
                found.quantiles[outcome.scored],
                now.values[outcome.scored, -1],
            )
            covered.append(parts.assign(model=name, origin=origin))
    return Evaluation(
        pd.DataFrame(rows),
        pd.concat(losses, ignore_index=True)[["model", "origin", *KEYS, "smape", "mase"]],
        pd.concat(covered, ignore_index=True)[coverage.COLUMNS],
    )


def _versions(
    model: str, panel: GrowthPanel, result: Forecast, seconds: float, package: Package | None
) -> Iterator[tuple[str, Forecast, Coherent | None, float]]:
    """Name, forecast, totals and seconds; with a package reconciled and as it was before."""
    if package is None:
        yield model, result, None, seconds
        return
    started = time.perf_counter()
    made = coherent(panel, package, result)
    yield model, made.series, made, seconds + time.perf_counter() - started
    yield model + UNRECONCILED, result, None, seconds


def timed(
    model: str,
    panel: GrowthPanel,
    horizon: int,
    learn: Learn,
    progress: Progress = silent,
    work: Work = here,
) -> tuple[Forecast, float]:
    """A model's forecast and its seconds; the fit that models share counts for each in full."""
    started = time.perf_counter()
    learnt = 0.0
    if model in LEARNED:
        learnt = learn().seconds
        started = time.perf_counter()
    result = forecast(model, panel, horizon, learn, progress, work)
    return result, learnt + time.perf_counter() - started


def _outcome(package: Package, panel: GrowthPanel, question: GrowthQuestion) -> Outcome:
    """What came within the horizon."""
    origin, indicator = int(panel.years[-1]), question.indicator
    n_steps = question.horizon * panel.periods_per_year
    actual = _outcomes(package, panel, n_steps, indicator)
    known = np.isfinite(panel.values[:, -1]) & np.isfinite(actual).all(axis=1)
    if not known.any():
        raise _unseen(package, question, origin)
    scale = metrics.scale(panel.values, panel.periods_per_year)
    naive = methods.seasonal_naive(panel.values, n_steps, panel.periods_per_year)
    outcome = Outcome(panel, actual, naive, scale, known)
    if not outcome.scored.any():
        raise InputError(
            f"no {indicator} series of {package.name} is known to have changed up to {origin}, "
            "and errors are measured by past changes: choose a later origin"
        )
    return outcome


def _unseen(package: Package, question: GrowthQuestion, origin: int) -> InputError:
    return InputError(
        f"{package.name} has no {question.indicator} series with a value in {origin} and all "
        f"outcomes up to {origin + question.horizon}: choose an earlier origin or a shorter horizon"
    )


def _outcomes(package: Package, panel: GrowthPanel, horizon: int, indicator: str) -> Array:
    """Actual values (n_series, horizon) of the columns that come after the panel's last."""
    rows = indicator_rows(package, indicator)
    years, periods = panel.ahead(horizon)
    later = rows[rows["year"].between(years[0], years[-1])]
    period = later["period"] if panel.periods_per_year > 1 else 1
    wide = later.assign(period=period).pivot(  # noqa: PD010 - a duplicate must raise
        index=KEYS, columns=["year", "period"], values="value"
    )
    wide = wide.reindex(
        index=pd.MultiIndex.from_frame(panel.keys),
        columns=pd.MultiIndex.from_arrays([years, periods]),
    )
    return wide.to_numpy(dtype=np.float64)


def _losses(outcome: Outcome, median: Array) -> pd.DataFrame:
    """Losses per scored series: smape and mase."""
    scored = outcome.scored
    actual, median, scale = outcome.actual[scored], median[scored], outcome.scale[scored]
    return outcome.panel.keys[scored].assign(
        smape=metrics.smape(actual, median),
        mase=metrics.mase(actual, median, scale),
    )


def _row(
    name: str, outcome: Outcome, found: Forecast, made: Coherent | None, loss: pd.DataFrame
) -> dict[str, object]:
    """The figures of one model."""
    reference = _losses(outcome, outcome.naive)
    return {
        "model": name,
        "origin": outcome.origin,
        "n": int(outcome.scored.sum()),
        "owa": metrics.owa(
            *(frame[c].to_numpy() for frame in (loss, reference) for c in ("smape", "mase"))
        ),
        "smape": loss["smape"].mean(),
        "mase": loss["mase"].mean(),
        "totals_owa": _totals_owa(outcome, found.median),
        **_interval_figures(outcome, found.quantiles),
        "totals_coverage_80": np.nan if made is None else _totals_coverage(outcome, made, 0.8),
    }


def _interval_figures(outcome: Outcome, quantiles: Array) -> dict[str, float]:
    """coverage_80, coverage_95 and msis_95 over the scored series."""
    actual, quantiles = outcome.actual[outcome.scored], quantiles[outcome.scored]
    lower_80, upper_80 = conformal.bounds(quantiles, 0.8)
    lower_95, upper_95 = conformal.bounds(quantiles, 0.95)
    scale = outcome.scale[outcome.scored]
    return {
        "coverage_80": metrics.coverage(actual, lower_80, upper_80),
        "coverage_95": metrics.coverage(actual, lower_95, upper_95),
        "msis_95": float(metrics.msis(actual, lower_95, upper_95, scale, 0.95).mean()),
    }


def _totals_owa(outcome: Outcome, median: Array) -> float:
    """OWA of sums of forecasts: the mean of that of the nation, of regions and of clusters.

    Sums are over series whose outcomes are known. NaN where series do not add up.
    """
    if not adds_up(outcome.panel):
        return float("nan")
    tree, above = totals(outcome.panel)
    known = _known_totals(outcome)
    parts = tree.membership[known] * outcome.known
    actual, forecasts, naive = (
        parts @ np.where(outcome.known[:, None], values, 0.0)
        for values in (outcome.actual, median, outcome.naive)
    )
    scale = metrics.scale(above.values[known], above.periods_per_year)
    labels = above.keys[known]
    level = np.select([labels["region_code"] != "", labels["cluster_code"] != ""], [1, 2], 0)
    figures = []
    for chosen in (level == number for number in np.unique(level)):
        chosen = chosen & (scale > 0)
        each = [
            measured
            for made in (forecasts, naive)
            for measured in (
                metrics.smape(actual[chosen], made[chosen]),
                metrics.mase(actual[chosen], made[chosen], scale[chosen]),
            )
        ]
        figures.append(metrics.owa(*each) if chosen.any() else np.nan)
    return float(np.mean(figures)) if figures else float("nan")


def _totals_coverage(outcome: Outcome, made: Coherent, level: float) -> float:
    """Share of totals within their intervals; an outcome that is unknown counts as forecast."""
    known = _known_totals(outcome)
    missed = np.where(outcome.known[:, None], outcome.actual - made.series.median, 0.0)
    membership = totals(outcome.panel)[0].membership
    actual = made.totals.median + membership @ missed
    lower, upper = conformal.bounds(made.totals.quantiles, level)
    return metrics.coverage(actual[known], lower[known], upper[known])


def _known_totals(outcome: Outcome) -> npt.NDArray[np.bool_]:
    """Totals (n_totals,) of which next to nothing is without a known outcome."""
    size = np.abs(methods.fill_gaps(outcome.panel.values)[:, -1])
    membership = totals(outcome.panel)[0].membership
    unknown = membership @ np.where(outcome.known, 0.0, size)
    return np.asarray(unknown <= UNKNOWN * (membership @ size))
