"""Champions made ready for the choice: the options of each region, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from features.errors import InputError
from serving.links.lookup import LinkLookup
from serving.tables import attempt
from training.choice.futures import DRAWS, Futures
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
    """

    links: LinkLookup
    options: Mapping[str, Options | InputError]
    scale: Mapping[str, Scale]
    base_rate: float | None

    def futures(self, options: Options, draws: int, seed: int) -> Futures:
        """Futures of a region's clusters; the latest are kept, but not larger ones than usual."""
        if draws > DRAWS:
            return _futures(self, options, draws, seed)
        return self.keep(_futures, options, draws, seed)


def _futures(lookup: ChoiceLookup, options: Options, draws: int, seed: int) -> Futures:
    return options.clusters.futures(draws, seed)


def choice_lookup(links: LinkLookup) -> ChoiceLookup:
    """The options of all regions; multipliers that the data does not allow are unknown criteria."""
    if isinstance(links.context, InputError):
        return ChoiceLookup(links, {}, {}, None)
    evidence = links.context.evidence
    options = {
        region: attempt(partial(region_options, evidence, region, _allowed(table)))
        for region, table in links.multipliers.items()
    }
    ranked = [one for one in options.values() if isinstance(one, Options)]
    return ChoiceLookup(links, options, scales(links.context, ranked), _base_rate(links))


def _allowed(table: pd.DataFrame | InputError) -> pd.DataFrame | None:
    return None if isinstance(table, InputError) else table


def _base_rate(links: LinkLookup) -> float | None:
    """Of entries, pooled over the origins of the niche champion's backtest; None if unknown."""
    tracks = [] if links.niches is None else links.niches.track_record
    rates = [track.figures.get("base_rate") for track in tracks if track.call == "entry"]
    return rates[0] if rates else None
