"""Counts, panels and outcomes of a package for one question: each is built once and passed on."""

from functools import lru_cache

from features.niches.counts import Counts, count_history
from features.niches.panel import NichePanel, Portfolios, niche_panel, portfolios
from features.niches.question import NicheQuestion
from features.package import Package

COUNTS = 8
"""Cutoffs whose counts are kept: all that a training and its backtest ask for."""
PANELS = 4
"""Cutoffs whose features are kept, the latest asked for: they take ten times as much memory."""


class NichePanels:
    """A package as one question sees it at any cutoff, always from rows up to the cutoff alone.

    Attributes
    ----------
    package : Package
    question : NicheQuestion
    last_year : int
        Last year with any count; 0 where there is none.

    Raises
    ------
    MissingTableError, UnknownCodeError
        Where the package has no table, or no such indicator, to count.
    """

    def __init__(self, package: Package, question: NicheQuestion) -> None:
        self.package, self.question = package, question
        history = count_history(package, question.activity, question.indicator)
        self.last_year = int(history.year.max(initial=0))
        self._counts = lru_cache(COUNTS)(history.until)
        self._panel = lru_cache(PANELS)(self._built)

    def counts(self, cutoff: int) -> Counts:
        """Yearly counts up to a cutoff; InputError where there are none."""
        return self._counts(cutoff)

    def at(self, cutoff: int) -> NichePanel:
        """The features of every cell at a cutoff; errors as features.niches.panel.niche_panel."""
        return self._panel(cutoff)

    def outcome(self, origin: int) -> Portfolios:
        """What every region holds one horizon after an origin."""
        end = origin + self.question.horizon
        return portfolios(self.package, end, self.question, self.counts(end))

    def _built(self, cutoff: int) -> NichePanel:
        return niche_panel(self.package, cutoff, self.question, self.counts(cutoff))
