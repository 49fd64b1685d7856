"""The choice: contributions, order, what is told of a rank, refusals."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError, UnknownCodeError
from training.choice.confidence import DRAWS, robustness
from training.choice.options import GROWTH_POINTS, Options
from training.choice.ranking import Ranking, cautions, rank_options

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
        dict.fromkeys(DIRECTION, "in its unit"),
        drawn,
        values[:, [1]] + np.array([-spread, spread]),
    )


def by_code(ranking: Ranking) -> pd.DataFrame:
    return ranking.options.set_index("code").sort_index()


RANDOM = np.random.default_rng(0).random((12, 4))


def test_contributions_add_up_and_follow_the_weights() -> None:
    found = rank_options(options(RANDOM), {"growth": 3, "risk": 1})
    assert found.weights == {"growth": 0.75, "multiplier": 0.0, "relatedness": 0.0, "risk": 0.25}
    np.testing.assert_allclose(found.contributions.sum(axis=1), found.options["score"])
    assert found.options["rank"].tolist() == list(range(1, 13))
    assert found.options["score"].is_monotonic_decreasing
    assert (found.contributions["multiplier"] == 0).all()
    best = rank_options(options(RANDOM), {"risk": 1}).options["code"].iloc[0]
    low = np.quantile(RANDOM[:, 3], 0.05)
    assert RANDOM[int(best[1:]), 3] <= max(low, RANDOM[:, 3].min())


def test_what_was_worked_out_for_options_goes_with_them() -> None:
    one = options(RANDOM)
    rank_options(one)
    assert robustness(one, 5, DRAWS, 0) is robustness(one, 5, DRAWS, 0)
    assert robustness(one, 4, DRAWS, 0) is not robustness(one, 5, DRAWS, 0)
    kept = weakref.ref(one)
    del one
    gc.collect()
    assert kept() is None


def test_default_weights_are_equal() -> None:
    assert set(rank_options(options(RANDOM)).weights.values()) == {0.25}


def test_a_sure_winner_is_always_accepted_and_dominates() -> None:
    values = np.array([[0.9, 0.9, 0.9, 0.1], [0.5, 0.5, 0.5, 0.5], [0.1, 0.1, 0.2, 0.9]])
    found = by_code(rank_options(options(values), k=1))
    assert found[["acceptability", "rank_low", "rank_high"]].to_numpy()[0].tolist() == [1, 1, 1]
    assert found.loc["c02", "acceptability"] == 0
    assert found["dominated_by"].tolist() == ["", "c00", "c00"]


def test_of_equal_scores_the_one_that_dominates_stands_first() -> None:
    values = np.tile([[1.0, 0.5, 0.5, 0.5]], (60, 1))
    values[:3, 0] = [7.1, 8.0, 9.7]
    found = rank_options(options(values), {"growth": 1}).options
    assert found["score"].tolist()[:3] == [1, 1, 1]
    assert found["code"].tolist()[:3] == ["c02", "c01", "c00"]


def test_a_rank_that_futures_do_not_bear_out_is_told() -> None:
    """The highest medians are of forecasts so wide that two sure ones stay ahead of most draws."""
    values = np.full((40, 4), 0.5)
    values[:, 0] = np.linspace(0, 1, 40)
    wild = options(values)
    wild.prospects[39] = np.where(np.arange(GROWTH_POINTS) < 0.97 * GROWTH_POINTS, -9.0, 9.0)
    (told,) = cautions(rank_options(wild, {"growth": 1}, k=2), 2)
    assert told == (
        "Cluster 39 (c39) is among the best 2 only by its median forecast: fewer than 5 % of "
        "simulated futures put it there at these weights; trust that share more than the rank"
    )
    wild.prospects[37:] = wild.prospects[39]
    wild = replace(wild)
    (told,) = cautions(rank_options(wild, {"growth": 1}, k=3), 3)
    names = "Cluster 39 (c39), Cluster 38 (c38) and Cluster 37 (c37)"
    assert told.startswith(f"{names} are among the best 3 only by their median forecasts")
    assert cautions(rank_options(options(values), {"growth": 1}, k=3), 3) == []


def test_an_unknown_criterion_counts_half_and_is_told() -> None:
    """Unknown growth is even over the scale: above the one in the middle half of the time."""
    values = np.full((4, 4), 0.5)
    values[:, 0] = [np.nan, 1.0, 0.0, 0.5]
    found = rank_options(options(values), {"growth": 1}, k=2)
    unknown = by_code(found).loc["c00"].to_dict()
    assert unknown["unknown"] == "growth"
    assert unknown["score"] == 0.5
    assert unknown["acceptability_forecast"] == pytest.approx(0.5, abs=0.035)
    values[:, 0] = np.nan
    assert rank_options(options(values)).left_out == ("growth",)


def test_the_answer_is_the_same_each_time() -> None:
    first, again = (rank_options(options(RANDOM, width=0.3), seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(first.options, again.options)


def test_refusals() -> None:
    with pytest.raises(UnknownCodeError, match="unknown criterion 'growht': did you mean gr"):
        rank_options(options(RANDOM), {"growht": 1})
    for weight in (-1.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match="the weight of growth is"):
            rank_options(options(RANDOM), {"growth": weight})
    with pytest.raises(InputError, match="has a weight above zero"):
        rank_options(options(RANDOM), {"growth": 0})
    with pytest.raises(InputError, match="both must be at least 1"):
        rank_options(options(RANDOM), k=0)
    with pytest.raises(InputError, match="region R has neither clusters nor niches"):
        rank_options(options(RANDOM[:0]))
