"""The champions that answer, swapped for new ones without a dropped request."""

import gc
import logging
import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from features.errors import InputError
from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest
from serving.choice.lookup import ChoiceLookup, choice_lookup
from serving.choice.lookup import in_spoken_language as choice_language
from serving.contracts import Activity
from serving.country.answers import Country, country_of
from serving.country.contracts import OverviewRequest
from serving.data.lookup import DataLookup, data_lookup
from serving.data.lookup import in_spoken_language as data_language
from serving.everywhere import everywhere, wish_of
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ForecastRequest
from serving.growth.lookup import GrowthLookup, growth_lookup
from serving.growth.lookup import in_spoken_language as growth_language
from serving.http.problems import NoChampionError
from serving.kept import Kept
from serving.languages.language import CODES, ENGLISH, say, speaking
from serving.links.lookup import in_spoken_language as link_language
from serving.links.lookup import link_lookup
from serving.niches.audit import audit_region
from serving.niches.contracts import AuditRequest
from serving.niches.lookup import NicheLookup, niche_lookup
from serving.niches.lookup import in_spoken_language as niche_language
from serving.record.lookup import MOST_FORMER, RecordLookup, record_lookup
from serving.track_record import metadata
from training.champion import Champion, registered_name

POLL_SECONDS = 3.0
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

logger = logging.getLogger("bentoml.smartspec")
# The service logs one line for a store that does not answer; MLflow would log a traceback, and a
# line for each retry.
for library in ("mlflow", "urllib3"):
    logging.getLogger(library).setLevel(logging.CRITICAL)

# A process that keeps a SQLite file open does not notice that it was deleted or recreated.
os.environ.setdefault("MLFLOW_SQLALCHEMYSTORE_POOLCLASS", "NullPool")

Lookup = TypeVar("Lookup", GrowthLookup, NicheLookup, ChoiceLookup)


@dataclass(frozen=True)
class Loaded:
    """The champions that answer requests; immutable, replaced as a whole.

    Attributes
    ----------
    growth, niches, markets, choice : lookup or None
        None where no champion is loaded; niches are of technologies, markets of clusters.
    failed : frozenset of Part
        Parts whose champion, or its store, could not be read at the last attempt.
    languages : mapping of code to Loaded
        The same with the names and sentences of each other language.
    records, data : mapping of Part to lookup
        The track record of the champions, and what there is to say of their data.
    kept : Kept
        Their latest answers.
    """

    growth: GrowthLookup | None = None
    niches: NicheLookup | None = None
    markets: NicheLookup | None = None
    choice: ChoiceLookup | None = None
    failed: frozenset[Part] = frozenset()
    languages: Mapping[str, "Loaded"] = field(default_factory=dict)
    records: Mapping[Part, RecordLookup] = field(default_factory=dict)
    data: Mapping[Part, DataLookup] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept, compare=False, repr=False)

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

    def documented(self, part: Part, champion: Champion, former: Sequence[Champion]) -> "Loaded":
        """A copy with the record and the data of one champion; former ones may have outcomes."""
        return replace(
            self,
            records={**self.records, part: record_lookup(champion, former)},
            data={**self.data, part: data_lookup(champion)},
        )

    def in_language(self, code: str) -> "Loaded":
        """The same champions, whose names and sentences are in a language."""
        found = self.languages.get(code)
        others = {ENGLISH: self, **self.languages}
        return (
            self
            if found is None
            else replace(found, failed=self.failed, languages=others, kept=self.kept)
        )

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


class Champions:
    """Keeps the loaded champions equal to those of the registry.

    Attributes
    ----------
    loaded : Loaded
        Take one reference per request: it is replaced while requests are answered.
    """

    def __init__(self) -> None:
        self.loaded = Loaded()
        self._held: dict[Part, Champion] = {}
        self._failures: dict[str, str] = {}
        self._said: dict[str, str] = {}
        self._stop = threading.Event()

    def start(self) -> None:
        """Load what the registry has, then follow it in a thread."""
        self.refresh()
        threading.Thread(target=self._follow, name="champions", daemon=True).start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()

    def _follow(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            self.refresh()

    def refresh(self) -> None:
        """Load the champions that have changed; where that fails, the previous one still serves.

        After a failure the same version is loaded again: the store may have been replaced.
        """
        from training.registry import versions  # slow to import, and no question needs it

        loaded, fresh = self.loaded, dict[Part, Champion]()
        for part, name in NAMES.items():
            serving = loaded.version(part)
            with self._logging_failure(name, f"version {serving}" if serving else "no champion"):
                version = versions.champion_version(name)
                if version is None and serving is None:
                    self._say_once(name, f"{name}: no champion yet")
                if version is not None and (version != serving or part in loaded.failed):
                    champion = versions.load(name, version)
                    loaded, fresh[part] = loaded.replaced(ready(champion)), champion
            if part in fresh:
                former: list[Champion] = []
                with self._logging_failure(f"former versions of {name}", "no live calls"):
                    former = versions.former(name, fresh[part], MOST_FORMER)
                with self._logging_failure(f"record of {name}", "no record of it"):
                    loaded = loaded.documented(part, fresh[part], former)
        failed = frozenset(part for part, name in NAMES.items() if name in self._failures)
        if failed != loaded.failed:
            loaded = replace(loaded, failed=failed)
        if not fresh:
            self.loaded = loaded
            return
        held = self._held | fresh
        if fresh.keys() != {"markets"}:
            with self._logging_failure("rank_options", "the previous options"):
                prepared = choice_ready(held.get("growth"), held.get("niches"))
                loaded = replace(loaded, choice=prepared)
        languages = {code: said_in(code, loaded, held) for code in CODES if code != ENGLISH}
        loaded = replace(loaded, languages=languages, kept=Kept())
        self.loaded, self._held = loaded, held
        # Champions live long: later garbage collections can skip them.
        gc.collect()
        gc.freeze()
        for champion in fresh.values():
            unchecked = "" if champion.checked else "; it has no checksums of its files to compare"
            logger.info("%s version %s is loaded%s", champion.name, champion.version, unchecked)

    def _say_once(self, name: str, line: str) -> None:
        if self._said.get(name) != line:
            self._said[name] = line
            logger.info(line)

    @contextmanager
    def _logging_failure(self, name: str, serving: str) -> Iterator[None]:
        """Log a failure inside as one line, unless it is the same as the last one."""
        try:
            yield
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            if self._failures.get(name) != reason:
                self._failures[name] = reason
                line = f"{name}: failed to load; still serving {serving}: {reason}"
                logger.log(logging.ERROR, line)  # no traceback: the reason is enough
        else:
            self._failures.pop(name, None)


def said_in(code: str, loaded: Loaded, held: Mapping[Part, Champion]) -> Loaded:
    """What is loaded, with the names and sentences of a language."""
    choice = loaded.choice
    with speaking(code):
        links = choice and link_language(choice.links, held.get("growth"), held.get("niches"))
        return Loaded(
            loaded.growth and growth_language(loaded.growth, held["growth"]),
            loaded.niches and niche_language(loaded.niches, held["niches"]),
            loaded.markets and niche_language(loaded.markets, held["markets"]),
            choice_language(choice, links) if choice and links else None,
            records={
                part: replace(record, metadata=metadata(held[part]))
                for part, record in loaded.records.items()
            },
            data={part: data_language(it, held[part]) for part, it in loaded.data.items()},
        )


def ready(champion: Champion) -> GrowthLookup | NicheLookup:
    """A champion sorted, indexed and checked with one question about its first region."""
    if champion.task == "growth":
        growth = growth_lookup(champion)
        region = next(iter(growth.series))
        forecast_growth(growth, ForecastRequest(region_codes=[region])).model_dump_json()
        return growth
    niches = niche_lookup(champion)
    region = next(iter(niches.summaries))
    audit_region(niches, None, AuditRequest(region_codes=[region])).model_dump_json()
    return niches


def choice_ready(growth: Champion | None, niches: Champion | None) -> ChoiceLookup:
    """The lookup of the choice, checked with one question about each region.

    Results that do not depend on the weights are kept for later requests.
    """
    lookup = choice_lookup(link_lookup(growth, niches))
    for region, options in lookup.options.items():
        if not isinstance(options, InputError):
            rank_options(lookup, OptionsRequest(region_codes=[region])).model_dump_json()
    everywhere(lookup, wish_of(lookup, OverviewRequest()))
    return lookup
