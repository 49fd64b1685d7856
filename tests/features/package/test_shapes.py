"""Outlines of regions: kept by writing, part of the digest, and refused with their place."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from features import package
from features.package import PackageError, shapes
from features.package.describe import describe
from features.package.descriptor import resources
from features.package.shapes import reading
from tests.features import small_package as small

SQUARE = [[15.0, -22.0], [17.0, -22.0], [17.0, -20.0], [15.0, -22.0]]
CODES = {"NA", "01", "02"}


def feature(code: Any, rings: Any = None, kind: str = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"region_code": code},
        "geometry": {"type": kind, "coordinates": [SQUARE] if rings is None else rings},
    }


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


# Two triangles that share the arc 0; the arcs are differences in tenths of a degree.
TOPOLOGY: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [15.0, -22.0]},
    "arcs": [[[0, 0], [10, 10]], [[10, 10], [0, -10], [-10, 0]], [[10, 10], [-10, 0], [0, -10]]],
    "objects": {
        "regions": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"region_code": "01"}},
                {"type": "MultiPolygon", "arcs": [[[0, 2]]], "properties": {"region_code": "02"}},
            ],
        }
    },
}
REVERSED = copy.deepcopy(TOPOLOGY)
REVERSED["objects"]["regions"]["geometries"][0]["arcs"] = [[-2, -1]]


def with_shapes(outlines: dict[str, Any]) -> dict[str, Any]:
    needed = small.tables("regions", "clusters", "indicators", "cluster_indicators")
    return {**needed, "region_shapes": outlines}


def faults(value: Any) -> list[str]:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    _, found = shapes.parse(content, "s.geojson", CODES)
    return [text for fault in found for _, text in fault.sentences()]


@pytest.mark.parametrize(
    ("outlines", "suffix"),
    [
        (collection(feature("01"), feature("02", [[SQUARE]], "MultiPolygon")), "geojson"),
        (TOPOLOGY, "topojson"),
        (REVERSED, "topojson"),
    ],
)
def test_outlines_are_written_read_and_kept(
    tmp_path: Path, outlines: dict[str, Any], suffix: str
) -> None:
    content = with_shapes(outlines)
    package.write(content, tmp_path / "p", "small", "Small")
    read = package.read(tmp_path / "p")
    assert read.shapes == outlines
    assert shapes.region_codes(read.shapes) == ["01", "02"]
    assert describe(read).shapes == 2
    package.overwrite(read.content(), tmp_path / "p", "small", "Small")
    file = tmp_path / "p" / f"region_shapes.{suffix}"
    assert json.loads(file.read_text()) == outlines
    file.write_text(file.read_text().replace("15.0", "15.5"))
    assert package.read(tmp_path / "p").sha256 != read.sha256


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"{", "s.geojson: not JSON in UTF-8"),
        (b'{"type": NaN}', "NaN is not a number of JSON"),
        (b"[" * 100_000, "s.geojson: not JSON in UTF-8"),
        ([], "s.geojson: must hold a GeoJSON FeatureCollection or a TopoJSON Topology"),
        (feature("01"), "must hold a GeoJSON FeatureCollection or a TopoJSON Topology"),
        (collection(), "s.geojson: has no features"),
        (collection(7), "feature 1 has no region_code in its properties"),
        (collection(feature(1)), "feature 1 has the region_code 1: write it as text"),
        (
            collection(feature("01"), feature("O1")),
            "feature 2 has the region_code 'O1', which is not in the table regions: did you",
        ),
        (collection(feature("01"), feature("01")), "feature 2 repeats region '01' of feature 1"),
        (collection(feature("01", [1.0, 2.0], "Point")), "is a Point: outlines must be Polygon"),
        (collection({**feature("01"), "geometry": None}), "feature 1 has no geometry"),
        (collection(feature("01", [])), "feature 1 has no points"),
        (collection(feature("01", [SQUARE[:3]])), "feature 1 has a ring that is not closed"),
        (collection(feature("01", [[["a", 1]]])), "has coordinates that are not lists of points"),
        (
            collection(feature("01", [[[5e5, 4e6]] * 4])),
            "are not degrees of longitude and latitude",
        ),
        (collection(feature("01", [[[10.0, 90.1]] * 4])), "are not degrees of longitude and lat"),
        (
            {**collection(feature("01")), "crs": {"properties": {"name": "EPSG:3857"}}},
            "has another reference system: give coordinates in degrees, WGS 84",
        ),
        ({"type": "Topology", "objects": {}}, "a TopoJSON Topology needs arcs"),
        ({**TOPOLOGY, "arcs": TOPOLOGY["arcs"][:2]}, "feature 2 names the arc 2, which the file"),
        ({**TOPOLOGY, "transform": {"scale": 1}}, "a transform without scale and translate"),
    ],
)
def test_refusals(value: Any, expected: str) -> None:
    (text,) = faults(value)
    assert expected in text


def test_rounding_at_the_edge_of_the_globe_is_no_fault() -> None:
    assert faults(collection(feature("01", [[[180.0000001, 90.0]] * 4]))) == []


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_POINTS", 7)
    assert faults(collection(feature("01"), feature("02"))) == [
        "s.geojson: has more than 7 points: simplify the outlines"
    ]


def test_the_first_ten_faults_are_named_and_all_are_counted() -> None:
    content = json.dumps(collection(*(feature("99") for _ in range(12)))).encode()
    _, (fault,) = shapes.parse(content, "s.geojson", CODES)
    assert (len(fault.texts), fault.count) == (10, 12)


def test_bad_outlines_are_neither_written_nor_read(tmp_path: Path) -> None:
    bad = with_shapes(collection(feature("99")))
    with pytest.raises(PackageError, match=r"region_shapes\.geojson: feature 1 has the region"):
        package.write(bad, tmp_path / "p", "small", "Small")
    assert not list(tmp_path.iterdir())
    good = with_shapes(collection(feature("01")))
    package.write(good, tmp_path / "p", "small", "Small")
    (tmp_path / "p" / "region_shapes.geojson").write_text("{}")
    with pytest.raises(PackageError, match=r"region_shapes\.geojson: must hold a GeoJSON"):
        package.read(tmp_path / "p")


def test_outlines_of_some_regions_under_other_codes() -> None:
    for outlines in (TOPOLOGY, collection(feature("01"), feature("02"))):
        kept = shapes.with_codes(outlines, {"02": "Z9"})
        assert kept is not None
        assert shapes.region_codes(kept) == ["Z9"]
        assert shapes.parse(json.dumps(kept).encode(), "s", {"Z9"})[1] == []
        assert shapes.region_codes(outlines) == ["01", "02"]
        assert shapes.with_codes(outlines, {}) is None


def test_declarations_are_honoured_or_refused(tmp_path: Path) -> None:
    package.write(with_shapes(collection(feature("01"))), tmp_path / "p", "small", "Small")
    kept = (tmp_path / "p" / "datapackage.json").read_text()
    for change, expected in (
        ({"path": "s.csv"}, "paths must end with .geojson, .topojson or .json"),
        ({"schema": {"fields": []}}, "declares schema, which is not read there"),
        ({"encoding": "cp1251"}, "has the encoding 'cp1251': save the file as UTF-8"),
        ({"format": "shp"}, "has the format 'shp': use geojson or topojson"),
    ):
        listed, _ = resources(descriptor_with(json.loads(kept), change))
        assert any(expected in resource.fault for resource in listed), change
    small.edit_descriptor(tmp_path / "p", lambda it: it["resources"][-1].update(bytes=7))
    with pytest.raises(PackageError, match=r"region_shapes.geojson: the file has"):
        package.read(tmp_path / "p")


def descriptor_with(descriptor: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    descriptor["resources"][-1].update(change)
    return descriptor
