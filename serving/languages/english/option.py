"""The view of a cluster or a technology across regions."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "option.summary.suits.plain": (
        "{name} is recommended in {n:regions}, first {names:list}; {specialised:count} of "
        "{of:count} were specialised in it in {year}.",
        "{name} is recommended in {n:regions}, first {names:list}; {specialised:count} of "
        "{of:count} were specialised in it in {year}.",
    ),
    "option.summary.suits.careful": (
        "{name} is recommended in {n:regions}, only with caution: {names:list}; "
        "{specialised:count} of {of:count} were specialised in it in {year}.",
        "{name} is recommended in {n:regions}, only with caution: first {names:list}; "
        "{specialised:count} of {of:count} were specialised in it in {year}.",
    ),
    "option.summary.suits.none": (
        "{name} is recommended in no region at these weights: its best place is {rank:count} of "
        "{of:count}, in {region}."
    ),
    "option.summary.where": (
        "{name}: {n:count} of {of:regions} is specialised in it, {first} (location quotient "
        "{quotient:decimal}).",
        "{name}: {n:count} of {of:regions} are specialised in it, most of all {first} (location "
        "quotient {quotient:decimal}).",
    ),
    "option.summary.nowhere": "{name}: none of {of:regions} is specialised in it.",
    "option.summary.grows": (
        "It is forecast to grow faster than in the middle region in {n:regions}, fastest in "
        "{names:list}: {growth:signed} a year ({level:count} % interval {lower:signed} to "
        "{upper:signed}).",
        "It is forecast to grow faster than in the middle region in {n:regions}, fastest in "
        "{names:list}: the first {growth:signed} a year ({level:count} % interval {lower:signed} "
        "to {upper:signed}).",
    ),
    "option.summary.grows_alike": (
        "Its growth cannot be told apart between regions: the intervals of all include the middle "
        "region; the highest median is {growth:signed} a year, in {name}."
    ),
    "option.summary.moves": (
        "Likeliest to enter: {entries:with_chances}; likeliest to lose it: {exits:with_chances}."
    ),
    "option.summary.entries": "Likeliest to enter: {entries:with_chances}.",
    "option.summary.exits": "Likeliest to lose it: {exits:with_chances}.",
    "option.summary.nothing": "No region has data on {name}.",
    "option.no_growth": "No growth model is loaded: sizes and growth of this cluster are unknown.",
    "option.no_forecast": (
        "Growth and sizes are unknown: the data has no series of this cluster that can be forecast."
    ),
    "option.no_growth_of_technologies": (
        "Growth is forecast for clusters only; for technologies, see the chance to break through."
    ),
    "option.no_niches.cluster": (
        "Who may enter or lose this cluster is unknown: no model of market niches covers it."
    ),
    "option.no_niches.technology": (
        "Who may enter or lose this technology is unknown: no model of niches covers it."
    ),
    "option.ended": (
        "It has ended: no region has any after {year}, so that none can enter or lose it."
    ),
    "option.no_breakthrough": (
        "Its chance to break through is unknown: it is too small, or the data has too few years."
    ),
    "option.no_ranks": (
        "Its rank among the options of regions is unknown: no growth model is loaded."
    ),
    "option.no_partners": "Partners are unknown: {reason}.",
    "option.kind.cluster": "Cluster",
    "option.kind.technology": "Technology",
    "option.to_record": "Track record",
    "option.total.size": "In all regions, {years}",
    "option.total.specialised": "Specialised regions",
    "option.total.of": "{specialised:count} of {n:count}",
    "option.total.growth": "Forecast to {year}, a year",
    "option.total.breakthrough": "Chance to break through by {year}",
    "option.total.rank": "rank {rank:count} of {of:count}",
    "option.interval": "{level:count} % interval {lower} to {upper}",
    "option.range": "90 % range {low} to {high}",
    "option.parts": "Which parts does it have?",
    "option.namesake.cluster": "A technology has the same code:",
    "option.namesake.technology": "A cluster has the same code:",
    "option.map": "Where does it stand out?",
    "option.colour.quotient": "location quotient",
    "option.colour.growth": "forecast growth",
    "option.colour.entry": "chance of entry",
    "option.colour.exit": "chance of exit",
    "option.mapped.quotient": "Location quotient in {year}",
    "option.mapped.growth": "Median forecast growth a year, {cutoff} to {year}",
    "option.mapped.entry": "Chance of entry by {year}, of regions that are not specialised in it",
    "option.mapped.exit": "Chance of exit by {year}, of regions that are specialised in it",
    "option.missing.entry": "no call: specialised already, or without data",
    "option.missing.exit": "no call: not specialised, or without data",
    "option.hatched": (
        "hatched: the {level:count} % range includes the middle region ({middle}), so the two "
        "cannot be told apart"
    ),
    "option.past_and_future": "How large will it be in all regions together?",
    "option.history": "How has it grown in all regions together?",
    "option.fan": "{name} in all regions, {unit}",
    "option.fan_note": (
        "Forecast {median} a year ({level:count} % interval {lower} to {upper}). The interval is "
        "of all regions together."
    ),
    "option.fan_note_alone": "Forecast {median} a year; the interval is unknown.",
    "option.counts": "{name} in all regions, {unit} a year",
    "option.counts_note": (
        "Observed to {year}; how many there will be is not forecast. The latest years may be "
        "incomplete."
    ),
    "option.column.year": "Year",
    "option.column.median": "Median",
    "option.column.interval": "{level:count} % interval",
    "option.column.count": "Count",
    "option.from_to": "{low} to {high}",
    "option.parts.caption": "All regions together: size at {cutoff}, forecast to {year}",
    "option.column.part": "Part",
    "option.column.total": "Size",
    "option.where": "Where is it, and where does it grow?",
    "option.where.caption": (
        "The region where it is, {years}",
        "{n:count} regions, {years}; sort by any column",
    ),
    "option.column.region": "Region",
    "option.column.quotient": "Location quotient",
    "option.column.size": "Size, {unit}",
    "option.column.nation": "Share of all regions",
    "option.column.growth": "Forecast growth a year",
    "option.column.place": "Place among options",
    "option.column.partner": "Partner",
    "option.column.added": "Relatedness it adds",
    "option.column.brings": "What it brings",
    "option.explain.quotient": (
        "Share in the region over the share in all regions; at 1, the thin mark, the region is "
        "like all. Rising or falling: by more than a tenth since {since}."
    ),
    "option.explain.size": "At {cutoff}, the last year with data.",
    "option.explain.nation": "Of the sum over all regions.",
    "option.explain.growth": (
        "Median forecast to {year}, with its prediction interval as a bar; the thin mark is the "
        "middle region. Bars over the mark cannot be told apart from it."
    ),
    "option.explain.place": (
        "Rank among the options of the region at these weights ({weights}); niches below the least "
        "chance are no options."
    ),
    "option.explain.breakthrough": (
        "The chance to be in the tenth of technologies that gain most share of all patents."
    ),
    "option.explain.entry": (
        "The chance that the region, now below a location quotient of {threshold}, reaches it; the "
        "bar is its 90 % range."
    ),
    "option.explain.exit": (
        "The chance that the region, now at a location quotient of {threshold} or more, falls "
        "below it; the bar is its 90 % range."
    ),
    "option.explain.added": (
        "The share of what is related to it that the partner has and the region lacks."
    ),
    "option.place": "{rank:count} of {of:count}",
    "option.no_option": "no option",
    "option.enter": "Who may enter it by {year}?",
    "option.lose": "Who may lose it by {year}?",
    "option.none.entry": "No region may enter it: all that have data are specialised in it.",
    "option.none.exit": "No region may lose it: none is specialised in it.",
    "option.less_likely": ("{n:count} less likely", "{n:count} less likely"),
    "option.partners": "Who could work with whom?",
    "option.partners.of": "Partners for",
    "option.partners.choose": "Choose a region",
    "option.partners.tip": "Choose a region to see who would add what it lacks here.",
    "option.partners.none": "No region would add to what {region} has here.",
    "option.partners.caption": "Regions that would complement {region}, the best first",
    "option.has_it": "has it already",
    "option.trust": "How far can this be trusted?",
    "option.source.growth": (
        "Growth: {model:method}, version {version:count}, data to {cutoff}. Source: {title}."
    ),
    "option.source.niches": (
        "Entries and exits: {model:method}, version {version:count}, data to {cutoff}. "
        "Source: {title}."
    ),
    "option.column.chance": "Chance",
    "option.chance": "{chance:percent} (90 % range {low:percent} to {high:percent})",
    "option.decimal": "{value:decimal}",
    "option.percent": "{value:percent}",
    "option.signed": "{value:signed}",
}
