"""Confidence against exact shares and a loop over futures."""

import numpy as np
import pytest

from tests.training.choice.made import SCALE, cluster_options
from training.choice.confidence import rank_range, scores_by_chance
from training.choice.futures import joint_futures
from training.choice.options import Options
from training.choice.ranking import ChoiceQuestion, rank_clusters

DRAWS = 2000


def confidence(options: Options, weights: dict[str, float]) -> dict[str, float]:
    futures = options.clusters.futures(DRAWS)
    found = rank_clusters(options, futures, SCALE, ChoiceQuestion(weights, draws=DRAWS)).listed
    return dict(zip(found.codes, found.extra["confidence"].tolist(), strict=True))


def test_it_equals_a_loop_over_futures() -> None:
    rng = np.random.default_rng(2)
    values = rng.random((5, 3))
    values[3, 0] = np.nan
    spread = np.array([0.0, 0.1, 0.2, 0.5, 0.9])
    options = cluster_options(values, width=0.4, spread=spread)
    futures = joint_futures(options.clusters.growth, 0.5, DRAWS)
    weights = {"growth": 0.5, "risk": 0.1, "multiplier": 0.4}
    above = np.zeros(5)
    for growth, delta, unknown in zip(futures.growth, futures.delta, futures.unknown, strict=True):
        scores = [
            weights["multiplier"] * (values[i, 1] + delta * 2 * spread[i])
            + (
                weights["growth"] * growth[i] + weights["risk"] * (1 - futures.risk[i])
                if i != 3
                else (weights["growth"] + weights["risk"]) * (0.5 + unknown[i])
            )
            for i in range(5)
        ]
        middle = sorted(scores)[2]
        above += [1.0 if s > middle else 0.5 if s == middle else 0.0 for s in scores]
    found = confidence(options, weights)
    np.testing.assert_allclose([found[f"c0{i}"] for i in range(5)], above / DRAWS, atol=0.003)


def test_a_criterion_without_uncertainty_is_certain() -> None:
    values = np.column_stack([np.full(3, 0.5), [0.1, 0.2, 0.3], np.full(3, 0.5)])
    assert confidence(cluster_options(values, width=0.5), {"multiplier": 1}) == {
        "c00": 0,
        "c01": 0.5,
        "c02": 1,
    }


def test_confidence_in_growth_is_the_chance_to_outgrow_the_middle() -> None:
    values = np.column_stack([np.linspace(0.3, 0.7, 5), np.full((5, 2), 0.5)])
    options = cluster_options(values, width=0.5)
    found = confidence(options, {"growth": 1})
    np.testing.assert_allclose(
        list(dict(sorted(found.items())).values()), 1 - options.clusters.futures(DRAWS).risk
    )


def test_a_common_shock_cancels() -> None:
    """With the same width, all shocks in common, the order of the medians is sure."""
    values = np.column_stack([[0.50, 0.51, 0.52], np.full((3, 2), 0.5)])
    options = cluster_options(values, width=0.5)
    futures = joint_futures(options.clusters.growth, 1.0, DRAWS)
    found = rank_clusters(options, futures, SCALE, ChoiceQuestion({"growth": 1})).listed
    assert found.codes == ["c02", "c01", "c00"]
    assert found.extra["confidence"].tolist() == pytest.approx([1, 0.5, 0])


def test_the_range_of_a_rank_holds_eight_of_ten_futures() -> None:
    # The first is best in 15 of 20 futures and last in 5, one tenth of which may be left out.
    first = np.where(np.arange(200) % 20 < 15, 2.0, -1.0)
    drawn = np.column_stack([first, np.ones(200), np.zeros(200)]).astype(np.float32)
    low, high = rank_range(drawn)
    assert low.tolist() == [1, 1, 2]
    assert high.tolist() == [3, 2, 3]
    rare = np.column_stack([np.where(np.arange(200) % 20 == 0, -1.0, 2.0), np.zeros(200)])
    assert rank_range(rare.astype(np.float32))[1].tolist() == [1, 2]


def test_chances_without_a_range_keep_their_order() -> None:
    chance, useful = np.array([0.4, 0.9, 0.5]), np.array([1.0, 0.1, 0.5])
    scores = scores_by_chance(useful, chance, chance, chance, 0, yearly=0.0)
    np.testing.assert_allclose(scores[7], chance * useful, rtol=1e-5)
    low, high = rank_range(scores)
    assert low.tolist() == high.tolist() == [1, 3, 2]
    near = np.array([0.4, 0.35, 0.3])
    low, high = rank_range(scores_by_chance(np.ones(3), near, near, near, 0))
    assert (low[0], high[0]) == (1, 3), "a year of data moves chances that are sure today"


def test_the_ends_of_the_range_of_a_chance_are_its_quantiles() -> None:
    ends = np.array([0.2]), np.array([0.05]), np.array([0.6])
    scores = np.concatenate(
        [scores_by_chance(np.ones(1), *ends, seed, yearly=0.0) for seed in range(50)]
    )
    np.testing.assert_allclose(np.quantile(scores, [0.05, 0.5, 0.95]), [0.05, 0.2, 0.6], atol=0.01)
