"""Growth panels of a package for one question, each built once."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np

from features.arrays import Array
from features.errors import InputError
from features.growth import prices
from features.growth.panel import GrowthPanel, growth_panel
from features.growth.prices import Prices
from features.niches.counts import CountHistory, count_history
from features.package import Package
from features.vintages import revisions
from features.vintages.states import State, Vintage, known_at, published_at, states
from training.growth.question import GrowthQuestion

PANELS = 8
"""Number of latest panels that are kept."""


class GrowthPanels:
    """Panels of a package for one question, at any cutoff, from rows up to the cutoff alone.

    Attributes
    ----------
    package : Package
        As it was read.
    former : sequence of Vintage
        Its former states, which say how far its latest values will be revised.
    as_published : bool
        Whether a panel is made of the state that was published at its cutoff, if one is kept.
    """

    def __init__(
        self,
        package: Package,
        question: GrowthQuestion,
        former: Sequence[Vintage] = (),
        *,
        as_published: bool = False,
    ) -> None:
        self.package, self.question = package, question
        self.former, self.as_published = former, as_published
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
        return self._in_prices(self.package)

    def vintage(self, cutoff: int) -> str | None:
        """Name of the state that a panel is made of: "" for the package of today.

        None where nothing that was published at the cutoff is kept; the panel is then made of the
        package of today.
        """
        if not self.as_published:
            return ""
        state = published_at(self._states, cutoff)
        return None if state is None else state.name

    def source(self, cutoff: int) -> Package:
        """The package that a panel is made of, in the prices of the question.

        Raises
        ------
        InputError
            A deflator brings it to prices of another year than the package of today.
        """
        state = published_at(self._states, cutoff) if self.as_published else None
        return self.priced if state is None or not state.name else self._in_prices(state.package)

    @cached_property
    def _states(self) -> list[State]:
        """The states of the indicator; none without former ones."""
        if not self.former:
            return []
        table, indicator = "cluster_indicators", self.question.indicator
        return states(self.package, self.former, table, indicator)

    def _in_prices(self, package: Package) -> Package:
        question = self.question
        if not question.deflator:
            return package
        found = prices.prices_of(package, question.indicator, question.deflator)
        if found != self.prices:
            raise InputError(
                f"a vintage of {package.name} is in prices of {found.year} by {question.deflator}, "
                f"and the package of today in those of {self.prices.year}: backtest it without "
                "--as-published"
            )
        return prices.converted(package, question.indicator, question.deflator, found)

    @cached_property
    def _patents(self) -> CountHistory | None:
        if "patents" not in self.package.tables:
            return None
        return count_history(self.package, "technology", None)

    def _built(self, cutoff: int) -> GrowthPanel:
        question, source = self.question, self.source(cutoff)
        if question.deflator:
            prices.check_index(source, question.indicator, question.deflator, cutoff)
        patents = self._patents if source is self.priced else None
        panel = growth_panel(source, cutoff, question.indicator, patents)
        return replace(panel, revision=self._revision(cutoff))

    def _revision(self, cutoff: int) -> Array | None:
        """Spread of the revisions that the last years up to a cutoff still have ahead, by age.

        From the states known at the cutoff. Values of a later state are older at the cutoff, and
        have had these years of revisions.
        """
        if not self._states:
            return None
        found = revisions.spread(known_at(self._states, cutoff))
        is_published = self.as_published and published_at(self._states, cutoff) is not None
        years_since = 0 if is_published else max(self._states[-1].last_year - cutoff, 0)
        ahead = found[years_since:]
        return ahead if np.any(ahead > 0) else None
