"""The activity space: from a request to a response."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from serving.contracts import Metadata
from serving.http.codes import by_field, check_regions
from serving.record_words import in_words, unit_in_words
from serving.space.contracts import SpaceRegion, SpaceRequest, SpaceResponse
from serving.space.lookup import Space
from serving.tables import Named


class HasSpace(Protocol):
    """A champion made ready that has an activity space."""

    @property
    def metadata(self) -> Metadata:
        """The model that answers."""

    @property
    def regions(self) -> Mapping[str, Named]:
        """Regions by code."""

    @property
    def elsewhere(self) -> Collection[str]:
        """Regions of other champions."""

    @property
    def space(self) -> Callable[[], Space]:
        """Its space, kept once it is made."""


def activity_space(lookup: HasSpace, request: SpaceRequest) -> SpaceResponse:
    """The network, and the specialisations of each region asked for.

    Raises
    ------
    ProblemError
        unknown-code.
    """
    regions = by_field("region_codes", request.region_codes)
    check_regions(regions, lookup.regions, lookup.elsewhere, lookup.metadata)
    space, about = lookup.space(), in_words(lookup.metadata)
    return SpaceResponse(
        nodes=space.network.nodes,
        links=space.network.links,
        metadata=about,
        activity=request.activity,
        unit=about.counted or unit_in_words(space.unit),
        threshold=space.threshold,
        regions=[
            SpaceRegion(
                region_code=code,
                region_name=lookup.regions[code].name,
                specialised=space.specialised.get(code, []),
            )
            for code in dict.fromkeys(request.region_codes)
        ],
    )
