"""The sentences of the verdict, its reasons and its record."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "hindsight.clusters": (
        "{k:best} of each region's clusters at these weights, as seen in {origins:list}, then grew "
        "{difference:faster} its others over {horizon:years} (90 % interval {lower:signed} "
        "to {upper:signed}), and faster in {better:count} of {regions:count} regions"
    ),
    "hindsight.clusters.single": (
        "{k:best} of the region's clusters at these weights, as seen in {origins:list}, then grew "
        "{difference:faster} its others over {horizon:years}"
    ),
    "hindsight.niches": (
        "of {of:niches} that these weights would have recommended in {origins:list}, "
        "{entered:entered} within {horizon:years}: {rate:percent} (90 % interval "
        "{lower:percent} to {upper:percent}), where picks at random in the same regions give "
        "{base_rate:percent}"
    ),
    "hindsight.niches.single": (
        "of {of:niches} that these weights would have recommended in {origins:list}, "
        "{entered:entered} within {horizon:years}: {rate:percent}, where picks at "
        "random in the same region give {base_rate:percent}"
    ),
    "hindsight.good": "better than chance",
    "hindsight.small": "a small gain, but more than chance can explain",
    "hindsight.weak": "chance can explain it",
    "hindsight.bad": "worse than chance",
    "hindsight.alone": "a single region cannot tell skill from chance",
    "hindsight.caution": (
        "weights picked for their past prove nothing: choose them for what the region wants, and "
        "only then read how they would have done"
    ),
    "hindsight.later_table": (
        "not used at {origins:list}: the first input-output table is of {year}"
    ),
    "hindsight.undated": (
        "not used at {origins:list}: priorities have no year that says since when they hold"
    ),
    "hindsight.no_data": "not used at {origins:list}: there were no data yet",
    "hindsight.none": (
        "The champion keeps no record of earlier choices of {kind:kinds}; models trained with this "
        "release keep one where their backtest allows it."
    ),
    "hindsight.unknown_then": (
        "There is no record of earlier choices of clusters: nothing that these weights count "
        "({criteria:names}) was known then."
    ),
    "hindsight.no_others": (
        "There is no record of earlier choices of clusters: beside {k:best}, too few clusters of a "
        "region have a known outcome to compare with."
    ),
    "hindsight.no_niche": (
        "There is no record of earlier choices of niches: no niche with a known outcome had a "
        "chance of {floor:percent} or more."
    ),
    "niches.no_champion": (
        "Niches are not among the options: no champion for technology niches is loaded."
    ),
    "niches.other_package": (
        "Niches are not among the options: the niche champion was trained on {niche_package} "
        "(sha256 {niche_sha256}), the growth champion on {growth_package} "
        "(sha256 {growth_sha256})."
    ),
    "niches.none": "The niche champion has no entries for this region.",
    "niches.chance_alone": (
        "no criterion that has a weight tells the niches apart: they are ranked by their chance of "
        "entry alone"
    ),
    "niches.first": (
        "of {n:niches} at or above the minimum chance, the best {shown:count} are listed"
    ),
    "reason.advantage": "{criterion:criterion}: {value:value}, rank {place:count} of {of:count}",
    "reason.drivers": (
        "growth a year beside the mean forecast of the region's clusters: {drivers:drivers}"
    ),
    "reason.value_chain": (
        "buys from or sells to {partner}, which is in the region: {share:percent} of the inputs or "
        "output of one of them"
    ),
    "reason.co_location": (
        "often in the same regions as {partner}, which is here too (proximity {proximity:decimal})"
    ),
    "reason.multiplier": (
        "each million of demand for it brings {multiplier:decimal} million of output in the region"
    ),
    "reason.related": (
        "close to {near:with_decimals}, in which the region is specialised (proximity, 0 to 1)"
    ),
    "reason.more_complex": (
        "more complex than what the region does: {complexity:decimal}, where the mean of its "
        "specialisations is {mean:decimal}"
    ),
    "reason.near_cluster": (
        "often in the same regions as the cluster {cluster}, which is here "
        "(proximity {proximity:decimal})"
    ),
    "reason.chance": (
        "a chance of entry of {chance:percent}, {times:tenths} times the base rate of "
        "{base_rate:percent}"
    ),
    "decisive": "without the criterion {criterion:plain} it would rank {rank:count}",
    "rival.ahead": "the nearest rival is {rival}, {gap:decimal} behind in score",
    "rival.behind": "the nearest rival is {rival}, {gap:decimal} ahead in score",
    "rival.even": "the nearest rival is {rival}, with almost the same score",
    "verdict.back.one": (
        "Back {names:list}, among the first at {weights:weights}: its chance to outgrow the "
        "region's middle cluster (the median) is {chances:percents}."
    ),
    "verdict.back.several": (
        "Back {names:list}, among the first at {weights:weights}: their chances to outgrow the "
        "region's middle cluster (the median) are {chances:percents}."
    ),
    "verdict.back.careful.one": (
        "Back {names:with_ranks} only with caution: its place at {weights:weights} is high, but "
        "its chance to outgrow the region's middle cluster (the median) is {chances:percents}."
    ),
    "verdict.back.careful.several": (
        "Back {names:with_ranks} only with caution: their places at {weights:weights} are high, "
        "but their chances to outgrow the region's middle cluster (the median) are "
        "{chances:percents}."
    ),
    "verdict.back.unforecast": (
        "Back {names:list} only with caution: the place at {weights:weights} is high, but there "
        "is no forecast of growth."
    ),
    "verdict.back.none": (
        "No cluster stands out at {weights:weights}: {name} comes first, but scores above the "
        "region's middle cluster (the median) in {confidence:few_futures}."
    ),
    "verdict.back.score.one": (
        "At {weights:weights} {names:list} scores above the region's middle cluster in "
        "{confidence:futures}."
    ),
    "verdict.back.score.several": (
        "At {weights:weights} {names:list} score above the region's middle cluster in "
        "{confidence:futures}."
    ),
    "verdict.back.reason": (
        "{name}: its strongest point is its {criterion:criterion} (rank {place:count} of "
        "{of:count} in the region){doubts:after}."
    ),
    "verdict.back.doubts": "{name} {doubts:doubts}.",
    "verdict.back.outlook": (
        "{name} is forecast to {growth:grow}{prices:prices} (80 % interval {lower:capped} to "
        "{upper:capped} %){multiplier:brings}."
    ),
    "verdict.careful.first": (
        "{name} ranks first by score, mostly for its {criterion:criterion}, but back it only with "
        "caution: its chance to outgrow the middle is {chances:percents}."
    ),
    "verdict.careful.one": (
        "{names:with_ranks} only with caution: its chance to outgrow the middle is "
        "{chances:percents}."
    ),
    "verdict.careful.several": (
        "{names:with_ranks} only with caution: their chances to outgrow the middle are "
        "{chances:percents}."
    ),
    "verdict.enter.one": (
        "Enter {names:list}: its chance by {year} is {chances:percents}{base_rate:base_rate}."
    ),
    "verdict.enter.several": (
        "Enter {names:list}: their chances by {year} are {chances:percents}{base_rate:base_rate}."
    ),
    "verdict.enter.none": (
        "No niche to enter is recommended: none reaches the minimum chance of {floor:percent}."
    ),
    "verdict.enter.below": (
        "No niche to enter is recommended: none reaches the minimum chance of {floor:percent}; "
        "the likeliest is {likeliest:with_percents}."
    ),
    "verdict.enter.absent": (
        "No niche to enter is recommended: no model of technology niches is loaded for these data."
    ),
    "verdict.enter.rare": ("No niche to enter is recommended: none has a chance of 1 % or more."),
    "verdict.enter.chance": ("The 90 % range of the chance of {name} is {ends:percent_range}."),
    "verdict.enter.useful": (
        "The 90 % range of the chance of {name} is {ends:percent_range}; its usefulness at "
        "{weights:weights} is {usefulness:decimal} of 1."
    ),
    "verdict.enter.related": (
        "{name} is close to {near:with_decimals}, in which the region is specialised (proximity, "
        "0 to 1)."
    ),
    "verdict.watch": (
        "Watch {niches:with_percents}: the likeliest below the minimum chance of {floor:percent}."
    ),
    "verdict.watch.none": "No other niche has a chance of 1 % or more.",
    "verdict.caution.short": "Do not count on {names:list}.",
    "verdict.caution.first": (
        "{name} ranks first by score, mostly for its {criterion:criterion}, but is not "
        "recommended: it scores above the middle in {confidence:few_futures}."
    ),
    "verdict.caution.unsure.one": (
        "Do not count on {names:list}: it scores above the region's middle cluster in "
        "{confidence:few_futures}."
    ),
    "verdict.caution.unsure.several": (
        "Do not count on {names:list}: they score above the region's middle cluster in "
        "{confidence:few_futures}."
    ),
    "verdict.caution.shrink.one": (
        "Do not count on growth of {names:list}: its chance to shrink is "
        "{chances:percents}{prices:prices}."
    ),
    "verdict.caution.shrink.several": (
        "Do not count on growth of {names:list}: their chances to shrink are "
        "{chances:percents}{prices:prices}."
    ),
    "verdict.dominated": "{name} is no better than {dominator} on any criterion.",
    "verdict.caution.unlikely": (
        "Do not count on {name}: it would be the most useful niche, but its chance of entry is "
        "below 1 %."
    ),
    "verdict.change.kept": (
        "{name} was recommended before and stays so: a recommendation ends only where the "
        "confidence falls below {least:percent} or the cluster leaves the first {places:count}."
    ),
    "verdict.change.withheld": (
        "{name} was not recommended before, and is not yet: a new recommendation needs a "
        "confidence of {least:percent}, and it has {confidence:percent}."
    ),
    "verdict.change.still_plain": (
        "{name} was recommended plainly before and stays so: caution begins where its chance to "
        "outgrow the middle falls below {least:percent}."
    ),
    "verdict.change.still_careful": (
        "{name} was recommended with caution before and stays so: the caution ends where its "
        "chance to outgrow the middle reaches {least:percent}."
    ),
    "verdict.change.decisive": (
        "Without the criterion {criterion:plain}, {name} would rank {rank:count} instead of "
        "{now:count}."
    ),
    "verdict.change.steady": (
        "{name} would keep its rank ({rank:count}) without any one of the criteria."
    ),
    "verdict.change.only": (
        "Only {criterion:criterion} is weighed; other weights give another order."
    ),
    "verdict.change.only_beside": (
        "Beside the chance of entry only {criterion:criterion} is weighed; other weights give "
        "another order."
    ),
    "verdict.change.rival": (
        "The nearest rival of {name} is {rival}, {gap:decimal} behind in score."
    ),
    "verdict.change.rival.ahead": (
        "The nearest rival of {name} is {rival}, {gap:decimal} ahead in score."
    ),
    "verdict.change.even": "{rival} has almost the same score as {name}.",
    "verdict.change.robust": (
        "{name} stays {k:among_best} of {of:clusters} in {share:most_of} random weightings tried."
    ),
    "verdict.change.robust_but": (
        "{name} stays {k:among_best} of {of:clusters} in {share:most_of} random weightings "
        "tried, but is first only because of its {criterion:criterion}: without it, it would rank "
        "{rank:count}."
    ),
    "verdict.change.depends": (
        "{name} stays {k:among_best} of {of:clusters} in only {share:most_of} random "
        "weightings tried: that depends on the weights."
    ),
    "verdict.change.floor": (
        "If a chance of {floor:percent} were enough, {name} would be a niche to enter."
    ),
    "verdict.limits.not_apart": (
        "Growth cannot be told apart here: all chances to outgrow the middle cluster are near one "
        "half, and the ranks rest on the other criteria."
    ),
    "verdict.limits.not_apart_alone": (
        "Growth cannot be told apart here: all chances to outgrow the middle cluster are near one "
        "half. No other criterion has a weight, so the ranks say little."
    ),
    "verdict.limits.no_order": (
        "The growth model does not rank clusters: it forecasts the same growth for all."
    ),
    "verdict.limits.order": (
        "In the backtest the growth model did not rank clusters better than chance (rank skill "
        "{skill:decimal}, 90 % interval {low:decimal} to {high:decimal})."
    ),
    "verdict.limits.record": (
        "{regions:over_regions}, {k:first_clusters} that these weights put first in {origins:span}"
        "{left_out:without} then grew {difference:faster} the others{interval:interval}: "
        "{judgement:judgement}."
    ),
    "verdict.limits.rule": (
        "In the backtest the tenth of clusters that the model put first outgrew all by "
        "{lift:tenths} percentage points a year, the first tenth of the best simple rule by "
        "{rule:tenths}: the rule did better."
    ),
    "verdict.limits.niche_record": (
        "Of the {of:niches} that these weights put first across all regions in "
        "{origins:list}, {entered:entered} ({rate:percent}; at random "
        "{base_rate:percent}): {judgement:judgement}."
    ),
    "verdict.limits.chance_record": (
        "Of the {of:likeliest_niches} across all regions in {origins:list}, {entered:entered} "
        "({rate:percent}; at random {base_rate:percent}): {judgement:judgement}. This "
        "is the record of the chance alone."
    ),
    "verdict.limits.no_data": "Criteria without data are not used: {criteria:names}.",
    "verdict.limits.unknown": ("Unknown for {name}, and counted as middling: {criteria:names}."),
    "verdict.limits.data": "Data: {indicator:plain} to {year}.",
    "verdict.limits.data_niches": (
        "Data: {indicator:plain} to {year}, {counted:plain} to {niche_year}."
    ),
    "verdict.limits.current": "Growth is in current prices: it includes inflation.",
    "verdict.limits.constant": "Growth is {prices:in_prices}: without inflation.",
    "verdict.limits.unpriced": (
        "The price basis of {indicator:plain} is not stated: growth may include inflation."
    ),
    "verdict.limits.forced": (
        "{model} version {version} was promoted although it failed the checks."
    ),
}
"""Template by key; ``{name:format}`` names a parameter and one of the formats of languages."""
