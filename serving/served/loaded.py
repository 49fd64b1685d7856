"""The champions of one package that answer together, made ready."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeVar

from serving.catalogue.contracts import PackageState
from serving.choice.lookup import ChoiceLookup
from serving.contracts import Activity, Metadata
from serving.country.answers import Country, country_of
from serving.data.lookup import DataLookup
from serving.growth.lookup import GrowthLookup
from serving.http.problems import NoChampionError
from serving.languages.language import ENGLISH, say
from serving.later import Later, given, with_value
from serving.niches.lookup import NicheLookup
from serving.record.lookup import RecordLookup
from serving.sent.kept import Kept
from training.champion import registered_name

Part = Literal["growth", "niches", "markets"]
NAMES: dict[Part, str] = {
    "growth": registered_name("growth"),
    "niches": registered_name("niches", "technology"),
    "markets": registered_name("niches", "cluster"),
}
"""Name of each part's registered model."""
WORDS: dict[Part, str] = {
    "growth": "growth",
    "niches": "technology niches",
    "markets": "market niches",
}

Lookup = TypeVar("Lookup", GrowthLookup, NicheLookup, ChoiceLookup)


@dataclass(frozen=True)
class Loaded:
    """The champions of a package that answer requests; immutable, replaced as a whole.

    Attributes
    ----------
    growth, niches, markets : lookup or None
        None where no champion is loaded; niches are of technologies, markets of clusters.
    choice_later, records_later, data_later : Later
        What takes long to make ready, on first use: `choice`, `records` and `data`.
    failed : frozenset of Part
        Parts whose champion, or its store, could not be read at the last attempt.
    languages : mapping of code to Loaded
        The same with the names and sentences of each other language; made ready on first use.
    kept : Kept
        Their latest answers.
    served : tuple of PackageState
        Every package, for the question which are served.
    monitored : str
        Differs after monitoring has recorded more outcomes.
    """

    growth: GrowthLookup | None = None
    niches: NicheLookup | None = None
    markets: NicheLookup | None = None
    choice_later: Later[ChoiceLookup | None] = field(default_factory=lambda: given(None))
    failed: frozenset[Part] = frozenset()
    languages: Mapping[str, "Loaded"] = field(default_factory=dict)
    records_later: Later[Mapping[Part, RecordLookup]] = field(default_factory=lambda: given({}))
    data_later: Later[Mapping[Part, DataLookup]] = field(default_factory=lambda: given({}))
    kept: Kept = field(default_factory=Kept, compare=False, repr=False)
    served: tuple[PackageState, ...] = ()
    monitored: str = ""

    @property
    def choice(self) -> ChoiceLookup | None:
        """The links and the choice; None where no champion allows them."""
        return self.choice_later()

    @property
    def records(self) -> Mapping[Part, RecordLookup]:
        """The track record of the champions."""
        return self.records_later()

    @property
    def data(self) -> Mapping[Part, DataLookup]:
        """What there is to say of the champions' data."""
        return self.data_later()

    @cached_property
    def identity(self) -> str:
        """Differs between champions whose answers may differ, in any process and store."""
        models = (
            f"{it.package} {it.name} {it.version} {it.sha256} {it.created_at}" for it in self.models
        )
        monitored = [f"monitored {self.monitored}"] if self.monitored else []
        return "; ".join([*models, *sorted(self.failed), *map(repr, self.served), *monitored])

    @property
    def models(self) -> list[Metadata]:
        """The loaded champions."""
        return [it.metadata for it in (self.growth, self.niches, self.markets) if it is not None]

    def version(self, part: Part) -> int | None:
        """The version of the part's champion, None where there is none."""
        lookup: GrowthLookup | NicheLookup | None = getattr(self, part)
        return None if lookup is None else lookup.metadata.version

    def summary(self) -> str:
        """The versions that answer, as "growth v3, no technology niches, market niches v1"."""
        by_part = {words: self.version(part) for part, words in WORDS.items()}
        return ", ".join(
            f"no {words}" if version is None else f"{words} v{version}"
            for words, version in by_part.items()
        )

    def replaced(self, lookup: GrowthLookup | NicheLookup) -> "Loaded":
        """A copy with one champion replaced, and for each the regions that others cover."""
        growth, niches, markets = self.growth, self.niches, self.markets
        if isinstance(lookup, GrowthLookup):
            growth = lookup
        elif lookup.activity == "cluster":
            markets = lookup
        else:
            niches = lookup
        forecast: Collection[str] = growth.regions if growth else ()
        of_niches = {code for lookup in (niches, markets) if lookup for code in lookup.regions}
        return replace(
            self,
            growth=growth and replace(growth, elsewhere=of_niches),
            niches=niches and replace(niches, elsewhere=forecast),
            markets=markets and replace(markets, elsewhere=forecast),
        )

    def in_language(self, code: str) -> "Loaded":
        """The same champions, whose names and sentences are in a language."""
        found = self.languages.get(code)
        if found is None:
            return self
        others = with_value(self.languages, ENGLISH, self)
        return replace(found, failed=self.failed, languages=others, kept=self.kept)

    def country(self) -> Country:
        """All that is loaded of a country; NoChampionError where nothing is."""
        if not (self.growth or self.niches or self.markets):
            self.need_growth()
        return country_of(self.growth, self.niches, self.markets, self.choice)

    def need_growth(self) -> GrowthLookup:
        """The growth champion, or NoChampionError."""
        return _need(self.growth, "growth", "growth" in self.failed)

    def need_niches(self, activity: Activity = "technology") -> NicheLookup:
        """The champion for niches of technologies or of clusters, or NoChampionError."""
        if activity == "cluster":
            return _need(self.markets, "markets", "markets" in self.failed)
        other = "markets_loaded" if self.markets else "markets_instead"
        return _need(self.niches, "niches", "niches" in self.failed, other)

    def need_space(self, activity: Activity = "technology") -> GrowthLookup | NicheLookup:
        """The champion that has the space of technologies or clusters, or NoChampionError."""
        if activity == "cluster" and self.markets is None and self.growth is not None:
            return self.growth
        return self.need_niches(activity)

    def need_choice(self) -> ChoiceLookup:
        """The lookup of links and the choice, or NoChampionError."""
        is_loaded = self.growth is not None or self.niches is not None
        return _need(self.choice, "growth", is_loaded or "growth" in self.failed)


def _need(lookup: Lookup | None, part: Part, failed: bool, other: str = "") -> Lookup:
    """The lookup, or NoChampionError; other names the message of what to ask instead."""
    if lookup is not None:
        return lookup
    if failed:
        raise NoChampionError(say(f"problem.failed.{part}"))
    detail = say(f"problem.champion.{part}")
    raise NoChampionError(say(f"problem.champion.{other}", problem=detail) if other else detail)
