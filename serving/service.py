"""The BentoML service, whose methods are the table of endpoints."""

import logging
import os
from collections.abc import Callable
from typing import Any

import bentoml
from starlette.types import ASGIApp

from serving.champions import Champions
from serving.endpoints import ENDPOINTS, Endpoint
from serving.http.host import ADDRESS
from serving.http.limits import Limits
from serving.http.patterns import Addressed, Patterned
from serving.http.problems import ProblemError, ProblemResponses
from serving.http.routes import routes
from serving.page.refusal import for_readers

NAME = "smartspec"
TIMEOUT_SECONDS = 10
MAX_CONCURRENCY = 256
THREADS = 8

champions = Champions()
logger = logging.getLogger("bentoml.smartspec")


class ProblemService(bentoml.Service):
    """A service whose host answers every error as a problem and counts by pattern."""

    def to_asgi(self, is_main: bool = True) -> ASGIApp:
        """The host's app, wrapped; /growth/ is no other way to ask for /growth."""
        app = super().to_asgi(is_main)
        app.router.redirect_slashes = False
        return ProblemResponses(Patterned(app), for_readers)


def _log_ready() -> None:
    """One line from the first worker: address of the service, and its champions."""
    address, first = os.environ.get(ADDRESS), bentoml.server_context.worker_index in (None, 1)
    if address and first:
        logger.info("smartspec answers on %s (%s)", address, champions.summary())


class Methods:
    """Forecasts of cluster growth, technology audits, niche calls and options for regions."""

    def __init__(self) -> None:
        champions.start()
        _log_ready()

    @bentoml.on_shutdown
    def stop(self) -> None:
        """Stop following the registry."""
        champions.stop()


def _method(endpoint: Endpoint) -> Callable[..., Any]:
    """An endpoint as BentoML expects it: a method annotated with the contracts."""

    def answer(self: Methods, request: Any, /) -> Any:
        try:
            return endpoint(champions.answering(endpoint, request), request)
        except ProblemError as problem:
            return problem.response()

    answer.__name__, answer.__doc__ = endpoint.name, endpoint.summary
    answer.__annotations__ = {"request": endpoint.request, "return": endpoint.response}
    return answer


for endpoint in ENDPOINTS:
    setattr(Methods, endpoint.name, bentoml.api(_method(endpoint)))

SmartSpec: Any = bentoml.service(
    name=NAME,
    service_class=ProblemService,
    workers=1,
    threads=THREADS,
    traffic={"timeout": TIMEOUT_SECONDS, "max_concurrency": MAX_CONCURRENCY},
    logging={"access": {"enabled": False}},
)(Methods)
SmartSpec.add_asgi_middleware(Addressed)
SmartSpec.add_asgi_middleware(
    Limits, contracts={f"/{endpoint.name}": endpoint.request for endpoint in ENDPOINTS}
)
SmartSpec.mount_asgi_app(routes(champions))
