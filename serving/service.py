"""The BentoML service, whose methods are the table of endpoints."""

import logging
import os
import sys
from collections.abc import Callable
from typing import Any

import bentoml
from bentoml._internal.server.http.instruments import RunnerTrafficMetricsMiddleware
from starlette.types import ASGIApp

from serving.access.access import Access
from serving.access.login import login_routes
from serving.access.rights import require
from serving.access.settings import read
from serving.champions import Champions
from serving.endpoints import ENDPOINTS, Endpoint
from serving.http.host import ADDRESS
from serving.http.problems import ProblemError, ProblemResponses
from serving.http.routes import routes
from serving.http.transport import connections
from serving.http.transport.contributions import Contributions
from serving.http.transport.counts import Counted, know_process
from serving.http.transport.questions import Questions
from serving.page.refusal import for_readers

NAME = "smartspec"
TIMEOUT_SECONDS = 10
MAX_CONCURRENCY = 256
THREADS = 8
SWITCH_SECONDS = 0.001
"""In which a thread that works gives way to the event loop; Python's 0.005 add up over threads."""

champions = Champions()
logger = logging.getLogger("bentoml.smartspec")


class ProblemService(bentoml.Service):
    """A service that answers questions itself, and every error of its host as a problem."""

    def to_asgi(self, is_main: bool = True) -> ASGIApp:
        """The host's app, wrapped; /growth/ is no other way to ask for /growth."""
        connections.install()
        know_process()
        sys.setswitchinterval(SWITCH_SECONDS)
        app = super().to_asgi(is_main)
        app.router.redirect_slashes = False
        counting = [it for it in app.user_middleware if it.cls is RunnerTrafficMetricsMiddleware]
        app.user_middleware = [it for it in app.user_middleware if it not in counting]
        questions = Questions(app, champions, TIMEOUT_SECONDS, MAX_CONCURRENCY)
        limits = (TIMEOUT_SECONDS, MAX_CONCURRENCY)
        answers: ASGIApp = Contributions(questions, champions, require, limits)
        for it in counting:
            answers = Counted(answers, it.cls(app, *it.args, **it.kwargs))
        settings = read()
        login = {
            path: ProblemResponses(app, for_readers) for path, app in login_routes(settings).items()
        }
        return Access(ProblemResponses(answers, for_readers), settings, for_readers, login)


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
SmartSpec.mount_asgi_app(routes(champions))
