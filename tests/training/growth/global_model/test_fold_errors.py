"""No outcome has a part in what its own error is measured with."""

from dataclasses import replace

import numpy as np
import pytest

from tests.training.growth.global_model.test_spread import some_rows
from tests.training.growth.test_honest_folds import country
from training.columns import select
from training.growth.global_model import fold_errors, hybrid, spread
from training.growth.global_model.fold_errors import FoldErrors
from training.growth.global_model.hybrid import Parts, averaged_weight
from training.growth.global_model.rows import Rows


def folds(n: int = 4000) -> tuple[Rows, Parts]:
    """Rows of four origins whose outcomes the averages forecast better than the booster."""
    rng = np.random.default_rng(4)
    rows = some_rows(n)
    noise = rng.normal(0, 1 + 3 * rows.features[:, 0])
    parts = Parts(np.zeros(n), rng.normal(0, 1, n), rng.normal(0, 1, n))
    target = parts.averaged + noise
    origin = rng.integers(4, 8, n)
    return replace(rows, target=target, path=np.zeros(n), origin=origin), parts


def measured(rows: Rows, parts: Parts, *, shared: bool) -> FoldErrors:
    return fold_errors.cross_fitted(rows, parts, averaged_weight, {}, shared=shared)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("half", [0, 1])
def test_outcomes_have_no_part_in_what_their_errors_are_measured_with(
    half: int, shared: bool
) -> None:
    """Other outcomes of one half move its errors by as much, over spreads that stay."""
    rows, parts = folds()
    inside = rows.series % 2 == half
    before = measured(rows, parts, shared=shared).errors
    moved = np.random.default_rng(5).normal(0, 9, len(inside)) + parts.direct
    after, twice = (
        measured(replace(rows, target=rows.target + by * inside), parts, shared=shared).errors
        for by in (moved, 2 * moved)
    )
    np.testing.assert_allclose((twice - after)[inside], (after - before)[inside], rtol=1e-6)
    assert not np.allclose(after[~inside], before[~inside]), "the other half learns from them"


@pytest.mark.parametrize("half", [0, 1])
def test_spread_and_weight_of_a_half_are_those_that_the_other_half_gives(half: int) -> None:
    rows, parts = folds()
    inside = rows.series % 2 == half
    others, other_parts = select(rows, ~inside), select(parts, ~inside)
    weight = averaged_weight(others, other_parts)
    error = rows.target - hybrid.scaled_change(rows, parts, weight)
    expected = spread.fit(others, error[~inside]).predict(select(rows, inside))
    found = measured(rows, parts, shared=False).errors
    np.testing.assert_allclose(found[inside], error[inside] / expected)
    assert weight > 0.6


def test_errors_over_their_spread_are_alike_for_calm_and_noisy_rows() -> None:
    rows, parts = folds()
    noisy = rows.features[:, 0] == 1
    for shared in (False, True):
        errors = np.abs(measured(rows, parts, shared=shared).errors)
        assert errors[noisy].mean() / errors[~noisy].mean() == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("alone", [False, True])
def test_few_rows_and_a_single_series_have_no_spread(alone: bool) -> None:
    rows, parts = folds(4000 if alone else 400)
    rows = replace(rows, series=np.zeros(4000, dtype=np.intp)) if alone else rows
    found = measured(rows, parts, shared=True)
    assert found.spread is None
    if alone:
        np.testing.assert_allclose(
            found.errors, rows.target - hybrid.scaled_change(rows, parts, 0.5)
        )


def test_relative_growth_is_calibrated_without_the_outcomes_of_its_origin_or_later_ones() -> None:
    """Other outcomes at the last origin move their errors by as much; earlier errors stay."""
    panel = country(14)
    learned = hybrid.learn(panel, 2)
    rows, parts = learned.folds, learned.fold_parts
    weigh = lambda rows, parts: 0.5  # noqa: E731
    last = rows.origin == rows.origin.max()
    moved = np.where(last, np.random.default_rng(0).normal(0, 3, len(last)), 0.0)
    before, after = (
        fold_errors.cross_fitted(each, parts, weigh, panel.groups, shared=True).errors
        for each in (rows, replace(rows, target=rows.target + moved))
    )
    np.testing.assert_allclose(after - before, moved, atol=1e-9)
    plain = fold_errors.cross_fitted(rows, parts, weigh, {}, shared=True).errors
    assert not np.allclose(before, plain)
