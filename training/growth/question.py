"""A question about growth: one value from the command line to the parameters of a run."""

from dataclasses import dataclass
from typing import Literal

from features.errors import InputError
from features.package.package import INDICATOR


@dataclass(frozen=True)
class GrowthQuestion:
    """A question about growth, for any package and cutoff.

    Attributes
    ----------
    horizon : int
        Years ahead, of quarters and months too.
    indicator : str
        Of cluster_indicators.
    reconcile : bool
        Whether forecasts are adjusted to add up to their totals, if series share a calendar.
    deflator : str
        Price index of region_indicators that converts the indicator, as features.growth.prices
        does; "" for none.

    Raises
    ------
    InputError
        For a horizon below 1.
    """

    horizon: int = 5
    indicator: str = INDICATOR
    reconcile: bool = True
    deflator: str = ""

    def __post_init__(self) -> None:
        """Refuse a horizon below 1."""
        if self.horizon < 1:
            raise InputError(f"the horizon must be at least 1 year, not {self.horizon}")

    @property
    def task(self) -> Literal["growth"]:
        """The task that answers it."""
        return "growth"

    def params(self) -> dict[str, str | int | float | bool]:
        """Parameters of a run, without `reconcile`: that depends on the package too."""
        deflated = {"deflator": self.deflator} if self.deflator else {}
        return {"indicator": self.indicator, "horizon": self.horizon, **deflated}
