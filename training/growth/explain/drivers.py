"""The drivers to which the change of a growth forecast is attributed."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Driver:
    """A group of features and base forecasts.

    Attributes
    ----------
    name : str
        In the table `reasons`.
    phrase : str
        Name for readers.
    sources : tuple of str
        Patterns of the names of its features and base forecasts.
    """

    name: str
    phrase: str
    sources: tuple[str, ...] = ()


LEAST_VALUE = 1e-12
"""Growth is given between values above it only: near zero it would be rounding error."""
COMMON = "common"
"""Source of the part that all series of a panel share: common path, a booster's mean forecast."""

DRIVERS = (
    Driver("patents", "patents", ("patent_*",)),
    Driver("relatedness", "relatedness", ("relatedness_density", "related_change")),
    Driver(
        "share",
        "size and specialisation",
        ("size", "log_location_quotient", "region_share", "cluster_share", "sector_share"),
    ),
    Driver("national", "nation", (COMMON, "step", "nation_*", "at_nation_*")),
    Driver("sector", "sector", ("sector_*", "cluster_*", "at_sector_*", "at_cluster_*")),
    Driver("region", "region", ("region_*", "at_region_*")),
    Driver(
        "momentum",
        "own momentum",
        (
            *("level", "length", "change_lag_*", "mean_change", "volatility"),
            *("below_highest", "above_lowest", "trend_deviation", "unit_level", "unit_change"),
            *("drift", "drift_*", "at_own_*"),
        ),
    ),
    Driver(
        "statistical",
        "statistical part",
        ("naive", "theta", "simple", "holt", "damped", "combination", "spread"),
    ),
    Driver("calibration", "calibration on past forecasts"),
    Driver("rest", "limits and totals"),
)
"""In the order of matching.

Calibration is what it changes of the differences between series. The last driver has sources
without a match, floors and reconciliation.
"""

UNNAMED = frozenset({"statistical", "calibration", "rest"})
"""Drivers that continue or correct a forecast, and name no cause."""
NAMES = [driver.name for driver in DRIVERS]
PHRASES = {driver.name: driver.phrase for driver in DRIVERS}


def driver_of(source: str) -> str:
    """Name of the driver that a feature or base forecast belongs to."""
    for driver in DRIVERS:
        if any(fnmatchcase(source, pattern) for pattern in driver.sources):
            return driver.name
    return DRIVERS[-1].name


def phrase(name: str) -> str:
    """Phrase of a driver; its name if it is not declared."""
    return PHRASES.get(name, name)
