"""Words that views and answers share: nouns, lists, criteria, presets, units, parts of sentences.

A format of a template that is not in ``serving.languages.formats`` is a noun: ``{n:years}`` says
noun.years, and noun.years.one for exactly 1 where there is one. Nouns that only translations need,
such as the genitive noun.years_of, stand here too.
"""

_NOUNS: dict[str, str | tuple[str, str]] = {
    "noun.years": ("{n:count} year", "{n:count} years"),
    "noun.years_of": ("{n:count} year", "{n:count} years"),
    "noun.regions": ("{n:count} region", "{n:count} regions"),
    "noun.regions_of": ("{n:count} region", "{n:count} regions"),
    "noun.clusters": ("{n:count} cluster", "{n:count} clusters"),
    "noun.clusters_of": ("{n:count} cluster", "{n:count} clusters"),
    "noun.technologies": ("{n:count} technology", "{n:count} technologies"),
    "noun.technologies_of": ("{n:count} technology", "{n:count} technologies"),
    "noun.niches": ("{n:count} niche", "{n:count} niches"),
    "noun.niches_of": ("{n:count} niche", "{n:count} niches"),
    "noun.niches_in": ("{n:count} niche", "{n:count} niches"),
    "noun.likeliest_niches": ("{n:count} likeliest niche", "{n:count} likeliest niches"),
    "noun.entered": ("{n:count} was entered", "{n:count} were entered"),
    "noun.over_regions": ("In one region", "Across {n:count} regions"),
    "noun.over_regions.one": "In one region",
    "noun.best": ("the best", "the best {n:count}"),
    "noun.best.one": "the best",
    "noun.among_best": ("the best", "among the best {n:count}"),
    "noun.among_best.one": "the best",
    "noun.best_clusters": ("the best cluster", "the best {n:count} clusters"),
    "noun.best_clusters.one": "the best cluster",
    "noun.first_clusters": ("the cluster", "the {n:small} clusters"),
    "noun.first_clusters.one": "the cluster",
    "years.one": "{years}",
    "years.several": "{years}",
}

_WORDS: dict[str, str | tuple[str, str]] = {
    "advice.recommended": "recommended",
    "advice.with caution": "with caution",
    "advice.enter": "entry recommended",
    "trend.rising": "rising",
    "trend.falling": "falling",
    "trend.steady": "steady",
    "word.unknown": "unknown",
    "word.none": "none",
    "word.and": "and",
    "word.per_cent": "{figure} %",
    "word.range": "{low} to {high}",
    "word.percent_range": "{low} to {high} %",
    "word.each": "{figure} each",
    "word.quoted": "{name}",
    "word.date_style": "medium",
    "list.next": "{first}, {second}",
    "list.last": "{first} and {second}",
    "list.last.with_and": "{first}, and {second}",
    "list.next.with_commas": "{first}; {second}",
    "list.last.with_commas": "{first}; and {second}",
    "number.2": "two",
    "number.3": "three",
    "number.4": "four",
    "number.5": "five",
    "number.6": "six",
    "number.7": "seven",
    "number.8": "eight",
    "number.9": "nine",
    "number.10": "ten",
}

_HEADINGS: dict[str, str | tuple[str, str]] = {
    "heading.back": "Clusters in more detail",
    "heading.enter": "Niches in more detail",
    "heading.watch": "To watch",
    "heading.caution": "What not to count on",
    "heading.change": "What would change the answer",
    "heading.limits": "Record and limits",
    "heading.clusters": "Clusters, ranked",
    "heading.niches": "Niches, ranked",
}

_CRITERIA: dict[str, str | tuple[str, str]] = {
    "criterion.growth": "growth",
    "criterion.growth.meaning": "median forecast growth, % a year",
    "criterion.growth.praise": "forecast growth",
    "criterion.growth.value": "{value:signed} a year",
    "criterion.risk": "risk",
    "criterion.risk.meaning": "chance to grow less than the region's middle cluster, 0 to 1",
    "criterion.risk.praise": "low risk of falling behind",
    "criterion.risk.value": "a chance of {value:percent} to fall behind the middle cluster",
    "criterion.multiplier": "multiplier",
    "criterion.multiplier.meaning": (
        "output per unit of final demand; of a niche that of the clusters tied to it"
    ),
    "criterion.multiplier.praise": "output multiplier",
    "criterion.externalities": "externalities",
    "criterion.externalities.meaning": "strength of ties with the rest of the region, 0 to 1",
    "criterion.externalities.praise": "ties with the rest of the region",
    "criterion.relatedness": "relatedness",
    "criterion.relatedness.meaning": "relatedness density, 0 to 1",
    "criterion.relatedness.praise": "relatedness to what the region does",
    "criterion.complexity": "complexity",
    "criterion.complexity.meaning": "complexity of the activity (pci)",
    "criterion.complexity.praise": "complexity",
    "criterion.alignment": "alignment",
    "criterion.alignment.meaning": "weight of the national priority over the largest weight",
    "criterion.alignment.praise": "fit with national priorities",
    "criterion.alignment.value": "{value:percent} of the largest weight",
    "criterion.inclusion": "inclusion",
    "criterion.inclusion.meaning": "how far gains go to regions behind, in nats (Theil)",
    "criterion.inclusion.praise": "gains for regions that are behind",
    "criterion.emissions": "emissions",
    "criterion.emissions.praise": "low emissions",
    "criterion.ghg_emissions": "greenhouse gas emissions",
    "criterion.ghg_emissions.praise": "low greenhouse gas emissions",
    "criterion.co2_emissions": "CO2 emissions",
    "criterion.co2_emissions.praise": "low CO2 emissions",
    "criterion.energy_use": "energy use",
    "criterion.energy_use.praise": "low energy use",
    "criterion.water_use": "water use",
    "criterion.water_use.praise": "low water use",
    "criterion.waste": "waste",
    "criterion.waste.praise": "little waste",
    "criterion.renewable_energy": "renewable energy",
    "criterion.renewable_energy.praise": "renewable energy",
    "criterion.green_patents": "green patents",
    "criterion.green_patents.praise": "green patents",
    "criterion.per_size": "{name} per unit of size",
}
"""Name of each criterion, its meaning, what it says for an option that does well, and its value."""

_PRESETS: dict[str, str | tuple[str, str]] = {
    "preset.balanced": "balanced",
    "preset.balanced.meaning": (
        "Some of everything: growth and its risk first, then ties within the region, complexity "
        "and public aims."
    ),
    "preset.growth": "growth",
    "preset.growth.meaning": (
        "Back what is most likely to grow, and brings the region most output with it."
    ),
    "preset.resilience": "resilience",
    "preset.resilience.meaning": (
        "Avoid what may fall behind, and prefer what is close to the region's other activities."
    ),
    "preset.inclusion": "inclusion",
    "preset.inclusion.meaning": (
        "Prefer what brings gains to regions that are behind, and serves national priorities."
    ),
    "preset.technology": "technology",
    "preset.technology.meaning": (
        "Prefer complex activities that build on what the region can do."
    ),
    "weights.own": "your weights",
    "weights.preset": "the {name:preset} weights",
}

_MEASURES: dict[str, str | tuple[str, str]] = {
    "indicator.value_added": "value added",
    "indicator.employment": "employment",
    "indicator.employees": "employees",
    "indicator.output": "output",
    "indicator.gdp": "GDP",
    "indicator.exports": "exports",
    "indicator.turnover": "turnover",
    "indicator.investment": "investment",
    "indicator.wages": "wages",
    "indicator.population": "population",
    "indicator.patents": "patents",
    "indicator.niches": "niches",
    "indicator.establishments": "establishments",
    "indicator.enterprises": "enterprises",
    "indicator.personal_income": "personal income",
    "indicator.income_per_capita": "income per capita",
    "unit.million": "million",
    "unit.thousand": "thousand",
    "unit.billion": "billion",
    "unit.current_prices": "current prices",
    "unit.constant_prices": "constant prices",
    "unit.current": "current",
    "unit.constant": "constant",
    "unit.usd": "USD",
    "unit.eur": "EUR",
    "unit.rub": "RUB",
    "unit.gbp": "GBP",
    "unit.crowns": "crowns",
    "unit.persons": "persons",
    "unit.per_person": "per person",
    "unit.jobs": "jobs",
    "unit.hours": "hours",
    "unit.tonnes": "tonnes",
    "unit.number": "number",
    "unit.per_cent": "per cent",
    "unit.percent": "percent",
    "unit.of": "of",
    "price.current": "in current prices",
    "price.constant": "in constant prices",
    "price.unknown": "price basis not stated",
    "price.of_year": "{prices} of {year}",
    "price.after": ", {prices}",
}
"""Units are put together word by word; what is not here stays as the data say it."""

_PARTS: dict[str, str | tuple[str, str]] = {
    "driver.patents": "patents",
    "driver.relatedness": "relatedness",
    "driver.share": "size and specialisation",
    "driver.national": "nation",
    "driver.sector": "sector",
    "driver.region": "region",
    "driver.momentum": "own momentum",
    "driver.statistical": "statistical part",
    "driver.calibration": "calibration on past forecasts",
    "driver.rest": "limits and totals",
    "driver.part": "{driver:driver} {part:signed}",
    "growth.faster": "{rate:size} percentage points a year faster than",
    "growth.slower": "{rate:size} percentage points a year more slowly than",
    "growth.as_fast": "about as fast as",
    "growth.grow": "grow {rate:size} % a year",
    "growth.shrink": "shrink {rate:size} % a year",
    "futures.below_one": "fewer than 1",
    "futures.above_99": "more than 99",
    "futures.of_100": "{figures} of 100 simulated futures",
    "futures.each": "{figures} of 100 simulated futures each",
    "futures.only": "only {figures} of 100 simulated futures",
    "futures.only_each": "only {figures} of 100 simulated futures each",
    "futures.none": "none of 100 simulated futures",
    "futures.none_each": "none of 100 simulated futures each",
    "share.all": "all",
    "share.most": "{share:percent} of the",
    "without": " (without {criteria:names})",
    "doubts.outgrow": (
        "will probably grow less than the region's middle cluster (chance to outgrow it "
        "{chance:percent})"
    ),
    "doubts.shrink": "may shrink ({chance:percent})",
    "doubts.both": "{outgrow}, and {shrink}",
    "doubts.after": "; it {doubts}",
    "interval.90": " (90 % interval {low:tenths} to {high:tenths})",
    "with.percent": "{name} ({share:percent_below})",
    "with.chance": "{name} ({share:percent})",
    "with.rank": "{name} (rank {rank})",
    "with.decimal": "{name} ({strength:decimal})",
    "brings": (
        ", and each million of demand for it brings {figure:decimal} million of output in the "
        "region"
    ),
    "brings.range": (
        ", and each million of demand for it brings {figure:decimal} ({low:decimal} to "
        "{high:decimal}) million of output in the region"
    ),
    "base_rate": "; of all niches open to regions, {rate:percent} were entered in the backtest",
    "judgement.good": "better than chance",
    "judgement.small": "a small gain, but more than chance can explain",
    "judgement.weak": "chance can explain it",
    "judgement.bad": "worse than chance",
    "judgement.alone": "one region, which proves little",
    "kinds.cluster": "clusters",
    "kinds.niche": "niches",
}
"""Parts of sentences, which formats put together."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    **_NOUNS,
    **_WORDS,
    **_HEADINGS,
    **_CRITERIA,
    **_PRESETS,
    **_MEASURES,
    **_PARTS,
}
