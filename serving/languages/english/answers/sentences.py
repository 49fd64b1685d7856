"""Sentences of answers besides the verdict: track records, units, notes, cautions."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "answer.age": (
        "Calls of {cutoff} for {target}, which ended {n:count} year ago: see what became of them.",
        "Calls of {cutoff} for {target}, which ended {n:count} years ago: see what became of them.",
    ),
    "noun.points": "{n:tenths} percentage points",
    "answer.intervals.revised": (
        "The intervals are wider because the figures of the last year will still be revised, by "
        "{spread:percent} as a rule (standard deviation of earlier revisions)."
    ),
    "answer.all_regions": "all regions",
    "answer.all_clusters": "all clusters",
    "answer.prices.current": "in current prices",
    "answer.prices.constant": "in constant prices",
    "answer.prices.constant_of": "in constant prices of {year}",
    "answer.prices.unknown": "price basis not stated",
    "answer.order.none": "it does not rank clusters: it forecasts the same growth for all",
    "answer.order": "the tenth that it ranked first then grew {pace} than all{interval:interval}",
    "answer.order.beside": "{order}, that of {model} {pace}",
    "answer.order.faster": "{rate:tenths} percentage points a year faster",
    "answer.order.slower": "{rate:tenths} percentage points a year more slowly",
    "answer.record.growth.better": (
        "In past tests ({origins:span}) the forecast missed {gain:percent} less than assuming no "
        "change; its 80 % ranges held {coverage:percent} of outcomes."
    ),
    "answer.record.growth.even": (
        "In past tests ({origins:span}) the forecast missed as much as assuming no change; its "
        "80 % ranges held {coverage:percent} of outcomes."
    ),
    "answer.record.growth.worse": (
        "In past tests ({origins:span}) the forecast missed {gain:percent} more than assuming no "
        "change; its 80 % ranges held {coverage:percent} of outcomes."
    ),
    "answer.record.entry": (
        "In past tests ({origins:span}) chances of entry were off by {ece:points} on "
        "average; {base_rate:percent} of possible entries came true."
    ),
    "answer.record.entry.rule": (
        "In past tests ({origins:span}) entries were ranked {times:tenths} times as well as by "
        "the best simple rule, {rule}; chances were off by {ece:points} on average."
    ),
    "answer.record.exit": (
        "In past tests ({origins:span}) chances of loss were off by {ece:points} on "
        "average; {base_rate:percent} of specialisations were lost."
    ),
    "answer.record.exit.rule": (
        "In past tests ({origins:span}) losses were ranked {times:tenths} times as well as by "
        "the best simple rule, {rule}; chances were off by {ece:points} on average."
    ),
    "answer.record.breakthrough": (
        "In past tests ({origins:span}) chances to break through were off by "
        "{ece:points} on average; {base_rate:percent} of activities broke through."
    ),
    "answer.record.breakthrough.rule": (
        "In past tests ({origins:span}) breakthroughs were ranked {times:tenths} times as well "
        "as by the best simple rule, {rule}; chances were off by {ece:points} on average."
    ),
    "answer.caution.rule": (
        "In the backtest the simple rule {rule} ranked better than the model: read these scores "
        "with care."
    ),
    "answer.caution.simulation": (
        "a demand model: it leaves out prices, capacity and crowding out; where strain is far from "
        "0, the region may not be able to produce that much more"
    ),
    "answer.patents": "patents",
    "answer.label.share": "share of {name}",
    "answer.label.growth": "growth of {indicator}",
    "answer.niches.ended": (
        "{name} ({code}) has ended: no region has {counted} in it after {year}, so that none can "
        "enter or lose it."
    ),
    "answer.unit": "{unit:unit}",
    "answer.index": "index, {index} in {start}",
    "answer.values": "values",
    "answer.live.separate": (
        "each series is forecast separately: unlike stored forecasts, live forecasts are not "
        "adjusted to add up to totals"
    ),
    "answer.live.path": (
        "an assumed path shifts each forecast by its last value times the difference between the "
        "assumed and the forecast growth of its total; a region's or cluster's path replaces the "
        "nation's"
    ),
    "answer.live.width": (
        "intervals keep their width, although an assumed path removes some of the uncertainty"
    ),
    "answer.live.seasons": (
        "growth of totals is per year from the last value on, without seasonal effects; within a "
        "year an assumed path departs from the forecast evenly"
    ),
    "answer.live.prices": (
        "histories in the request must be {prices}, as the data that the model learned from: they "
        "are not converted"
    ),
}
