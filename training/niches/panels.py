"""Counts, panels and outcomes of a package for one question, each built once."""

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

import pandas as pd

from features.niches.counts import Counts, count_history
from features.niches.panel import NichePanel, Portfolios, niche_panel, portfolios
from features.niches.question import NicheQuestion
from features.package import Package
from features.package.suspicions.years import last_common_year

COUNTS = 8
"""Number of latest counts that are kept: enough for a training and its backtest."""
PANELS = 4
"""Number of latest panels that are kept: they need ten times as much memory."""
KEPT_BYTES, KEPT_PANEL_BYTES = 1_200_000_000, 1_800_000_000
"""Memory of counts and of panels beyond which earlier ones are dropped, but never the latest."""

T = TypeVar("T")


def _kept(
    build: Callable[[int], T], most: int, size: Callable[[T], int], bound: int
) -> Callable[[int], T]:
    """What is built of a cutoff; the latest `most` are kept, or fewer if they exceed the bound.

    The earliest goes before another is built, which is taken to be as large as the largest kept.
    """
    kept: OrderedDict[int, T] = OrderedDict()

    def is_full() -> bool:
        sizes = [size(built) for built in kept.values()]
        return len(sizes) >= most or sum(sizes) + max(sizes, default=0) > bound

    def at(cutoff: int) -> T:
        if cutoff not in kept:
            while kept and is_full():
                kept.popitem(last=False)
            kept[cutoff] = build(cutoff)
        kept.move_to_end(cutoff)
        return kept[cutoff]

    return at


def _bytes(panel: NichePanel) -> int:
    return sum(values.nbytes for values in panel.features.values())


class NichePanels:
    """Counts and panels of a package for one question at any cutoff, from rows up to it alone.

    Attributes
    ----------
    last_year : int
        Last year with any count; 0 without any.
    common_year : int
        Last year with counts of enough regions, as last_common_year; 0 without any.

    Raises
    ------
    MissingTableError, UnknownCodeError
        The package lacks the table or the indicator.
    """

    def __init__(self, package: Package, question: NicheQuestion) -> None:
        self.package, self.question = package, question
        history = count_history(package, question.activity, question.indicator)
        self.last_year = int(history.year.max(initial=0))
        rows = pd.DataFrame({"region": history.region, "year": history.year})
        self.common_year = last_common_year(rows, ["region"]) if len(rows) else 0
        counts = _kept(history.until, COUNTS, lambda it: it.cube.nbytes, KEPT_BYTES)

        def built(cutoff: int) -> NichePanel:
            return niche_panel(package, cutoff, question, counts(cutoff))

        self._counts = counts
        # Not a method, which would hold all of it, gigabytes, until the next collection of cycles.
        self._panel = _kept(built, PANELS, _bytes, KEPT_PANEL_BYTES)

    def __reduce__(self) -> tuple[type["NichePanels"], tuple[Package, NicheQuestion]]:
        """Another process counts anew: a package is smaller than its counts and panels."""
        return NichePanels, (self.package, self.question)

    def counts(self, cutoff: int) -> Counts:
        """Yearly counts up to a cutoff; InputError without any."""
        return self._counts(cutoff)

    def at(self, cutoff: int) -> NichePanel:
        """The features of every cell at a cutoff; errors as features.niches.panel.niche_panel."""
        return self._panel(cutoff)

    def outcome(self, origin: int) -> Portfolios:
        """Portfolios of all regions one horizon after an origin."""
        end = origin + self.question.horizon
        return portfolios(self.package, end, self.question, self.counts(end))
