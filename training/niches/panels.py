"""Counts, panels and outcomes of a package for one question, each built once."""

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache

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
KEPT_BYTES = 1_200_000_000
"""Memory of counts beyond which earlier ones are dropped, but never the latest."""


def _kept(build: Callable[[int], Counts]) -> Callable[[int], Counts]:
    """Counts of a cutoff; the latest COUNTS are kept, or fewer if they exceed KEPT_BYTES."""
    kept: OrderedDict[int, Counts] = OrderedDict()

    def at(cutoff: int) -> Counts:
        if cutoff not in kept:
            kept[cutoff] = build(cutoff)
            size = sum(counts.cube.nbytes for counts in kept.values())
            while len(kept) > COUNTS or (size > KEPT_BYTES and len(kept) > 1):
                size -= kept.popitem(last=False)[1].cube.nbytes
        kept.move_to_end(cutoff)
        return kept[cutoff]

    return at


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
        self._counts = _kept(history.until)
        self._panel = lru_cache(PANELS)(self._built)

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

    def _built(self, cutoff: int) -> NichePanel:
        return niche_panel(self.package, cutoff, self.question, self.counts(cutoff))
