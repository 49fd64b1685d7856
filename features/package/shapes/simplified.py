"""Outlines made small enough to send: fewer points, the borders of neighbours still the same."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from features.arrays import Array
from features.package.shapes.geometry import decoded_arcs, points_of
from features.package.shapes.reading import Shapes, features_of

POINTS = 20_000
"""Most points of all outlines together."""
FINEST, COARSEST = 1e-4, 1.0
"""Degrees of the first grid, about 10 m, and of the last one."""

Polygon = list[Array]
"""Closed rings (n, 2) in degrees, the outer one first."""


def simplified(shapes: Shapes, points: int = POINTS) -> dict[str, Any]:
    """Valid outlines as GeoJSON that holds no property but region_code.

    Points move to a grid, the same for all regions, so that shared borders stay shared; the grid
    gets coarser until at most `points` are left. A region that would vanish keeps its largest ring
    as it is.
    """
    outlines = {it["properties"]["region_code"]: parts for it, parts in polygons_of(shapes)}
    step = FINEST
    kept = _on_grid(outlines, step)
    while _n_points(kept) > points and step < COARSEST:
        step *= 2
        kept = _on_grid(outlines, step)
    features = [
        {
            "type": "Feature",
            "properties": {"region_code": code},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[ring.round(6).tolist() for ring in rings] for rings in polygons],
            },
        }
        for code, polygons in kept.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def polygons_of(shapes: Shapes) -> Iterator[tuple[Any, list[Polygon]]]:
    """Each feature of GeoJSON or geometry of TopoJSON, with its polygons."""
    arcs = decoded_arcs(shapes) if shapes["type"] == "Topology" else None
    for feature in features_of(shapes):
        yield feature, _polygons(feature, arcs)


def _polygons(feature: Any, arcs: list[Array] | None) -> list[Polygon]:
    """The polygons of a feature of GeoJSON, or with arcs of a geometry of TopoJSON."""
    if arcs is None:
        geometry = feature["geometry"]
        nested = geometry["coordinates"]
        parts = [nested] if geometry["type"] == "Polygon" else nested
        return [[points_of(ring) for ring in rings] for rings in parts]
    parts = [feature["arcs"]] if feature["type"] == "Polygon" else feature["arcs"]
    return [[_joined(arcs, places) for places in rings] for rings in parts]


def _joined(arcs: list[Array], places: list[int]) -> Array:
    """A ring of arcs; a negative place is an arc run backwards, and joints are not repeated."""
    parts = [arcs[place] if place >= 0 else arcs[~place][::-1] for place in places]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _on_grid(outlines: dict[str, list[Polygon]], step: float) -> dict[str, list[Polygon]]:
    kept = {}
    for code, polygons in outlines.items():
        moved = [[_moved(ring, step) for ring in rings] for rings in polygons]
        # An outer ring of fewer than three points is no area, and has no holes.
        whole = [[ring for ring in rings if len(ring) > 3] for rings in moved if len(rings[0]) > 3]
        kept[code] = whole or [[max((rings[0] for rings in polygons), key=len)]]
    return kept


def _moved(ring: Array, step: float) -> Array:
    """A ring on a grid, without points that repeat the one before."""
    moved = (ring / step).round() * step
    is_new = np.append(True, (np.diff(moved, axis=0) != 0).any(axis=1))
    return np.asarray(moved[is_new])


def _n_points(outlines: dict[str, list[Polygon]]) -> int:
    return sum(len(ring) for polygons in outlines.values() for rings in polygons for ring in rings)
