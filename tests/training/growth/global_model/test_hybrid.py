"""The common path of the global model goes on, damped."""

from dataclasses import replace

import numpy as np

from tests.training.growth.global_model.test_rows import panel
from training.growth.global_model import common_path, hybrid
from training.growth.global_model import rows as growth_rows


def test_the_common_path_by_hand() -> None:
    values = np.array([[1.0, 2.0, 3.0]])
    rows = growth_rows.rows_at(panel(values), 3, 3, np.arange(1))[1]
    assert rows.level.tolist() == [3, 3, 3]
    common = common_path.Common(rate=0.0, change=1.0, damping=0.5)
    np.testing.assert_allclose(common.ahead(rows), np.array([1, 1.5, 1.75]) / 2)
    grown = replace(common, rate=np.log(2.0), change=0.0).ahead(rows)
    np.testing.assert_allclose(grown, 3 * (2.0 ** np.array([1, 1.5, 1.75]) - 1) / 2)


def learned(growth: np.ndarray) -> hybrid.Learned:
    """From sixty series of all sizes that grow alike, at another rate each year."""
    starts = np.random.default_rng(0).uniform(1, 100, (60, 1))
    return hybrid.learn(panel(starts * np.exp(np.cumsum(growth))), 4)


def test_steady_growth_goes_on_and_growth_that_varied_is_damped() -> None:
    steady, varied = learned(np.full(16, 0.05)), learned(np.tile([0.1, 0.0], 8))
    assert steady.model is not None and varied.model is not None
    np.testing.assert_allclose(steady.model.common.damping, 1)
    assert varied.model.common.damping == common_path.DAMPING
    change = (steady.parts.common + steady.parts.direct).reshape(60, 4)
    grown = 1 + change / steady.final.level.reshape(60, 4)
    np.testing.assert_allclose(grown, np.tile(np.exp(0.05 * np.arange(1, 5)), (60, 1)), rtol=0.02)


def test_a_series_at_zero_is_forecast_to_stay_there() -> None:
    rows = growth_rows.rows_at(
        panel(np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 3.0]])), 3, 2, np.arange(2)
    )[1]
    parts = hybrid.Parts(np.full(4, 1.0), np.full(4, 4.0), np.full(4, 2.0))
    assert hybrid.scaled_change(rows, parts, 0.25).tolist() == [0, 0, 3.5, 3.5]
