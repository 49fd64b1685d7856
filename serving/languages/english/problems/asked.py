"""Problems that serving itself finds with a question."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "problem.invalid-request.title": "The request is not valid",
    "problem.unknown-code.title": "A code is unknown",
    "problem.no-such-resource.title": "There is nothing at this address",
    "problem.method-not-allowed.title": "This address does not allow this method",
    "problem.body-too-slow.title": "The body came too slowly",
    "problem.body-too-slow": "the body of the request did not arrive in time: send it again",
    "problem.busy.title": "The service is busy",
    "problem.busy": (
        "the answer could not be begun in time: ask again after the seconds of Retry-After"
    ),
    "problem.body-too-large.title": "The body is too large",
    "problem.unsupported-media-type.title": "The body must be application/json",
    "problem.question-not-allowed.title": "The loaded data does not allow this question",
    "problem.too-many-requests.title": "Too many requests at once",
    "problem.internal-error.title": "The service failed",
    "problem.no-champion.title": "No champion is loaded",
    "problem.timeout.title": "The answer took too long",
    "problem.not-available.title": "This installation cannot do it",
    "problem.no-such-resource": "see /docs for the addresses of this service",
    "problem.method-not-allowed": "see /docs for the methods of this address",
    "problem.too-many-requests": "the service is busy: ask again in a moment",
    "problem.timeout": "ask for less at once, or ask again",
    "problem.preparing": (
        "the options of {package} are still being worked out: ask again in a moment"
    ),
    "problem.internal-error": (
        "the error is in the log of the service; the request may be sent again"
    ),
    "problem.no_file": "there is no such file",
    "problem.more": ("{details}; and {n:count} more", "{details}; and {n:count} more"),
    "problem.list_more": ("{codes} and {n:count} more", "{codes} and {n:count} more"),
    "problem.or": "{first} or {last}",
    "problem.body": "body",
    "problem.did_you_mean": "{problem}: did you mean {codes}?",
    "problem.available": "{problem}: available: {codes}",
    "problem.unknown.region": "unknown region {code}",
    "problem.unknown.cluster": "unknown cluster {code}",
    "problem.unknown.technology": "unknown technology {code}",
    "problem.unknown.cluster or technology": "unknown cluster or technology {code}",
    "problem.unknown.sector, cluster or region to borrow from": (
        "unknown sector, cluster or region to borrow from {code}"
    ),
    "problem.unknown.criterion": "unknown criterion {code}",
    "problem.unknown.preset": "unknown preset {code}",
    "problem.unknown.indicator": "unknown indicator {code}",
    "problem.unknown.package": "unknown data package {code}",
    "problem.unknown.version": "unknown version {code}",
    "problem.several_packages": (
        "several data packages are served: {names}; name one with package"
    ),
    "problem.not_served": (
        "nothing of {package} is known to have served on {date}: give a later date"
    ),
    "problem.version_or_date": "give version or as_of, not both",
    "problem.date": "{given} is no date: write it as 2026-11-01",
    "problem.date_to_come": "{date} is still to come: give today or an earlier date",
    "problem.other_release": (
        "version {version} of {name} was made by another release of smartspec, and this one cannot "
        "answer from it: {reason}"
    ),
    "problem.elsewhere": (
        "region {code} is in the data of another champion, but not in {package}, on which {name} "
        "was trained"
    ),
    "problem.total": (
        "{label} is a total of other regions: {done} for regions without parts, such as {part}"
    ),
    "problem.done.options": "options are ranked",
    "problem.done.calls": "entries and exits are forecast",
    "problem.done.audits": "audits are made",
    "problem.done.multipliers": "multipliers are worked out",
    "problem.done.ties": "ties are measured",
    "problem.done.chain": "value chains are followed",
    "problem.done.partners": "partners are found",
    "problem.done.peers": "peers are found",
    "problem.done.paths": "paths are simulated",
    "problem.lacking.series": "{package} has no series for region {regions}",
    "problem.lacking.cluster": "{package} has no cluster portfolio for region {regions}",
    "problem.lacking.technology": "{package} has no technology portfolio for region {regions}",
    "problem.lacking.peers": "{package} has no indicators to find peers by for region {regions}",
    "problem.lacking.calls.technology": (
        "{package} has no technology that these regions could enter or lose"
    ),
    "problem.lacking.calls.cluster": (
        "{package} has no cluster that these regions could enter or lose"
    ),
    "problem.lacking.audit.technology": (
        "{package} has neither a technology portfolio nor growth forecasts of these regions to "
        "audit"
    ),
    "problem.lacking.audit.cluster": (
        "{package} has neither a cluster portfolio nor growth forecasts of these regions to audit"
    ),
    "problem.no_breakthroughs.technology": (
        "{package} has too few years to learn which technology breaks through: train on a package "
        "with more years"
    ),
    "problem.no_breakthroughs.cluster": (
        "{package} has too few years to learn which cluster breaks through: train on a package "
        "with more years"
    ),
    "problem.horizon": "the model forecasts up to {horizon:years} ahead, not {asked}",
    "problem.no_series": "{package} has no {indicator} series to forecast for these codes",
    "problem.no_series.one": (
        "{package} has no {indicator} series to forecast for these codes: {cluster} in {region} "
        "was discontinued after {year}"
    ),
    "problem.no_series.several": (
        "{package} has no {indicator} series to forecast for these codes: all {n} were "
        "discontinued, {cluster} in {region} last, after {year}"
    ),
    "problem.many_series": "this asks for {n} series; at most {most} at once",
    "problem.many_calls": "this may ask for {n} calls; at most {most} at once",
    "problem.criterion": "there is no such criterion; available: {criteria}",
    "problem.period.yearly": "the champion's data are yearly: leave the period out",
    "problem.period.monthly": "the champion's data are monthly: give the month, 1 to {most}",
    "problem.period.quarterly": "the champion's data are quarterly: give the quarter, 1 to {most}",
    "problem.path_of_total": (
        "{field}: {code} is itself a total of others: give a path for each of its parts, or for "
        "the nation"
    ),
    "problem.path_length": (
        "{n} rates are given for a horizon of {horizon:years}: give at most {most}"
    ),
    "problem.failed.growth": ("the champion for growth failed to load; see the log of the service"),
    "problem.failed.niches": (
        "the champion for technology niches failed to load; see the log of the service"
    ),
    "problem.failed.markets": (
        "the champion for market niches failed to load; see the log of the service"
    ),
    "problem.champion.growth": (
        "no champion for growth is loaded: train one with smartspec train growth, then smartspec "
        "promote growth"
    ),
    "problem.champion.niches": (
        "no champion for technology niches is loaded: train one with smartspec train niches, then "
        "smartspec promote niches"
    ),
    "problem.champion.markets": (
        "no champion for market niches is loaded: train one with smartspec train niches "
        "--activity cluster, then smartspec promote niches --activity cluster"
    ),
    "problem.champion.markets_loaded": (
        "{problem}; market niches are loaded: ask with activity cluster"
    ),
    "problem.champion.markets_instead": (
        "{problem}; technology niches need patents: without them, train and promote niches "
        "--activity cluster, and ask with activity cluster"
    ),
    "problem.champion.none": "no champion is loaded",
    "problem.client.cut_off": (
        "the answer of {address} was cut off: ask again, or start one with smartspec serve"
    ),
    "problem.client.none": (
        "no service answers at {address} ({reason}): start one with smartspec serve, or name "
        "another with --url"
    ),
    "problem.client.other": (
        "another service answers at {address}, with {start}: give the address of one that "
        "smartspec serve started"
    ),
    "problem.client.status": "the service answers {code} {reason}",
    "problem.media_type": "Content-Type is {given}, not application/json",
    "problem.body_size": "send at most {most} bytes in one request",
    "problem.query_size": "the query is longer than {most} bytes: send it by POST",
    "problem.region_in_address": "the address already names the region",
    "problem.no_format": "there is no format {given}: give {names}",
    "problem.no_table": "there is no table {given}: give {names}",
    "problem.json_is_whole": "JSON holds all tables: give format=csv or format=xlsx",
    "problem.twice": "it is given more than once",
    "problem.name_twice": "a name is given more than once",
    "problem.as_json": "write it as growth:2,risk:1, or as JSON",
    "problem.share": "give it in per cent: {percent}, not {share}",
    "problem.language": "there is no language {code}: give {codes}",
    "problem.some_of": "give {names} or both",
    "problem.weight": (
        "give at least one criterion a weight above 0, or null for the preset {preset}"
    ),
    "problem.weights_or_preset": "give weights or a preset, not both",
    "problem.history_twice": "history has more than one value for {year}",
    "problem.history_period_twice": "history has more than one value for period {period} of {year}",
    "problem.series_twice": "series names a region and cluster more than once",
}
