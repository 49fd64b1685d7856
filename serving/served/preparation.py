"""Champions made ready: what is asked first at once, the rest on first use or in the background."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from features.errors import InputError
from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest
from serving.choice.lookup import ChoiceLookup, choice_lookup
from serving.choice.lookup import in_spoken_language as choice_language
from serving.country.contracts import OverviewRequest
from serving.data.lookup import DataLookup, data_lookup
from serving.data.lookup import in_spoken_language as data_language
from serving.everywhere import everywhere, wish_of
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ForecastRequest
from serving.growth.lookup import GrowthLookup, growth_lookup
from serving.growth.lookup import in_spoken_language as growth_language
from serving.languages.language import CODES, ENGLISH, speaking
from serving.later import Later, LaterByKey, Pause, no_pause
from serving.links.lookup import in_spoken_language as link_language
from serving.links.lookup import link_lookup
from serving.niches.audit import audit_region
from serving.niches.contracts import AuditRequest
from serving.niches.lookup import NicheLookup, niche_lookup
from serving.niches.lookup import in_spoken_language as niche_language
from serving.record.lookup import RecordLookup, record_lookup
from serving.record.surprises import Recorded
from serving.sent.kept import Kept
from serving.served.failures import Failures
from serving.served.loaded import NAMES, Loaded, Part
from serving.track_record import metadata
from training.champion import Champion

Held = Mapping[Part, Champion]
Former = Callable[[Part, Champion], Sequence[Champion]]
"""From a champion to earlier ones, whose calls may have outcomes by now."""


def completed(
    loaded: Loaded, held: Held, former: Former, recorded: Recorded, failures: Failures
) -> Loaded:
    """What is loaded, with its records, data and languages to be worked out later."""
    loaded = replace(
        loaded,
        records_later=Later(lambda: _records(held, former, recorded, failures)),
        data_later=Later(lambda: {part: data_lookup(it) for part, it in held.items()}),
        kept=Kept(),
    )
    others = {code: Later(_in_language(code, loaded, held)) for code in CODES if code != ENGLISH}
    return replace(loaded, languages=LaterByKey(others))


def choice_later(
    held: Held, failures: Failures, pause: Pause = no_pause
) -> Later[ChoiceLookup | None]:
    """The choice of champions, to be worked out later; None where they do not allow any."""
    growth, niches = held.get("growth"), held.get("niches")

    def prepared() -> ChoiceLookup | None:
        if growth is None and niches is None:
            return None
        with failures.logging(f"choice of {next(iter(held.values())).package}", "no options"):
            return choice_ready(growth, niches, pause)
        return None

    return Later(prepared)


def _records(
    held: Held, former: Former, recorded: Recorded, failures: Failures
) -> dict[Part, RecordLookup]:
    """The record of each champion that has one that can be read."""
    found = {}
    for part, champion in held.items():
        with failures.logging(f"record of {champion.package} {NAMES[part]}", "no record of it"):
            found[part] = record_lookup(champion, former(part, champion), recorded)
    return found


def _in_language(code: str, loaded: Loaded, held: Held) -> Callable[[], Loaded]:
    return lambda: said_in(code, loaded, held)


def said_in(code: str, loaded: Loaded, held: Held) -> Loaded:
    """What is loaded, with the names and sentences of a language."""

    def choice() -> ChoiceLookup | None:
        if loaded.choice is None:
            return None
        links = link_language(loaded.choice.links, held.get("growth"), held.get("niches"))
        return choice_language(loaded.choice, links)

    def records() -> dict[Part, RecordLookup]:
        return {
            part: replace(record, metadata=metadata(held[part]))
            for part, record in loaded.records.items()
        }

    def data() -> dict[Part, DataLookup]:
        return {part: data_language(it, held[part]) for part, it in loaded.data.items()}

    with speaking(code):
        return Loaded(
            loaded.growth and growth_language(loaded.growth, held["growth"]),
            loaded.niches and niche_language(loaded.niches, held["niches"]),
            loaded.markets and niche_language(loaded.markets, held["markets"]),
            Later(choice, code),
            records_later=Later(records, code),
            data_later=Later(data, code),
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


def choice_ready(
    growth: Champion | None, niches: Champion | None, pause: Pause = no_pause
) -> ChoiceLookup:
    """The lookup of the choice; at least one champion is needed."""
    return choice_lookup(link_lookup(growth, niches, pause), pause)


def worked_out(loaded: Loaded) -> Iterator[None]:
    """Work out, step by step, what later questions would have to wait for.

    Results of the choice that do not depend on the weights are kept for later requests.
    """
    yield
    choice = loaded.choice
    yield
    for lookup in (loaded.growth, loaded.niches, loaded.markets):
        if isinstance(lookup, GrowthLookup):
            lookup.live()
            yield
    for it in (loaded, *loaded.languages.values()):
        for later in (it.records_later, it.data_later, it.choice_later):
            later()
            yield
    if choice is None:
        return
    for region, options in choice.options.items():
        if not isinstance(options, InputError):
            rank_options(choice, OptionsRequest(region_codes=[region])).model_dump_json()
            yield
    if choice.options:
        everywhere(choice, wish_of(choice, OverviewRequest()))
