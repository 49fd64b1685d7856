"""One cluster or technology across regions: from what is loaded and a request to a response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from features.errors import InputError
from serving.activities.chances import CALLS, Chances, chances, middle_chance
from serving.activities.contracts import (
    ActivityPart,
    ActivityRequest,
    ActivityResponse,
    Coverage,
    Outlook,
    Place,
    RegionActivity,
)
from serving.activities.sizes import (
    BEFORE,
    SPECIALISED,
    Sizes,
    cluster_sizes,
    figures,
    niche_sizes,
)
from serving.activities.summary import summary
from serving.contracts import Activity, Call
from serving.everywhere import Places, everywhere, wish_of
from serving.growth.answers import forecast_growth, total_forecast
from serving.growth.contracts import ClusterForecast, ForecastRequest, Observation
from serving.growth.lookup import GrowthLookup
from serving.http.codes import check_codes
from serving.links.answers import partners
from serving.links.contracts import PartnerRequest, RegionPartners
from serving.messages import Message, message
from serving.niches.answers import flag_niches
from serving.niches.breakthroughs import breakthrough_of
from serving.niches.contracts import Breakthrough, NicheCall, NicheRequest
from serving.niches.lookup import NicheLookup
from serving.record_words import in_words, indicator_in_words, unit_in_words
from serving.served.loaded import Loaded
from serving.tables import Named, number
from training.choice.criteria import CLUSTER, NICHE

KINDS: tuple[Activity, ...] = ("cluster", "technology")
HISTORY = 30
"""Latest years of history of the total, and of counts of a technology."""


@dataclass
class _Found:
    """Parts of the answer, and why others are missing.

    Attributes
    ----------
    forecasts : mapping of region_code to ClusterForecast
    calls : mapping of entry and exit to list of NicheCall
    chances : mapping of entry and exit to the chances of all regions
    """

    sizes: Sizes | None = None
    coverage: Coverage | None = None
    forecasts: Mapping[str, ClusterForecast] = field(default_factory=dict)
    total: ClusterForecast | None = None
    calls: Mapping[Call, list[NicheCall]] = field(default_factory=lambda: {"entry": [], "exit": []})
    chances: Mapping[Call, Chances] = field(default_factory=lambda: {"entry": {}, "exit": {}})
    history: list[Observation] = field(default_factory=list)
    breakthrough: Breakthrough | None = None
    notes: list[Message] = field(default_factory=list)


def audit_activity(loaded: Loaded, request: ActivityRequest) -> ActivityResponse:
    """A cluster or a technology in all regions.

    Raises
    ------
    InputError
        No champion is loaded, or none has the code.
    """
    activity, name = _named(loaded, request)
    niches = loaded.markets if activity == "cluster" else loaded.niches
    growth = loaded.growth if activity == "cluster" else None
    found = _Found()
    if growth is not None and request.activity_code in growth.clusters:
        _growth(growth, request, found)
    elif activity == "cluster":
        found.notes.append(message("option.no_growth"))
    _niches(niches, activity, request, found)
    placed, weights = _placed(loaded, activity, request, found)
    middle = _middle(found.forecasts)
    regions = _regions(loaded, request, found, placed, middle)
    return ActivityResponse(
        activity=activity,
        activity_code=request.activity_code,
        activity_name=name,
        namesake=_namesake(loaded, activity, request.activity_code),
        summary=summary(name, regions, found.calls, found.coverage, weights),
        coverage=found.coverage,
        regions=regions,
        total=found.total,
        middle_growth=middle,
        middle_chance=middle_chance(found.chances),
        history=found.history,
        entries=found.calls["entry"],
        exits=found.calls["exit"],
        breakthrough=found.breakthrough,
        of_breakthroughs=_n_breakthroughs(niches, found),
        parts=_parts(loaded, activity, request),
        partners=_partners(loaded, request, found),
        weights=weights,
        growth_metadata=in_words(growth.metadata) if growth else None,
        niche_metadata=in_words(niches.metadata) if niches else None,
        notes=found.notes,
    )


def _named(loaded: Loaded, request: ActivityRequest) -> tuple[Activity, str]:
    """What the code is of, and its name."""
    known = {kind: _codes(loaded, kind) for kind in KINDS}
    if not any(known.values()):
        loaded.need_growth()
    kinds = (request.activity,) if request.activity else KINDS
    for kind in kinds:
        if request.activity_code in known[kind]:
            return kind, known[kind][request.activity_code].name
    if request.activity and not known[request.activity]:
        loaded.need_niches(request.activity)
    codes = {code: one for kind in kinds for code, one in known[kind].items()}
    check_codes(" or ".join(kinds), {"activity_code": request.activity_code}, codes)
    raise AssertionError("an unknown code has raised")


def _codes(loaded: Loaded, kind: Activity) -> dict[str, Named]:
    """All clusters, or all technologies, of the champions."""
    if kind == "technology":
        return dict(loaded.niches.activities) if loaded.niches else {}
    markets, growth = loaded.markets, loaded.growth
    return {
        **(markets.activities if markets else {}),
        **(growth.clusters if growth else {}),
    }


def _namesake(loaded: Loaded, kind: Activity, code: str) -> str | None:
    """What else has the code: the name of a technology, or of a cluster."""
    other: Activity = "technology" if kind == "cluster" else "cluster"
    found = _codes(loaded, other).get(code)
    return found.name if found else None


def _parts(loaded: Loaded, kind: Activity, request: ActivityRequest) -> list[ActivityPart]:
    """What has it as its parent; clusters with their totals."""
    growth = loaded.growth if kind == "cluster" else None
    return [
        ActivityPart(
            activity_code=part,
            activity_name=one.name,
            total=total_forecast(growth, "", request.level, 0, part) if growth else None,
        )
        for part, one in _codes(loaded, kind).items()
        if one.parent_code == request.activity_code
    ]


def _growth(lookup: GrowthLookup, request: ActivityRequest, found: _Found) -> None:
    """Sizes, forecasts and the total of a cluster."""
    code, cutoff = request.activity_code, lookup.metadata.cutoff
    question = ForecastRequest(
        cluster_codes=[code], levels=[request.level], history=HISTORY, totals=True
    )
    try:
        answer = forecast_growth(lookup, question)
    except InputError:
        found.notes.append(message("option.no_forecast"))
        return
    found.forecasts = {one.region_code: one for one in answer.forecasts}
    found.total = next((one for one in answer.totals if one.cluster_code == code), None)
    found.sizes = cluster_sizes(lookup, code)
    found.coverage = Coverage(
        unit=unit_in_words(lookup.unit),
        counted=indicator_in_words(lookup.indicator),
        first=cutoff,
        last=cutoff,
        threshold=SPECIALISED,
        trend_since=cutoff - BEFORE,
    )


def _niches(
    lookup: NicheLookup | None, activity: Activity, request: ActivityRequest, found: _Found
) -> None:
    """Who may enter and who may lose it; of technologies sizes and the breakthrough too."""
    code = request.activity_code
    if lookup is None or code not in lookup.activities:
        found.notes.append(message(f"option.no_niches.{activity}"))
        return
    if code in lookup.ended:
        found.notes.append(message("option.ended", year=lookup.ended[code]))
    found.calls = {
        call: flag_niches(
            lookup,
            NicheRequest(activity=activity, activity_codes=[code], call=call, limit=request.limit),
        ).calls
        for call in CALLS
    }
    found.chances = chances(lookup, code)
    if activity == "cluster":
        return
    found.notes.append(message("option.no_growth_of_technologies"))
    found.sizes = niche_sizes(lookup, code)
    found.history = [
        Observation(year=year, value=number(value))
        for year, value in lookup.history().get(code, [])[-HISTORY:]
    ]
    found.breakthrough = breakthrough_of(lookup, code)
    if found.breakthrough is None:
        found.notes.append(message("option.no_breakthrough"))
    about = lookup.metadata
    window = about.window or 1
    found.coverage = Coverage(
        unit=about.counted or "patents",
        counted=about.counted or "patents",
        first=about.cutoff - window + 1,
        last=about.cutoff,
        threshold=about.threshold or SPECIALISED,
        trend_since=about.cutoff - window,
    )


def _n_breakthroughs(lookup: NicheLookup | None, found: _Found) -> int | None:
    if lookup is None or found.breakthrough is None:
        return None
    return len(lookup.breakthroughs["activity_code"])


def _placed(
    loaded: Loaded, activity: Activity, request: ActivityRequest, found: _Found
) -> tuple[Places, str | None]:
    """Places of all options where they are asked for, and the name of the weights."""
    if not request.ranks:
        return {}, None
    if loaded.choice is None or not loaded.choice.options:
        found.notes.append(message("option.no_ranks"))
        return {}, None
    wish = wish_of(loaded.choice, request)
    kind = CLUSTER if activity == "cluster" else NICHE
    return everywhere(loaded.choice, wish).places[kind], wish.name


def _middle(forecasts: Mapping[str, ClusterForecast]) -> float | None:
    """Median over regions of the median growth a year."""
    rates = [
        one.growth.median_per_year
        for one in forecasts.values()
        if one.growth and one.growth.median_per_year is not None
    ]
    return median(rates) if rates else None


def _regions(
    loaded: Loaded,
    request: ActivityRequest,
    found: _Found,
    placed: Places,
    middle: float | None,
) -> list[RegionActivity]:
    """Every region that has a size, a forecast or a chance, the most specialised first."""
    sizes, coverage = found.sizes, found.coverage
    at = {region: place for place, region in enumerate(sizes.regions)} if sizes else {}
    names = _region_names(loaded)
    nothing = dict.fromkeys(("size", "share_of_region", "share_of_nation", "location_quotient"))
    covered = set(at) or {*found.forecasts, *found.chances["entry"], *found.chances["exit"]}
    rows = []
    for region in [code for code in names if code in covered]:
        values = figures(sizes, at[region]) if sizes and region in at else nothing
        quotient = values["location_quotient"]
        least = coverage.threshold if coverage else SPECIALISED
        rows.append(
            RegionActivity(
                region_code=region,
                region_name=names[region],
                **values,
                specialised=None if quotient is None else quotient >= least,
                trend=sizes.trend(at[region]) if sizes and region in at else None,
                growth=_outlook(found.forecasts.get(region), middle),
                place=_place(placed, region, request.activity_code),
                entry=found.chances["entry"].get(region),
                exit=found.chances["exit"].get(region),
            )
        )
    return sorted(rows, key=_specialised_first)


def _specialised_first(row: RegionActivity) -> tuple[bool, float]:
    quotient = row.location_quotient
    return quotient is None, -(quotient or 0.0)


def _region_names(loaded: Loaded) -> dict[str, str]:
    lookups = [one for one in (loaded.niches, loaded.markets, loaded.growth) if one]
    return {code: one.name for lookup in lookups for code, one in lookup.regions.items()}


def _outlook(forecast: ClusterForecast | None, middle: float | None) -> Outlook | None:
    if forecast is None or forecast.growth is None or forecast.growth.median_per_year is None:
        return None
    interval = next(iter(forecast.growth.intervals_per_year), None)
    return Outlook(
        median=forecast.growth.median_per_year,
        interval=interval,
        is_apart=interval is not None
        and middle is not None
        and not interval.lower <= middle <= interval.upper,
    )


def _place(placed: Places, region: str, code: str) -> Place | None:
    if (region, code) not in placed:
        return None
    it = placed[region, code]
    return Place(
        rank=it.rank,
        of=it.of,
        score=it.score,
        advice=it.advice,
        confidence=it.confidence,
        chance_to_outgrow=it.chance_to_outgrow,
    )


def _partners(loaded: Loaded, request: ActivityRequest, found: _Found) -> list[RegionPartners]:
    """Partners of the regions asked for; a note where there are none."""
    if not request.region_codes:
        return []
    try:
        question = PartnerRequest(
            region_codes=request.region_codes, activity_code=request.activity_code, top=5
        )
        return partners(loaded.need_choice().links, question).regions
    except InputError as error:
        found.notes.append(message("option.no_partners", reason=str(error)))
        return []
