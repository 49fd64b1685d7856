"""The view of a region."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "region.verdict": "What should the region back, and what should it enter?",
    "region.verdict.back": "Clusters in more detail",
    "region.verdict.enter": "Niches in more detail",
    "region.verdict.watch": "To watch",
    "region.verdict.caution": "What not to count on",
    "region.verdict.change": "What would change the answer",
    "region.verdict.limits": "Record and limits",
    "region.fold.back": "What else speaks for these clusters and niches?",
    "region.fold.watch": "What to watch, and what not to count on?",
    "region.fold.change": "What would change this, and what are its limits?",
    "region.glance.do": "What to do",
    "region.glance.why": "Why",
    "region.glance.beware": "Beware",
    "region.glance.sure": "How sure",
    "region.stale.one": "From data to {clusters}: the years that were forecast are over.",
    "region.stale.niches": "Niches from data to {niches}: the years that were forecast are over.",
    "region.stale.both": (
        "Clusters from data to {clusters}, niches from data to {niches}: the years that were "
        "forecast are over."
    ),
    "region.stale.record": "See what became of such calls.",
    "region.likeliest_market": "The likeliest market to enter is {name} ({chance:percent}).",
    "region.report": "Report for printing",
    "region.briefing": "Briefing of one page",
    "region.compare": "Compare with other regions",
    "region.contents": "On this page",
    "region.weights_refused": (
        "The weights in the address do not fit these data, so the balanced weights are used: "
        "{reason}"
    ),
    "region.source": "Source: {name}, version {version}; data to {cutoff}, forecasts to {target}.",
    "region.source_more": "Model: {model:method}. Data package: {title}. Data from: {sources}.",
    "region.to_record": "How good was it before?",
    "region.to_data": "Where do the data come from?",
    "region.options": "Which options rank first, and at which weights?",
    "region.weights": "Weights: {name}",
    "region.own_weights": "Your own",
    "region.own_meaning": (
        "Your own weights. They stand in the address: a copied link shows the same."
    ),
    "region.no_weight": "Give at least one criterion a weight above zero.",
    "region.reset": "Back to the balanced weights",
    "region.preset": "Set of weights",
    "region.floor": "Minimum chance of entry, %",
    "region.sliders": "Weights of the criteria",
    "region.less_is_better": "Less is better",
    "region.more_is_better": "More is better",
    "region.only_cluster": "Compares clusters only",
    "region.only_niche": "Compares niches only",
    "region.as_decimal": "{value:decimal}",
    "region.as_tenths": "{value:tenths}",
    "region.as_percent": "{value:percent}",
    "region.updated": "Ranking updated: {name} is first.",
    "region.clusters": "Clusters to back",
    "region.niches": "Niches to enter",
    "region.cluster": "Cluster",
    "region.niche": "Niche",
    "region.score": "Score",
    "region.score_clusters": (
        "The weighted criteria together, each part in the colour of its weight. 0 is the 5th "
        "percentile of the clusters of all regions, 1 the 95th."
    ),
    "region.score_niches": "Chance of entry by {target} times usefulness, 0 to 1.",
    "region.place": "Rank and its range",
    "region.place_clusters": (
        "The dot is the rank by expected score. The bar is where the rank lies in 80 of 100 "
        "simulated futures of growth, at these weights."
    ),
    "region.place_niches": (
        "The dot is the rank by score. The bar is where the rank lies in 80 of 100 draws of "
        "the chances within their ranges, at these weights."
    ),
    "region.confidence": "Confidence",
    "region.confidence_meaning": (
        "Share of {draws:count} simulated futures in which it scores above the region's "
        "middle cluster. The line is one half."
    ),
    "region.growth": "Growth a year",
    "region.growth_meaning": (
        "Median forecast to {target}, % a year, {prices}. The bar is the 80 % interval, the "
        "line is zero; very wide intervals run to the edge."
    ),
    "region.no_prices": "not a value in prices",
    "region.usefulness": "Usefulness",
    "region.usefulness_meaning": "The weighted criteria together, 0 to 1.",
    "region.chance": "Chance of entry",
    "region.chance_of_loss": "Chance of exit",
    "region.chance_meaning": (
        "Chance to be specialised in it by {target}. The bar is its 90 % range. The line is "
        "the base rate: of all niches open to regions, {rate:percent} were entered in the "
        "backtest."
    ),
    "region.chance_alone": "Chance to be specialised in it by {target}. The bar is its 90 % range.",
    "region.watch": "To watch: niches below {floor:percent}",
    "region.no_niche": "No niche has a chance of entry of {floor:percent} or more.",
    "region.advice": "Advice",
    "region.from_to": "{low} to {high}",
    "region.open_option": "{name} in all regions",
    "region.outgrow": "Chance to outgrow the middle cluster",
    "region.shrink": "Chance to shrink",
    "region.robustness": "Robustness to weights",
    "region.robustness_share": "among the best {k:count} at {share:percent} of random weightings",
    "region.dominated": "No better on any criterion than",
    "region.criteria_of": "Criteria of {name}",
    "region.criterion": "Criterion",
    "region.value": "Value",
    "region.part": "Part of the score",
    "region.partners": "Which regions could be partners in it? Relatedness added: 0 to 1.",
    "region.partner": "Partner region",
    "region.brings": "Brings",
    "region.added": "Relatedness added",
    "region.specialised": "specialised in it",
    "region.no_partners": "No other region adds related strengths.",
    "region.growth_question": "How will its clusters grow?",
    "region.growth_about": (
        "{description}, {unit}. Growth from {start} to {end} in % a year, {prices}. First the"
        " whole region, then the surest growth: the highest lower end of the interval. Choose"
        " a cluster to see its forecast."
    ),
    "region.growth_table": "Forecast growth to {target}, with the {level} % interval",
    "region.interval": "Prediction interval",
    "region.level": "{level} %",
    "region.interval_of": "{level} % interval",
    "region.interval_meaning": (
        "The outcome is expected to lie inside in {level} of 100 cases, and outside in "
        "{miss}. The dot is the median, the line is zero."
    ),
    "region.last_value": "Value in {year}",
    "region.median_growth": "Median, % a year",
    "region.fan_of": "{name}, {unit}",
    "region.drivers_of": "What drives the forecast of {name}?",
    "region.drivers": "What drives this forecast?",
    "region.quarter": "{year} Q{period}",
    "region.year": "Year",
    "region.period": "Period",
    "region.median": "Median",
    "region.scatter": "Which niches are likely, and which are complex?",
    "region.scatter_clusters": "Which clusters grow, and which are complex?",
    "region.scatter_show": "Show",
    "region.scatter.technologies": "Technologies: chance of entry",
    "region.scatter.markets": "Markets: chance of entry",
    "region.scatter.clusters": "Clusters: growth",
    "region.scatter_chance": "Chance of entry by {year}",
    "region.scatter_growth": "Growth to {year}, % a year",
    "region.scatter_title": "{y}, against complexity",
    "region.scatter_about": (
        "A dot is a niche that the region has not entered. The higher, the likelier; the further "
        "right, the more complex. Diamonds are advised in the verdict. A dot leads to its view."
    ),
    "region.scatter_growth_about": (
        "A dot is a cluster. The higher, the faster its median forecast; the further right, the "
        "more complex. Diamonds are advised in the verdict. A dot leads to its view."
    ),
    "region.scatter_left_out": (
        "{n:count} is not shown: its complexity or forecast is unknown.",
        "{n:count} are not shown: their complexity or forecast is unknown.",
    ),
    "region.space": "How near is what is advised to what the region already does?",
    "region.space.technology": "Technologies",
    "region.space.cluster": "Clusters",
    "region.space_title.technology": "The region is specialised in {n:count} of {of:technologies}",
    "region.space_title.cluster": "The region is specialised in {n:count} of {of:clusters}",
    "region.space_about.technology": (
        "A dot is a technology; linked ones are found in the same regions. Filled: the region is "
        "specialised in it in {year}, with a location quotient of {threshold:number} or more. "
        "Ringed: advised in the verdict. A ring among filled dots builds on much that the region "
        "can do; a ring far from them is a leap."
    ),
    "region.space_about.cluster": (
        "A dot is a cluster; linked ones are found in the same regions. Filled: the region is "
        "specialised in it in {year}, with a location quotient of {threshold:number} or more. "
        "Ringed: advised in the verdict. Empty dots beside filled ones are the nearest "
        "diversification."
    ),
    "region.group_of": "Group",
    "region.size_everywhere": "Size in all regions ({unit})",
    "region.here": "In the region",
    "region.breakthroughs.technologies": (
        "Which technologies are about to break through, and is the region in them?"
    ),
    "region.breakthroughs.markets": (
        "Which markets are about to break through, and is the region in them?"
    ),
    "region.breakthroughs_about.technologies": (
        "First, how likely each technology is to be among the 10 % that gain most share in all "
        "regions by {year}. Then those in which this region is strong or likely to be."
    ),
    "region.breakthroughs_about.markets": (
        "First, how likely each market is to be among the 10 % that gain most share in all "
        "regions by {year}. Then those in which this region is strong or likely to be."
    ),
    "region.breakthroughs_none": "Nothing is forecast to break through.",
    "region.breakthroughs_caption": "The likeliest breakthroughs in all regions",
    "region.breakthrough_chance": "Chance",
    "region.breakthrough_chance_meaning": (
        "Chance that the growth of its share is in the top tenth of all."
    ),
    "region.share_of_all": "Share of all",
    "region.stands_out": "Stands out by",
    "region.points_caption": "Where the region could take part",
    "region.points_none": "The region has no part in these emerging activities.",
    "region.strength": "Strength of the region",
    "region.strength_meaning": (
        "Chance that the region is specialised in it in the target year of the forecast."
    ),
    "region.both": "Both",
    "region.both_meaning": (
        "Chance of a breakthrough times the strength of the region, as if independent."
    ),
    "region.emergence.past_growth": "growth",
    "region.emergence.latest_growth": "latest growth",
    "region.emergence.acceleration": "acceleration",
    "region.emergence.broad_growth": "growth in many regions",
    "region.emergence.broad_acceleration": "acceleration in many regions",
    "region.emergence.novelty": "novelty",
    "region.emergence.persistence": "persistence",
    "region.emergence.uncertainty": "uncertainty",
    "region.emergence.spread": "spread over regions",
    "region.emergence.spread_growth": "growing spread over regions",
    "region.emergence.diversity": "diversity of the regions that have it",
    "region.emergence.related_growth": "growth of what is related",
    "region.emergence.coherence": "coherence",
    "region.emergence.quality": "quality of patents",
    "region.emergence.quality_growth": "growing quality of patents",
    "region.flow_in": "Unit: {unit}",
    "region.unit_unknown": "unit not stated",
    "region.calls.technologies": "Which technologies may it enter or lose?",
    "region.calls.markets": "Which markets may it enter or lose?",
    "region.may_enter": "May enter by {year}",
    "region.may_enter.caption": (
        "Not specialised today; by the chance of a specialisation by {year}"
    ),
    "region.may_enter.none": "No entry stands out.",
    "region.may_lose": "May lose by {year}",
    "region.may_lose.caption": "Specialised today; by the chance to lose it by {year}",
    "region.may_lose.none": "No specialisation is at risk.",
    "region.activity.technologies": "Technology",
    "region.activity.markets": "Market",
    "region.range_90": "90 % range",
    "region.range_90_meaning": (
        "The dot is the chance, the bar its 90 % range in per cent. The line is the chance by"
        " the best simple rule."
    ),
    "region.location_quotient": "Location quotient, {year}",
    "region.location_quotient_meaning": (
        "Share of the activity in the region over its share in the nation: 2 means twice the "
        "nation's share."
    ),
    "region.relatedness": "Relatedness density",
    "region.relatedness_meaning": (
        "How much of what is close to it the region already does, 0 to 1."
    ),
    "region.complexity": "Complexity",
    "region.complexity_meaning": (
        "High where few regions do it and these do much else (Hidalgo and Hausmann 2009); 0 "
        "is the mean."
    ),
    "region.why": "Why",
    "region.more_reasons": "More reasons",
    "region.portfolio.technologies": "Which technologies is it specialised in?",
    "region.portfolio.markets": "Which markets is it specialised in?",
    "region.portfolio_about": (
        "{n:specialisations}. Complexity of the region (ECI): {eci:decimal}, rank {place} of {of}."
    ),
    "region.portfolio_caption": (
        "Specialisations in {year}, the strongest first: location quotient of "
        "{threshold:number} or more"
    ),
    "region.earlier": "One window earlier",
    "region.earlier_meaning": "The location quotient {n:years} before.",
    "region.trend": "Trend",
    "region.size": "Size",
    "region.no_portfolio": "No specialisations.",
    "region.chains": "What does demand for a cluster set off in the region?",
    "region.chains_own": (
        "Output of all clusters of the region per unit of final demand. Its own input-output "
        "table, year {year}."
    ),
    "region.chains_scaled": (
        "Output of all clusters of the region per unit of final demand. The input-output "
        "table of {region}, year {year}, scaled to the region by location quotients "
        "({method})."
    ),
    "region.multipliers": "Multipliers, input-output table of {year}",
    "region.output_multiplier": "Output",
    "region.multiplier_meaning": (
        "Output in the region for each unit of final demand for the cluster."
    ),
    "region.multiplier_range": "Range",
    "region.multiplier_range_meaning": (
        "The dot is the multiplier. The bar is its range where delta, which says how much the"
        " region buys at home, goes from {low} to {high}. The line is the multiplier of the "
        "nation."
    ),
    "region.value_added_multiplier": "Value added",
    "region.backward": "Backward linkage",
    "region.backward_meaning": "How much it draws on suppliers in the region; 1 is the mean.",
    "region.forward": "Forward linkage",
    "region.forward_meaning": "How much it delivers to buyers in the region; 1 is the mean.",
    "region.no_flows": "The data have no flows between clusters of the region.",
    "region.chain_choose": "Value chain of",
    "region.chain_of": "Who supplies {name}, and who buys from it?",
    "region.flows": "Flows between clusters of the region",
    "region.flow": "Flow",
    "region.flow_share": "Share of inputs or sales",
    "region.buys_from": "buys from",
    "region.sells_to": "sells to",
    "region.peers": "Which regions are most like it?",
    "region.peers_caption": "Regions with the most similar pattern of indicators",
    "region.no_groups": "No stable types of regions were found.",
    "region.group": "Type {group} of {groups}, {n:regions} (probability {probability:percent}).",
    "region.apart": "It differs most from the mean of these peers in {list}.",
    "region.deviation_meaning": "In standard deviations over all regions.",
    "region.peer": "Region",
    "region.distance": "Distance",
    "region.distance_meaning": (
        "Standard deviations for each indicator, on average; less is more alike."
    ),
    "region.apart_column": "What sets the region apart from it, in standard deviations",
    "region.compare_with": "Compare with {name}",
    "region.compare_short": "Compare",
    "region.record": "How good were such answers before?",
    "region.record_models": "What the models said in tests on the past",
    "region.record_growth": (
        "Growth, tests from {origins}: the error was {owa:decimal} of that of assuming no "
        "change; 80 % intervals held {coverage:percent} of outcomes."
    ),
    "region.record_entry": (
        "Entries, tests from {origins}: average precision {precision:decimal}, where a random"
        " order has {base_rate:decimal}."
    ),
    "region.record_exit": (
        "Losses, tests from {origins}: average precision {precision:decimal}, where a random "
        "order has {base_rate:decimal}."
    ),
    "region.record_breakthrough": (
        "Breakthroughs, tests from {origins}: average precision {precision:decimal}, where a "
        "random order has {base_rate:decimal}."
    ),
    "region.record_weights": "How these weights would have done",
    "region.line_none": "a year faster than the others; the line is no difference",
    "region.line_random": "were entered; the line is picks at random",
    "region.parts": (
        "It has {n:count} part that can be asked for",
        "It has {n:count} parts that can be asked for",
    ),
    "noun.specialisations": ("{n:count} specialisation", "{n:count} specialisations"),
}
