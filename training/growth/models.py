# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Growth models, which forecast region x cluster series with intervals; baselines first."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pandas as pd

from features.arrays import Array, Mask
from features.errors import UnknownCodeError
from features.growth.outliers import unconfirmed, without_slips
from features.growth.panel import GrowthPanel
from training.columns import select
from training.growth import fitted, late, revised
from training.growth.discontinued import is_discontinued
from training.growth.explain import reasons
from training.growth.fitted import Fitted, Forecast
from training.growth.global_model import fold_errors, hybrid, relative
from training.growth.global_model import rows as growth_rows
from training.growth.global_model.base_forecasts import scales
from training.growth.global_model.fold_errors import Weigh
from training.growth.global_model.hybrid import scaled_change
from training.growth.intervals import conformal
from training.growth.intervals.common import common_share
from training.growth.intervals.conformal import Errors
from training.growth.statistical import baselines, methods, seasonality
from training.growth.statistical.gaps import fill_gaps
from training.growth.statistical.seasonality import Seasons
from training.trained import Progress, silent
from training.work import Work, local_work

__all__ = ["MODELS", "Forecast", "Learn", "check", "forecast", "learner"]


WITH_SEASONS = ("naive", "prophet")
"""Models that forecast the seasons of sub-annual series themselves."""
CALIBRATION_SERIES = 1000
"""Series whose past errors calibrate the intervals of a statistical model."""


Learn = Callable[[], hybrid.Learned]
"""The fitted global model, which several models share."""

Model = Callable[[GrowthPanel, int, Learn, Progress, Work], Forecast]


def learner(
    panel: GrowthPanel, horizon: int, progress: Progress = silent, work: Work = local_work
) -> Learn:
    """Fit the global model once, at the first call."""
    return cache(partial(hybrid.learn, panel, horizon, progress, work))


def _statistical(name: str) -> Model:
    """Wrap a point forecaster: intervals from its own errors at the panel's earlier origins."""

    def model(
        panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress, work: Work
    ) -> Forecast:
        point = _point(name, panel.periods_per_year)
        errors = _past_errors(panel, point, horizon)
        fit = replace(_calibrated(panel, horizon, errors, drifts=True), point=name)
        starts = range(0, max(len(panel.values), 1), growth_rows.CHUNK)
        values = without_slips(panel.values)
        chunks = [values[start : start + growth_rows.CHUNK] for start in starts]
        median = np.concatenate(work(partial(_ahead, point, horizon), chunks))
        result = fitted.with_intervals(fit, values, median)
        return replace(result, files=fitted.to_files(fit))

    return model


def _ahead(point: Callable[[Array, int], Array], horizon: int, values: Array) -> Array:
    return point(values, horizon)


def _point(name: str, periods_per_year: int) -> Callable[[Array, int], Array]:
    """A point forecaster; for sub-annual series naive repeats the last year."""
    if name == "naive" and periods_per_year > 1:
        return partial(baselines.seasonal_naive, periods_per_year=periods_per_year)
    return fitted.POINTS[name]


def _past_errors(panel: GrowthPanel, point: Callable[[Array, int], Array], horizon: int) -> Errors:
    """Scaled errors of a point forecaster at the panel's latest earlier origins."""
    lengths = growth_rows.origins(panel)[-hybrid.MAXIMUM_FOLDS :]
    sample = growth_rows.sample_series(len(panel.values), 1, CALIBRATION_SERIES)
    none = np.empty(0, dtype=np.intp)
    parts: list[Errors] = [(np.empty(0), none, none)]
    for n in lengths:
        values = _as_seen(panel, n).values[sample]
        past, ahead = without_slips(values[:, :n]), values[:, n : n + horizon]
        future = np.full((len(sample), horizon), np.nan)
        future[:, : ahead.shape[1]] = ahead
        error = (future - point(past, horizon)) / scales(past)[:, None]
        counted = np.isfinite(error) & growth_rows.learnable(panel, n, sample)[:, None]
        steps = np.nonzero(counted)[1] + 1
        parts.append((error[counted], np.full(len(steps), n), steps))
    error, origins, steps = (np.concatenate(part) for part in zip(*parts, strict=True))
    return error, origins, steps


def _as_seen(panel: GrowthPanel, n_columns: int) -> GrowthPanel:
    """A panel adjusted for the seasons that an earlier origin saw; one with seasons as it is."""
    return panel if panel.unadjusted is None else seasonality.adjusted(panel, n_columns)


def _calibrated(
    panel: GrowthPanel,
    horizon: int,
    errors: Errors,
    *,
    spreads: bool = False,
    drifts: bool = False,
) -> Fitted:
    """Intervals calibrated on scaled errors at earlier origins.

    Errors are in units of the series' scale and, with `spreads`, of their own spread. Spreads of
    series that share no calendar show how errors grow with the step; all other errors grow like
    those of a random walk, whose drift is estimated from each series if the forecast `drifts`.
    """
    (error, origins, steps), n_columns = errors, panel.values.shape[1]
    shared = panel.shares_calendar
    grown = shared or not spreads
    walk = conformal.random_walk_growth(horizon, n_columns if drifts else None)
    growth = walk if grown else np.ones(horizon)
    scaled = error / growth[steps - 1], origins, steps
    quantiles = conformal.calibrate(scaled, horizon, n_columns, shared=shared, grown=grown)
    return Fitted(quantiles, growth, revision=panel.revision)


def _global(panel: GrowthPanel, horizon: int, learned: hybrid.Learned, weigh: Weigh) -> Forecast:
    """Forecast of the global models, or of the statistical combination if there are none.

    Growth relative to other series is calibrated if they have regions and clusters.
    """
    folds, final, shared = learned.folds, learned.final, panel.shares_calendar
    values = without_slips(panel.values)
    groups = panel.groups if set(relative.GROUPS) <= panel.groups.keys() else {}
    found = fold_errors.cross_fitted(folds, learned.fold_parts, weigh, groups, shared=shared)
    of_final = None if found.spread is None else found.spread.predict(final)
    scaled = found.errors, folds.origin, folds.step
    fit = _calibrated(panel, horizon, scaled, spreads=of_final is not None)
    if of_final is not None and shared:
        fit = replace(fit, growth=fit.growth / np.median(of_final.reshape(-1, horizon), axis=0))
    weight = weigh(folds, learned.fold_parts)
    fit = replace(fit, spread=found.spread, weight=weight)
    if learned.model is not None:
        names = learned.model.names
        medians = growth_rows.base_medians(names, final, horizon) if shared else None
        fit = replace(fit, model=learned.model, medians=medians)
    if groups:
        past = relative.moments(folds, scaled_change(folds, learned.fold_parts, weight), groups)
        usual = _usual(panel, values)[final.series]
        change = scaled_change(final, learned.parts, weight)[usual]
        fit = replace(fit, relative=relative.fit(select(final, usual), change, groups, past))
    median = fitted.of_parts(fit, panel, final, learned.parts)
    result = fitted.with_intervals(fit, values, median, of_final)
    by_driver = partial(reasons.contributions, panel, learned, weight, median)
    share = None
    if groups:
        cells = [folds.origin, folds.step]
        share = common_share(found.errors, cells, groups["region"][folds.series])
    return replace(
        result,
        by_driver=by_driver,
        files=fitted.to_files(fit),
        importance=_importance(fit),
        common_error_share=share,
    )


def _usual(panel: GrowthPanel, values: Array) -> Mask:
    """Whether a series (n_series,) is neither discontinued nor ends with an unconfirmed jump.

    `values` are the panel's without slips.
    """
    gone = is_discontinued(panel.values, panel.periods_per_year)
    return np.asarray(~gone & ~unconfirmed(fill_gaps(values)))


def _lightgbm(
    panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress, work: Work
) -> Forecast:
    """The direct booster and the common path."""
    return _global(panel, horizon, learn(), lambda rows, parts: 0.0)


def _hybrid(
    panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress, work: Work
) -> Forecast:
    """Both global models, weighted by their errors out of fold."""
    return _global(panel, horizon, learn(), hybrid.averaged_weight)


def _importance(fit: Fitted) -> pd.DataFrame:
    """Mean share of the gain of each feature over the boosters of the global model."""
    if fit.model is None:
        return pd.DataFrame({"feature": pd.Series(dtype=str), "gain": []})
    boosters = [*fit.model.direct, *fit.model.averaging]
    gains = [booster.feature_importance("gain") for booster in boosters]
    mean_gain = np.mean([gain / max(gain.sum(), 1e-12) for gain in gains], axis=0)
    table = pd.DataFrame(
        {"feature": fit.model.names, "gain": mean_gain / max(mean_gain.sum(), 1e-12)}
    )
    return table.sort_values("gain", ascending=False, ignore_index=True)


def _prophet(
    panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress, work: Work
) -> Forecast:
    """Prophet with its own intervals; yearly seasonality for sub-annual data only."""
    from training.growth.statistical import prophet_adapter  # slow to import, rarely needed

    samples = prophet_adapter.forecast(panel, horizon, progress, work)
    quantiles = np.moveaxis(np.quantile(samples, conformal.PROBABILITIES, axis=-1), 0, -1)
    return Forecast(np.median(samples, axis=-1), quantiles)


MODELS: dict[str, Model] = {
    **{name: _statistical(name) for name in methods.MODELS},
    "prophet": _prophet,
    "lightgbm": _lightgbm,
    "hybrid": _hybrid,
}


def check(model: str) -> None:
    """Refuse an unknown model."""
    if model not in MODELS:
        raise UnknownCodeError("growth model", model, MODELS)


def forecast(
    model: str,
    panel: GrowthPanel,
    horizon: int,
    learn: Learn,
    progress: Progress = silent,
    work: Work = local_work,
) -> Forecast:
    """Forecast with a model, at or above zero for series that were never below it.

    The horizon is in columns of the panel. Sub-annual series are forecast without their seasons,
    which are put back. Series that end before the panel are carried to its end, and intervals are
    wider where last values will be revised.
    """
    if panel.periods_per_year == 1 or model in WITH_SEASONS:
        result = MODELS[model](panel, horizon, learn, progress, work)
        result = revised.widened(late.corrected(result, panel), panel)
        return fitted.floored(panel.values, result)
    seasons, adjusted = seasonality.seasons_of(panel), seasonality.adjusted(panel)
    result = MODELS[model](adjusted, horizon, learn, progress, work)
    result = revised.widened(late.corrected(result, adjusted), adjusted)
    return fitted.floored(panel.values, _with_seasons(result, seasons, panel.values.shape[1]))


def _with_seasons(result: Forecast, seasons: Seasons, n_columns: int) -> Forecast:
    """Put seasons back into a forecast; the change by driver is that between equal seasons."""
    by_driver = result.by_driver and partial(_sized, result.by_driver, seasons.sizes(n_columns - 1))
    return replace(
        result,
        median=seasons.restore(result.median, n_columns),
        quantiles=seasons.restore(result.quantiles, n_columns),
        by_driver=by_driver,
    )


def _sized(by_driver: Callable[[], Array], sizes: Array) -> Array:
    """Change by driver (n_series, n_drivers) with the size of the season, (n_series,)."""
    return by_driver() * sizes[:, None]
