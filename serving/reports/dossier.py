"""What a report of a region is rendered from: the answers about it, by the same functions."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from features.errors import InputError
from serving.choice.answers import rank_options
from serving.choice.contracts import (
    ClusterOption,
    NicheOption,
    OptionsRequest,
    OptionsResponse,
    RegionOptions,
)
from serving.contracts import Activity, Metadata
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ClusterForecast, ForecastRequest, ForecastResponse
from serving.http.problems import ProblemError
from serving.links.answers import multipliers, partners, peers
from serving.links.contracts import (
    MultiplierRequest,
    MultiplierResponse,
    PartnerRequest,
    PartnerResponse,
    PeerRequest,
    RegionMultipliers,
    RegionPeers,
)
from serving.links.lookup import LinkLookup
from serving.members.contributed import Note
from serving.members.region_notes import region_notes
from serving.niches.audit import audit_region
from serving.niches.breakthroughs import flag_breakthroughs
from serving.niches.contracts import (
    AuditRequest,
    AuditResponse,
    BreakthroughRequest,
    BreakthroughResponse,
)
from serving.served.loaded import Loaded

LEVEL = 80
"""Coverage of the intervals shown, in per cent."""
HISTORY = 12
"""Years before the cutoff in the pictures of growth."""
FLOWS = 8
EMERGING = 4
AT_RISK = 8
PARTNERS = 3
NOTES = 50

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
    notes : list of Note
        What members wrote at the region and at options in it, the latest first.
    """

    region_code: str
    options: RegionOptions | None = None
    weights: str = ""
    models: list[Metadata] = field(default_factory=list)
    growth: ForecastResponse | None = None
    audit: AuditResponse | None = None
    multipliers: RegionMultipliers | None = None
    peers: RegionPeers | None = None
    breakthroughs: BreakthroughResponse | None = None
    partners: list[PartnerResponse] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def region_name(self) -> str:
        """As any of the answers has it."""
        if self.options:
            return self.options.region_name
        if self.audit:
            return self.audit.audits[0].region_name
        return self.growth.forecasts[0].region_name if self.growth else self.region_code

    @property
    def clusters(self) -> list[ClusterOption]:
        """The recommended first, each part in its rank."""
        return _recommended_first(self.options.clusters) if self.options else []

    @property
    def niches(self) -> list[NicheOption]:
        """The recommended first, each part in its rank."""
        return _recommended_first(self.options.niches) if self.options else []

    @property
    def forecasts(self) -> list[ClusterForecast]:
        """Of the clusters in their order, or else the largest first."""
        found = {it.cluster_code: it for it in self.growth.forecasts} if self.growth else {}
        if not self.clusters:
            return sorted(found.values(), key=lambda forecast: -(forecast.last_value or 0))
        return [found[it.code] for it in self.clusters if it.code in found]


def _recommended_first(options: list[Option]) -> list[Option]:
    return sorted(options, key=lambda option: (option.advice is None, option.rank))


def dossier(loaded: Loaded, asked: OptionsRequest) -> Dossier:
    """Answer all questions of a report about the one region that is asked for.

    Raises
    ------
    InputError
        None of the questions can be answered, as for an unknown region.
    """
    (region,) = asked.region_codes
    found = Dossier(region)
    refused: list[InputError] = []

    def answered(answer: Callable[[], Answered]) -> Answered | None:
        try:
            return answer()
        except InputError as error:
            refused.append(error)
            return None

    options = answered(lambda: rank_options(loaded.need_choice(), asked))
    if options is not None:
        found.options, found.weights = options.regions[0], options.weights
    found.growth = answered(lambda: forecast_growth(loaded.need_growth(), growth_request(region)))
    activity: Activity = "technology" if loaded.niches else "cluster"
    about = AuditRequest(region_codes=[region], activity=activity, exits=AT_RISK, levels=[LEVEL])
    found.audit = answered(lambda: audit_region(loaded.need_niches(activity), None, about))
    if not (found.options or found.growth or found.audit):
        raise refused[0]
    if found.audit and loaded.need_niches(activity).breakthrough_record:
        emerging = BreakthroughRequest(region_codes=[region], activity=activity, limit=EMERGING)
        found.breakthroughs = flag_breakthroughs(loaded.need_niches(activity), emerging)
    if loaded.choice is not None and found.options:
        links, chain = loaded.choice.links, MultiplierRequest(region_codes=[region], flows=FLOWS)
        found.multipliers = _first(answered(lambda: multipliers(links, chain)))
        similar = answered(lambda: peers(links, PeerRequest(region_codes=[region])))
        found.peers = similar.regions[0] if similar else None
        found.partners = partners_of(found, links)
    found.models = models_of(options, found.growth, found.audit)
    found.missing = list(dict.fromkeys(map(str, refused)))
    return found


def add_notes(found: Dossier, loaded: Loaded, package: str) -> None:
    """Read the latest notes of the region; what is missing says where they cannot be read."""
    try:
        found.notes = region_notes(loaded, package, [found.region_code], NOTES).notes
    except ProblemError as problem:
        found.missing.append(problem.detail)


def growth_request(region: str) -> ForecastRequest:
    """Forecasts of a region's clusters with some history."""
    return ForecastRequest(region_codes=[region], levels=[LEVEL], history=HISTORY)


def partners_of(found: Dossier, links: LinkLookup) -> list[PartnerResponse]:
    """Partners in the first cluster and the first niche, where there are any."""
    answers = []
    for option in [*found.clusters[:1], *found.niches[:1]]:
        asked = PartnerRequest(
            region_codes=[found.region_code], activity_code=option.code, top=PARTNERS
        )
        with suppress(InputError):
            answers.append(partners(links, asked))
    return answers


def _first(answer: MultiplierResponse | None) -> RegionMultipliers | None:
    return answer.regions[0] if answer else None


def models_of(
    options: OptionsResponse | None, growth: ForecastResponse | None, audit: AuditResponse | None
) -> list[Metadata]:
    """The champions that the answers are of, each once: that of growth first."""
    about = [options.metadata] if options else []
    about += [growth.metadata] if growth else []
    about += [options.niches] if options and options.niches else []
    about += [audit.metadata] if audit else []
    return list({it.name: it for it in reversed(about)}.values())[::-1]
