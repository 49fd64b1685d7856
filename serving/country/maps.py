"""What regions are drawn on: outlines of the package, coordinates, known outlines, or tiles."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from features.package import Package
from features.package.descriptor import TABLE_SOURCES
from features.package.schema import SHAPES
from features.package.shapes import region_codes
from serving.choice.lookup import ChoiceLookup
from serving.country import atlas
from serving.country.answers import Country, totals_of
from serving.country.contracts import MapArea, MapRequest, MapResponse
from serving.country.tiles import laid_out
from serving.messages import Message, message

LEAST = 0.5
"""Least share of regions that outlines or coordinates must have to be used."""


@dataclass(frozen=True)
class Places:
    """Regions without totals, with their names, and the data that say where they are."""

    names: Mapping[str, str]
    data: Package | None
    choice: ChoiceLookup | None

    def areas(self, codes: Mapping[str, str]) -> list[MapArea]:
        """Regions with the ids of their outlines."""
        return [self._area(code, feature=feature) for code, feature in codes.items()]

    def _area(self, code: str, **where: object) -> MapArea:
        return MapArea.model_validate(
            {"region_code": code, "region_name": self.names[code], **where}
        )

    def tiles(self, codes: list[str]) -> list[MapArea]:
        """Regions on a grid."""
        table = self.data.tables.get("neighbours") if self.data else None
        pairs = (
            ()
            if table is None
            else zip(table["region_code"].tolist(), table["neighbour_code"].tolist(), strict=True)
        )
        found = laid_out(codes, pairs, self.names)
        return [self._area(code, column=x, row=y) for code, (x, y) in found.items()]

    def dots(self) -> list[MapArea]:
        """Regions with coordinates."""
        rows = self.data.tables.get("regions") if self.data else None
        if rows is None or not {"longitude", "latitude"} <= set(rows):
            return []
        rows = rows[rows["region_code"].isin(list(self.names))]
        columns = (rows[name].tolist() for name in ("region_code", "longitude", "latitude"))
        return [
            self._area(code, longitude=x, latitude=y)
            for code, x, y in zip(*columns, strict=True)
            if np.isfinite(x) and np.isfinite(y)
        ]

    def is_enough(self, n: int) -> bool:
        """Whether a map of n regions is worth drawing."""
        return n >= max(1, LEAST * len(self.names))

    def rest(self, areas: list[MapArea]) -> list[MapArea]:
        """The other regions, on a grid beside the map."""
        drawn = {area.region_code for area in areas}
        left = [code for code in self.names if code not in drawn]
        return self.tiles(left) if left else []


def region_map(country: Country, _: MapRequest) -> MapResponse:
    """The map of the regions without totals."""
    regions = country.regions()
    totals = totals_of(regions)
    names = {code: it.name for code, it in regions.items() if code not in totals}
    data = country.choice.links.data if country.choice else None
    places = Places(names, data, country.choice)
    return _of_shapes(places) or _of_points(places) or _of_atlas(places) or _of_tiles(places)


def _of_shapes(places: Places) -> MapResponse | None:
    shapes = places.data.shapes if places.data else None
    if shapes is None:
        return None
    areas = places.areas({code: code for code in region_codes(shapes) if code in places.names})
    if not places.is_enough(len(areas)):
        return None
    return MapResponse(
        kind="shapes",
        shapes=dict(shapes),
        areas=areas,
        beside=places.rest(areas),
        attribution=_attribution(places.data),
    )


def _attribution(data: Package | None) -> Message:
    """The sources that the package names for its outlines."""
    stated = data.metadata.get(TABLE_SOURCES) if data else None
    sources = stated.get(SHAPES.name, []) if isinstance(stated, Mapping) else []
    titles = [str(it["title"]) for it in sources if it.get("title")]
    if not titles:
        return message("country.map.shapes_unnamed")
    return message("country.map.shapes", sources=titles)


def _of_points(places: Places) -> MapResponse | None:
    areas = places.dots()
    if not areas or not places.is_enough(len(areas)):
        return None
    attribution = message("country.map.points")
    return MapResponse(
        kind="points", areas=areas, beside=places.rest(areas), attribution=attribution
    )


def _of_atlas(places: Places) -> MapResponse | None:
    found = atlas.matched(places.names)
    if found is None:
        return None
    name, ids = found
    areas = places.areas(ids)
    return MapResponse(
        kind="us-states" if name == "us-states" else "countries",
        file=f"shapes/{name}.json",
        areas=areas,
        beside=places.rest(areas),
        attribution=message(f"country.map.{name.replace('-', '_')}"),
    )


def _of_tiles(places: Places) -> MapResponse:
    has_neighbours = bool(places.data and "neighbours" in places.data.tables)
    key = "country.map.tiles" if has_neighbours else "country.map.tiles_by_name"
    areas = places.tiles(list(places.names))
    return MapResponse(kind="tiles", areas=areas, beside=[], attribution=message(key))
