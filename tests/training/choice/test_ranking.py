"""The two rankings: scores, order, what stands behind a rank, refusals."""

import numpy as np
import pytest

from features.arrays import Array
from features.errors import InputError, UnknownCodeError
from tests.training.choice.made import (
    DIRECTION,
    SCALE,
    U_SCALE,
    cluster_options,
    niche_options,
)
from training.choice.options import Options
from training.choice.ranking import (
    ChoiceQuestion,
    Ranking,
    rank_clusters,
    rank_niches,
    unlikely_niche,
)

RANDOM = np.random.default_rng(0).random((12, 3))


def clusters(options: Options, **asked: object) -> Ranking:
    question = ChoiceQuestion(**{"draws": 400, **asked})  # type: ignore[arg-type]
    futures = options.clusters.futures(question.draws, question.seed)
    return rank_clusters(options, futures, SCALE, question)


def test_contributions_add_up_and_follow_the_weights() -> None:
    found = clusters(cluster_options(RANDOM, width=0.3), weights={"growth": 3, "risk": 1}).listed
    assert found.weights == {"growth": 0.75, "risk": 0.25, "multiplier": 0, "relatedness": 0}
    np.testing.assert_allclose(found.contributions.matrix.sum(axis=1), found.score)
    assert (np.diff(found.score) <= 0).all()
    growth, risk = found.criteria.matrix[:, :2].T
    np.testing.assert_allclose(found.score, 0.75 * growth + 0.25 * (1 - risk))


def test_default_weights_are_equal() -> None:
    assert set(clusters(cluster_options(RANDOM)).listed.weights.values()) == {0.25}


def test_the_best_dominator_is_named() -> None:
    values = np.array([[0.1, 0.1, 0.2], [0.5, 0.5, 0.5], [0.9, 0.9, 0.9]])
    found = clusters(cluster_options(values))
    assert found.listed.codes == ["c02", "c01", "c00"]
    assert found.dominated_by.tolist() == [-1, 0, 0]


def test_of_equal_scores_the_one_that_dominates_stands_first() -> None:
    values = np.tile([[0.5, 0.5, 0.5]], (4, 1))
    values[:, 2] = [0.1, 0.2, 0.3, 0.2]
    found = clusters(cluster_options(values), weights={"multiplier": 1})
    assert set(found.listed.score) == {0.5}
    assert found.listed.codes == ["c02", "c01", "c03", "c00"]


def test_of_niches_of_equal_score_the_one_that_dominates_stands_first() -> None:
    """Usefulness ends at 0 for three of four, so that their scores do too."""
    options = niche_options(
        np.array([0.6, 0.6, 0.2, 0.1]), np.array([[-2.0, -3.0], [-1.0, -2.0], [0.0, -9.0], [1, 1]])
    )
    found, _ = rank_niches(options, U_SCALE, ChoiceQuestion())
    assert found.listed.score.tolist() == [0.1, 0, 0, 0]
    assert found.listed.codes == ["t03", "t01", "t00", "t02"]


def test_of_niches_of_equal_score_the_likelier_stands_first() -> None:
    """Both useless ones score 0; the unlikely one would be the more useful at even weights."""
    options = niche_options(
        np.array([0.6, 0.5, 0.2]), np.array([[0.1, 0.0], [0.9, 0.0], [0.2, 1.0]])
    )
    found, _ = rank_niches(options, U_SCALE, ChoiceQuestion({"alignment": 1}))
    assert found.listed.codes == ["t02", "t00", "t01"]


@pytest.mark.parametrize("alike", [0.0, 0.4])
def test_niches_that_are_equally_useful_rank_by_their_chance_alone(alike: float) -> None:
    values = np.array([[0.1, alike], [0.9, alike], [0.2, alike], [0.2, 1.0]])
    options = niche_options(np.array([0.6, 0.5, 0.2, 0.05]), values)
    found, _ = rank_niches(options, U_SCALE, ChoiceQuestion({"alignment": 1}))
    assert found.listed.weights == {}
    assert found.listed.score.tolist() == [0.6, 0.5, 0.2], "the useful one is below the floor"
    assert not found.listed.contributions.matrix.any()
    told, _ = rank_niches(options, U_SCALE, ChoiceQuestion({"alignment": 1}, floor=0.01))
    assert told.listed.weights == {"complexity": 0, "alignment": 1}
    single, _ = rank_niches(options, U_SCALE, ChoiceQuestion({"alignment": 1}, floor=0.6))
    assert (single.listed.weights == {}) == (alike == 0), "one niche is like no other"


def test_an_unknown_criterion_counts_half_and_dominates_nothing() -> None:
    values = np.array([[np.nan, 0.5, 0.5], [1.0, 0.5, 0.5], [0.0, 0.5, 0.5]])
    found = clusters(cluster_options(values), weights={"growth": 1})
    assert found.listed.codes == ["c01", "c00", "c02"]
    assert found.listed.score.tolist() == [1, 0.5, 0]
    assert found.dominated_by.tolist() == [-1, -1, 0]
    values[:, 0] = np.nan
    assert clusters(cluster_options(values)).listed.contributions.names == [
        "multiplier",
        "relatedness",
    ]


def test_a_weighting_is_robust_where_most_others_agree() -> None:
    """Each best at one of two criteria by the whole scale: half the weightings each."""
    values = np.array([[0.5, 1.0, 0.0], [0.5, 0.0, 1.0]])
    found = clusters(cluster_options(values), k=1, weights={"multiplier": 2, "relatedness": 1})
    np.testing.assert_allclose(found.weight_robustness, 0.5, atol=0.04)
    sure = clusters(cluster_options(np.array([[0.9] * 3, [0.1] * 3])), k=1)
    assert sure.weight_robustness.tolist() == [1, 0]
    assert clusters(cluster_options(values), k=2).weight_robustness.tolist() == [1, 1]


def test_the_decisive_criterion_is_that_whose_loss_moves_it_furthest() -> None:
    values = np.array([[0.5, 1.0, 0.1], [0.5, 0.5, 0.5], [0.5, 0.4, 0.4]])
    found = clusters(cluster_options(values), weights={"multiplier": 1, "relatedness": 1})
    names = found.listed.contributions.names
    assert found.listed.codes == ["c00", "c01", "c02"]
    assert names[found.decisive[0]] == "multiplier"
    assert found.rank_without[0] == 3
    alone = clusters(cluster_options(values), weights={"multiplier": 1})
    assert alone.decisive.tolist() == [-1, -1, -1]
    assert alone.rank_without.tolist() == [1, 2, 3]


def test_the_rival_has_the_nearest_score() -> None:
    values = np.array([[0.5, 0.9, 0.5], [0.5, 0.5, 0.5], [0.5, 0.4, 0.5]])
    found = clusters(cluster_options(values), weights={"multiplier": 1})
    assert found.rival.tolist() == [1, 2, 1]
    assert clusters(cluster_options(values[:1])).rival.tolist() == [-1]


def test_a_niche_scores_its_chance_times_its_usefulness() -> None:
    options = niche_options(
        np.array([0.6, 0.3, 0.2, 0.05, 0.01]),
        np.array([[0.2, 0.2], [0.9, 0.9], [np.nan, 7.0], [1.0, 1.0], [0.0, 0.0]]),
    )
    found, watch = rank_niches(options, U_SCALE, ChoiceQuestion({"complexity": 3, "alignment": 1}))
    assert found.listed.codes == ["t01", "t02", "t00"]
    np.testing.assert_allclose(found.listed.extra["usefulness"], [0.9, 0.625, 0.2])
    np.testing.assert_allclose(found.listed.score, [0.27, 0.125, 0.12])
    assert watch.codes == ["t03", "t04"]
    assert watch.extra["chance"].tolist() == [0.05, 0.01]


def test_the_chance_counts_at_every_weighting() -> None:
    """The second is more useful by either criterion, but unlikely."""
    chance, values = np.array([0.9, 0.2]), np.array([[0.5, 0.5], [1.0, 1.0]])
    found, _ = rank_niches(niche_options(chance, values), U_SCALE, ChoiceQuestion(k=1))
    assert found.listed.codes == ["t00", "t01"]
    assert found.weight_robustness.tolist() == [1, 0]


def test_the_floor_divides_options_from_those_to_watch() -> None:
    chance = np.linspace(0.9, 0.0, 19)
    options = niche_options(chance, np.full((19, 2), 0.5))
    found, watch = rank_niches(options, U_SCALE, ChoiceQuestion(floor=0.5))
    assert found.listed.extra["chance"].min() == pytest.approx(0.5)
    assert watch.extra["chance"].tolist() == pytest.approx(chance[9:14].tolist())
    none, _ = rank_niches(options, U_SCALE, ChoiceQuestion(floor=1.0))
    assert none.listed.codes == []
    assert none.weight_robustness.size == 0
    every, nothing = rank_niches(options, U_SCALE, ChoiceQuestion(floor=0.0))
    assert (len(every.listed.codes), nothing.codes) == (19, [])


@pytest.mark.parametrize("weights", [{"growth": 1.0}, {"complexity": 0.0}])
def test_without_a_weight_niches_rank_by_their_chance(weights: dict[str, float]) -> None:
    options = niche_options(np.array([0.6, 0.3]), np.array([[0.1, 0.1], [0.9, 0.9]]))
    options = Options(
        "R", options.clusters, options.niches, {**options.direction, "growth": 1}, {}, {}
    )
    found, _ = rank_niches(options, U_SCALE, ChoiceQuestion(weights, k=1))
    assert found.listed.weights == {}
    assert found.listed.score.tolist() == [0.6, 0.3]


def test_refusals() -> None:
    options = cluster_options(RANDOM)
    with pytest.raises(UnknownCodeError, match="unknown criterion 'growht': did you mean gr"):
        clusters(options, weights={"growht": 1})
    for weight in (-1.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match="the weight of growth is"):
            clusters(options, weights={"growth": weight})
    with pytest.raises(InputError, match="has a weight above zero; .*: " + ", ".join(DIRECTION)):
        clusters(options, weights={"growth": 0})
    with pytest.raises(InputError, match="both must be at least 1"):
        clusters(options, k=0)


def test_the_most_useful_niche_is_named_where_it_is_next_to_impossible() -> None:
    chance = np.array([0.5, 0.2, 0.009, 0.001])
    useful = np.array([[0.2, 0.5], [0.6, 0.5], [0.9, 0.5], [0.8, 0.5]])
    asked = ChoiceQuestion({"complexity": 1})

    def unlikely(values: Array, question: ChoiceQuestion = asked) -> str | None:
        return unlikely_niche(niche_options(chance, values), U_SCALE, question)

    assert unlikely(useful) == "Niche t02"
    as_useful = np.array([[0.2, 0.5], [0.9, 0.5], [0.9, 0.5], [0.8, 0.5]])
    assert unlikely(as_useful) is None, "one with a chance is as useful"
    assert unlikely(useful, ChoiceQuestion({"complexity": 1}, floor=0.0)) == "Niche t02"
    assert unlikely(useful, ChoiceQuestion({"alignment": 0, "complexity": 0})) is None
