"""Outlines of regions in a package: GeoJSON or TopoJSON whose features name a region_code."""

from features.package.shapes.reading import Shapes, parse, region_codes, suffix_of, with_codes
from features.package.shapes.simplified import polygons_of, simplified

__all__ = [
    "Shapes",
    "parse",
    "polygons_of",
    "region_codes",
    "simplified",
    "suffix_of",
    "with_codes",
]
