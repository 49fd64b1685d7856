"""The spread follows what makes errors large, and says when it has too little to learn from."""

from dataclasses import replace

import numpy as np

from tests.training.growth.global_model.test_rows import panel
from training.growth.global_model import rows as growth_rows
from training.growth.global_model import spread


def test_noisy_rows_have_a_larger_spread() -> None:
    rng = np.random.default_rng(0)
    n = 4000
    noisy = rng.integers(0, 2, n)
    values = np.random.default_rng(1).uniform(1, 2, (1, 8)).cumsum(axis=1)
    like = growth_rows.rows_at(panel(values), 7, 1, np.arange(1))[1]
    rows = growth_rows.select(like, np.zeros(n, dtype=np.intp))
    rows = replace(rows, features=noisy[:, None].astype(np.float32), series=rng.integers(0, 50, n))
    errors = rng.normal(0, 1 + 3 * noisy)
    fitted = spread.fit(rows, errors)
    assert fitted is not None
    for part in (fitted[0], fitted[1].predict(rows)):
        assert 3 < part[noisy == 1].mean() / part[noisy == 0].mean() < 5
    few = growth_rows.select(rows, np.arange(10))
    assert spread.fit(few, errors[:10]) is None
