"""From the bytes of an outline file to its parsed JSON, or what is wrong with it.

GeoJSON is RFC 7946; TopoJSON is the format of https://github.com/topojson/topojson-specification.
"""

import copy
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from features.errors import hint, nearest
from features.package.problems import LIMIT, Fault, whole
from features.package.shapes.geometry import MalformedError, Outlines

Shapes = Mapping[str, Any]
"""A parsed GeoJSON FeatureCollection or TopoJSON Topology of polygons in degrees (WGS 84)."""

SUFFIXES = (".geojson", ".topojson", ".json")
MAX_POINTS = 2_000_000


def parse(content: bytes, file: str, codes: Collection[str]) -> tuple[dict[str, Any], list[Fault]]:
    """The parsed file, and what is wrong with it; empty where it is not JSON.

    Parameters
    ----------
    content : bytes
        In UTF-8.
    file : str
        Its path in the package, for faults.
    codes : collection of str
        Valid region codes.
    """
    try:
        parsed = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return {}, [whole(file, f"not JSON in UTF-8 ({error})")]
    if not isinstance(parsed, dict):
        return {}, [whole(file, "must hold a GeoJSON FeatureCollection or a TopoJSON Topology")]
    return parsed, _faults(parsed, file, codes)


def suffix_of(shapes: Shapes) -> str:
    """The ending of a file with these outlines."""
    return "topojson" if shapes.get("type") == "Topology" else "geojson"


def region_codes(shapes: Shapes) -> list[str]:
    """Codes of the regions that valid outlines draw."""
    return [feature["properties"]["region_code"] for feature in features_of(shapes)]


def with_codes(shapes: Shapes, codes: Mapping[str, str]) -> Shapes | None:
    """The outlines of some regions, valid ones, under other codes; None where none is left.

    codes : mapping of str to str
        Code to its new code, for the regions that are kept.
    """
    copied: dict[str, Any] = copy.deepcopy(dict(shapes))
    if copied["type"] == "FeatureCollection":
        copied["features"] = _recoded(copied["features"], codes)
        return copied if copied["features"] else None
    kept = _recoded(list(features_of(copied)), codes)
    copied["objects"] = {"regions": {"type": "GeometryCollection", "geometries": kept}}
    return copied if kept else None


def _recoded(features: list[Any], codes: Mapping[str, str]) -> list[Any]:
    kept = [it for it in features if it["properties"]["region_code"] in codes]
    for feature in kept:
        code = feature["properties"]["region_code"]
        feature["properties"]["region_code"] = codes[code]
    return kept


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not a number of JSON")


def features_of(shapes: Shapes) -> Iterator[Any]:
    """Features of GeoJSON, geometries with properties of TopoJSON."""
    if shapes["type"] == "FeatureCollection":
        yield from shapes["features"]
        return
    for item in shapes["objects"].values():
        if isinstance(item, Mapping) and item.get("type") == "GeometryCollection":
            geometries = item.get("geometries")
            yield from geometries if isinstance(geometries, list) else [item]
        else:
            yield item


def _faults(shapes: Shapes, file: str, codes: Collection[str]) -> list[Fault]:
    """What is wrong with parsed outlines; the first ten features are named."""
    try:
        outlines = Outlines(shapes)
    except MalformedError as error:
        return [whole(file, str(error))]
    texts, first = [], dict[str, int]()
    for number, feature in enumerate(features_of(shapes), start=1):
        try:
            code = _code(feature, codes, first)
            first[code] = number
            outlines.check(feature)
        except MalformedError as error:
            texts.append(f"feature {number} {error}")
        if outlines.points > MAX_POINTS:
            text = f"has more than {MAX_POINTS:,} points: simplify the outlines"
            return [whole(file, text)]
    if texts:
        return [Fault(file, tuple(texts[:LIMIT]), count=len(texts))]
    return [] if first else [whole(file, "has no features")]


def _code(feature: object, codes: Collection[str], before: Mapping[str, int]) -> str:
    """The region of a feature, or MalformedError; before: regions of earlier features."""
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    code = properties.get("region_code") if isinstance(properties, Mapping) else None
    if code is None:
        raise MalformedError("has no region_code in its properties")
    if not isinstance(code, str):
        raise MalformedError(f"has the region_code {code!r}: write it as text")
    if code not in codes:
        raise MalformedError(
            f"has the region_code {code!r}, which is not in the table regions: "
            f"{hint(nearest(code, codes), codes)}"
        )
    if code in before:
        raise MalformedError(f"repeats region {code!r} of feature {before[code]}")
    return code
