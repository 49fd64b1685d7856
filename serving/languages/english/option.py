"""The view of a cluster or a technology across regions."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "option.summary.suits.plain": (
        "{name} is recommended in {n:regions}, first {names:list}; {specialised:count} of "
        "{of:count} are specialised in it today.",
        "{name} is recommended in {n:regions}, first {names:list}; {specialised:count} of "
        "{of:count} are specialised in it today.",
    ),
    "option.summary.suits.careful": (
        "{name} is recommended in {n:regions}, only with caution: {names:list}; "
        "{specialised:count} of {of:count} are specialised in it today.",
        "{name} is recommended in {n:regions}, only with caution: first {names:list}; "
        "{specialised:count} of {of:count} are specialised in it today.",
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
        "Likeliest to enter: {entries:with_percents}; likeliest to lose it: {exits:with_percents}."
    ),
    "option.summary.entries": "Likeliest to enter: {entries:with_percents}.",
    "option.summary.exits": "Likeliest to lose it: {exits:with_percents}.",
    "option.summary.nothing": "Nothing is known of {name} in any region.",
    "option.no_growth": "No growth model is loaded: sizes and growth of this cluster are unknown.",
    "option.no_forecast": (
        "Growth and sizes are unknown: the data has no series of this cluster that can be forecast."
    ),
    "option.no_growth_of_technologies": (
        "Growth is forecast for clusters only; of technologies the chance to break through is."
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
}
