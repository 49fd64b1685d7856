"""The network of activities: its links by hand and by definition, its layout on known graphs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csgraph, csr_array

from features.arrays import Array
from features.indicators import activity_space as activity_space_module
from features.indicators.activity_space import (
    STRONGEST,
    activity_space,
    layout,
    space_tables,
    strongest_links,
)
from features.indicators.relatedness import proximity


def portfolio(regions: dict[str, str]) -> pd.DataFrame:
    """Each region with the one-letter activities that it is specialised in."""
    cells = [(region, kind) for region, kinds in regions.items() for kind in kinds]
    rows = pd.DataFrame(cells, columns=["region_code", "activity_code"])
    return rows.assign(location_quotient=2.0)


def matrix(weights: Array) -> Array:
    upper: Array = np.triu(weights, 1)
    return np.asarray(upper + upper.T)


def test_a_tree_and_the_strongest_others_by_hand() -> None:
    # A star of strong links around 0; of the weak ones 3-4 is each other's second best.
    strength = np.zeros((5, 5))
    for one, other, value in [
        *((0, 1, 0.9), (0, 2, 0.8), (0, 3, 0.7), (0, 4, 0.6)),
        *((3, 4, 0.5), (1, 2, 0.4), (2, 3, 0.1), (1, 4, 0.05)),
    ]:
        strength[one, other] = strength[other, one] = value
    assert strongest_links(strength).tolist() == [[0, 1], [0, 2], [0, 3], [0, 4], [1, 2], [3, 4]]


@given(st.integers(1, 12).flatmap(lambda n: arrays(float, (n, n), elements=st.floats(0, 1))))
def test_links_join_what_can_be_joined_and_hold_each_strongest(weights: Array) -> None:
    strength = matrix(np.round(weights, 2))
    links = strongest_links(strength)
    n = len(strength)
    assert (links[:, 0] < links[:, 1]).all()
    assert len(np.unique(links, axis=0)) == len(links)
    assert (strength[tuple(links.T)] > 0).all()
    assert len(links) <= n - 1 + STRONGEST * n
    drawn = np.zeros((n, n))
    drawn[tuple(links.T)] = 1.0
    components = csgraph.connected_components(strength, directed=False)[0]
    assert csgraph.connected_components(drawn, directed=False)[0] == components
    for activity in range(n):
        if strength[activity].max() > 0:
            own = links[(links == activity).any(axis=1)]
            assert strength[tuple(own.T)].max() == strength[activity].max()


def test_proximity_of_links_is_that_of_hidalgo() -> None:
    regions = {"R1": "AB", "R2": "ABC", "R3": "BC", "R4": "C"}
    space = activity_space(portfolio(regions), threshold=1.0)
    assert space.activities.tolist() == ["A", "B", "C"]
    presence = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1], [0, 0, 1]], float)
    expected = proximity(presence)[space.links[:, 0], space.links[:, 1]]
    np.testing.assert_allclose(space.proximities, expected)


def test_what_is_below_the_threshold_is_not_in_the_space() -> None:
    rows = portfolio({"R1": "AB", "R2": "AB"})
    rows.loc[rows["activity_code"] == "B", "location_quotient"] = 0.99
    assert activity_space(rows, threshold=1.0).activities.tolist() == ["A"]


def test_two_rare_activities_of_one_region_do_not_beat_common_pairs() -> None:
    regions = {f"R{number}": "ABCD" for number in range(9)} | {"X": "ABYZ"}
    space = activity_space(portfolio(regions), threshold=1.0)
    names = ["".join(space.activities[link]) for link in space.links]
    assert space.proximities[names.index("AB")] == 1
    assert "AB" in names
    assert "YZ" in names, "the best that the rare ones have"
    weakest_common = min(p for name, p in zip(names, space.proximities, strict=True) if "Y" in name)
    assert weakest_common < 1


def test_a_chain_lies_in_a_line() -> None:
    chain = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])
    positions = layout(5, chain)
    order = positions[:, 0] if positions[0, 0] < 0 else -positions[:, 0]
    np.testing.assert_allclose(order, [-1, -0.5, 0, 0.5, 1], atol=1e-6)
    np.testing.assert_allclose(positions[:, 1], 0, atol=1e-4)


def test_a_square_has_equal_sides() -> None:
    positions = layout(4, np.array([[0, 1], [1, 2], [2, 3], [0, 3]]))
    sides = np.linalg.norm(positions - np.roll(positions, -1, axis=0), axis=1)
    np.testing.assert_allclose(sides, sides[0], rtol=1e-6)
    assert np.abs(positions).max() == 1


def test_a_layout_is_the_same_each_time_and_keeps_pieces_apart() -> None:
    links = np.array([[0, 1], [1, 2], [3, 4], [4, 5]])
    positions = layout(6, links)
    np.testing.assert_array_equal(positions, layout(6, links))
    within = np.linalg.norm(positions[:3] - positions[:3].mean(axis=0), axis=1).max()
    gap = np.linalg.norm(positions[:3].mean(axis=0) - positions[3:].mean(axis=0))
    assert gap > within
    assert np.isfinite(positions).all()


def test_layouts_of_many_activities_are_those_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    strength = matrix(np.random.default_rng(1).random((40, 40)))
    links = strongest_links(strength)
    whole = layout(40, links)
    monkeypatch.setattr(activity_space_module, "LARGE", 30)
    monkeypatch.setattr(activity_space_module, "LARGE_STEPS", activity_space_module.STEPS)
    monkeypatch.setattr(activity_space_module, "BLOCK", 7)
    np.testing.assert_allclose(layout(40, links), whole, atol=1e-8)


def test_a_layout_is_that_of_steps_with_the_inverse_of_the_laplacian() -> None:
    links = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [2, 4], [4, 5]])
    found = layout(6, links)
    distance = csgraph.shortest_path(
        csr_array((np.ones(6), links.T), shape=(6, 6)), directed=False, unweighted=True
    )
    weights = 1 / np.where(distance > 0, distance, np.inf) ** 2
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    gaps = np.linalg.norm(found[:, None] - found, axis=2) + np.eye(6)
    ratio = weights * distance / gaps
    step = inverse @ (np.diag(ratio.sum(axis=1)) - ratio) @ found
    # Of the right shape: one more step changes the size alone, which is that of the distances.
    scale = np.linalg.norm(step) / np.linalg.norm(found)
    np.testing.assert_allclose(step / scale, found - found.mean(axis=0), atol=1e-3)


def test_one_or_two_activities_have_a_place() -> None:
    assert layout(1, np.empty((0, 2), dtype=np.intp)).shape == (1, 2)
    assert layout(2, np.array([[0, 1]])).tolist() == [[-1, 0], [1, 0]]


def test_activities_without_any_link_have_a_place() -> None:
    assert np.isfinite(layout(4, np.empty((0, 2), dtype=np.intp))).all()


def test_tables_hold_the_space() -> None:
    rows = portfolio({"R1": "AB", "R2": "ABC", "R3": "BC", "R4": "C"})
    space, tables = activity_space(rows, threshold=1.0), space_tables(rows, threshold=1.0)
    nodes, links = tables["space_nodes"], tables["space_links"]
    assert nodes["activity_code"].tolist() == ["A", "B", "C"]
    np.testing.assert_array_equal(nodes[["x", "y"]], space.positions)
    pairs = [list(space.activities[link]) for link in space.links]
    assert links[["activity_code", "other_code"]].to_numpy().tolist() == pairs
    np.testing.assert_array_equal(links["proximity"], space.proximities)


def test_tables_of_one_activity_have_no_links() -> None:
    tables = space_tables(portfolio({"R1": "A"}), threshold=1.0)
    assert len(tables["space_nodes"]) == 1
    assert tables["space_links"].empty


def test_leaves_of_the_same_activity_do_not_lie_on_each_other() -> None:
    star = np.array([[0, leaf] for leaf in range(1, 8)])
    positions = layout(8, star)
    gaps = np.linalg.norm(positions[:, None] - positions, axis=2)[np.triu_indices(8, 1)]
    assert gaps.min() > 0.3
