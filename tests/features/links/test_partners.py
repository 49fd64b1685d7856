"""Partners: the added density against a naive loop, and who is left out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.errors import UnknownCodeError
from features.links.partners import Strengths, added_density, link_factor, partners

REGIONS, ACTIVITIES = ["A", "B", "C", "N"], ["w", "x", "y", "z"]
PRESENCE = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]])
PROXIMITY = np.array(
    [[0, 0.1, 0.2, 0.5], [0.1, 0, 0.4, 0.3], [0.2, 0.4, 0, 0.2], [0.5, 0.3, 0.2, 0]]
)
STRENGTHS = Strengths("cluster", REGIONS, ACTIVITIES, PRESENCE, PROXIMITY)


def test_added_density_by_hand() -> None:
    """For z, A has w (.5) and lacks x (.3) and y (.2), of 1.0 in all."""
    np.testing.assert_allclose(added_density(PRESENCE, PROXIMITY, 0, 3), [0, 0.3, 0.5, 0.5])


@given(
    arrays(float, (5, 4), elements=st.sampled_from([0.0, 1.0])),
    arrays(float, (4, 4), elements=st.floats(0, 1)),
)
def test_added_density_equals_the_naive_loop(presence: np.ndarray, proximity: np.ndarray) -> None:
    np.fill_diagonal(proximity, 0)
    for region in range(5):
        for activity in range(4):
            added = added_density(presence, proximity, region, activity)
            total = sum(proximity[activity])
            for partner in range(5):
                expected = sum(
                    proximity[activity, j]
                    for j in range(4)
                    if presence[partner, j] and not presence[region, j]
                )
                assert added[partner] == pytest.approx(expected / total if total else 0)
            assert added[region] == 0


def test_partners_tell_what_they_bring_and_neighbours_count_up_to_double() -> None:
    neighbours = pd.DataFrame(
        {"region_code": ["A", "A"], "neighbour_code": ["B", "C"], "weight": [4.0, 1.0]}
    )
    found = partners(STRENGTHS, "A", "z", neighbours, frozenset({"N"}))
    assert found["region_code"].tolist() == ["C", "B"]  # .5 x 1.25 = .625 before .3 x 2 = .6
    assert found["brings"].tolist() == [["x", "y"], ["x"]]
    assert found["proximities"].tolist() == [[0.3, 0.2], [0.3]]
    np.testing.assert_allclose(found["score"], [0.625, 0.6])
    assert not found["specialised"].any()
    nation = partners(STRENGTHS, "B", "z").set_index("region_code")
    assert nation["specialised"].to_dict() == {"A": False, "C": False, "N": True}


def test_without_links_all_count_alike() -> None:
    np.testing.assert_array_equal(link_factor(None, REGIONS, "A"), np.ones(4))
    empty = pd.DataFrame({"region_code": ["B"], "neighbour_code": ["A"], "weight": [1.0]})
    np.testing.assert_array_equal(link_factor(empty, REGIONS, "A"), np.ones(4))


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(UnknownCodeError, match="unknown region 'Q'"):
        partners(STRENGTHS, "Q", "z")
    with pytest.raises(UnknownCodeError, match="unknown activity 'q'"):
        partners(STRENGTHS, "A", "q")
