"""Units of the figures in answers: keys are unit., the subject and the field."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "unit.niches.probability": "chance that the call comes true within the horizon, 0 to 1",
    "unit.niches.probability_low": "lower end of the 90 % range of the probability",
    "unit.niches.probability_high": "upper end of the 90 % range of the probability",
    "unit.niches.null_probability": "the same chance by the best simple rule, 0 to 1",
    "unit.niches.lift": "probability / null_probability",
    "unit.niches.location_quotient": (
        "share in the region / share in the nation, 1 = as in the nation"
    ),
    "unit.niches.relatedness_density": (
        "share of related activities in which the region is specialised, 0 to 1"
    ),
    "unit.niches.complexity": "product complexity index, mean 0, standard deviation 1",
    "unit.niches.priority": "weight of the national priority that covers the activity",
    "unit.niches.weight": (
        "proximity, similarity of regions or shift of the log-odds, by the kind of reason"
    ),
    "unit.niches.count": (
        "patents in the window up to the cutoff; of clusters the sum of the indicator"
    ),
    "unit.niches.above_usual": (
        "count above that of a region with a location quotient of 1, as count"
    ),
    "unit.niches.diversity": "number of specialisations",
    "unit.niches.eci": "economic complexity index, mean 0, standard deviation 1",
    "unit.niches.fitness": "fitness of the region, mean 1 (Tacchella et al. 2012)",
    "unit.breakthroughs.probability": (
        "chance that the growth in share within the horizon is in the top tenth, 0 to 1"
    ),
    "unit.breakthroughs.share": "share of all counts in the window, 0 to 1",
    "unit.breakthroughs.attributes": "rank among all, 0 lowest to 1 highest",
    "unit.breakthroughs.strength": (
        "chance that the region is specialised in it at the horizon, 0 to 1"
    ),
    "unit.breakthroughs.score": "probability x strength, 0 to 1",
    "unit.chain.share": "share of the neighbour's output, 0 to 1",
    "unit.chain.effect": "% of the neighbour's output",
    "unit.multipliers.output_multiplier": (
        "output of the region's clusters per unit of final demand (type I)"
    ),
    "unit.multipliers.output_multiplier_type2": (
        "output multiplier with households' spending (type II, truncated)"
    ),
    "unit.multipliers.value_added_multiplier": "value added per unit of final demand",
    "unit.multipliers.income_multiplier": "labour income per unit of final demand",
    "unit.multipliers.employment_multiplier": "jobs per unit of final demand",
    "unit.multipliers.backward_linkage": "pull on suppliers, 1 = the mean cluster (Rasmussen)",
    "unit.multipliers.forward_linkage": "push on buyers, 1 = the mean cluster (Ghosh)",
    "unit.multipliers.supply_shortfall": ("intermediate sales above output, as a share of output"),
    "unit.ties.co-location": "proximity, 0 to 1: how often regions are specialised in both",
    "unit.ties.value chain": "largest input or output share between the two, 0 to 1",
    "unit.ties.technology": "proximity of cluster and technology, 0 to 1",
    "unit.ties.talent": (
        "percentage points of growth per point that the cluster contributed before"
    ),
    "unit.ties.investment": (
        "percentage points of growth per point that the cluster contributed before"
    ),
}
