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
        "No region clearly grows faster or more slowly: the 80 % interval of {n:count} region "
        "includes the growth of the middle one.",
        "No region clearly grows faster or more slowly: the 80 % intervals of all {n:count} "
        "regions include the growth of the middle one.",
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
    "country.summary.cluster.plain": (
        "The cluster most often worth backing is {name}: it is the first to back in {n:count} of "
        "{of:count} regions."
    ),
    "country.summary.cluster.careful": (
        "The cluster most often worth backing is {name}, but only with caution: it is the first to "
        "back in {n:count} of {of:count} regions."
    ),
    "country.summary.cluster.both": (
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
    "country.demo": "The regions of this example are invented.",
    "country.where": "Where should one look first?",
    "country.colour": "Colour the map by",
    "country.measure.growth": "forecast growth",
    "country.measure.complexity": "economic complexity",
    "country.measure.chance": "chance of the likeliest niche",
    "country.measure.robustness": "robustness of the first cluster",
    "country.title.growth": "Median forecast growth a year, {cutoff} to {year}",
    "country.title.complexity": "Economic complexity (ECI) in {niche_cutoff}",
    "country.title.chance": "Chance to enter the likeliest niche by {niche_year}",
    "country.title.robustness": "How robust the first cluster to back is to the weights",
    "country.note.growth": "All clusters of a region together; 80 % intervals.",
    "country.note.complexity": "0 is the mean of the regions; this index has no interval.",
    "country.note.chance": "Estimated from data to {niche_cutoff}; 90 % ranges.",
    "country.note.robustness": "Share of random weightings; it has no interval.",
    "country.explain.growth": (
        "The median forecast of the region's total: the outcome is as likely to be higher as "
        "lower. In 80 of 100 such forecasts it should lie in the interval."
    ),
    "country.explain.complexity": (
        "The economic complexity index (ECI) is high where a region is specialised in many things "
        "that few regions can do. 0 is the mean of the regions, 1 a standard deviation above it."
    ),
    "country.explain.chance": (
        "The niche that the region does not have yet and is likeliest to enter within the horizon. "
        "The mark is the 90 % range of its chance."
    ),
    "country.explain.outgrow": (
        "The chance that the first cluster to back grows more than the region's middle cluster. "
        "50 % would be a coin toss."
    ),
    "country.explain.robustness": (
        "The share of random weightings of the criteria at which the cluster is among the best "
        "five of its region. Near 100 % the weights hardly matter."
    ),
    "country.map.label": (
        "Map of {n:count} region by {measure}; arrow keys go from region to region",
        "Map of {n:count} regions by {measure}; arrow keys go from region to region",
    ),
    "country.map.tip": "Point to a region or use the arrow keys; Enter or a click opens it.",
    "country.label.unknown": "{region}: unknown",
    "country.label.value": "{region}: {value}",
    "country.label.apart": "{region}: {value} ({level} % interval {low} to {high})",
    "country.label.not_apart": (
        "{region}: {value} ({level} % interval {low} to {high}), cannot be told apart from the "
        "middle region"
    ),
    "country.legend.below": "below {high}",
    "country.legend.between": "{low} to {high}",
    "country.legend.from": "{low} and more",
    "country.legend.hatched.growth": (
        "hatched: the 80 % interval includes the middle region ({middle}), so the two cannot be "
        "told apart"
    ),
    "country.legend.hatched.chance": (
        "hatched: the 90 % range includes the middle region ({middle}), so the two cannot be told "
        "apart"
    ),
    "country.ranking": "How do the regions compare?",
    "country.ranking.caption": (
        "{n:count} region; a column's heading sorts by it",
        "{n:count} regions; a column's heading sorts by it",
    ),
    "country.column.region": "Region",
    "country.column.advice": "What to back and to enter",
    "country.column.growth": "Growth a year to {year}",
    "country.column.growth.undated": "Growth a year",
    "country.column.complexity": "Complexity (ECI)",
    "country.column.chance": "Chance of the likeliest niche by {niche_year}",
    "country.column.chance.undated": "Chance of the likeliest niche",
    "country.column.outgrow": "Chance that the first cluster outgrows the middle one",
    "country.column.robustness": "Robustness to weights",
    "country.total": "total",
    "country.mark": "{level} % interval {low} to {high}",
    "country.cell.growth": "{value:signed} ({lower:signed} to {upper:signed})",
    "country.cell.growth_alone": "{value:signed}",
    "country.cell.chance": "{name}: {value:percent} ({lower:percent} to {upper:percent})",
    "country.column.niche": "Likeliest niche by {niche_year}: chance and 90 % range",
    "country.column.niche.undated": "Likeliest niche: chance and 90 % range",
    "country.column.growth_range.undated": "Growth a year and 80 % interval",
    "country.column.growth_range": "Growth a year to {year} and 80 % interval",
    "country.find.title": "Results for “{text}”",
    "country.find.none": "Nothing is called “{text}”.",
    "country.find.results": "What was found?",
    "country.find.region": "region",
    "country.find.cluster": "cluster",
    "country.find.technology": "technology",
    "country.find.code": "Code",
    "country.find.kind": "Kind",
    "country.find.name": "Name",
    "country.unknown.title": "There is nothing with the code {code}",
    "country.unknown.nearest": "Did you mean one of these?",
    "country.unknown.all": "See all regions",
}
