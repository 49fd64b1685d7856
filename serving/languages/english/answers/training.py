"""Sentences that training writes into a champion in English, to be recognised in answers.

A template's parameters are texts, or numbers where their format says so; see recognition.
"""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "counted.patents": "patents",
    "counted.indicator": "{unit:unit} of {indicator}",
    "counted.means": "{unit:unit} of {indicator} (yearly means)",
    "niche.warning.small": (
        "small region: {counted} counted in the {window:years} up to {year}, so its location "
        "quotients are uncertain"
    ),
    "niche.reason.close.one": (
        "close to {first} (proximity {near:decimal}), a present specialisation"
    ),
    "niche.reason.close.two": (
        "close to {first} (proximity {near:decimal}) and {second} ({next:decimal}), present "
        "specialisations"
    ),
    "niche.reason.although.one": (
        "although close to {first} (proximity {near:decimal}), a present specialisation"
    ),
    "niche.reason.although.two": (
        "although close to {first} (proximity {near:decimal}) and {second} ({next:decimal}), "
        "present specialisations"
    ),
    "niche.reason.alike.one": (
        "{region} (similarity {near:decimal}), a similar region, has it already"
    ),
    "niche.reason.alike.two": (
        "{region} (similarity {near:decimal}) and {other} ({next:decimal}), similar regions, have "
        "it already"
    ),
    "niche.reason.unlike.one": (
        "{region} (similarity {near:decimal}), a similar region, has no specialisation in it"
    ),
    "niche.reason.unlike.two": (
        "{region} (similarity {near:decimal}) and {other} ({next:decimal}), similar regions, have "
        "no specialisation in it"
    ),
    "niche.reason.entry.raised": "odds raised {fold:tenths}-fold by {cause}",
    "niche.reason.entry.raised.much": "odds raised more than tenfold by {cause}",
    "niche.reason.entry.lowered": "odds lowered {fold:tenths}-fold by {cause}",
    "niche.reason.entry.lowered.much": "odds lowered more than tenfold by {cause}",
    "niche.reason.exit.raised": "odds of loss raised {fold:tenths}-fold by {cause}",
    "niche.reason.exit.raised.much": "odds of loss raised more than tenfold by {cause}",
    "niche.reason.exit.lowered": "odds of loss lowered {fold:tenths}-fold by {cause}",
    "niche.reason.exit.lowered.much": "odds of loss lowered more than tenfold by {cause}",
    "niche.cause.transitions": "what happened in such cases before",
    "niche.cause.strength.so_far": "its strength so far",
    "niche.cause.strength.record": "its earlier record, or how little it takes to be specialised",
    "niche.cause.strength.threshold": "how much more it takes to be specialised",
    "niche.cause.strength.weak": "how weak it is so far",
    "niche.cause.strength.falling": "how little it rests on, or how it falls",
    "niche.cause.strength.near": ("how weak it is now (near the threshold, small or falling)"),
    "niche.cause.strength": "its strength",
    "niche.cause.size": "its size, or its record so far",
    "niche.cause.related": "related specialisations",
    "niche.cause.similar": "similar regions",
    "niche.cause.surroundings": "country and neighbours",
    "niche.cause.parents": "parent classes",
    "niche.cause.activity": "spread and growth of the activity",
    "niche.cause.region": "size and diversity of the region",
    "live.borrowed.constant": "a constant series for the model: growth is that of {source}",
    "live.borrowed.few": "too few points for the model: growth is that of {source}",
    "live.short": ("short history: {n:count} point", "short history: {n:count} points"),
    "live.seasons": "too few years to show seasons: they are those of {source}",
    "live.source.all": "all series",
    "live.source.region": "region {code}",
    "live.source.cluster": "cluster {code}",
    "live.source.sector": "sector {code}",
    "live.source.cluster_and_region": "cluster {code} and region {region}",
    "live.source.sector_and_region": "sector {code} and region {region}",
    "live.index": "no values: the forecast is an index, {index} in {start}",
    "live.unknown.region.new": "region {code} is new: the model was trained without it",
    "live.unknown.region.unknown": "region {code} is unknown: the model was trained without it",
    "live.unknown.cluster.new": "cluster {code} is new: the model was trained without it",
    "live.unknown.cluster.unknown": "cluster {code} is unknown: the model was trained without it",
    "live.ends": "ends in {last}: carried forward to {start}, with wider intervals",
    "live.discontinued": (
        "no value in the {years} years up to {start}: in training such a series counts as "
        "discontinued and is not forecast"
    ),
    "live.after": (
        "ends in {start}, after the cutoff: forecast from there, all other data up to {cutoff}"
    ),
    "live.before": "values before {first} are not used",
    "multiplier.none": (
        "no multipliers of {indicator}: {reason}; give {indicator_again}, cluster_output and "
        "cluster_flows in the same unit"
    ),
    "multiplier.reason.unit": "{indicator} is in {unit}, output in {output_unit}",
    "multiplier.reason.share": (
        "{indicator} of {region} in {year} is {share} % of output in {table_year}, which cannot be"
    ),
}
