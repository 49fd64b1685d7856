"""What every option is worth in every region, at the same weights."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from features.errors import InputError
from serving.choice.answers import rank_options
from serving.choice.contracts import ClusterOption, NicheOption, OptionsRequest
from serving.choice.lookup import ChoiceLookup

KEPT = 4
"""Latest weights whose places are kept."""
Placed = Mapping[tuple[str, str], tuple[int, ClusterOption | NicheOption]]
"""Region and code of an option to the length of its list and the option."""


@dataclass
class _Latest:
    """The places at the latest weights."""

    places: "OrderedDict[str, Placed]" = field(default_factory=OrderedDict)


def places_everywhere(lookup: ChoiceLookup, request: OptionsRequest) -> Placed:
    """The options of all regions, as rank_options gives them; refused regions are left out.

    Parameters
    ----------
    request : OptionsRequest
        Its regions and language do not matter.
    """
    asked = request.model_copy(update={"region_codes": [], "language": None})
    fields = asked.model_dump(include=set(OptionsRequest.model_fields))
    latest, key = lookup.keep(_latest), repr(sorted(fields.items()))
    if key not in latest.places:
        latest.places[key] = dict(_places(lookup, fields))
        while len(latest.places) > KEPT:
            latest.places.popitem(last=False)
    return latest.places[key]


def _latest(_: ChoiceLookup) -> _Latest:
    return _Latest()


def _places(
    lookup: ChoiceLookup, fields: dict[str, Any]
) -> dict[tuple[str, str], tuple[int, ClusterOption | NicheOption]]:
    found: dict[tuple[str, str], tuple[int, ClusterOption | NicheOption]] = {}
    for region, options in lookup.options.items():
        if isinstance(options, InputError):
            continue
        request = OptionsRequest(**{**fields, "region_codes": [region]})
        (answer,) = rank_options(lookup, request).regions
        for listed in (answer.clusters, answer.niches):
            for option in listed:
                found[region, option.code] = len(listed), _slim(option)
    return found


def _slim(option: ClusterOption | NicheOption) -> ClusterOption | NicheOption:
    """Without the sentences, which take most of the memory."""
    return option.model_copy(update={"reasons": [], "decisive": None, "rival": None})
