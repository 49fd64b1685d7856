"""What moves a growth forecast: the drivers that its change is told by, each declared once."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Driver:
    """A group of causes that a forecast's change is told by.

    Attributes
    ----------
    name : str
        In the table `reasons`.
    phrase : str
        What people read.
    sources : tuple of str
        Patterns of the names of features and base forecasts that belong to it.
    """

    name: str
    phrase: str
    sources: tuple[str, ...] = ()


LEAST_VALUE = 1e-12
"""Growth is told from and to values above it only: next to zero it would be rounding alone."""
COMMON = "common"
"""Name of what all series of a panel share: their common path, a booster's mean forecast."""

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
    Driver("rest", "limits and totals"),
)
"""In the order in which a name is looked for; what no other driver has is the last one's, as are
floors and what makes forecasts add up to their totals."""

NAMES = [driver.name for driver in DRIVERS]
PHRASES = {driver.name: driver.phrase for driver in DRIVERS}


def driver_of(source: str) -> str:
    """Name of the driver that a feature or base forecast belongs to."""
    for driver in DRIVERS:
        if any(fnmatchcase(source, pattern) for pattern in driver.sources):
            return driver.name
    return DRIVERS[-1].name


def phrase(name: str) -> str:
    """What people read for a driver's name; the name itself where it is not declared."""
    return PHRASES.get(name, name)
