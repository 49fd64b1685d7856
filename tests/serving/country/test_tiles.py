"""Tiles: one for each region, neighbours close, the same every time."""

import numpy as np

from serving.country.tiles import laid_out

CODES = [f"{x}{y}" for x in range(5) for y in range(4)]
PAIRS = [
    (a, b)
    for a in CODES
    for b in CODES
    if a < b and abs(int(a[0]) - int(b[0])) + abs(int(a[1]) - int(b[1])) == 1
]


def test_neighbours_are_closer_than_others() -> None:
    found = laid_out(CODES, PAIRS, {})
    assert len(set(found.values())) == len(CODES)
    assert min(x for x, _ in found.values()) == min(y for _, y in found.values()) == 0

    def distance(a: str, b: str) -> float:
        return float(np.hypot(*(np.array(found[a]) - found[b])))

    near = [distance(a, b) for a, b in PAIRS]
    every = [distance(a, b) for a in CODES for b in CODES if a < b]
    assert np.mean(near) < 0.6 * np.mean(every)
    assert laid_out(CODES, [(b, a) for a, b in reversed(PAIRS)], {}) == found


def test_regions_without_neighbours_have_a_tile_too() -> None:
    found = laid_out([*CODES, "alone"], PAIRS, {})
    assert len(set(found.values())) == len(CODES) + 1


def test_without_neighbours_tiles_are_in_the_order_of_names() -> None:
    found = laid_out(["c", "b", "a"], [], {"a": "Zeta", "b": "alpha", "c": "Beta"})
    assert sorted(found, key=lambda code: found[code][::-1]) == ["b", "c", "a"]
