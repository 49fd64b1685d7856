"""The view that puts regions side by side."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "compare.summary.growth_unknown": (
        "Which region is likelier to grow is unknown: there are not two forecasts to compare."
    ),
    "compare.summary.faster": (
        "{first} is likelier to grow: {growth:signed} a year by the median forecast, {second} "
        "{slower:signed}; the {level:count} % intervals do not overlap."
    ),
    "compare.summary.alike": (
        "The forecasts do not show which grows faster: {first} has the highest median, "
        "{growth:signed} a year, before {second} with {slower:signed}, but the {level:count} % "
        "intervals overlap."
    ),
    "compare.summary.equal": (
        "The forecasts do not show which grows faster: the median forecasts of {first} and "
        "{second} are the same, {growth:signed} a year."
    ),
    "compare.summary.share.cluster": (
        "They share {n:count} specialised cluster: {names:list}.",
        "They share {n:count} specialised clusters, most of all {names:list}.",
    ),
    "compare.summary.share.technology": (
        "They share {n:count} specialised technology: {names:list}.",
        "They share {n:count} specialised technologies, most of all {names:list}.",
    ),
    "compare.summary.share_none.cluster": "No cluster is a specialisation of all of them.",
    "compare.summary.share_none.technology": "No technology is a specialisation of all of them.",
    "compare.summary.together": (
        "They could work together first on {activity} in {region}: {partner} would bring "
        "{brings:list}."
    ),
    "compare.no_growth": "No growth model is loaded: growth and options are unknown.",
    "compare.no_niches": "No model of niches is loaded: complexity and niches are unknown.",
    "compare.title": "Compare regions",
    "compare.choose": "Choose two to four regions: they are put side by side on the same scales.",
    "compare.pair": "{first} and {second}",
    "compare.like": "Which regions are like it?",
    "compare.begin": "Where to begin?",
    "compare.suggested": (
        "Regions with a similar pattern of indicators; a comparison with them says most."
    ),
    "compare.totals": "How far may each of them grow?",
    "compare.totals.unknown": "The forecast of {region} is unknown.",
    "compare.index": "{cutoff} = 100",
    "compare.explain.totals": (
        "All clusters of each region together, on one axis: 100 is what each was in the last year "
        "of data, whatever its size."
    ),
    "compare.which": "Which regions?",
    "compare.region": "Region {place:count}",
    "compare.pick": "Choose a region",
    "compare.none": "No further region",
    "compare.show": "Compare",
    "compare.unknown": "There is no region {code}.",
    "compare.advice": "What should each of them do?",
    "compare.growth": "Which is likelier to grow, and which is more complex?",
    "compare.growth.caption": "All clusters together, from {cutoff} to {year}",
    "compare.interval": "{level:count} % interval {lower} to {upper}",
    "compare.range": "90 % range {low} to {high}",
    "compare.rank": "rank {rank:count} of {of:count}",
    "compare.to_record": "How good such forecasts were: the track record",
    "compare.clusters": "Which clusters come first?",
    "compare.niches": "Which niches come first?",
    "compare.confidence": "{share:percent} sure",
    "compare.none.clusters": "No clusters are ranked for this region.",
    "compare.none.niches": "No niche reaches the minimum chance.",
    "compare.shared.cluster": "Which clusters do they share?",
    "compare.shared.technology": "Which technologies do they share?",
    "compare.shared.caption": (
        "The specialisation of all of them: location quotients",
        "{shown:count} of {n:count} specialisations of all of them: location quotients",
    ),
    "compare.distinct": "What does only one of them have?",
    "compare.distinct.count": "{n:count} of {of:count} specialisations",
    "compare.together": "Where could they work together?",
    "compare.together.none": "No region adds to the first options of another.",
    "compare.column.region": "Region",
    "compare.column.growth": "Forecast growth a year",
    "compare.column.eci": "Complexity (ECI)",
    "compare.column.diversity": "Specialisations",
    "compare.column.cluster": "Cluster",
    "compare.column.technology": "Technology",
    "compare.column.option": "For",
    "compare.column.in": "In",
    "compare.column.partner": "Partner",
    "compare.column.added": "Relatedness it adds",
    "compare.column.brings": "What it brings",
    "compare.explain.growth": (
        "Median forecast with its prediction interval, all on one axis; the thin mark is zero. "
        "Where bars overlap, the forecasts do not show which region grows faster."
    ),
    "compare.explain.eci": (
        "Economic complexity index: how rare and varied the specialisations are; the mean over "
        "regions is 0, the standard deviation 1."
    ),
    "compare.explain.diversity": "How many activities the region is specialised in.",
    "compare.explain.clusters": (
        "At the weights in the address. Above: how many of 100 simulated futures see the cluster "
        "above the region's middle one. Below: forecast growth a year with its 80 % interval, on "
        "one axis for all regions."
    ),
    "compare.explain.niches": (
        "At the weights in the address: the chance of entry, with its 90 % range as a bar."
    ),
    "compare.explain.shared": (
        "A region is specialised where its location quotient, the thin mark, is 1 or more."
    ),
    "compare.explain.together": (
        "What a partner is specialised in and the region lacks, as a share of all that is related "
        "to an option of the region."
    ),
}
