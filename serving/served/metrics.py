"""Which champions serve, how often they were loaded and which failed to load, for /metrics.

prometheus_client looks for the folder that a worker writes to when it is imported, and BentoML
names that folder after it has imported the service: hence the import inside the function.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from serving.served.loaded import NAMES, Part

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge


@dataclass(frozen=True)
class Metrics:
    """Each has the labels package and model."""

    version: "Gauge"
    loads: "Counter"
    failed: "Gauge"


@cache
def metrics() -> Metrics:
    """Those of this process; several workers agree, or the one that loaded last is right."""
    from prometheus_client import Counter, Gauge

    labels: tuple[str, ...] = ("package", "model")
    latest: Literal["mostrecent"] = "mostrecent"
    return Metrics(
        Gauge(
            "smartspec_champion_version",
            "Version of the champion that answers",
            labels,
            multiprocess_mode=latest,
        ),
        Counter("smartspec_champion_loads", "Champions loaded, first or anew", labels),
        Gauge(
            "smartspec_champion_failed",
            "Whether the registry's champion failed to load",
            labels,
            multiprocess_mode=latest,
        ),
    )


def count(package: str, fresh: Iterable[tuple[Part, int]], failed: dict[Part, bool]) -> None:
    """Count what was loaded of a package.

    Parameters
    ----------
    fresh : iterable of tuple of Part and int
        Parts with a new version.
    failed : dict of Part to bool
        Whether the version that should answer failed to load, for each part.
    """
    found = metrics()
    for part, version in fresh:
        found.version.labels(package, NAMES[part]).set(version)
        found.loads.labels(package, NAMES[part]).inc()
    for part, has_failed in failed.items():
        found.failed.labels(package, NAMES[part]).set(has_failed)
