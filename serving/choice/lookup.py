"""Champions made ready for the choice: the options of each region, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from features.errors import InputError
from serving.links.lookup import LinkLookup
from serving.tables import attempt
from training.choice.options import Options, region_options


@dataclass(frozen=True)
class ChoiceLookup:
    """Everything that ranking options needs.

    Attributes
    ----------
    links : LinkLookup
    options : mapping of region_code to Options or InputError
        An InputError says why the data does not allow any.
    of_kinds : dict of (region_code, kinds) to Options
        Options of some kinds, kept for the next request: at most three sets of kinds a region.
    """

    links: LinkLookup
    options: Mapping[str, Options | InputError]
    of_kinds: dict[tuple[str, frozenset[str]], Options] = field(default_factory=dict)


def choice_lookup(links: LinkLookup) -> ChoiceLookup:
    """The options of all regions; multipliers that the data does not allow are unknown criteria."""
    if isinstance(links.context, InputError):
        return ChoiceLookup(links, {})
    evidence = links.context.evidence
    return ChoiceLookup(
        links,
        {
            region: attempt(partial(region_options, evidence, region, _allowed(table)))
            for region, table in links.multipliers.items()
        },
    )


def _allowed(table: pd.DataFrame | InputError) -> pd.DataFrame | None:
    return None if isinstance(table, InputError) else table
