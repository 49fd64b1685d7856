"""Which lists moved, by how much, and why: lists made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from training.choice.ranking import Listed
from training.choice.utilities import Criteria
from training.refresh import advice, lines
from training.refresh.advice import Ranked

NAMES = ["growth", "complexity"]
NONE = {
    **dict.fromkeys(
        ("n", "n_moved", "n_stirred", "n_first", "n_advised", "n_moves", "n_beyond"), 0
    ),
    "reasons": [],
}


def clusters(parts: dict[str, tuple[float, float]], reach: int = 0) -> Ranked:
    """Clusters by what growth and complexity add to their score; ranks hold within `reach`."""
    codes = sorted(parts, key=lambda code: -sum(parts[code]))
    matrix = np.array([parts[code] for code in codes])
    ranks = np.arange(1, len(codes) + 1).astype(np.float64)
    risk = np.linspace(0.2, 0.8, len(codes))[:, None]
    listed = Listed(
        codes,
        [f"Cluster {code}" for code in codes],
        matrix.sum(axis=1),
        Criteria(["risk"], risk),
        Criteria(NAMES, matrix),
        dict.fromkeys(NAMES, 0.5),
        {
            "rank_low": ranks - reach,
            "rank_high": ranks + reach,
            "confidence": np.linspace(0.9, 0.3, len(codes)),
        },
    )
    return Ranked(listed)


BEFORE = {code: (0.5, 0.4 - 0.05 * place) for place, code in enumerate("ABCDEFG")}


def test_an_option_that_came_in_is_named_with_its_ranks_and_its_reason() -> None:
    after = {**BEFORE, "G": (0.95, 0.1), "E": (0.2, 0.2)}
    (found,) = advice.moves(
        {("R", "cluster"): clusters(BEFORE)}, {("R", "cluster"): clusters(after)}
    )
    (entered,), (left,) = found.entered, found.left
    assert (entered.code, entered.rank_before, entered.rank) == ("G", 7, 1)
    assert (left.code, left.rank_before, left.rank) == ("E", 5, 7)
    assert entered.reason == left.reason == "growth"
    assert (found.first, found.first_before) == ("Cluster G", "Cluster A")
    assert found.chance == pytest.approx(0.8)
    assert lines.summary([found])["cluster"]["n_beyond"] == 2


def test_a_move_within_the_stated_ranks_is_no_more_than_uncertainty() -> None:
    after = {**BEFORE, "F": (0.5, 0.24)}
    before, now = clusters(BEFORE, reach=1), clusters(after)
    (found,) = advice.moves({("R", "cluster"): before}, {("R", "cluster"): now})
    assert [(it.code, it.reason) for it in found.entered] == [("F", "complexity")]
    assert [(it.code, it.reason) for it in found.left] == [("E", advice.OTHERS)]
    assert (found.has_moved, found.has_stirred) == (False, True)
    assert lines.summary([found])["cluster"]["n_beyond"] == 0


def test_another_first_counts_only_where_its_rank_did_not_reach_the_first() -> None:
    after = {**BEFORE, "B": (0.5, 0.41)}
    for reach, has_moved in ((0, True), (1, False)):
        before: advice.Lists = {("R", "niche"): clusters(BEFORE, reach)}
        (found,) = advice.moves(before, {("R", "niche"): clusters(after)})
        assert (found.first, found.first_before) == ("Cluster B", "Cluster A")
        assert found.has_moved is has_moved


def test_a_list_that_stays_has_not_moved_and_a_new_region_is_not_compared() -> None:
    lists: advice.Lists = {("R", "cluster"): clusters(BEFORE)}
    (found,) = advice.moves(lists, {**lists, ("new", "cluster"): clusters(BEFORE)})
    assert not found.has_moved
    assert lines.summary([found]) == {
        "cluster": {**NONE, "n": 1},
        "niche": NONE,
    }


def niches(chances: dict[str, float]) -> Ranked:
    codes = sorted(chances, key=lambda code: -chances[code])
    chance = np.array([chances[code] for code in codes])
    half, ranks = np.full(len(codes), 0.5), np.arange(1.0, len(codes) + 1)
    listed = Listed(
        codes,
        codes,
        chance * half,
        Criteria(["complexity"], half[:, None]),
        Criteria(["complexity"], half[:, None]),
        {"complexity": 1.0},
        {
            "chance": chance,
            "chance_low": chance / 2,
            "chance_high": chance + 0.1,
            "usefulness": half,
            "rank_low": ranks,
            "rank_high": ranks,
        },
    )
    return Ranked(listed)


def test_niches_move_by_their_chance_and_come_and_go_with_the_floor() -> None:
    before = niches({"A": 0.6, "B": 0.5, "C": 0.4, "D": 0.3, "E": 0.2, "F": 0.15})
    after = niches({"A": 0.6, "B": 0.5, "C": 0.4, "F": 0.55, "X": 0.35})
    specialised = [{"R": frozenset("X")}, {"R": frozenset("D"), "S": frozenset("E")}]
    (found,) = advice.moves({("R", "niche"): before}, {("R", "niche"): after}, *specialised)
    reasons = {it.code: it.reason for it in (*found.entered, *found.left)}
    assert reasons == {
        "F": "chance",
        "X": advice.LOST,
        "D": advice.ENTERED,
        "E": advice.UNLIKELY,
    }
    assert [it.is_stated for it in found.left] == [True, False], "it was entered"
    assert {it.code: it.is_stated for it in found.entered} == {"F": False, "X": True}
    assert found.has_moved
    assert lines.summary([found])["niche"]["n_moves"] == 4
    assert found.chance is None, "members are asked for theirs first"
    assert (found.first, found.first_code) == ("A", "A")


def test_a_list_that_stays_has_other_advice_where_other_clusters_are_to_be_backed() -> None:
    ranked = clusters(BEFORE)
    before = replace(ranked, advice={"A": "backed", "B": "backed", "C": "careful", "D": "doubtful"})
    after = replace(ranked, advice={"C": "backed", "B": "backed", "A": "doubtful"})
    (found,) = advice.moves({("R", "cluster"): before}, {("R", "cluster"): after})
    assert found.has_moved
    assert not (found.entered or found.left)
    assert found.by_change() == {
        "careful_to_backed": "Cluster C",
        "backed_to_doubtful": "Cluster A",
    }
    assert lines.summary([found])["cluster"]["n_advised"] == 1


def test_other_advice_says_which_figure_decides_and_what_moved_it() -> None:
    before = replace(clusters(BEFORE), advice={"A": "backed", "B": "careful"})
    fallen = clusters({**BEFORE, "A": (0.1, 0.4)})
    after = replace(fallen, advice={"B": "backed", "A": "doubtful"})
    (found,) = advice.moves({("R", "cluster"): before}, {("R", "cluster"): after})
    first, second = found.changes
    # A is seventh of seven now: its confidence was .9 and is .3, for its growth fell.
    assert (second.code, second.by, second.reason) == ("A", "confidence", "growth")
    assert (second.figure_before, second.figure) == pytest.approx((0.9, 0.3))
    # B is first, not second: of the chances to outgrow .7 and .8.
    assert (first.code, first.by, first.reason) == ("B", "outgrow", "others")
    assert (first.figure_before, first.figure) == pytest.approx((0.7, 0.8))
