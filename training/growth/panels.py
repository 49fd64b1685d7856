"""Growth panels of a package for one question, each built once."""

from functools import cached_property, lru_cache

from features.growth import prices
from features.growth.panel import GrowthPanel, growth_panel
from features.growth.prices import Prices
from features.niches.counts import CountHistory, count_history
from features.package import Package
from training.growth.question import GrowthQuestion

PANELS = 8
"""Number of latest panels that are kept."""


class GrowthPanels:
    """Panels of a package for one question, at any cutoff, from rows up to the cutoff alone.

    Attributes
    ----------
    package : Package
        As it was read.
    """

    def __init__(self, package: Package, question: GrowthQuestion) -> None:
        self.package, self.question = package, question
        self._panel = lru_cache(PANELS)(self._built)

    def at(self, cutoff: int) -> GrowthPanel:
        """The panel at a cutoff, in the prices of the question.

        Raises
        ------
        InputError
            As features.growth.panel.growth_panel, and prices_of and check_index of
            features.growth.prices.
        """
        return self._panel(cutoff)

    @cached_property
    def prices(self) -> Prices:
        """The prices of the panels; errors as features.growth.prices.prices_of."""
        return prices.prices_of(self.package, self.question.indicator, self.question.deflator)

    @cached_property
    def priced(self) -> Package:
        """The package with the indicator in the prices of the question; errors as `prices`."""
        found, question = self.prices, self.question
        if not question.deflator:
            return self.package
        return prices.converted(self.package, question.indicator, question.deflator, found)

    @cached_property
    def _patents(self) -> CountHistory | None:
        if "patents" not in self.package.tables:
            return None
        return count_history(self.package, "technology", None)

    def _built(self, cutoff: int) -> GrowthPanel:
        question, priced = self.question, self.priced
        if question.deflator:
            prices.check_index(self.package, question.indicator, question.deflator, cutoff)
        return growth_panel(priced, cutoff, question.indicator, self._patents)
