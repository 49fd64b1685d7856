"""Value chains: surprises and who is exposed to them."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "chain.title": "Value chains: who is exposed to a surprise",
    "chain.everywhere": "all regions",
    "chain.region": "Region",
    "chain.cluster": "Cluster",
    "chain.all_regions": "all regions",
    "chain.all_clusters": "all that surprise, or the largest",
    "chain.show": "Show",
    "chain.here": "In the region",
    "chain.elsewhere": "In other regions",
    "chain.exposed_to": "Exposed to {cluster}, {region}, in {year}",
    "chain.depend_on": "Depend on {cluster}, {region}",
    "chain.picture": "{cluster}, {region}: who is exposed",
    "chain.column.neighbour": "Cluster",
    "chain.column.region": "Region",
    "chain.column.direction": "Tie",
    "chain.column.share": "Share of its output",
    "chain.column.share_range": "Range",
    "chain.column.effect": "Expected effect",
    "chain.column.effect_range": "Range of the effect",
    "chain.column.total": "Over all rounds",
    "chain.upstream": "sells to it",
    "chain.downstream": "buys from it",
    "chain.how_sure": (
        "How sure: the range is over the interval of the forecast and over how much the region "
        "buys at home."
    ),
    "chain.effect_meaning": (
        "In % of the output of the exposed cluster, if purchases and deliveries follow in full."
    ),
    "chain.share_meaning": (
        "Of a supplier: the part of its output that the cluster buys. Of a buyer: what the "
        "cluster supplies, per unit of its output."
    ),
    "chain.range": "{low} to {high}",
    "chain.total_range": "{total} ({range})",
    "chain.spoken": ("Who is exposed to {name}. Suppliers: {suppliers}. Buyers: {buyers}."),
    "chain.bands": "Bands are as wide, and bars as long, as the share of the neighbour’s output.",
    "chain.bands.effect": "Bands are as wide, and bars as long, as the expected effect.",
    "chain.to": "Watch value chains",
    "chain.shown": (
        "{shown:count} of {n:count} surprises are shown; choose a region or a cluster for others. "
        "The table has the latest {most:count}."
    ),
    "chain.empty": "The chain of no cluster can be shown.",
}

SENTENCES: dict[str, str | tuple[str, str]] = {
    "chain.summary.surprises": (
        "{n:count} outcome ({years:span}) is a surprise: further from its forecast than chance "
        "explains.",
        "{n:count} outcomes ({years:span}) are surprises: further from their forecasts than "
        "chance explains.",
    ),
    "chain.summary.none": (
        "No outcome that was compared ({years:span}) is a surprise for these regions and "
        "clusters: all are as near their forecasts as chance explains."
    ),
    "chain.summary.not_compared": (
        "No outcome has been compared with the forecasts yet, so no surprise is known. "
        "Monitoring compares them as soon as the data have newer years."
    ),
    "chain.summary.structure": "Shown is who depends on a cluster, whatever happens to it.",
    "chain.summary.choose": "Choose a region and a cluster to see who depends on it.",
    "chain.text.above": (
        "{cluster}, {region}: {change:size} % above the forecast for {year}, {nearest:size} % "
        "above the upper end of its 80 % interval."
    ),
    "chain.text.below": (
        "{cluster}, {region}: {change:size} % below the forecast for {year}, {nearest:size} % "
        "below the lower end of its 80 % interval."
    ),
    "chain.text.unlike": (
        "{cluster}, {region}: unlike the forecast for {year}, which is not above 0, so that no "
        "distance in per cent can be given."
    ),
    "chain.text.structure": (
        "{cluster}, {region}: who sells to it and who buys from it, by the table of {year}."
    ),
    "chain.text.upstream": (
        "Of the suppliers, {neighbour} depends on it most: {share:percent} of its output directly, "
        "{total:percent} over all rounds."
    ),
    "chain.text.downstream": (
        "Of the buyers, {neighbour} depends on it most: what it buys there is worth "
        "{share:percent} of its output directly, {total:percent} over all rounds."
    ),
    "chain.text.upstream.effect": (
        "Of the suppliers, {neighbour} is most exposed, with {share:percent} of its output: "
        "{effect:signed} of it expected directly ({low:signed} to {high:signed}), {total:signed} "
        "over all rounds ({total_low:signed} to {total_high:signed})."
    ),
    "chain.text.downstream.effect": (
        "Of the buyers, {neighbour} is most exposed, with inputs worth {share:percent} of its "
        "output: {effect:signed} of it expected directly ({low:signed} to {high:signed}), "
        "{total:signed} over all rounds ({total_low:signed} to {total_high:signed})."
    ),
    "chain.text.nobody": (
        "No other cluster depends on {cluster} in {region} with 1 % or more of its output."
    ),
    "chain.text.elsewhere": "Most output that depends on it elsewhere is in {regions:list}.",
    "chain.note.large": (
        "The outcome is {change:signed} off its forecast. Effects are worked out in proportion, "
        "which holds for smaller changes only: beyond 50 % none is given, and the shares say who "
        "depends on it."
    ),
    "chain.note.follow": (
        "Purchases and deliveries are taken to follow the surprise in full, and output to move as "
        "the indicator that was forecast. Stocks, prices and other suppliers soften it."
    ),
    "chain.note.upstream": (
        "Suppliers: demand side, after Leontief. They deliver what is ordered; all rounds include "
        "suppliers of suppliers."
    ),
    "chain.note.downstream": (
        "Buyers: supply side. Direct effects are shares of inputs; all rounds are after Ghosh, "
        "where no input can replace another: an upper end. More of an input need not be used."
    ),
    "chain.note.range": (
        "The national table is scaled to the region by location quotients; ranges are over how "
        "much the region buys at home (delta) and over the interval of the forecast."
    ),
    "chain.note.elsewhere": (
        "Other regions: what regions sell each other is not in the data. What a region does not "
        "make itself it is taken to buy from the others in proportion to what they make, "
        "neighbours counting up to double. Distance, trade with abroad and who really trades with "
        "whom are not in it: a hint where to look, no measurement."
    ),
    "chain.note.own": (
        "{region} has a table of its own, without what it trades with other regions: who is "
        "exposed elsewhere cannot be said."
    ),
    "chain.note.alone": (
        "Sizes of the clusters of other regions are not in the data: who is exposed elsewhere "
        "cannot be said."
    ),
    "chain.note.no_table": "Who is exposed in {region} cannot be said: {reason}.",
}
"""Sentences of answers."""
