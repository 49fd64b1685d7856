"""Champions made ready for the choice: the options of each region, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import pandas as pd

from features.errors import InputError
from serving.choice.background import Background, background
from serving.later import Pause, no_pause
from serving.links.lookup import LinkLookup
from serving.tables import attempt, need
from training.choice.context import ChoiceContext
from training.choice.criteria import CLUSTER, NICHE, Kind, criteria_of
from training.choice.futures import DRAWS, Futures
from training.choice.hindsight.past import Past, past_of
from training.choice.keeper import Keeper
from training.choice.options import Options, region_options
from training.choice.scale import scales
from training.choice.utilities import Scale


@dataclass(frozen=True, eq=False)
class ChoiceLookup(Keeper):
    """Everything that ranking options needs.

    Attributes
    ----------
    links : LinkLookup
    options : mapping of region_code to Options or InputError
        An InputError says why the data does not allow any.
    scale : mapping of kind to Scale
    base_rate : float or None
        Share of candidate niches that were entered in the backtest of the niche champion.
    background : Background or InputError
        What reasons are drawn from.
    direction : mapping of criterion to 1 or -1
        Of all criteria of the package.
    past : mapping of kind to Past
        Options of earlier origins, of the champions that keep them.
    original : ChoiceLookup or None
        Of a lookup in another language: the one whose futures it shares.
    """

    links: LinkLookup
    options: Mapping[str, Options | InputError]
    scale: Mapping[str, Scale]
    base_rate: float | None
    background: Background | InputError
    direction: Mapping[str, int] = field(default_factory=dict)
    past: Mapping[Kind, Past] = field(default_factory=dict)
    original: "ChoiceLookup | None" = None

    def futures(self, options: Options, draws: int, seed: int) -> Futures:
        """Futures of a region's clusters; the latest are kept, but not larger ones than usual."""
        if self.original is not None:
            shared = need(self.original.options[options.region_code])
            return self.original.futures(shared, draws, seed)
        if draws > DRAWS:
            return _futures(self, options, draws, seed)
        return self.keep(_futures, options, draws, seed)


def _futures(lookup: ChoiceLookup, options: Options, draws: int, seed: int) -> Futures:
    return options.clusters.futures(draws, seed)


def choice_lookup(links: LinkLookup, pause: Pause = no_pause) -> ChoiceLookup:
    """The options of all regions; multipliers that the data does not allow are unknown criteria."""
    if isinstance(links.context, InputError):
        return ChoiceLookup(links, {}, {}, None, links.context)
    evidence = links.context.evidence
    options: dict[str, Options | InputError] = {}
    for region, table in links.multipliers.items():
        pause()
        options[region] = attempt(partial(region_options, evidence, region, _allowed(table)))
    ranked = [one for one in options.values() if isinstance(one, Options)]
    direction = {name: one.direction for name, one in criteria_of(evidence).items()}
    return ChoiceLookup(
        links,
        options,
        scales(links.context, ranked),
        _base_rate(links),
        background(links),
        direction,
        _past(links, links.context, direction),
    )


def in_spoken_language(lookup: ChoiceLookup, links: LinkLookup) -> ChoiceLookup:
    """A lookup with the names of links in the language that is spoken; futures are shared."""
    known = lookup.background
    return replace(
        lookup,
        links=links,
        options={code: _named(one, links.names) for code, one in lookup.options.items()},
        background=known if isinstance(known, InputError) else replace(known, names=links.names),
        original=lookup,
    )


def _named(options: Options | InputError, names: Mapping[str, str]) -> Options | InputError:
    """Options with other names."""
    if isinstance(options, InputError):
        return options
    clusters, niches = options.clusters, options.niches
    return replace(
        options,
        clusters=replace(clusters, names=[names.get(code, code) for code in clusters.codes]),
        niches=niches and replace(niches, names=[names.get(code, code) for code in niches.codes]),
    )


def _past(
    links: LinkLookup, prepared: ChoiceContext, direction: Mapping[str, int]
) -> dict[Kind, Past]:
    """The options of earlier origins, where the champions keep any with a known outcome."""
    champions = {CLUSTER: links.growth, NICHE: links.niches}
    found: dict[Kind, Past] = {}
    for kind, tables in prepared.tables.items():
        about = champions[kind]
        assert about is not None, "tables without their champion"
        past = past_of(tables, direction, about.horizon, is_bounded=kind == NICHE)
        if past is not None:
            found[kind] = past
    return found


def _allowed(table: pd.DataFrame | InputError) -> pd.DataFrame | None:
    return None if isinstance(table, InputError) else table


def _base_rate(links: LinkLookup) -> float | None:
    """Of entries, pooled over the origins of the niche champion's backtest; None if unknown."""
    tracks = [] if links.niches is None else links.niches.track_record
    rates = [track.figures.get("base_rate") for track in tracks if track.call == "entry"]
    return rates[0] if rates else None
