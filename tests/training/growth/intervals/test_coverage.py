"""Coverage by step and size against a loop."""

import numpy as np
import pytest

from training.growth.intervals import conformal, coverage


def test_breakdown_agrees_with_a_loop() -> None:
    rng = np.random.default_rng(0)
    n, horizon = 40, 3
    actual, last = rng.normal(size=(n, horizon)), rng.lognormal(size=n) * rng.choice([-1, 1], n)
    width = rng.uniform(0.3, 2.0, (n, horizon, 1))
    quantiles = (conformal.PROBABILITIES - 0.5) * 3 * width
    rows = coverage.breakdown(actual, quantiles, last).set_index(["kind", "group"])
    order = sorted(range(n), key=lambda i: abs(last[i]))
    # Thirds of 40: 14 below the first boundary (on the 14th value), 13 more, 13 above.
    thirds = {"small": order[:14], "medium": order[14:27], "large": order[27:]}
    groups = {("all", "all"): [(i, k) for i in range(n) for k in range(horizon)]}
    groups |= {("step", str(k + 1)): [(i, k) for i in range(n)] for k in range(horizon)}
    groups |= {("size", s): [(i, k) for i in m for k in range(horizon)] for s, m in thirds.items()}
    assert list(rows.index) == list(groups)
    for key, cells in groups.items():
        assert rows.loc[key, "n"] == len(cells)
        for level, name in ((0.8, "coverage_80"), (0.95, "coverage_95")):
            low, high = (
                conformal.QUANTILE_COLUMNS.index(c) for c in conformal.interval_columns(level)
            )
            held = [quantiles[i, k, low] <= actual[i, k] <= quantiles[i, k, high] for i, k in cells]
            assert rows.loc[key, name] == pytest.approx(np.mean(held))


def test_a_single_series_has_one_size() -> None:
    quantiles = np.zeros((1, 2, len(conformal.PROBABILITIES)))
    rows = coverage.breakdown(np.zeros((1, 2)), quantiles, np.array([5.0]))
    assert rows["kind"].tolist() == ["all", "step", "step", "size"]
    assert (rows["coverage_80"] == 1).all()
