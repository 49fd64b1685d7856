"""Errors that features and training raise in English, to be recognised; see recognition."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "problem.data.table": (
        "{package} has no table {table}, needed for {question}: add {table_csv}.csv or "
        "{table_parquet}.parquet and list it in datapackage.json"
    ),
    "problem.question.multipliers": "multipliers",
    "problem.question.peers": "peers",
    "problem.question.partners": "partners",
    "problem.question.growth": "growth",
    "problem.question.regional": "regional multipliers",
    "problem.question.deflator": "a deflator",
    "problem.question.audit": "the audit",
    "problem.question.technologies": "the audit of technology niches",
    "problem.question.markets": "the audit of market niches",
    "problem.data.champion_table": "{name} version {version} has no table {table}",
    "problem.data.champion.growth": (
        "no growth champion is loaded: train one with smartspec train, then smartspec promote"
    ),
    "problem.data.champion.niche": (
        "no niche champion is loaded: train one with smartspec train, then smartspec promote"
    ),
    "problem.data.live.prophet": (
        "live forecasts are not available with a prophet champion: train and promote a hybrid"
    ),
    "problem.data.live.sub_annual": (
        "live forecasts are not available for monthly or quarterly data trained with {model}: "
        "train and promote a hybrid"
    ),
    "problem.data.live.no_lender": (
        "cannot borrow growth: no other series has a positive last value and a forecast"
    ),
    "problem.data.live.lender": (
        "cannot borrow growth from {source}: it has no other series with a positive last value "
        "and a forecast; name another sector, cluster or region"
    ),
    "problem.data.live.total.not_positive": (
        "the growth of the {level} cannot be set: its series do not add up to more than 0"
    ),
    "problem.data.live.total.discontinued": (
        "the growth of the {level} cannot be set: its series are all discontinued"
    ),
    "problem.data.live.discontinued": (
        "{cluster} in {region} was discontinued after {last}; to forecast it, send a history that "
        "continues past {last_again}"
    ),
    "problem.data.no_weight": (
        "no criterion with data for this region has a weight above zero; criteria with data: "
        "{criteria}"
    ),
    "problem.data.weight": ("the weight of {name} is {weight}: give a number of zero or more"),
    "problem.data.k": "k is {k} and draws {draws}: both must be at least 1",
    "problem.data.shocks": "shocks are supported for {indicators}, not for {indicator}",
    "problem.data.shock_years": (
        "the forecast of region {region} covers {first} to {last}, not {years}: give shocks in "
        "those years"
    ),
    "problem.data.no_shock": (
        "give at least one shock, each with cluster_code, year and a finite amount"
    ),
    "problem.data.persistence": "persistence is {persistence}: give a number from 0 to 1",
    "problem.data.no_option": (
        "no cluster of {region} has a value above 0 at the cutoff: all its series are "
        "discontinued or end before it"
    ),
    "problem.data.few_peers": (
        "peers need three regions or more, but {package} has fewer in region_indicators and "
        "cluster_indicators (totals of other regions do not count): add rows of others"
    ),
    "problem.data.same_peers": (
        "all regions of {package} have the same indicators: there are no peers"
    ),
    "problem.data.no_externalities": "externalities are not available for cluster {code}",
    "problem.data.no_flows": (
        "neither region {region} nor a parent of it has rows in both cluster_flows and "
        "cluster_output of {package} for these years: add them there"
    ),
    "problem.data.flow_years": (
        "cluster_flows and cluster_output of region {region} have no year in common"
    ),
    "problem.data.flow_clusters": (
        "cluster_flows of region {region} has clusters without a row in cluster_output of {year}: "
        "{codes}"
    ),
    "problem.data.flow_buys": (
        "cluster {cluster} of region {region} in {year} buys more from the clusters than its "
        "output (its technical coefficients sum above one): correct cluster_flows or cluster_output"
    ),
    "problem.data.flow_sells": (
        "cluster {cluster} of region {region} in {year} sells more than twice its output to other "
        "clusters (supply shortfall): correct cluster_flows or cluster_output"
    ),
    "problem.data.flow_wrong": (
        "cluster {cluster} of region {region} in {year} {what}: correct cluster_flows or "
        "cluster_output"
    ),
    "problem.data.delta": ("delta is {delta}: give a number from 0 to below 1 (usual .1 to .4)"),
    "problem.data.method": "unknown method {method}: use one of {methods}",
    "problem.data.no_size": (
        "no cluster of the region or of the nation has a known, positive size"
    ),
    "problem.data.no_indicator": (
        "region {region} has no {indicator} in cluster_indicators, which its regional multipliers "
        "need: add its rows"
    ),
    "problem.data.buys": (
        "cluster {cluster} would buy more than its output by {method} at delta {delta} (its "
        "technical coefficients sum above one): use FLQ or a larger delta"
    ),
    "problem.data.few_spillovers": (
        "spillovers need 30 yearly growth rates of clusters with those of related clusters, but "
        "the series have only {n}: add years to cluster_indicators"
    ),
    "problem.data.no_inverse": (
        "the flows have no Leontief inverse: some clusters only buy from each other and have no "
        "value added; correct cluster_flows or cluster_output"
    ),
    "problem.data.no_households": (
        "region {region} has no household rows, which type II multipliers need: add a cluster "
        "{code} to clusters, cluster_flows and cluster_output"
    ),
    "problem.data.nobody": "no region has any",
}
