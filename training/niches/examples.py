"""What the niche models learn from: panels of earlier origins with their known outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.arrays import Mask
from features.errors import InputError
from features.niches.counts import large_regions, window_state
from features.niches.panel import (
    Activity,
    NichePanel,
    Portfolios,
    labels,
    niche_panel,
    portfolios,
    yearly_counts,
)
from features.package import Package
from training.niches.models import CALLS, Call, Example
from training.trained import Progress, silent

PastRates = dict[Call, list[float]]

MAX_ORIGINS = 3


@dataclass(frozen=True)
class Question:
    """What is asked of a package: the same for every origin.

    Attributes
    ----------
    horizon, window : int
        Years ahead; years whose counts are added up.
    threshold, minimum : float
        Location quotient of a specialisation; counts from which a region is large.
    activity, indicator
        As in features.niches.panel.niche_panel.
    """

    horizon: int
    window: int = 5
    threshold: float = 1.0
    minimum: float = 100.0
    activity: Activity = "technology"
    indicator: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be asked of any package.

        Raises
        ------
        InputError
        """
        if not 0 < self.threshold < np.inf:
            raise InputError(
                f"the threshold is a location quotient above 0, such as 1, not {self.threshold:g}"
            )
        if self.window < 1:
            raise InputError(f"the window is one year or more, not {self.window}")
        if not 0 <= self.minimum < np.inf:
            raise InputError(f"the minimum is a number of patents, 0 or more, not {self.minimum:g}")

    def panel(self, package: Package, cutoff: int) -> NichePanel:
        return niche_panel(
            package,
            cutoff,
            window=self.window,
            threshold=self.threshold,
            activity=self.activity,
            indicator=self.indicator,
            minimum=self.minimum,
            horizon=self.horizon,
        )

    def outcome(self, package: Package, origin: int) -> Portfolios:
        """What every region holds one horizon after an origin."""
        return portfolios(
            package,
            origin + self.horizon,
            window=self.window,
            threshold=self.threshold,
            activity=self.activity,
            indicator=self.indicator,
        )

    def _recorded(self, package: Package, cutoff: int) -> npt.NDArray[np.int64]:
        """Years up to a cutoff in which anything is counted."""
        return yearly_counts(package.until(cutoff), self.activity, self.indicator).recorded()

    def check_judged(self, package: Package, origin: int) -> None:
        """Refuse an origin whose outcome is not on record.

        Raises
        ------
        InputError
        """
        end = origin + self.horizon
        last = int(self._recorded(package, end)[-1])
        if last < end:
            raise InputError(
                f"{package.name} has no counts of {end}, by which an origin of {origin} is judged "
                f"{self.horizon} years later: the latest before are those of {last}"
            )

    def feasible(self, package: Package, cutoff: int) -> list[int]:
        """Origins with a full window before and a known outcome by the cutoff, latest first."""
        years = self._recorded(package, cutoff)
        judged = years[np.isin(years + self.horizon, years)]
        return [int(year) for year in judged[::-1] if year >= years[0] + self.window - 1]

    def past_rates(self, package: Package, cutoff: int) -> PastRates:
        """How often entries and exits came true in large regions, at every origin that is over."""
        counts = yearly_counts(package.until(cutoff), self.activity, self.indicator)
        rates: PastRates = {call: [] for call in CALLS}
        for origin in self.feasible(package, cutoff):
            raw = counts.window(origin, self.window)
            now = window_state(raw, self.threshold)
            end = counts.window(origin + self.horizon, self.window)
            later = window_state(end, self.threshold).present == 1
            scored = large_regions(now.counts, self.activity, self.minimum)
            scored &= np.nansum(end, axis=1) > 0
            known = scored[:, None] & np.isfinite(raw) & np.isfinite(end)
            for call in CALLS:
                cells = known & (now.present == (call == "exit"))
                if cells.any():
                    rates[call].append(float((later[cells] == (call == "entry")).mean()))
        return rates

    def origins(self, package: Package, cutoff: int) -> list[int]:
        """Origins to learn from, latest first: steps of half a horizon, one horizon kept apart.

        Raises
        ------
        InputError
            Where there is none.
        """
        feasible = self.feasible(package, cutoff)
        if not feasible:
            raise InputError(
                f"{package.name} is too short for a cutoff of {cutoff}: to learn from the past, "
                f"{self.window + self.horizon} years up to the cutoff are needed"
            )
        latest = feasible[0]
        earlier = [origin for origin in feasible if origin <= latest - self.horizon]
        return [latest, *earlier[:: max(self.horizon // 2, 1)][: MAX_ORIGINS - 1]]


def examples_until(
    package: Package, question: Question, cutoff: int, progress: Progress = silent
) -> list[Example]:
    """Panels with outcomes known by the cutoff, earliest first."""
    examples = []
    for origin in reversed(question.origins(package, cutoff)):
        progress(f"features at {origin}")
        panel = question.panel(package, origin)
        later = question.outcome(package, origin)
        examples.append(Example(panel, labels(panel, later), panel.large))
    return usable(package, question, examples, "to learn from")


def usable(
    package: Package, question: Question, examples: Sequence[Example], to: str
) -> list[Example]:
    """The examples with two regions or more that may be used and whose outcome is known.

    Of a single one nothing is held out to calibrate on, nor can noise be told from skill.

    Parameters
    ----------
    to : str
        What they are used for, as "to learn from".

    Raises
    ------
    InputError
        Where there is none.
    """
    found = [example for example in examples if example.regions().sum() > 1]
    if found:
        return found
    origins = " or ".join(str(example.panel.cutoff) for example in examples)
    least = f"{question.minimum:g} patents" if question.activity == "technology" else "anything"
    raise InputError(
        f"{package.name} has no two regions {to} at {origins}: fewer have {least} in the "
        f"{question.window} years up to then and are on record {question.horizon} years later"
    )


def restricted(example: Example, regions: Mask) -> Example:
    """The example, learned from some regions only."""
    return Example(example.panel, example.later, example.learn & regions)
