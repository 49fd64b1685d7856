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
        "Which grows faster cannot be told: {first} has the highest median, {growth:signed} a "
        "year, before {second} with {slower:signed}, but the {level:count} % intervals overlap."
    ),
    "compare.summary.equal": (
        "Which grows faster cannot be told: the median forecasts of {first} and {second} are the "
        "same, {growth:signed} a year."
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
}
