"""Counts, panels and outcomes of a package for one question: each is built once and passed on."""

from features.niches.counts import CountHistory, Counts, count_history
from features.niches.panel import NichePanel, Portfolios, niche_panel, portfolios
from features.niches.question import NicheQuestion
from features.package import Package
from training.keeper import Keeper


class NichePanels(Keeper):
    """A package as one question sees it at any cutoff, always from rows up to the cutoff alone.

    Attributes
    ----------
    package : Package
    question : NicheQuestion

    Raises
    ------
    MissingTableError, UnknownCodeError
        Where the package has no table, or no such indicator, to count.
    """

    def __init__(self, package: Package, question: NicheQuestion) -> None:
        self.package, self.question = package, question
        self._history: CountHistory = count_history(package, question.activity, question.indicator)

    @property
    def last_year(self) -> int:
        """Last year with any count, 0 where there is none."""
        return int(self._history.year.max(initial=0))

    def counts(self, cutoff: int) -> Counts:
        """Yearly counts up to a cutoff."""
        return self.keep(NichePanels._counts, cutoff)

    def at(self, cutoff: int) -> NichePanel:
        """The features of every cell at a cutoff."""
        return self.keep(NichePanels._panel, cutoff)

    def outcome(self, origin: int) -> Portfolios:
        """What every region holds one horizon after an origin."""
        end = origin + self.question.horizon
        return portfolios(self.package, end, self.question, self.counts(end))

    def _counts(self, cutoff: int) -> Counts:
        return self._history.until(cutoff)

    def _panel(self, cutoff: int) -> NichePanel:
        return niche_panel(self.package, cutoff, self.question, self.counts(cutoff))
