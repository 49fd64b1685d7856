"""Every figure against scikit-learn or a loop that anybody can read."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps
from sklearn import metrics

from training.niches import metrics as call_metrics


def _cells(
    seed: int, n: int = 300, levels: int = 20, n_regions: int = 7
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Outcomes, scores with many ties, and regions, shuffled."""
    rng = np.random.default_rng(seed)
    score = rng.integers(0, levels, n) / levels
    return rng.random(n) < 0.2 + 0.5 * score, score, rng.integers(0, n_regions, n)


@pytest.mark.parametrize("seed", range(5))
def test_ranking_figures_are_those_of_scikit_learn(seed: int) -> None:
    outcome, score, _ = _cells(seed)
    expected_ap = metrics.average_precision_score(outcome, score)
    assert call_metrics.average_precision(outcome, score) == pytest.approx(expected_ap)
    assert call_metrics.auc(outcome, score) == pytest.approx(metrics.roc_auc_score(outcome, score))
    f1 = [metrics.f1_score(outcome, score >= level) for level in np.unique(score)]
    assert call_metrics.best_f1(outcome, score) == pytest.approx(max(f1))
    assert call_metrics.brier(outcome, score) == pytest.approx(
        metrics.brier_score_loss(outcome, score)
    )


@pytest.mark.parametrize("seed", range(5))
def test_average_precision_by_region_is_that_of_each_region_alone(seed: int) -> None:
    outcome, score, region = _cells(seed)
    outcome[region == 2] = False
    region[region == 4] = 5
    found = call_metrics.average_precision_by_region(outcome, score, region)
    for code in range(7):
        inside = region == code
        if outcome[inside].any():
            expected = metrics.average_precision_score(outcome[inside], score[inside])
            assert found[code] == pytest.approx(expected)
        else:
            assert np.isnan(found[code])


@pytest.mark.parametrize("seed", range(5))
def test_figures_per_region_are_those_of_a_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, k = 200, 10
    score, region = rng.permutation(n) / n, rng.integers(0, 12, n)
    region[:4] = 12  # fewer cells than k
    outcome = rng.random(n) < 0.3
    precisions, gains = [], []
    for code in np.unique(region):
        cells = np.flatnonzero(region == code)
        hits = outcome[cells[np.argsort(-score[cells])]][:k]
        precisions.append(hits.mean())
        n_events = outcome[cells].sum()
        if n_events:
            at = [hits[: i + 1].mean() for i in range(len(hits)) if hits[i]]
            gains.append(sum(at) / min(n_events, k))
    assert call_metrics.precision_at_per_region(outcome, score, region, k) == pytest.approx(
        np.mean(precisions)
    )
    assert call_metrics.mean_average_precision_at(outcome, score, region, k) == pytest.approx(
        np.mean(gains)
    )


def test_a_tie_at_the_border_counts_with_its_mean() -> None:
    outcome = np.array([True, True, False, False])
    score = np.array([0.9, 0.5, 0.5, 0.1])
    assert call_metrics.precision_at(outcome, score, 2) == pytest.approx((1 + 0.5) / 2)
    assert call_metrics.precision_at(outcome, score, 1) == 1.0
    assert call_metrics.precision_at(outcome, score, 1000) == 0.5


def test_calibration_error_by_hand() -> None:
    probability = np.repeat([0.2, 0.8], 50)
    outcome = np.r_[np.arange(50) < 20, np.arange(50) < 40]
    assert call_metrics.expected_calibration_error(outcome, probability, bins=2) == pytest.approx(
        (0.2 + 0.0) / 2
    )


@pytest.mark.parametrize("n", [0, 35, 99])
def test_few_cells_have_no_calibration_error(n: int) -> None:
    """One bin would see the mean alone, and call any probabilities with that mean perfect."""
    outcome = np.arange(n) % 2 == 0
    probability = np.full(n, outcome.mean() if n else 0.0)
    assert np.isnan(call_metrics.expected_calibration_error(outcome, probability))


def test_a_brier_score_needs_no_bins() -> None:
    assert call_metrics.brier(np.array([True, False]), np.array([0.5, 0.1])) == pytest.approx(0.13)


@pytest.mark.parametrize(("n", "bins"), [(100, 2), (999, 19), (1000, 20), (5000, 20)])
def test_bins_hold_fifty_cells_and_are_twenty_at_most(n: int, bins: int) -> None:
    rng = np.random.default_rng(n)
    probability = rng.random(n)
    outcome = rng.random(n) < probability
    predicted, observed, size = call_metrics.reliability(outcome, probability, bins)
    assert size.min() >= 50
    gap = np.average(np.abs(predicted - observed), weights=size)
    assert call_metrics.expected_calibration_error(outcome, probability) == pytest.approx(gap)


@given(nps.arrays(bool, 40), nps.arrays(float, 40, elements=st.floats(0, 1)))
@settings(max_examples=50, deadline=None)
def test_figures_do_not_depend_on_a_monotone_change_of_the_score(
    outcome: npt.NDArray[np.bool_], probability: npt.NDArray[np.float64]
) -> None:
    region = np.zeros(40, dtype=np.intp)
    score = np.round(probability, 3)
    plain = call_metrics.figures(outcome, score, probability, region)
    scaled = call_metrics.figures(outcome, 8 * score - 4, probability, region)
    assert plain == pytest.approx(scaled, nan_ok=True)
    assert all(np.isnan(v) or -1e-9 <= v <= 1 + 1e-9 for v in plain.values())


def test_without_a_cell_or_an_event_figures_are_unknown() -> None:
    empty = call_metrics.figures(
        np.zeros(0, bool), np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.intp)
    )
    assert all(np.isnan(v) for v in empty.values())
    by_region = call_metrics.average_precision_by_region(
        np.zeros(0, bool), np.zeros(0), np.zeros(0, dtype=np.intp)
    )
    assert not len(by_region)
    none = call_metrics.figures(
        np.zeros(3, bool), np.arange(3.0), np.full(3, 0.1), np.zeros(3, dtype=np.intp)
    )
    assert np.isnan(none["ap"])
    assert none["brier"] == pytest.approx(0.01)
