"""The view of the page that shows more of an event."""

import os
from urllib.parse import quote, urlencode

from training.community.events import Event

PUBLIC_URL = "SMARTSPEC_PUBLIC_URL"
"""Environment variable with the address of the service as readers see it."""
CONFIRM, UNSUBSCRIBE = "/confirm/", "/unsubscribe/"
"""What stands before a token in the address of the service that it is for."""
FIRST = "first_code"
PATHS = {
    "region": "/region/{code}",
    "cluster": "/cluster/{code}",
    "technology": "/technology/{code}",
    "record": "/track-record",
}
"""View to its path, as serving.page.addresses has them."""


def public_url() -> str:
    """The address of the service without a slash at its end; "" where it is not set."""
    return os.environ.get(PUBLIC_URL, "").rstrip("/")


def link(event: Event, language: str, base: str) -> str:
    """The address of a view: of the region, else of the cluster or technology, else the record.

    A note leads to where it stands: at its option, else at its region. Advice on niches leads to
    the first of them.
    """
    view, code = "record", ""
    is_at_option = event.kind == "note" and bool(event.code)
    if event.kind == "advice" and event.activity == "technology" and event.details.get(FIRST):
        view, code = "technology", str(event.details[FIRST])
    elif event.region_code and not is_at_option:
        view, code = "region", event.region_code
    elif event.activity in PATHS and event.code:
        view, code = event.activity, event.code
    query = urlencode({"package": event.package, "language": language})
    note = f"#note-{event.happened}" if event.kind == "note" else ""
    return f"{base}{PATHS[view].replace('{code}', quote(code, safe=''))}?{query}{note}"
