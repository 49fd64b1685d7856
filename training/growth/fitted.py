# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""A fitted growth model: its files in open formats, and its forecasts of series.

Training and live forecasts use the same functions, so that they agree.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd

from features.arrays import Array, Index, Mask
from features.errors import InputError
from features.growth.outliers import without_slips
from features.growth.panel import GrowthPanel
from training.growth.global_model import relative
from training.growth.global_model import rows as growth_rows
from training.growth.global_model.base_forecasts import scales
from training.growth.global_model.common_path import Common
from training.growth.global_model.hybrid import (
    Global,
    Parts,
    scaled_change,
    statistical_parts,
)
from training.growth.global_model.relative import Relative
from training.growth.global_model.rows import Rows
from training.growth.global_model.spread import Spread
from training.growth.intervals import conformal
from training.growth.statistical import methods
from training.growth.statistical.gaps import fill_gaps

COMBINED = "combination"
"""The forecaster of the global model, and of what stands in for it where rows are few."""
POINTS: dict[str, Callable[[Array, int], Array]] = {
    **methods.MODELS,
    COMBINED: methods.combination,
}
"""Point forecasters of (n_series, n_columns) values that need no fit."""

COMBINATION, CALIBRATION = "combination.json", "calibration.json"
RELATIVE = "relative.json"
OUTDATED = (
    "live forecasts are not available with a champion trained by another version of the code: "
    "train one with smartspec train growth, then smartspec promote growth"
)


@dataclass(frozen=True)
class Forecast:
    """A model's forecast of the columns after a panel's last.

    Attributes
    ----------
    median : (n_series, horizon)
    quantiles : (n_series, horizon, len(intervals.PROBABILITIES))
    files, importance
        As in training.trained.Trained.
    by_driver : function giving (n_series, n_drivers), or None
        The change up to the last step by driver, as training.growth.explain.reasons.contributions:
        a function, since it takes seconds. None for a model without drivers.
    common_error_share : float or None
        As training.growth.intervals.common.common_share; None where unknown.
    """

    median: Array
    quantiles: Array
    files: Mapping[str, bytes] = field(default_factory=dict)
    importance: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"feature": pd.Series(dtype=str), "gain": []})
    )
    by_driver: Callable[[], Array] | None = None
    common_error_share: float | None = None


@dataclass(frozen=True)
class Fitted:
    """All that is needed to forecast series of a panel.

    Attributes
    ----------
    error_quantiles : (horizon, len(PROBABILITIES))
        As from conformal.calibrate.
    growth : (horizon,)
        Factor of the spread at each step.
    point : str
        Name in POINTS of the forecaster; COMBINED for the global model.
    weight : float
        Of the averaged base forecasts against the direct booster.
    medians : (n_bases, 2, horizon) or None
        Of the base forecasts, as rows.base_medians; None if series share no calendar.
    relative : Relative or None
        None for growth relative to other series as the global model forecasts it.
    spread : Spread or None
        None if there were too few errors to fit one: the series' scale alone is the spread.
    revision : (n_ages,) or None
        As of the panel that it was fitted to; forecasts of this file are not widened by it.
    """

    error_quantiles: Array
    growth: Array
    point: str = COMBINED
    model: Global | None = None
    weight: float = 0.0
    medians: Array | None = None
    relative: Relative | None = None
    spread: Spread | None = None
    revision: Array | None = None

    @property
    def horizon(self) -> int:
        """Steps ahead."""
        return len(self.growth)


def forecast(fitted: Fitted, panel: GrowthPanel, sample: Index) -> Forecast:
    """Forecast sampled series from the panel's last year.

    Parameters
    ----------
    panel : GrowthPanel
        All series that share totals with the sampled ones.
    sample : (n_sample,) int

    Raises
    ------
    InputError
        The panel has other features than the model was fitted to.
    """
    values = without_slips(panel.values[sample])
    if fitted.point != COMBINED:
        return with_intervals(fitted, values, POINTS[fitted.point](values, fitted.horizon))
    n_columns = values.shape[1]
    names, rows = growth_rows.rows_at(panel, n_columns, fitted.horizon, sample, fitted.medians)
    if fitted.model is not None and names != fitted.model.names:
        raise InputError(OUTDATED)
    parts = statistical_parts(rows) if fitted.model is None else fitted.model.predict(rows)
    median = of_parts(fitted, panel, rows, parts)
    spreads = None if fitted.spread is None else fitted.spread.predict(rows)
    return with_intervals(fitted, values, median, spreads)


def of_parts(fitted: Fitted, panel: GrowthPanel, rows: Rows, parts: Parts) -> Array:
    """Median forecasts (n_series, horizon) of the rows' series from parts of the global model."""
    change = scaled_change(rows, parts, fitted.weight)
    if fitted.relative is not None:
        change = relative.apply(fitted.relative, rows, change, panel.groups)
    values = without_slips(panel.values[rows.series[:: fitted.horizon]])
    return fill_gaps(values)[:, -1:] + change.reshape(-1, fitted.horizon) * scales(values)[:, None]


def with_intervals(
    fitted: Fitted, values: Array, median: Array, spreads: Array | None = None
) -> Forecast:
    """Medians (n_series, horizon) with calibrated quantiles; spreads (n_series * horizon,)."""
    unit = np.ones(median.shape) if spreads is None else spreads.reshape(median.shape)
    unit = unit * fitted.growth * scales(values)[:, None]
    return Forecast(median, conformal.predict(fitted.error_quantiles, median, unit))


def floored(values: Array, result: Forecast) -> Forecast:
    """Keep forecasts at or above zero for series that were never below it.

    The median of series at zero is zero, within their quantiles: most of them stay there.
    """
    floor = np.where((values < 0).any(axis=1), -np.inf, 0.0)[:, None]
    quantiles = np.maximum(result.quantiles, floor[:, :, None])
    is_zero = at_zero(values)
    below = conformal.PROBABILITIES < 0.5
    around = np.where(below, np.minimum(quantiles, 0.0), np.maximum(quantiles, 0.0))
    return replace(
        result,
        median=np.where(is_zero[:, None], 0.0, np.maximum(result.median, floor)),
        quantiles=np.where(is_zero[:, None, None], around, quantiles),
    )


def at_zero(values: Array) -> Mask:
    """Whether the last value of each series (n_series,) is zero."""
    return np.asarray(fill_gaps(values)[:, -1] == 0)


def to_files(fitted: Fitted) -> dict[str, bytes]:
    """Files for `from_files`: boosters as LightGBM text, the rest as JSON."""
    combination: dict[str, Any] = {"point": fitted.point, "bases": growth_rows.AVERAGED}
    boosters: dict[str, list[lgb.Booster]] = {}
    if fitted.model is not None:
        combination |= {
            "features": fitted.model.names,
            "common": asdict(fitted.model.common),
            "averaged_weight": fitted.weight,
            "medians": None if fitted.medians is None else fitted.medians.tolist(),
        }
        boosters = {"direct": fitted.model.direct, "averaging": fitted.model.averaging}
    calibration: dict[str, Any] = {
        "probabilities": conformal.PROBABILITIES.tolist(),
        "quantiles": fitted.error_quantiles.tolist(),
        "growth": fitted.growth.tolist(),
    }
    if fitted.revision is not None:
        calibration["revision"] = fitted.revision.tolist()
    if fitted.spread is not None:
        calibration["spread_floor"] = fitted.spread.floor
        boosters["spread"] = fitted.spread.boosters
    files = {
        f"lightgbm_{group}_{number}.txt": booster.model_to_string().encode()
        for group, members in boosters.items()
        for number, booster in enumerate(members)
    }
    if fitted.relative is not None:
        files[RELATIVE] = relative.to_json(fitted.relative).encode()
    files[COMBINATION] = json.dumps(combination).encode()
    files[CALIBRATION] = json.dumps(calibration).encode()
    return files


def from_files(files: Mapping[str, bytes]) -> Fitted:
    """Read the model that `to_files` wrote.

    Raises
    ------
    InputError
        Files are missing or differ, as those of an older training.
    """
    if not {COMBINATION, CALIBRATION} <= files.keys():
        raise InputError(OUTDATED)
    combination, calibration = json.loads(files[COMBINATION]), json.loads(files[CALIBRATION])
    if combination["bases"] != growth_rows.AVERAGED:
        raise InputError(OUTDATED)
    fitted = Fitted(
        np.array(calibration["quantiles"]),
        np.array(calibration["growth"]),
        combination["point"],
        revision=np.array(calibration["revision"]) if "revision" in calibration else None,
    )
    if "spread_floor" in calibration:
        spread = Spread(_boosters(files, "spread"), calibration["spread_floor"])
        fitted = replace(fitted, spread=spread)
    if RELATIVE in files:
        fitted = replace(fitted, relative=_relative(files[RELATIVE]))
    if "common" not in combination:
        return fitted
    medians = combination["medians"]
    return replace(
        fitted,
        model=Global(
            combination["features"],
            _boosters(files, "direct"),
            _boosters(files, "averaging"),
            Common(**combination["common"]),
        ),
        weight=combination["averaged_weight"],
        medians=None if medians is None else np.array(medians),
    )


def _relative(text: bytes) -> Relative:
    found = relative.from_json(text)
    if found is None:
        raise InputError(OUTDATED)
    return found


def _boosters(files: Mapping[str, bytes], group: str) -> list[lgb.Booster]:
    """The boosters of a group, in their order."""
    found: list[lgb.Booster] = []
    while (name := f"lightgbm_{group}_{len(found)}.txt") in files:
        found.append(lgb.Booster(model_str=files[name].decode()))
    return found
