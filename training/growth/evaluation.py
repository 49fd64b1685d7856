# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Growth models at one origin: every model and baseline on the same series."""

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array, Index
from features.errors import InputError
from features.growth.panel import KEYS, GrowthPanel, indicator_rows
from features.package import Package
from training.backtest import UNRECONCILED, Evaluation
from training.growth import metrics, order
from training.growth.coherence.totals import Coherent, adds_up, coherent, totals
from training.growth.discontinued import continuing, forecast_at, panel_at
from training.growth.intervals import conformal, coverage
from training.growth.models import Forecast, Learn, check, forecast, learner
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.growth.statistical import baselines
from training.growth.statistical.gaps import fill_gaps
from training.trained import Progress, silent
from training.work import Work, local_work

LEARNED = {"lightgbm", "hybrid"}
"""Models that use the shared global model."""
LOSSES = ["model", "origin", *KEYS, "smape", "mase", *order.LOSSES]
"""Columns of an evaluation's losses."""
UNKNOWN = 0.01
"""Share of a total at the origin whose outcome may be unknown if the total is to be scored."""


@dataclass(frozen=True)
class Outcome:
    """Outcomes after an origin.

    Attributes
    ----------
    panel : GrowthPanel
        Up to the origin, as it was published then if the backtest asks for it.
    now : (n_series,)
        Values at the origin in the data of the outcomes, NaN where unknown.
    actual, naive : (n_series, n_steps)
        Outcomes, NaN where unknown; the forecast that others are measured against.
    scale : (n_series,)
        Mean absolute yearly change of the history.
    is_complete : (n_series,) bool
        Whether its value at the origin and all outcomes are known.
    """

    panel: GrowthPanel
    now: Array
    actual: Array
    naive: Array
    scale: Array
    is_complete: npt.NDArray[np.bool_]

    @property
    def origin(self) -> int:
        """Last year of the panel."""
        return int(self.panel.years[-1])

    @property
    def scored(self) -> npt.NDArray[np.bool_]:
        """Complete series (n_series,) that have moved, so that errors can be scaled."""
        return np.asarray(self.is_complete & (self.scale > 0))


def evaluate(
    panels: GrowthPanels,
    origin: int,
    models: Iterable[str],
    champion: str | Collection[str] | None = None,
    progress: Progress = silent,
    work: Work = local_work,
) -> Evaluation:
    """Forecast from one origin with each model and score all on the same series.

    A series is scored when its value at the origin and all outcomes of the horizon are known and
    its history's mean absolute change is above 0. For sub-annual data the naive forecast repeats
    the last year, and changes are over a year. Series discontinued by the origin are in no total,
    neither of forecasts nor of outcomes. Forecasts are made of the panel's source at the origin,
    which may be an earlier state of the package; outcomes are those of the package of today.

    Parameters
    ----------
    champion : str or names, optional
        Model whose forecasts are reconciled, as in training, if the question asks for it. Its
        forecasts before reconciliation have rows too, with the suffix "_unreconciled". Several
        models if the champion is chosen among them, by ``training.backtest.with_champion``.

    Raises
    ------
    InputError
        Unknown model or indicator, no data up to the origin, or no outcome to score.
    """
    models = list(models)
    for model in models:
        check(model)
    served = {champion} if isinstance(champion, str) else set(champion or ())
    package, question = panels.priced, panels.question
    end = origin + question.horizon
    if end > indicator_rows(package, question.indicator)["year"].max():
        raise _unseen(package, question, origin)
    panel, source = panels.at(origin), panels.source(origin)
    places = continuing(panel)
    outcome = _outcome(package, panel_at(panel, places, source), question)
    n_steps = outcome.actual.shape[1]
    learn = learner(panel, n_steps, progress, work)
    rows, losses, covered, futures = [], [], [], []
    for model in models:
        progress(f"{model}: {outcome.scored.sum()} series at {origin}")
        result, seconds = timed(model, panel, n_steps, learn, progress, work)
        result = forecast_at(result, places)
        reconcile = question.reconcile and model in served and adds_up(outcome.panel)
        parents = source if reconcile else None
        versions = _versions(model, outcome.panel, result, seconds, parents)
        for name, found, reconciled, spent in versions:
            loss = _losses(outcome, found.median).assign(
                model=name, origin=origin, **_growth(outcome, found.median, question.horizon)
            )
            row = _row(name, outcome, found, reconciled, loss) | {"seconds": spent}
            rows.append(row | order.of_origin(loss, question.horizon))
            losses.append(loss)
            if name in served:
                futures.append(_futures(outcome, found).assign(model=name))
            parts = coverage.breakdown(
                outcome.actual[outcome.scored],
                found.quantiles[outcome.scored],
                outcome.panel.values[outcome.scored, -1],
            )
            covered.append(parts.assign(model=name, origin=origin))
    return Evaluation(
        pd.DataFrame(rows),
        pd.concat(losses, ignore_index=True)[LOSSES],
        pd.concat(covered, ignore_index=True)[coverage.COLUMNS],
        pd.concat(futures, ignore_index=True) if futures else pd.DataFrame(),
    )


def _versions(
    model: str, panel: GrowthPanel, result: Forecast, seconds: float, package: Package | None
) -> Iterator[tuple[str, Forecast, Coherent | None, float]]:
    """Name, forecast, totals and seconds; with a package both reconciled and unreconciled."""
    if package is None:
        yield model, result, None, seconds
        return
    started = time.perf_counter()
    reconciled = coherent(panel, package, result, model=model)
    yield model, reconciled.series, reconciled, seconds + time.perf_counter() - started
    yield model + UNRECONCILED, result, None, seconds


def timed(
    model: str,
    panel: GrowthPanel,
    horizon: int,
    learn: Learn,
    progress: Progress = silent,
    work: Work = local_work,
) -> tuple[Forecast, float]:
    """A model's forecast and its seconds, those of a fit shared by models included."""
    started = time.perf_counter()
    shared_seconds = 0.0
    if model in LEARNED:
        shared_seconds = learn().seconds
        started = time.perf_counter()
    result = forecast(model, panel, horizon, learn, progress, work)
    return result, shared_seconds + time.perf_counter() - started


def _outcome(package: Package, panel: GrowthPanel, question: GrowthQuestion) -> Outcome:
    """Outcomes within the horizon."""
    origin, indicator = int(panel.years[-1]), question.indicator
    n_steps = question.horizon * panel.periods_per_year
    actual = _outcomes(package, panel, *panel.ahead(n_steps), indicator)
    now = _outcomes(package, panel, panel.years[-1:], panel.periods[-1:], indicator)[:, 0]
    is_known = np.isfinite(panel.values[:, -1]) & np.isfinite(now)
    is_complete = is_known & np.isfinite(actual).all(axis=1)
    if not is_complete.any():
        raise _unseen(package, question, origin)
    scale = metrics.scale(panel.values, panel.periods_per_year)
    naive = baselines.seasonal_naive(panel.values, n_steps, panel.periods_per_year)
    outcome = Outcome(panel, now, actual, naive, scale, is_complete)
    if not outcome.scored.any():
        raise InputError(
            f"no {indicator} series of {package.name} changed up to {origin}, and errors are "
            "measured against past changes: choose a later origin"
        )
    return outcome


def _unseen(package: Package, question: GrowthQuestion, origin: int) -> InputError:
    return InputError(
        f"{package.name} has no {question.indicator} series with a value in {origin} and all "
        f"outcomes up to {origin + question.horizon}: choose an earlier origin or a shorter horizon"
    )


def _outcomes(
    package: Package, panel: GrowthPanel, years: Index, periods: Index, indicator: str
) -> Array:
    """Actual values (n_series, n_times) of the panel's series at some times, in their order."""
    rows = indicator_rows(package, indicator)
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
        smape=metrics.smape(actual, median), mase=metrics.mase(actual, median, scale)
    )


def _growth(outcome: Outcome, median: Array, years: int) -> dict[str, Array]:
    """Columns order.LOSSES (n_scored,); growth is NaN for totals of others, which are no pairs."""
    panel, scored = outcome.panel, outcome.scored
    start, now, later = panel.values[scored, -1], outcome.now[scored], outcome.actual[scored, -1]
    parts = panel.groups["nation"][scored] >= 0 if panel.shares_calendar else True
    ends = (start, median[scored, -1]), (now, later)
    growth = (order.yearly_growth(first, end, years) for first, end in ends)
    forecast, realised = (np.where(parts, rate, np.nan) for rate in growth)
    return dict(zip(order.LOSSES, (forecast, realised, now, later), strict=True))


def _futures(outcome: Outcome, found: Forecast) -> pd.DataFrame:
    """Every series' value at the origin, and its outcome and forecast at the last step."""
    panel = outcome.panel
    last_step = panel.keys.assign(
        origin=outcome.origin,
        value=panel.values[:, -1],
        actual=outcome.actual[:, -1],
        median=found.median[:, -1],
    )
    table = last_step[["origin", *KEYS, "value", "actual", "median"]].reset_index(drop=True)
    return pd.concat([table, conformal.frame(found.quantiles[:, -1])], axis=1)


def _row(
    name: str, outcome: Outcome, found: Forecast, reconciled: Coherent | None, loss: pd.DataFrame
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
        "totals_coverage_80": np.nan
        if reconciled is None
        else _totals_coverage(outcome, reconciled, 0.8),
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
    """Mean OWA of the totals of the nation, of regions and of clusters.

    Sums are over series with known outcomes. NaN if series do not add up.
    """
    if not adds_up(outcome.panel):
        return float("nan")
    tree, totals_panel = totals(outcome.panel)
    scorable = _scorable_totals(outcome)
    parts = tree.membership[scorable] * outcome.is_complete
    actual, forecasts, naive = (
        parts @ np.where(outcome.is_complete[:, None], values, 0.0)
        for values in (outcome.actual, median, outcome.naive)
    )
    scale = metrics.scale(totals_panel.values[scorable], totals_panel.periods_per_year)
    labels = totals_panel.keys[scorable]
    level = np.select([labels["region_code"] != "", labels["cluster_code"] != ""], [1, 2], 0)
    figures = []
    for chosen in (level == number for number in np.unique(level)):
        chosen = chosen & (scale > 0)
        measures = [
            figure
            for predicted in (forecasts, naive)
            for figure in (
                metrics.smape(actual[chosen], predicted[chosen]),
                metrics.mase(actual[chosen], predicted[chosen], scale[chosen]),
            )
        ]
        figures.append(metrics.owa(*measures) if chosen.any() else np.nan)
    return float(np.mean(figures)) if figures else float("nan")


def _totals_coverage(outcome: Outcome, reconciled: Coherent, level: float) -> float:
    """Share of totals within their intervals; unknown outcomes count as forecast."""
    scorable = _scorable_totals(outcome)
    missed = np.where(outcome.is_complete[:, None], outcome.actual - reconciled.series.median, 0.0)
    membership = totals(outcome.panel)[0].membership
    actual = reconciled.totals.median + membership @ missed
    lower, upper = conformal.bounds(reconciled.totals.quantiles, level)
    return metrics.coverage(actual[scorable], lower[scorable], upper[scorable])


def _scorable_totals(outcome: Outcome) -> npt.NDArray[np.bool_]:
    """Totals (n_totals,) whose parts without a known outcome are negligible."""
    size = np.abs(fill_gaps(outcome.panel.values)[:, -1])
    membership = totals(outcome.panel)[0].membership
    unknown = membership @ np.where(outcome.is_complete, 0.0, size)
    return np.asarray(unknown <= UNKNOWN * (membership @ size))
