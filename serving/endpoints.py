"""Every question that can be asked, as one table.

The service, the OpenAPI document, the GET forms, the patterns that metrics count by and the
terminal's commands are loops over it: a new endpoint is one entry, with its contract and function.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel

from features.errors import InputError
from serving.activities import answers as activities
from serving.activities.contracts import ActivityRequest, ActivityResponse
from serving.catalogue import answers as catalogue
from serving.catalogue.contracts import (
    CodeList,
    DescribeRequest,
    DescribeResponse,
    PackagesRequest,
    PackagesResponse,
    RegionList,
)
from serving.chain import answers as chain
from serving.chain.contracts import ChainRequest, ChainResponse
from serving.choice import answers as choice
from serving.choice import simulation
from serving.choice.contracts import OptionsRequest, OptionsResponse
from serving.choice.simulation_contracts import SimulateRequest, SimulateResponse
from serving.comparison import answers as comparison
from serving.comparison.contracts import CompareRequest, CompareResponse
from serving.contracts import Metadata, Request
from serving.country import answers as country
from serving.country import maps
from serving.country.contracts import MapRequest, MapResponse, OverviewRequest, OverviewResponse
from serving.data import answers as data
from serving.data.contracts import DataRequest, DataResponse
from serving.growth import answers as growth
from serving.growth import live_answers
from serving.growth.contracts import ForecastRequest, ForecastResponse
from serving.growth.live_contracts import LiveRequest, LiveResponse
from serving.http.problems import problem_of
from serving.languages.language import ENGLISH, speaking
from serving.links import answers as links
from serving.links.contracts import (
    ExternalityRequest,
    ExternalityResponse,
    MultiplierRequest,
    MultiplierResponse,
    PartnerRequest,
    PartnerResponse,
    PeerRequest,
    PeerResponse,
)
from serving.niches import answers as niches
from serving.niches import audit, breakthroughs
from serving.niches.contracts import (
    AuditRequest,
    AuditResponse,
    BreakthroughRequest,
    BreakthroughResponse,
    NicheRequest,
    NicheResponse,
)
from serving.record import answers as record
from serving.record.contracts import RecordRequest, RecordResponse
from serving.sent.answered import note_models, noted
from serving.sent.kept import Sent
from serving.sent.made import as_dict, encoded
from serving.served.loaded import Loaded, Part
from serving.space import answers as space
from serving.space.contracts import SpaceRequest, SpaceResponse
from serving.tabular.flat import ROOT, table_names
from serving.tabular.option_notes import NOTES


def of_niches(request: Any) -> Part:
    """Which niche champion a request is about."""
    return "markets" if request.activity == "cluster" else "niches"


def dated(answer: BaseModel, day: str | None) -> BaseModel:
    """An answer that says for which date it was asked."""
    if day is None:
        return answer
    found: dict[str, Any] = {}
    for name, value in answer:
        if isinstance(value, Metadata):
            found[name] = value.model_copy(update={"as_of": day})
        elif isinstance(value, list) and value and isinstance(value[0], Metadata):
            found[name] = [it.model_copy(update={"as_of": day}) for it in value]
    return answer.model_copy(update=found)


@dataclass(frozen=True)
class Endpoint:
    """A question that can be asked over HTTP, by a link and in the terminal.

    Attributes
    ----------
    name : str
        POST /name; the method of the service and of clients.
    request, response : contracts
    answer : callable
        From what is loaded and a request to a response; raises InputError.
    summary : str
        One sentence.
    paths : tuple of str
        Addresses of the GET form; {region_code} stands for one of the request's region_codes.
    table : str
        The main table of the answer, which its CSV holds.
    command : str
        Name in the terminal, where it differs from the name.
    example : str
        Options in the example of its help.
    part : callable
        From a request to the part whose version it names.
    needs_choice : bool
        Whether it is answered from the choice of what is loaded.
    with_notes : bool
        Whether notes of members stand beside its options in CSV and workbooks.
    only_sent : callable, optional
        As answer, but made as dicts, which takes a third of the time.
    """

    name: str
    request: type[Request]
    response: type[BaseModel]
    answer: Callable[[Loaded, Any], BaseModel]
    summary: str
    paths: tuple[str, ...]
    table: str = ROOT
    command: str = ""
    example: str = ""
    part: Callable[[Any], Part] = lambda _: "growth"
    needs_choice: bool = False
    with_notes: bool = False
    only_sent: Callable[[Loaded, Any], BaseModel] | None = None

    @property
    def tables(self) -> list[str]:
        """The names of the tables of its answer as a file."""
        return [*table_names(self.response), *([NOTES] if self.with_notes else [])]

    def __call__(self, loaded: Loaded, request: Request) -> BaseModel:
        """The response in the language of the request, or ProblemError."""
        code = request.language or ENGLISH
        with speaking(code):
            try:
                known = loaded.kept.known(self.name, request)
                found = known or self.answer(loaded.in_language(code), request)
                return noted(dated(found, request.as_of))
            except InputError as error:
                raise problem_of(error) from None

    def sent(self, loaded: Loaded, request: Request) -> Sent:
        """The response as it is sent, which is kept; or ProblemError."""
        with speaking(request.language or ENGLISH):
            return loaded.kept.sent(self.name, request, lambda: self._content(loaded, request))

    def _content(self, loaded: Loaded, request: Request) -> bytes:
        """The response in JSON."""
        if self.only_sent is None or request.as_of is not None:
            return self(loaded, request).model_dump_json().encode()
        try:
            answer = self.only_sent(loaded.in_language(request.language or ENGLISH), request)
        except InputError as error:
            raise problem_of(error) from None
        note_models([cast(Mapping[str, Any], answer)["metadata"]])
        return encoded(answer)


ENDPOINTS = (
    Endpoint(
        "forecast_growth",
        ForecastRequest,
        ForecastResponse,
        lambda loaded, request: growth.forecast_growth(loaded.need_growth(), request),
        "How clusters will grow, with prediction intervals at the levels asked for.",
        ("/growth", "/growth/{region_code}"),
        only_sent=lambda loaded, request: growth.forecast_growth(
            loaded.need_growth(), request, as_dict
        ),
        table="points",
        command="forecast",
        example="--region ORV01 --level 80",
    ),
    Endpoint(
        "forecast",
        LiveRequest,
        LiveResponse,
        lambda loaded, request: live_answers.forecast(loaded.need_growth(), request),
        "How the series in the request will grow, also under assumed growth of totals.",
        ("/forecast",),
        table="points",
        command="live",
        example="--region ORV01 --cluster C1 --national-growth 1,1,2",
    ),
    Endpoint(
        "flag_niches",
        NicheRequest,
        NicheResponse,
        lambda loaded, request: niches.flag_niches(loaded.need_niches(request.activity), request),
        "Activities that regions are likely to enter, or to lose, and why.",
        ("/niches", "/niches/{region_code}"),
        only_sent=lambda loaded, request: niches.flag_niches(
            loaded.need_niches(request.activity), request, as_dict
        ),
        table="calls",
        command="niches",
        example="--region ORV01 --call exit --activity cluster",
        part=of_niches,
    ),
    Endpoint(
        "flag_breakthroughs",
        BreakthroughRequest,
        BreakthroughResponse,
        lambda loaded, request: breakthroughs.flag_breakthroughs(
            loaded.need_niches(request.activity), request
        ),
        "Activities about to break through, and the regions' points of breakthrough.",
        ("/breakthroughs", "/breakthroughs/{region_code}"),
        table="activities",
        command="breakthroughs",
        example="--region ORV01",
        part=of_niches,
    ),
    Endpoint(
        "audit_region",
        AuditRequest,
        AuditResponse,
        lambda loaded, request: audit.audit_region(
            loaded.need_niches(request.activity), loaded.growth, request
        ),
        "Portfolio, likely entries, specialisations at risk and growth of regions.",
        ("/audit", "/audit/{region_code}"),
        only_sent=lambda loaded, request: audit.audit_region(
            loaded.need_niches(request.activity), loaded.growth, request, as_dict
        ),
        table="likely_entries",
        command="audit",
        example="--region ORV01",
        part=of_niches,
    ),
    Endpoint(
        "activity_space",
        SpaceRequest,
        SpaceResponse,
        lambda loaded, request: space.activity_space(loaded.need_space(request.activity), request),
        "The network of technologies or clusters that are found in the same regions.",
        ("/space", "/space/{region_code}"),
        command="space",
        example="--region ORV01",
        part=of_niches,
    ),
    Endpoint(
        "rank_options",
        OptionsRequest,
        OptionsResponse,
        lambda loaded, request: choice.rank_options(loaded.need_choice(), request),
        "Clusters to back and niches to enter, ranked by weighted criteria.",
        ("/options", "/options/{region_code}"),
        table="clusters",
        command="options",
        example="--region ORV01 --weight growth=2 --weight risk=1",
        needs_choice=True,
        with_notes=True,
    ),
    Endpoint(
        "audit_activity",
        ActivityRequest,
        ActivityResponse,
        activities.audit_activity,
        "Where a cluster or technology is, where it grows, who may enter and who may lose it.",
        ("/activity/{activity_code}",),
        command="activity",
        example="--activity-code C1",
        needs_choice=True,
    ),
    Endpoint(
        "compare_regions",
        CompareRequest,
        CompareResponse,
        comparison.compare_regions,
        "Two to four regions on the same scales: growth, options, what they share.",
        ("/comparison",),
        command="compare",
        example="--region ORV01 --region ORV02",
        needs_choice=True,
    ),
    Endpoint(
        "multipliers",
        MultiplierRequest,
        MultiplierResponse,
        lambda loaded, request: links.multipliers(loaded.need_choice().links, request),
        "Multipliers and linkages of regions' clusters, with their range over delta.",
        ("/multipliers", "/multipliers/{region_code}"),
        table="clusters",
        example="--region ORV01 --method aflq",
        needs_choice=True,
    ),
    Endpoint(
        "externalities",
        ExternalityRequest,
        ExternalityResponse,
        lambda loaded, request: links.externalities(loaded.need_choice().links, request),
        "What backing a cluster does to related clusters, technologies, talent and investment.",
        ("/externalities/{region_code}",),
        table="ties",
        example="--region ORV01 --cluster-code C1",
        needs_choice=True,
    ),
    Endpoint(
        "partners",
        PartnerRequest,
        PartnerResponse,
        lambda loaded, request: links.partners(loaded.need_choice().links, request),
        "Regions that complement others in a cluster or technology, and what they contribute.",
        ("/partners", "/partners/{region_code}"),
        table="partners",
        example="--region ORV01 --activity-code A01",
        needs_choice=True,
    ),
    Endpoint(
        "peers",
        PeerRequest,
        PeerResponse,
        lambda loaded, request: links.peers(loaded.need_choice().links, request),
        "The most similar regions, and what sets a region apart from them.",
        ("/peers", "/peers/{region_code}"),
        table="peers",
        example="--region ORV01",
        needs_choice=True,
    ),
    Endpoint(
        "value_chain",
        ChainRequest,
        ChainResponse,
        lambda loaded, request: chain.value_chain(
            loaded.need_choice().links, loaded.records.get("growth"), request
        ),
        "Surprises in clusters, and which clusters and regions are exposed to them.",
        ("/value_chain", "/value_chain/{region_code}"),
        table="exposed",
        command="chain",
        example="--region ORV01 --cluster C1",
        needs_choice=True,
    ),
    Endpoint(
        "simulate",
        SimulateRequest,
        SimulateResponse,
        lambda loaded, request: simulation.simulate(loaded.need_choice().links, request),
        "What shocks or investments do to the paths of regions' clusters.",
        ("/simulate/{region_code}",),
        table="points",
        example="--region ORV01 --shock C1:2021:250",
        needs_choice=True,
    ),
    Endpoint(
        "record",
        RecordRequest,
        RecordResponse,
        lambda loaded, request: record.record(
            record.parts_of(loaded.records, loaded.growth, loaded.niches, loaded.markets),
            loaded.choice,
            request,
        ),
        "What was said at earlier origins, and what became of it.",
        ("/record", "/record/{region_code}"),
        example="--region ORV01 --call entry",
        needs_choice=True,
    ),
    Endpoint(
        "data",
        DataRequest,
        DataResponse,
        lambda loaded, _: data.data(loaded.data),
        "Where the numbers come from, how old they are, and what is odd about them.",
        ("/data",),
    ),
    Endpoint(
        "overview",
        OverviewRequest,
        OverviewResponse,
        lambda loaded, request: country.overview(loaded.country(), request),
        "All regions in short: growth, complexity, likeliest niche, first cluster to back.",
        ("/overview",),
        needs_choice=True,
    ),
    Endpoint(
        "map",
        MapRequest,
        MapResponse,
        lambda loaded, request: maps.region_map(loaded.country(), request),
        "What to draw the regions on: outlines, coordinates or tiles.",
        ("/map",),
        needs_choice=True,
    ),
    Endpoint(
        "packages",
        PackagesRequest,
        PackagesResponse,
        lambda loaded, _: PackagesResponse(packages=list(loaded.served)),
        "Which data packages are served, and the champions of each.",
        ("/packages",),
        table="packages",
    ),
    Endpoint(
        "describe",
        DescribeRequest,
        DescribeResponse,
        lambda loaded, _: catalogue.describe(loaded.growth, loaded.niches, loaded.markets),
        "Which champions are loaded, and the limits of a request.",
        ("/describe",),
    ),
    Endpoint(
        "regions",
        DescribeRequest,
        RegionList,
        lambda loaded, _: catalogue.region_list(loaded.growth, loaded.niches, loaded.markets),
        "Regions that can be asked for.",
        ("/regions",),
        table="regions",
    ),
    Endpoint(
        "clusters",
        DescribeRequest,
        CodeList,
        lambda loaded, _: catalogue.code_list(
            loaded.growth or loaded.markets or loaded.need_growth()
        ),
        "Clusters of growth forecasts, or else of market niches.",
        ("/clusters",),
        table="codes",
    ),
    Endpoint(
        "technologies",
        DescribeRequest,
        CodeList,
        lambda loaded, _: catalogue.code_list(loaded.need_niches()),
        "Technologies of niches.",
        ("/technologies",),
        table="codes",
        part=lambda _: "niches",
    ),
)
