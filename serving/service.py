"""The BentoML service: endpoints and error mapping, nothing else."""

import functools
import logging
import os
from collections.abc import Callable
from typing import Any, TypeVar

import bentoml
from starlette.types import ASGIApp

from serving import predict
from serving.champions import Champions
from serving.choice import answers as choice
from serving.choice.contracts import (
    ExternalityRequest,
    ExternalityResponse,
    MultiplierRequest,
    MultiplierResponse,
    SimulateRequest,
    SimulateResponse,
    SupportRequest,
    SupportResponse,
)
from serving.contracts import ForecastRequest, ForecastResponse
from serving.growth import live_answers
from serving.growth.live_contracts import LiveRequest, LiveResponse
from serving.http.host import ADDRESS
from serving.http.limits import Gate
from serving.http.openapi import PREDICTIONS
from serving.http.patterns import Addressed, Patterned
from serving.http.problems import ProblemError, ProblemResponses
from serving.http.resources import resources
from serving.links import answers as links
from serving.links import demand
from serving.links.contracts import PartnerRequest, PartnerResponse, PeerRequest, PeerResponse
from serving.loaded_contracts import DescribeRequest, DescribeResponse
from serving.niches.contracts import (
    AuditRequest,
    AuditResponse,
    BreakthroughRequest,
    BreakthroughResponse,
    NicheRequest,
    NicheResponse,
)

NAME = "smartspec"
TIMEOUT_SECONDS = 10
MAX_CONCURRENCY = 256
THREADS = 8
CONTRACTS = {path: request for path, (request, _, _) in PREDICTIONS.items()}

champions = Champions()
logger = logging.getLogger("bentoml.smartspec")

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class ProblemService(bentoml.Service):
    """A service whose host answers every error as a problem and counts by pattern."""

    def to_asgi(self, is_main: bool = True) -> ASGIApp:
        """The host's app, wrapped."""
        return ProblemResponses(Patterned(super().to_asgi(is_main)))


def _problems(endpoint: Endpoint) -> Endpoint:
    """A ProblemError that is raised becomes the response."""

    @functools.wraps(endpoint)
    def answer(*args: Any) -> Any:
        try:
            return endpoint(*args)
        except ProblemError as problem:
            return problem.response()

    return answer  # type: ignore[return-value]


def _tell_ready() -> None:
    """One line from the first worker: where the service answers, and with what."""
    address, first = os.environ.get(ADDRESS), bentoml.server_context.worker_index in (None, 1)
    if address and first:
        logger.info("smartspec answers on %s (%s)", address, champions.loaded.summary())


@bentoml.service(
    name=NAME,
    service_class=ProblemService,
    workers=1,
    threads=THREADS,
    traffic={"timeout": TIMEOUT_SECONDS, "max_concurrency": MAX_CONCURRENCY},
    logging={"access": {"enabled": False}},
)
class SmartSpec:
    """Forecasts of cluster growth, technology audits and niche calls for regions."""

    def __init__(self) -> None:
        champions.start()
        _tell_ready()

    @bentoml.on_shutdown
    def stop(self) -> None:
        """Follow the registry no longer."""
        champions.stop()

    @bentoml.api
    @_problems
    def forecast_growth(self, request: ForecastRequest, /) -> ForecastResponse:
        """How clusters will grow, with prediction intervals at the levels asked for."""
        return predict.forecast_growth(champions.loaded.need_growth(), request)

    @bentoml.api
    @_problems
    def forecast(self, request: LiveRequest, /) -> LiveResponse:
        """How series that the request brings go on, also under supposed growth of totals."""
        return live_answers.forecast(champions.loaded.need_growth(), request)

    @bentoml.api
    @_problems
    def flag_niches(self, request: NicheRequest, /) -> NicheResponse:
        """Activities that regions are likely to enter, or to lose, and why."""
        return predict.flag_niches(champions.loaded.need_niches(request.activity), request)

    @bentoml.api
    @_problems
    def flag_breakthroughs(self, request: BreakthroughRequest, /) -> BreakthroughResponse:
        """Activities about to break through, and where regions can meet them."""
        niches = champions.loaded.need_niches(request.activity)
        return predict.flag_breakthroughs(niches, request)

    @bentoml.api
    @_problems
    def audit_region(self, request: AuditRequest, /) -> AuditResponse:
        """Portfolio, likely entries, specialisations at risk and growth of regions."""
        loaded = champions.loaded
        niches = loaded.need_niches(request.activity)
        return predict.audit_region(niches, loaded.growth, request)

    @bentoml.api
    @_problems
    def rank_support(self, request: SupportRequest, /) -> SupportResponse:
        """Clusters and niches that a region should back, ranked, with how robust the rank is."""
        return choice.choose(champions.loaded.need_support(), request)

    @bentoml.api
    @_problems
    def multipliers(self, request: MultiplierRequest, /) -> MultiplierResponse:
        """Multipliers and linkages of a region's clusters, with their range over delta."""
        return demand.multipliers(champions.loaded.need_support(), request)

    @bentoml.api
    @_problems
    def externalities(self, request: ExternalityRequest, /) -> ExternalityResponse:
        """What backing a cluster does to related clusters, technologies, talent and investment."""
        return choice.externalities(champions.loaded.need_support(), request)

    @bentoml.api
    @_problems
    def partners(self, request: PartnerRequest, /) -> PartnerResponse:
        """Regions that complement a region in an activity, and what they would bring."""
        return links.partners(champions.loaded.need_support(), request)

    @bentoml.api
    @_problems
    def peers(self, request: PeerRequest, /) -> PeerResponse:
        """The most similar regions, and what sets a region apart from them."""
        return links.peers(champions.loaded.need_support(), request)

    @bentoml.api
    @_problems
    def simulate(self, request: SimulateRequest, /) -> SimulateResponse:
        """What shocks or investments do to the paths of a region's clusters."""
        return demand.simulate(champions.loaded.need_support(), request)

    @bentoml.api
    @_problems
    def describe(self, request: DescribeRequest, /) -> DescribeResponse:
        """Which champions are loaded, and the limits of a request."""
        loaded = champions.loaded
        return predict.describe(loaded.growth, loaded.niches, loaded.markets)


# The decorator made a service of the class, which type checkers do not see.
service: Any = SmartSpec
service.add_asgi_middleware(Addressed)
service.add_asgi_middleware(Gate, contracts=CONTRACTS)
service.mount_asgi_app(resources(champions))
