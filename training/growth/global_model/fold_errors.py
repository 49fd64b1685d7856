"""Errors at past origins in units of the spread expected of them: intervals are calibrated on them.

The forecasts at a past origin did not see its outcomes, but two more things are learned from
these: how much the averaged base forecasts weigh against the direct booster, and how wide an error
will be. Each half of the series is measured with the weight and the spread that the other half
gives, so that no outcome has a part in what its own error is measured with.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from features.arrays import Array
from training.growth.global_model import spread
from training.growth.global_model.hybrid import Parts, scaled_change, select_parts
from training.growth.global_model.rows import Rows, select
from training.growth.global_model.spread import Spread
from training.growth.intervals import conformal

MINIMUM_ROWS = 2000
"""Rows from which a spread is learned."""

Weigh = Callable[[Rows, Parts], float]
"""Choose the weight of the averaged base forecasts from rows with known outcomes."""


@dataclass(frozen=True)
class FoldErrors:
    """Errors of fold rows, and how wide the errors of other rows will be.

    Attributes
    ----------
    errors : (n_rows,)
        Outcome less forecast, in units of the series' scale and, where there is a spread, of it.
    spread : Spread or None
        The mean of those of both halves. None where there were too few rows to learn one.
    """

    errors: Array
    spread: Spread | None


def cross_fitted(folds: Rows, parts: Parts, weigh: Weigh, *, shared: bool) -> FoldErrors:
    """Errors of each half of the series, measured with what the other half gives.

    Parameters
    ----------
    folds : Rows
        At past origins, with known outcomes.
    parts : Parts
        Their forecasts by models that saw no outcome after the origin.
    weigh : Weigh
    shared : bool
        Whether series share their calendar: spreads are then taken relative to the median of
        their origin and step, since too few years tell how the spread differs between these.
    """
    even = folds.series % 2 == 0
    enough = len(folds.target) >= MINIMUM_ROWS and 0 < even.sum() < len(even)
    errors, spreads = np.empty(len(even)), []
    for inside in (even, ~even):
        others = select(folds, ~inside)
        weight = weigh(others, select_parts(parts, ~inside))
        error = folds.target - scaled_change(parts, weight)
        errors[inside] = error[inside]
        if enough:
            spreads.append(spread.fit(others, error[~inside]))
            errors[inside] /= _relative(spreads[-1], select(folds, inside), shared=shared)
    return FoldErrors(errors, spread.mean(spreads) if spreads else None)


def _relative(fitted: Spread, rows: Rows, *, shared: bool) -> Array:
    """Spread (n_rows,); where series share their calendar over the median of origin and step."""
    expected = fitted.predict(rows)
    return expected / conformal.medians(expected, rows.origin, rows.step) if shared else expected
