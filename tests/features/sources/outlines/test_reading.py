"""Outlines of NUTS in the layouts of GISCO and of the npm package, made by hand."""

import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from features import __main__ as features
from features.errors import InputError
from features.package import read, write
from features.sources.outlines.reading import NOTICE, read_outlines
from tests.features import small_package as small

TOPOLOGY: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [10.0, 47.0]},
    "arcs": [[[0, 0], [2, 2]], [[2, 2], [0, -2], [-2, 0]], [[2, 2], [-2, 0], [0, -2]]],
    "objects": {
        "NUTS": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "id": "01", "properties": {"NUTS_ID": "01"}},
                {"type": "Polygon", "arcs": [[0, 2]], "id": "02", "properties": {"NUTS_ID": "02"}},
                {"type": "Polygon", "arcs": [[0, 2]], "id": "XX", "properties": {"NUTS_ID": "XX"}},
            ],
        }
    },
}
MODULE = b"export default " + json.dumps(TOPOLOGY).encode() + b"\n"
FINE = MODULE.replace(b"10.0", b"99.0")


def archive(folder: Path, **members: bytes) -> Path:
    path = folder / "atlas.tgz"
    with tarfile.open(path, "w:gz") as packed:
        for name, content in members.items():
            entry = tarfile.TarInfo(f"package/data/dist/NUTS/topojson/{name}.js")
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
    return path


def test_the_coarsest_scale_of_the_latest_edition_is_read(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        NUTS_RG_03M_2021_4326_LEVL_2=FINE,
        NUTS_RG_10M_2021_4326_LEVL_2=MODULE,
        NUTS_RG_20M_2016_4326_LEVL_2=FINE,
        # of one country: its regions are in the file above too
        NUTS_RG_10M_2021_4326_LEVL_2_AT=FINE,
    )
    found = read_outlines([path], ["02", "01", "03"])
    codes = [it["properties"]["region_code"] for it in found.shapes["features"]]
    assert codes == ["02", "01"]
    assert found.missing == ["03"]
    assert found.notice == NOTICE
    (ring,) = found.shapes["features"][1]["geometry"]["coordinates"][0]
    assert ring == [[10.0, 47.0], [11.0, 48.0], [11.0, 47.0], [10.0, 47.0]]


def test_a_file_without_any_of_the_regions_says_which_codes_it_has(tmp_path: Path) -> None:
    path = tmp_path / "nuts.json"
    path.write_bytes(json.dumps(TOPOLOGY).encode())
    with pytest.raises(InputError, match=r"the files have 01, 02, XX, the package AT11"):
        read_outlines([path], ["AT11"])
    path.write_text('{"type": "Topology"}')
    with pytest.raises(InputError, match=r"nuts\.json is no GeoJSON or TopoJSON of regions"):
        read_outlines([path], ["01"])


def test_a_package_gets_outlines_with_the_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(small.tables(), tmp_path / "mine", "mine", "Mine")
    path = tmp_path / "NUTS_RG_20M_2021_4326.geojson"
    path.write_bytes(MODULE)
    arguments = ["features", "shapes", str(path), "--to", str(tmp_path / "mine")]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as stopped:
        features.main()
    assert not stopped.value.code
    package = read(tmp_path / "mine")
    assert package.shapes is not None
    assert len(package.shapes["features"]) == 2
    (source,) = package.metadata["table_sources"]["region_shapes"]  # type: ignore[index]
    assert source["title"] == NOTICE
