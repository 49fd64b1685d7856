"""Whether the outlines of regions are polygons in degrees."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from features.arrays import Array

WGS84 = ("CRS84", "4326", "4258")
"""Parts of the names of reference systems in degrees; 4258 is Europe's, a metre from WGS 84."""
LIMITS = np.array([180.0, 90.0])
SLACK = 1e-6
"""Degrees by which rounding may leave the globe."""
DEPTH = {"Polygon": 1, "MultiPolygon": 2}
"""Type of a geometry to the levels of lists above its rings."""


class MalformedError(Exception):
    """An outline that cannot be drawn; the message continues "feature 3 "."""


class Outlines:
    """Checks the features of one parsed file, and counts their points.

    Raises
    ------
    MalformedError
        For a file that holds no features, or other coordinates than degrees.
    """

    def __init__(self, shapes: Mapping[str, Any]) -> None:
        self.points = 0
        self._arcs: list[Array] | None = None
        kind = shapes.get("type")
        if kind == "Topology":
            if not isinstance(shapes.get("objects"), Mapping):
                raise MalformedError("a TopoJSON Topology needs objects")
            self._arcs = decoded_arcs(shapes)
        elif kind != "FeatureCollection" or not isinstance(shapes.get("features"), list):
            raise MalformedError("must hold a GeoJSON FeatureCollection or a TopoJSON Topology")
        system = str(shapes.get("crs") or WGS84[0])
        if not any(name in system for name in WGS84):
            raise MalformedError(
                "has another reference system: give coordinates in degrees, WGS 84"
            )

    def check(self, feature: Mapping[str, Any]) -> None:
        """MalformedError unless a feature is a polygon, or several, in degrees."""
        geometry = feature if self._arcs is not None else feature.get("geometry")
        if not isinstance(geometry, Mapping):
            raise MalformedError("has no geometry: leave out regions without an outline")
        if geometry.get("type") not in DEPTH:
            kind = geometry.get("type")
            raise MalformedError(f"is a {kind}: outlines must be Polygon or MultiPolygon")
        name = "coordinates" if self._arcs is None else "arcs"
        rings = _flat(geometry.get(name), DEPTH[geometry["type"]])
        if not rings:
            raise MalformedError("has no points")
        for ring in rings:
            self._check_ring(points_of(ring) if self._arcs is None else self._joined(ring))

    def _check_ring(self, ring: Array) -> None:
        self.points += len(ring)
        if (np.abs(ring) > LIMITS + SLACK).any():
            raise MalformedError(
                "has coordinates that are not degrees of longitude and latitude (WGS 84)"
            )
        if len(ring) < 4 or not np.array_equal(ring[0], ring[-1]):
            raise MalformedError("has a ring that is not closed: its last point must be its first")

    def _joined(self, places: Any) -> Array:
        """A ring from the arcs of a topology; a negative place is an arc run backwards."""
        arcs = self._arcs or []
        if not isinstance(places, list) or not places:
            raise MalformedError("has a ring without arcs")
        parts: list[Array] = []
        for place in places:
            if not isinstance(place, int) or not -len(arcs) <= place < len(arcs):
                raise MalformedError(f"names the arc {place!r}, which the file does not have")
            arc = arcs[place] if place >= 0 else arcs[~place][::-1]
            parts.append(arc[1:] if parts else arc)
        return np.concatenate(parts)


def decoded_arcs(topology: Mapping[str, Any]) -> list[Array]:
    """The arcs of a topology in degrees: quantised ones are differences times a scale."""
    arcs, transform = topology.get("arcs"), topology.get("transform")
    if not isinstance(arcs, list):
        raise MalformedError("a TopoJSON Topology needs arcs")
    points = [points_of(arc) for arc in arcs]
    if transform is None:
        return points
    try:
        scale, start = (
            np.array(transform[name], dtype=np.float64).reshape(2)
            for name in ("scale", "translate")
        )
    except (KeyError, TypeError, ValueError):
        raise MalformedError("has a transform without scale and translate") from None
    return [arc.cumsum(axis=0) * scale + start for arc in points]


def _flat(value: Any, depth: int) -> list[Any]:
    """Rings below `depth` levels of lists."""
    if not isinstance(value, list):
        raise MalformedError("has coordinates that are not lists of points")
    return value if depth == 1 else [ring for part in value for ring in _flat(part, depth - 1)]


def points_of(ring: Any) -> Array:
    """Points (n, 2) of a ring or an arc; heights are dropped."""
    try:
        points = np.array(ring, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        points = np.empty(0)
    if points.ndim != 2 or points.shape[1] < 2 or not np.isfinite(points).all():
        raise MalformedError("has coordinates that are not lists of points")
    return points[:, :2]
