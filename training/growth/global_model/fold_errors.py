"""Errors at past origins over their expected spread, on which intervals are calibrated.

The forecasts at a past origin did not see its outcomes, but these also choose the weight of the
averaged base forecasts against the direct booster, and the expected spread of errors. So errors of
each half of the series use the weight and the spread of the other half: no outcome affects the
scale of its own error.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from features.arrays import Array, Index
from training.columns import select
from training.growth.global_model import relative, spread
from training.growth.global_model.hybrid import Parts, scaled_change
from training.growth.global_model.rows import Rows
from training.growth.global_model.spread import Spread
from training.growth.intervals import conformal

MINIMUM_ROWS = 2000
"""Fewest rows to fit a spread to."""

Weigh = Callable[[Rows, Parts], float]
"""Choose the weight of the averaged base forecasts from rows with known outcomes."""


@dataclass(frozen=True)
class FoldErrors:
    """Errors of fold rows, and the expected spread of those of other rows.

    Attributes
    ----------
    errors : (n_rows,)
        Outcome less forecast, over the series' scale and, if there is one, over the spread.
    spread : Spread or None
        The mean of those of both halves. None if there were too few rows to fit one.
    """

    errors: Array
    spread: Spread | None


def cross_fitted(
    folds: Rows, parts: Parts, weigh: Weigh, groups: Mapping[str, Index], *, shared: bool
) -> FoldErrors:
    """Errors of each half of the series, with the weight and the spread of the other half.

    Parameters
    ----------
    folds : Rows
        At past origins, with known outcomes.
    parts : Parts
        Their forecasts by models that saw no outcome after the origin.
    groups : mapping of str to (n_series,) int
        Region and cluster of the series, whose relative growth is calibrated on earlier origins;
        empty for none.
    shared : bool
        Whether series share their calendar: spreads are then relative to the median of their
        origin and step, since there are too few years to estimate how these differ.
    """
    even = folds.series % 2 == 0
    enough = len(folds.target) >= MINIMUM_ROWS and 0 < even.sum() < len(even)
    errors, spreads = np.empty(len(even)), []
    for inside in (even, ~even):
        others = select(folds, ~inside)
        weight = weigh(others, select(parts, ~inside))
        change = scaled_change(folds, parts, weight)
        if groups:
            past = relative.moments(folds, change, groups)
            change = relative.out_of_time(folds, change, groups, past)
        error = folds.target - change
        errors[inside] = error[inside]
        if enough:
            spreads.append(spread.fit(others, error[~inside]))
            errors[inside] /= _relative(spreads[-1], select(folds, inside), shared=shared)
    return FoldErrors(errors, spread.mean(spreads) if spreads else None)


def _relative(fitted: Spread, rows: Rows, *, shared: bool) -> Array:
    """Spread (n_rows,); if series share their calendar, over the median of origin and step."""
    expected = fitted.predict(rows)
    return expected / conformal.medians(expected, rows.origin, rows.step) if shared else expected
