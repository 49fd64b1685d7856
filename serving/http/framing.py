"""Which sites may frame pictures of the page."""

import os
import re
from collections.abc import Sequence

from features.errors import InputError

HOSTS = "SMARTSPEC_EMBED_HOSTS"
"""Environment variable with the sites that may frame pictures, as origins, apart by spaces."""
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


def embed_hosts() -> tuple[str, ...]:
    """The origins that may frame pictures, such as https://ministry.example; none by default.

    Raises
    ------
    InputError
        An entry is not an origin: it would be ignored, or end the policy that it stands in.
    """
    hosts = tuple(os.environ.get(HOSTS, "").replace(",", " ").split())
    for host in hosts:
        if not ORIGIN.fullmatch(host):
            raise InputError(
                f"{HOSTS}: {host!r} is not an origin; give scheme, host and port in lower case, "
                "without a path, such as https://ministry.example or https://*.example.org"
            )
    return hosts


def frame_ancestors(hosts: Sequence[str]) -> str:
    """The directive of a Content-Security-Policy for pictures."""
    return f"frame-ancestors {' '.join(hosts) or chr(39) + 'none' + chr(39)}"
