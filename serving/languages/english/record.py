"""The view of the track record."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "record.title": "What smartspec said, and what became of it",
    "record.summary.entries": (
        "Of 100 niches like the ten that it called likeliest in each region, {hits:count} were "
        "entered within {years:years}; the best simple rule would have found {rule:count}, picks "
        "at random {base:count}."
    ),
    "record.summary.entries.alone": (
        "Of 100 niches like the ten that it called likeliest in each region, {hits:count} were "
        "entered within {years:years}."
    ),
    "record.summary.growth": (
        "Of 100 outcomes of growth, {inside:count} lay within the 80 % interval that was forecast, "
        "and the tenth of clusters that was forecast to grow fastest then outgrew all clusters by "
        "{lift:tenths} percentage points a year (90 % interval {lower:tenths} to {upper:tenths})."
    ),
    "record.summary.growth.weak": (
        "Of 100 outcomes of growth, {inside:count} lay within the 80 % interval that was forecast, "
        "but which clusters would grow fastest was not told apart from chance: the tenth forecast "
        "to grow fastest then grew {lift:tenths} percentage points a year more than all clusters "
        "(90 % interval {lower:tenths} to {upper:tenths})."
    ),
    "record.summary.growth.one": (
        "Of 100 outcomes of growth, {inside:count} lay within the 80 % interval that was forecast; "
        "the tenth of clusters that was forecast to grow fastest then grew {lift:tenths} "
        "percentage points a year more than all clusters."
    ),
    "record.summary.growth.rule": (
        "The best simple rule did better in this: its first tenth outgrew all clusters by "
        "{rule:tenths} percentage points a year."
    ),
    "record.summary.intervals": (
        "Of 100 outcomes of growth, {inside:count} lay within the 80 % interval that was forecast."
    ),
    "record.summary.backtest": (
        "These are calls of a backtest: what the models would have said at the end of "
        "{origins:list}, with the data of that time. No call that was made live has an outcome yet."
    ),
    "record.summary.live": (
        "{n:count} of these calls were made live, before their outcome was known; the others are "
        "of a backtest."
    ),
    "record.summary.nothing": "There is no call with a known outcome for this question.",
    "record.note.no_champion": "No model is loaded, so there is no record.",
    "record.note.older": (
        "A model was trained with an earlier release: its calls by name have no intervals, and of "
        "niches only the likeliest are kept."
    ),
    "record.note.no_calls": (
        "A model keeps no calls of its backtest by name; models trained with this release do."
    ),
    "record.note.no_hindsight": (
        "There is no record of the choices that weights would have made: the models keep none."
    ),
    "record.years": "What was said in each year, and what became of it?",
    "record.years.niches": "Niches and specialisations",
    "record.years.growth": "Growth of clusters",
    "record.calibration": "When it says 30 %, does it happen in 30 of 100 cases?",
    "record.calibration.technology.entry": "Entries of technology niches",
    "record.calibration.technology.exit": "Losses of specialisations in technologies",
    "record.calibration.cluster.entry": "Entries of market niches",
    "record.calibration.cluster.exit": "Losses of specialisations of clusters",
    "record.calibration.at_origin": (
        "Chances as they were stated at the time. Points on the diagonal are right; bars are 95 % "
        "intervals over regions."
    ),
    "record.calibration.halves": (
        "Chances of each half of the regions, calibrated on the other half of the same years. "
        "Points on the diagonal are right; bars are 95 % intervals as if cells were independent."
    ),
    "record.calibration.live": "Calls that were made live.",
    "record.cases": "Where was it right, and where was it wrong?",
    "record.filter.call": "Calls",
    "record.filter.all_calls": "all calls",
    "record.filter.growth": "growth of clusters",
    "record.filter.entry": "entries",
    "record.filter.exit": "exits",
    "record.filter.origin": "Made with data to",
    "record.filter.all_years": "all years",
    "record.cases.region": "Region",
    "record.cases.all_regions": "all regions",
    "record.cases.none": "No call of this region has a known outcome.",
    "record.group.entry.came_true": "Likeliest entries that came true",
    "record.group.entry.failed": "Likeliest entries that did not happen",
    "record.group.entry.unforeseen": "Entries that were thought unlikely, and happened",
    "record.group.exit.came_true": "Likeliest losses that came true",
    "record.group.exit.failed": "Likeliest losses that did not happen",
    "record.group.exit.unforeseen": "Losses that were thought unlikely, and happened",
    "record.group.growth.fastest": "Clusters that were forecast to grow fastest",
    "record.group.growth.above": "Clusters that grew furthest beyond their forecast",
    "record.group.growth.below": "Clusters that fell furthest short of their forecast",
    "record.group.markets": "market niches",
    "record.group.shown": "{shown:count} of {n:count} such calls; {of:count} were looked at.",
    "record.group.notable": "Only clusters with at least 1 % of their region's total then.",
    "record.coverage": "Did the outcomes lie within the intervals?",
    "record.coverage.text": (
        "Of 100 outcomes about 80 should lie within the 80 % interval, and about 95 within the "
        "95 % interval. Fewer mean that the forecasts are surer than they should be."
    ),
    "record.coverage.step": "{n:years} ahead",
    "record.coverage.size.small": "the smallest third of series",
    "record.coverage.size.medium": "the middle third of series",
    "record.coverage.size.large": "the largest third of series",
    "record.hindsight": "Would the weights have picked well?",
    "record.hindsight.text": (
        "The five best options of each region at these weights, picked with the data of that time. "
        "Weights that are chosen for their past prove nothing."
    ),
    "record.hindsight.clusters": "Growth of the picked clusters beside the others, a year",
    "record.hindsight.niches": "Picked niches that were entered",
    "record.hindsight.base": "Picks at random",
    "record.hindsight.judgement": "What that says",
    "record.column.years": "Years",
    "record.column.interval": "95 % interval",
    "record.column.call": "Call",
    "record.column.n": "Calls",
    "record.column.stated": "Mean chance stated",
    "record.column.came_true": "Came true",
    "record.column.hits": "Of the ten likeliest came true",
    "record.column.rule": "By the best simple rule",
    "record.column.forecast": "Middle forecast, a year",
    "record.column.growth": "Middle growth, a year",
    "record.column.within_80": "Within 80 % interval",
    "record.column.within_95": "Within 95 % interval",
    "record.column.lift": "First tenth beside all, a year",
    "record.column.rule_lift": "The same by the best simple rule",
    "record.column.region": "Region",
    "record.column.option": "Cluster or technology",
    "record.column.chance": "Chance stated",
    "record.column.said": "Forecast, a year",
    "record.column.outcome": "What happened",
    "record.column.ahead": "Forecasts",
    "record.column.weights": "Weights",
    "record.call.entry.technology": "entry of a technology niche",
    "record.call.exit.technology": "loss of a technology",
    "record.call.entry.cluster": "entry of a market niche",
    "record.call.exit.cluster": "loss of a cluster's specialisation",
    "record.call.growth.cluster": "growth of a cluster",
    "record.happened.entry.1": "entered",
    "record.happened.entry.0": "not entered",
    "record.happened.exit.1": "lost",
    "record.happened.exit.0": "kept",
    "record.live": "live",
    "record.number": "{n:count}",
    "record.share": "{share:percent}",
    "record.rate": "{rate:signed}",
    "record.when": "{origin} → {target}",
    "record.all_years": "All years",
    "record.range": "{low} to {high}",
    "record.what_backtest": "What is a backtest?",
    "record.explain.years": (
        "The last year that was known when the call was made, and the year of the outcome."
    ),
    "record.explain.hits": (
        "Of each region the ten calls with the highest chances are taken. The simple rule is the "
        "best of several, such as: enter what is close to what the region does."
    ),
    "record.explain.lift": (
        "The tenth of clusters that was forecast to grow fastest is compared with all clusters: "
        "how much faster did it then grow? 0 means that the order of the forecasts said nothing."
    ),
    "record.explain.backtest": (
        "A backtest trains the model on the data up to a year, lets it forecast, and compares with "
        "what then happened. Revised data are used, so it knew slightly more than was public then."
    ),
    "record.chart": "How many of the ten likeliest calls of each region came true",
    "record.chart.text": "{call}, {year}: {hits:percent} came true, {rule} by the simple rule.",
    "record.chart.model": "smartspec",
    "record.chart.rule": "best simple rule",
    "record.chart.base": "picks at random",
    "record.more": "Show more",
}
