"""Probabilities that hold, and ranges that say how well."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import expit

from features.arrays import Array
from training.niches.calibration import (
    UNKNOWN,
    Calibration,
    calibrate,
    cross_reliability,
    logit,
    region_spread,
    shift_to,
    shrunken,
)
from training.niches.metrics import expected_calibration_error


def _world(
    seed: int, spread: float = 0.0, n_regions: int = 100, per_region: int = 300
) -> tuple[Array, npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
    """True odds, overconfident scores, outcomes; regions differ from what scores can know."""
    rng = np.random.default_rng(seed)
    region = np.repeat(np.arange(n_regions), per_region)
    odds = rng.normal(-1.5, 1.0, len(region))
    truth = expit(odds + rng.normal(0, spread, n_regions)[region])
    return 3 * odds + 1, rng.random(len(region)) < truth, region


def test_overconfident_scores_become_probabilities_that_hold() -> None:
    fitted = calibrate(*_world(0))
    scores, outcomes, _ = _world(1)
    assert expected_calibration_error(outcomes, expit(scores)) > 0.1
    assert expected_calibration_error(outcomes, fitted.apply(scores)[0]) < 0.01


def test_order_is_kept_within_blocks() -> None:
    scores, outcomes, region = _world(0)
    fitted = calibrate(scores, outcomes, region)
    inside = np.sort(scores[(scores > fitted.scores[0]) & (scores < fitted.scores[-1])])
    assert (np.diff(fitted.apply(inside)[0]) > 0).mean() > 0.999
    assert (np.diff(fitted.apply(np.sort(scores))[0]) >= 0).all()


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_the_spread_over_regions_is_recovered(spread: float) -> None:
    _, outcomes, region = _world(3, spread, n_regions=400)
    scores, _, _ = _world(3, spread, n_regions=400)
    assert region_spread(expit((scores - 1) / 3), outcomes, region) == pytest.approx(
        spread, abs=0.12
    )


def test_nine_regions_of_ten_lie_in_the_range() -> None:
    fitted = calibrate(*_world(4, spread=0.6, n_regions=400))
    rng = np.random.default_rng(5)
    probability, low, high = fitted.apply(np.full(2000, 1.0))
    assert (low < probability).all()
    assert (probability < high).all()
    truth = expit(logit(probability) + rng.normal(0, 0.6, 2000))
    assert ((truth >= low) & (truth <= high)).mean() == pytest.approx(0.9, abs=0.05)


def test_few_cells_make_the_range_wider() -> None:
    many = calibrate(*_world(6, n_regions=100))
    few = calibrate(*_world(6, n_regions=2))
    at = np.zeros(1)
    width = [float(np.diff(c.apply(at)[1:, 0])[0]) for c in (many, few)]
    assert width[1] > 1.5 * width[0]


def test_too_few_cells_take_the_fallback_with_twice_its_spread() -> None:
    known = calibrate(*_world(7, spread=0.5))
    scores, outcomes, region = _world(8, n_regions=1, per_region=20)
    borrowed = calibrate(scores, outcomes, region, fallback=known)
    assert borrowed.probabilities == known.probabilities
    assert borrowed.spread == 2 * known.spread


def test_nothing_seen_is_stated_as_such() -> None:
    empty = np.zeros(0)
    nothing = calibrate(empty, empty.astype(bool), empty.astype(np.intp))
    assert nothing == UNKNOWN
    probability, low, high = nothing.apply(np.array([0.3]))
    assert (low[0], probability[0], high[0]) == pytest.approx((0, 0.5, 1), abs=1e-3)


def test_reliability_is_taken_on_the_other_half_of_the_regions() -> None:
    # Each region's outcomes follow its number, so a calibration tried on its own regions would
    # look perfect; on the others it must not.
    rng = np.random.default_rng(0)
    region = np.repeat(np.arange(2), 5000)
    scores = rng.normal(0, 1, 10000)
    outcomes = region == 1
    table = cross_reliability(scores, outcomes, region)
    assert table["n"].sum() == 10000
    assert (abs(table["predicted"] - table["observed"])).mean() > 0.4


def test_a_shift_moves_the_mean_to_the_rate_and_keeps_the_order() -> None:
    probability = np.random.default_rng(3).uniform(0.01, 0.9, 500)
    moved = expit(logit(probability) + shift_to(probability, 0.2))
    assert moved.mean() == pytest.approx(0.2, abs=1e-6)
    np.testing.assert_array_equal(np.argsort(moved), np.argsort(probability))


def test_drift_widens_the_range_and_a_shift_moves_it() -> None:
    known = Calibration((0.0, 1.0), (0.2, 0.6), (0.1, 0.1), 0.1)
    score = np.array([0.5])
    narrow, wide = known.apply(score), known.apply(score, drift=0.3)
    assert wide[0] == narrow[0]
    assert wide[1] < narrow[1] < narrow[0] < narrow[2] < wide[2]
    np.testing.assert_allclose(known.apply(score, shift=0.0), narrow)
    np.testing.assert_allclose(logit(known.apply(score, shift=0.5)), logit(narrow) + 0.5, rtol=1e-9)


def test_a_shrunken_calibration_lies_between_what_was_said_and_what_was_seen() -> None:
    seen = Calibration((-2.0, 1.0), (0.2, 0.6), (0.1, 0.1), 0.1)
    np.testing.assert_allclose(shrunken(seen, 0.0).probabilities, seen.probabilities)
    np.testing.assert_allclose(shrunken(seen, 1.0).probabilities, expit(np.array([-2.0, 1.0])))
    middle = logit(np.array(shrunken(seen, 0.5).probabilities))
    np.testing.assert_allclose(middle, (logit(np.array([0.2, 0.6])) + np.array([-2.0, 1.0])) / 2)
