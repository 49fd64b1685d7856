"""A question about niches: one value from the command line to the parameters of a run."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from features.errors import InputError
from features.niches.counts import Activity


@dataclass(frozen=True)
class NicheQuestion:
    """Which niches are asked about; the same question can be asked of any package and cutoff.

    Attributes
    ----------
    horizon : int
        Years ahead.
    window : int
        Years of counts that are added up for location quotients.
    threshold : float
        Location quotient at which a region counts as specialised.
    minimum : float
        Patents in the window from which a region is large enough for its quotients to be trusted.
    activity : "technology" or "cluster"
    indicator : str or None
        Of cluster_indicators, for clusters alone; None is value_added.

    Raises
    ------
    InputError
        For a value that no package could answer.
    """

    horizon: int = 5
    window: int = 5
    threshold: float = 1.0
    minimum: float = 100.0
    activity: Activity = "technology"
    indicator: str | None = None

    def __post_init__(self) -> None:
        """Refuse values that no package could answer."""
        if self.horizon < 1:
            raise InputError(f"the horizon must be at least 1 year, not {self.horizon}")
        if not 0 < self.threshold < np.inf:
            raise InputError(
                f"the threshold is a location quotient above 0, such as 1, not {self.threshold:g}"
            )
        if self.window < 1:
            raise InputError(f"the window is one year or more, not {self.window}")
        if not 0 <= self.minimum < np.inf:
            raise InputError(f"the minimum is a number of patents, 0 or more, not {self.minimum:g}")
        if self.activity == "technology" and self.indicator is not None:
            raise InputError(
                f"technologies are counted by patents, not by {self.indicator}: an indicator is "
                "for market niches (--activity cluster)"
            )

    @property
    def task(self) -> Literal["niches"]:
        """The task that answers it."""
        return "niches"

    def params(self) -> dict[str, str | int | float | bool]:
        """Parameters of a run, except the horizon, which every run logs."""
        return {
            "activity": self.activity,
            "indicator": self.indicator or "",
            "window": self.window,
            "threshold": float(self.threshold),
            "minimum": float(self.minimum),
        }
