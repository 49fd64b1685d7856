"""What a report of a region is rendered from: the answers about it, by the same functions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from features.errors import InputError
from serving.champions import Loaded
from serving.choice.answers import rank_options
from serving.choice.contracts import ClusterOption, NicheOption, OptionsRequest, RegionOptions
from serving.contracts import Metadata
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ClusterForecast, ForecastRequest, ForecastResponse
from serving.links.answers import multipliers, partners, peers
from serving.links.contracts import (
    MultiplierRequest,
    PartnerRequest,
    PartnerResponse,
    PeerRequest,
    RegionMultipliers,
    RegionPeers,
)
from serving.niches.audit import audit_region
from serving.niches.contracts import AuditRequest, AuditResponse

LEVEL = 80
"""Coverage of the intervals shown, in per cent."""
HISTORY = 12
"""Years before the cutoff in the pictures of growth."""
FLOWS = 8
AT_RISK = 8
PARTNERS = 3

Answered = TypeVar("Answered")
Option = TypeVar("Option", ClusterOption, NicheOption)


@dataclass
class Dossier:
    """The answers about one region; None where the champions do not allow one.

    Attributes
    ----------
    weights : str
        Name of the preset, or own.
    models : list of Metadata
        Of the champions that the answers are of.
    missing : list of str
        Why parts are missing.
    """

    options: RegionOptions
    weights: str
    floor: float
    models: list[Metadata]
    growth: ForecastResponse | None = None
    audit: AuditResponse | None = None
    multipliers: RegionMultipliers | None = None
    peers: RegionPeers | None = None
    partners: list[PartnerResponse] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def clusters(self) -> list[ClusterOption]:
        """The recommended first, each part in its rank."""
        return _recommended_first(self.options.clusters)

    @property
    def niches(self) -> list[NicheOption]:
        """The recommended first, each part in its rank."""
        return _recommended_first(self.options.niches)

    @property
    def forecasts(self) -> list[ClusterForecast]:
        """Of the clusters in their order; clusters without a forecast are left out."""
        found = {it.cluster_code: it for it in self.growth.forecasts} if self.growth else {}
        return [found[it.code] for it in self.clusters if it.code in found]


def _recommended_first(options: list[Option]) -> list[Option]:
    return sorted(options, key=lambda option: (option.advice is None, option.rank))


def dossier(loaded: Loaded, asked: OptionsRequest) -> Dossier:
    """Answer all questions of a report about the one region that is asked for.

    Raises
    ------
    InputError
        The region is unknown, or its options cannot be ranked.
    """
    (region,) = asked.region_codes
    options = rank_options(loaded.need_choice(), asked)
    models = [it for it in (options.metadata, options.niches) if it is not None]
    found = Dossier(options.regions[0], options.weights, options.floor, models)
    found.growth = _part(
        found,
        lambda: forecast_growth(
            loaded.need_growth(),
            ForecastRequest(region_codes=[region], levels=[LEVEL], history=HISTORY),
        ),
    )
    request = AuditRequest(
        region_codes=[region],
        activity="technology" if loaded.niches else "cluster",
        exits=AT_RISK,
        levels=[LEVEL],
    )
    found.audit = _part(
        found, lambda: audit_region(loaded.need_niches(request.activity), None, request)
    )
    _add_links(found, loaded, region)
    return found


def _add_links(found: Dossier, loaded: Loaded, region: str) -> None:
    """Multipliers, peers, and partners in the first cluster and the first niche."""
    links = loaded.need_choice().links
    about = MultiplierRequest(region_codes=[region], flows=FLOWS)
    answered = _part(found, lambda: multipliers(links, about))
    found.multipliers = answered.regions[0] if answered else None
    similar = _part(found, lambda: peers(links, PeerRequest(region_codes=[region])))
    found.peers = similar.regions[0] if similar else None
    for option in [*found.clusters[:1], *found.niches[:1]]:
        joined = PartnerRequest(region_codes=[region], activity_code=option.code, top=PARTNERS)
        partner = _part(found, lambda joined=joined: partners(links, joined))  # type: ignore[misc]
        found.partners += [partner] if partner else []


def _part(found: Dossier, answer: Callable[[], Answered]) -> Answered | None:
    """The answer; None, and the reason, where the data does not allow the question."""
    try:
        return answer()
    except InputError as error:
        found.missing.append(str(error))
        return None
