"""The spread follows what makes errors large."""

from dataclasses import replace

import numpy as np
import pytest

from tests.training.growth.global_model.test_rows import panel
from training.columns import select
from training.growth.global_model import rows as growth_rows
from training.growth.global_model import spread


def some_rows(n: int) -> growth_rows.Rows:
    """Rows of fifty series that are all alike but for their only feature, 0 or 1."""
    values = np.random.default_rng(1).uniform(1, 2, (1, 8)).cumsum(axis=1)
    like = growth_rows.rows_at(panel(values), 7, 1, np.arange(1))[1]
    rows = select(like, np.zeros(n, dtype=np.intp))
    rng = np.random.default_rng(0)
    feature, series = rng.integers(0, 2, n), rng.integers(0, 50, n)
    return replace(rows, features=feature[:, None].astype(np.float32), series=series)


def test_noisy_rows_have_a_larger_spread() -> None:
    rows = some_rows(4000)
    noisy = rows.features[:, 0] == 1
    errors = np.random.default_rng(2).normal(0, 1 + 3 * noisy)
    expected = spread.fit(rows, errors).predict(rows)
    assert 3 < expected[noisy].mean() / expected[~noisy].mean() < 5


def test_the_mean_of_spreads_lies_between_them() -> None:
    rows = some_rows(2000)
    errors = np.random.default_rng(3).normal(0, 1, 2000)
    one, other = spread.fit(rows, errors), spread.fit(rows, 3 * errors)
    both = spread.mean([one, other])
    np.testing.assert_allclose(both.predict(rows), (one.predict(rows) + other.predict(rows)) / 2)
    assert both.floor == pytest.approx((one.floor + other.floor) / 2)
