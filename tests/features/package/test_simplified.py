"""Outlines are made smaller, and borders stay shared."""

import numpy as np

from features.package.shapes import simplified


def wavy(left: float, right: float, code: str) -> dict[str, object]:
    """A strip whose side at 1 degree of longitude is a wave, as both neighbours draw it."""
    y = np.linspace(0, 2, 400)
    wave = [[1 + 0.05 * np.sin(20 * at), at] for at in y]
    other = left if left != 1 else right
    ring = [[other, 0.0], *wave, [other, 2.0], [other, 0.0]]
    return {
        "type": "Feature",
        "properties": {"region_code": code, "name": "dropped"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_borders_stay_shared_and_points_are_few() -> None:
    shapes = {"type": "FeatureCollection", "features": [wavy(0, 1, "A"), wavy(1, 2, "B")]}
    found = simplified(shapes, points=150)
    rings = [it["geometry"]["coordinates"][0][0] for it in found["features"]]
    assert sum(map(len, rings)) <= 150
    inner = [{tuple(point) for point in ring if 0.5 < point[0] < 1.5} for ring in rings]
    assert inner[0] == inner[1]
    assert len(inner[0]) > 20
    assert [it["properties"] for it in found["features"]] == [
        {"region_code": "A"},
        {"region_code": "B"},
    ]
    assert all(ring[0] == ring[-1] for ring in rings)


def test_a_region_smaller_than_the_grid_stays() -> None:
    ring = [[5.0, 5.0], [5.00001, 5.0], [5.00001, 5.00001], [5.0, 5.0]]
    small = {
        "type": "Feature",
        "properties": {"region_code": "S"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (kept,) = simplified({"type": "FeatureCollection", "features": [small]})["features"]
    assert kept["geometry"]["coordinates"] == [[ring]]
