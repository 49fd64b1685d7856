"""The view of a country: its map, its ranking."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "country.more": ("{n:count} more", "{n:count} more"),
    "country.summary.regions": (
        "{n:count} region has a forecast: it grows {growth:signed} a year from {cutoff} to "
        "{year}{prices:prices} (median forecast).",
        "{n:count} regions have a forecast: the middle one grows {growth:signed} a year from "
        "{cutoff} to {year}{prices:prices} (median forecast).",
    ),
    "country.summary.without_growth": (
        "{n:count} region can be looked at; there is no growth forecast.",
        "{n:count} regions can be looked at; there is no growth forecast.",
    ),
    "country.summary.none_apart": (
        "Growth tells no region apart: the 80 % interval of {n:count} region includes the growth "
        "of the middle one.",
        "Growth tells no region apart: the 80 % intervals of all {n:count} regions include the "
        "growth of the middle one.",
    ),
    "country.summary.apart.both": (
        "Beyond their 80 % intervals, {above:list} grow faster than the middle region and "
        "{below:list} more slowly; {n:count} region cannot be told apart from it.",
        "Beyond their 80 % intervals, {above:list} grow faster than the middle region and "
        "{below:list} more slowly; {n:count} regions cannot be told apart from it.",
    ),
    "country.summary.apart.above": (
        "Beyond the 80 % interval, growth is faster than in the middle region in {above:list}; "
        "{n:count} region cannot be told apart from it.",
        "Beyond the 80 % interval, growth is faster than in the middle region in {above:list}; "
        "{n:count} regions cannot be told apart from it.",
    ),
    "country.summary.apart.below": (
        "Beyond the 80 % interval, growth is slower than in the middle region in {below:list}; "
        "{n:count} region cannot be told apart from it.",
        "Beyond the 80 % interval, growth is slower than in the middle region in {below:list}; "
        "{n:count} regions cannot be told apart from it.",
    ),
    "country.summary.cluster": (
        "The cluster most often worth backing is {name}: it is the first to back in {n:count} of "
        "{of:count} regions, in {firm:count} of them plainly, elsewhere with caution."
    ),
    "country.summary.no_cluster": (
        "No cluster stands out in the {n:count} region.",
        "No cluster stands out in any of the {n:count} regions.",
    ),
    "country.summary.no_record": (
        "How earlier choices at these weights turned out is unknown: the model keeps no record of "
        "them."
    ),
    "country.few.back.enter": "Back {back:list}; enter {enter:list}.",
    "country.few.back.no_niche": "Back {back:list}; no niche is likely enough to enter.",
    "country.few.back.alone": "Back {back:list}.",
    "country.few.careful.enter": "Back {back:list}, with caution; enter {enter:list}.",
    "country.few.careful.no_niche": (
        "Back {back:list}, with caution; no niche is likely enough to enter."
    ),
    "country.few.careful.alone": "Back {back:list}, with caution.",
    "country.few.none.enter": "No cluster stands out; enter {enter:list}.",
    "country.few.none.no_niche": "No cluster stands out, and no niche is likely enough to enter.",
    "country.few.none.alone": "No cluster stands out.",
    "country.refused.total": "A total of other regions: options are ranked for its parts.",
    "country.refused.because": "No options are ranked: {reason}",
    "country.refused.no_series": "No options are ranked: the region has no forecast of clusters.",
    "country.refused.no_growth": "No options are ranked: no growth model is loaded.",
    "country.map.shapes": "Outlines: {sources:list}.",
    "country.map.shapes_unnamed": "Outlines come with the data package.",
    "country.map.points": "Each dot is a region, at the coordinates in the data package.",
    "country.map.us_states": "Outlines: US Census Bureau by us-atlas (ISC licence).",
    "country.map.countries": "Outlines: Natural Earth by world-atlas (ISC licence).",
    "country.map.tiles": (
        "The data have no outlines of these regions: each tile is a region, placed close to its "
        "neighbours."
    ),
    "country.map.tiles_by_name": (
        "The data have no outlines of these regions: each tile is a region, in alphabetical order."
    ),
}
