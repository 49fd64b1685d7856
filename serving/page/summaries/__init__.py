"""What each view says as plain HTML, from the same answers that the browser draws."""

from collections.abc import Callable, Mapping

from serving.page.addresses import Asked
from serving.page.summaries import chain, compare, country, data, option, record, region
from serving.page.summary import Summary
from serving.served.loaded import Loaded

SUMMARIES: Mapping[str, Callable[[Loaded, Asked], Summary]] = {
    "country": country.summary,
    "region": region.summary,
    "cluster": option.summary,
    "technology": option.summary,
    "compare": compare.summary,
    "chain": chain.summary,
    "record": record.summary,
    "data": data.summary,
}
"""View to the function that says it."""
