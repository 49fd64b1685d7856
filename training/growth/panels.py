"""Growth panels of a package for one question, each built once."""

from functools import cached_property, lru_cache

from features.growth.panel import GrowthPanel, growth_panel
from features.niches.counts import CountHistory, count_history
from features.package import Package
from training.growth.question import GrowthQuestion

PANELS = 8
"""Number of latest panels that are kept."""


class GrowthPanels:
    """Panels of a package for one question, at any cutoff, from rows up to the cutoff alone."""

    def __init__(self, package: Package, question: GrowthQuestion) -> None:
        self.package, self.question = package, question
        self._panel = lru_cache(PANELS)(self._built)

    def at(self, cutoff: int) -> GrowthPanel:
        """The panel at a cutoff; errors as features.growth.panel.growth_panel."""
        return self._panel(cutoff)

    @cached_property
    def _patents(self) -> CountHistory | None:
        if "patents" not in self.package.tables:
            return None
        return count_history(self.package, "technology", None)

    def _built(self, cutoff: int) -> GrowthPanel:
        return growth_panel(self.package, cutoff, self.question.indicator, self._patents)
