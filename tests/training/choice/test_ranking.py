"""The choice: contributions, acceptability against a naive loop, dominance, refusals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.errors import InputError, UnknownCodeError
from training.choice.criteria import GROWTH_POINTS, Options
from training.choice.ranking import Ranking, cautions, rank_support

DIRECTION = {"growth": 1, "multiplier": 1, "relatedness": 1, "risk": -1}


def options(
    values: np.ndarray, spread: float = 0.0, kinds: list[str] | None = None, width: float = 0.0
) -> Options:
    """Options with the criteria of DIRECTION; growth drawn evenly within `width` of its middle."""
    n = len(values)
    drawn = values[:, [0]] + np.linspace(-width, width, GROWTH_POINTS)
    return Options(
        "R",
        pd.DataFrame(
            {
                "kind": kinds or ["cluster"] * n,
                "code": [f"c{i:02d}" for i in range(n)],
                "name": [f"Cluster {i}" for i in range(n)],
            }
        ),
        pd.DataFrame(values, columns=list(DIRECTION)),
        DIRECTION,
        drawn,
        values[:, [1]] + np.array([-spread, spread]),
    )


def by_code(ranking: Ranking) -> pd.DataFrame:
    return ranking.options.set_index("code").sort_index()


RANDOM = np.random.default_rng(0).random((12, 4))


def test_contributions_add_up_and_follow_the_weights() -> None:
    found = rank_support(options(RANDOM), {"growth": 3, "risk": 1})
    assert found.weights == {"growth": 0.75, "multiplier": 0.0, "relatedness": 0.0, "risk": 0.25}
    np.testing.assert_allclose(found.contributions.sum(axis=1), found.options["score"])
    assert found.options["rank"].tolist() == list(range(1, 13))
    assert found.options["score"].is_monotonic_decreasing
    assert (found.contributions["multiplier"] == 0).all()
    best = rank_support(options(RANDOM), {"risk": 1}).options["code"].iloc[0]
    low = np.quantile(RANDOM[:, 3], 0.05)
    assert RANDOM[int(best[1:]), 3] <= max(low, RANDOM[:, 3].min())


def test_default_weights_are_equal() -> None:
    assert set(rank_support(options(RANDOM)).weights.values()) == {0.25}


def test_a_sure_winner_is_always_accepted_and_dominates() -> None:
    values = np.array([[0.9, 0.9, 0.9, 0.1], [0.5, 0.5, 0.5, 0.5], [0.1, 0.1, 0.2, 0.9]])
    found = by_code(rank_support(options(values), k=1))
    assert found[["acceptability", "rank_low", "rank_high"]].to_numpy()[0].tolist() == [1, 1, 1]
    assert found.loc["c02", "acceptability"] == 0
    assert found["dominated_by"].tolist() == ["", "c00", "c00"]


def test_an_option_of_another_kind_dominates_nobody() -> None:
    values = np.array([[0.9, 0.9, 0.9, 0.1], [0.5, 0.5, 0.5, 0.5]])
    found = rank_support(options(values, kinds=["cluster", "niche"]))
    assert (found.options["dominated_by"] == "").all()


@given(arrays(float, (5, 4), elements=st.floats(0, 1)))
def test_dominance_equals_the_naive_loop(values: np.ndarray) -> None:
    found = by_code(rank_support(options(values), draws=5))
    signed = values * [1, 1, 1, -1]
    for i, code in enumerate(found["dominated_by"]):
        better = [(u >= signed[i]).all() and (u > signed[i]).any() for u in signed]
        assert bool(code) == any(better)
        if code:
            assert better[int(code[1:])]
            assert found["rank"].iloc[int(code[1:])] < found["rank"].iloc[i]


def test_the_best_of_a_criterion_is_not_dominated_where_the_scale_ends_below_it() -> None:
    """Growth of 9.7 and 7.1 both lie above the scale's end, the 95th percentile of forty."""
    values = np.tile([[1.0, 0.5, 0.5, 0.5]], (40, 1))
    values[0], values[1] = [9.7, 0.5, 0.5, 0.5], [7.1, 0.5, 0.5, 0.4]
    found = by_code(rank_support(options(values)))
    assert found.loc[["c00", "c01"], "dominated_by"].tolist() == ["", ""]
    values[1, 3] = 0.5
    assert by_code(rank_support(options(values))).loc["c01", "dominated_by"] == "c00"


def test_of_equal_scores_the_one_that_dominates_stands_first() -> None:
    values = np.tile([[1.0, 0.5, 0.5, 0.5]], (60, 1))
    values[:3, 0] = [7.1, 8.0, 9.7]
    found = rank_support(options(values), {"growth": 1}).options
    assert found["score"].tolist()[:3] == [1, 1, 1]
    assert found["code"].tolist()[:3] == ["c02", "c01", "c00"]


def test_a_rank_that_futures_do_not_bear_out_is_told() -> None:
    """The highest medians are of forecasts so wide that two sure ones stay ahead of most draws."""
    values = np.full((40, 4), 0.5)
    values[:, 0] = np.linspace(0, 1, 40)
    wild = options(values)
    wild.prospects[39] = np.where(np.arange(GROWTH_POINTS) < 0.97 * GROWTH_POINTS, -9.0, 9.0)
    (told,) = cautions(rank_support(wild, {"growth": 1}, k=2), 2)
    assert told == (
        "Cluster 39 (c39) stands among the best 2 by its median forecast alone: fewer than 5 % of "
        "futures put it there at these weights; trust that share more than the rank"
    )
    wild.prospects[37:] = wild.prospects[39]
    wild = replace(wild)
    (told,) = cautions(rank_support(wild, {"growth": 1}, k=3), 3)
    names = "Cluster 39 (c39), Cluster 38 (c38) and Cluster 37 (c37)"
    assert told.startswith(f"{names} stand among the best 3 by their median forecasts alone")
    assert cautions(rank_support(options(values), {"growth": 1}, k=3), 3) == []


def test_acceptability_adds_up_to_k() -> None:
    found = rank_support(options(RANDOM, width=0.5), k=3).options
    for column in ("acceptability", "acceptability_weights", "acceptability_forecast"):
        assert found[column].sum() == pytest.approx(3, abs=0.01)
    assert (found["rank_low"] <= found["rank_high"]).all()


def test_acceptability_of_the_weights_equals_simulation() -> None:
    """Two options, each best at one of two criteria by the whole scale: half the weights each."""
    values = np.array([[1.0, 0.0, 0.5, 0.5], [0.0, 1.0, 0.5, 0.5]])
    found = by_code(rank_support(options(values), k=1))
    assert found.loc["c00", "acceptability_weights"] == pytest.approx(0.5, abs=0.03)
    assert found.loc["c00", "acceptability"] == pytest.approx(0.5, abs=0.015)


def test_acceptability_of_the_forecast_equals_the_exact_share() -> None:
    """Growth .6 + U(-.3, .3) beats .5 + U(-.3, .3) with probability 1 - (.5/.6)^2 / 2 = .653."""
    values = np.array([[0.6, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.5], [1.2, 0.5, 0.5, 0.5]])
    values = np.vstack([values, [[-0.2, 0.5, 0.5, 0.5]]])  # ends of the scale, out of reach
    wide = options(values, width=0.3)
    wide.prospects[2] = 1.2
    wide.prospects[3] = -0.2
    found = by_code(rank_support(wide, {"growth": 1}, k=2))
    assert found.loc["c00", "acceptability_forecast"] == pytest.approx(0.653, abs=0.035)
    assert found.loc["c02", "acceptability_forecast"] == 1


def test_an_unknown_criterion_counts_half_and_is_told() -> None:
    """Unknown growth is even over the scale: above the one in the middle half of the time."""
    values = np.full((4, 4), 0.5)
    values[:, 0] = [np.nan, 1.0, 0.0, 0.5]
    found = rank_support(options(values), {"growth": 1}, k=2)
    unknown = by_code(found).loc["c00"].to_dict()
    assert unknown["unknown"] == "growth"
    assert unknown["score"] == 0.5
    assert unknown["acceptability_forecast"] == pytest.approx(0.5, abs=0.035)
    values[:, 0] = np.nan
    assert rank_support(options(values)).left_out == ("growth",)


def test_the_range_of_the_multiplier_matters() -> None:
    values = np.array([[0.5, 1.5, 0.5, 0.5], [0.5, 1.4, 0.5, 0.5], [0.5, 1.0, 0.5, 0.5]])
    sure = by_code(rank_support(options(values), {"multiplier": 1}, k=1))
    assert sure.loc["c00", "acceptability"] == 1
    unsure = options(values)
    unsure.multiplier_range[0] = [1.1, 1.5]
    wide = by_code(rank_support(unsure, {"multiplier": 1}, k=1))
    assert 0.5 < wide["acceptability"].to_dict()["c00"] < 1


def test_the_answer_is_the_same_each_time() -> None:
    first, again = (rank_support(options(RANDOM, width=0.3), seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(first.options, again.options)


def test_refusals() -> None:
    with pytest.raises(UnknownCodeError, match="unknown criterion 'growht'; the nearest known: gr"):
        rank_support(options(RANDOM), {"growht": 1})
    for weight in (-1.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match="the weight of growth is"):
            rank_support(options(RANDOM), {"growth": weight})
    with pytest.raises(InputError, match="has a weight above zero"):
        rank_support(options(RANDOM), {"growth": 0})
    with pytest.raises(InputError, match="both must be at least 1"):
        rank_support(options(RANDOM), k=0)
    with pytest.raises(InputError, match="region R has neither clusters nor niches"):
        rank_support(options(RANDOM[:0]))
