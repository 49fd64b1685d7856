"""Requests counted by the pattern of their address, in the metrics of BentoML.

BentoML counts by address, and keeps a counter for each one that was ever requested: a client that
requests ever new ones would fill its memory and /metrics. It also looks every counter up anew.
"""

import os
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.http.patterns import pattern

METRICS = "/metrics"


def know_process() -> None:
    """Let counters know their process, for which they ask the system at each count.

    To be called before the first counter is made: it has the file of the process to itself.
    """
    from prometheus_client import values  # it looks for its folder when it is imported

    if values.ValueClass._multiprocess:
        process = os.getpid()
        values.ValueClass = values.MultiProcessValue(lambda: process)  # type: ignore[no-untyped-call]


class Counted:
    """ASGI wrapper around all that answers.

    Parameters
    ----------
    bentoml : RunnerTrafficMetricsMiddleware
        Has the metrics; counts nothing itself.
    """

    def __init__(self, app: ASGIApp, bentoml: Any) -> None:
        self.app, self._bentoml = app, bentoml
        self._labels: dict[str, str | None] = {}
        self._answers: dict[tuple[str, int], tuple[Any, Any]] = {}
        self._in_progress: dict[str, Any] = {}
        self._last: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == METRICS:
            await self.app(scope, receive, send)
            return
        endpoint, start, status = pattern(scope["path"]), perf_counter(), 0

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif not message.get("more_body", False):
                total, duration = self._of_answer(endpoint, status)
                total.inc()
                duration.observe(perf_counter() - start)
            await send(message)

        in_progress = self._of_endpoint(endpoint)
        in_progress.inc()
        try:
            await self.app(scope, receive, send_counted)
        finally:
            in_progress.dec()

    def _of_answer(self, endpoint: str, status: int) -> tuple[Any, Any]:
        """The counter and the durations of a pattern and status."""
        found = self._answers.get((endpoint, status))
        if found is None:
            labels = {**self._labels, "endpoint": endpoint, "http_response_code": status}
            found = self._answers[endpoint, status] = (
                self._bentoml.metrics_request_total.labels(**labels),
                self._bentoml.metrics_request_duration.labels(**labels),
            )
        return found

    def _of_endpoint(self, endpoint: str) -> Any:
        """The gauge of requests in progress; the time of the last request is now."""
        if not self._labels:
            self._set_up()
        self._last.set_to_current_time()
        if endpoint not in self._in_progress:
            self._in_progress[endpoint] = self._bentoml.metrics_request_in_progress.labels(
                **self._labels, endpoint=endpoint
            )
        return self._in_progress[endpoint]

    def _set_up(self) -> None:
        """Once the server knows its name."""
        from bentoml._internal.context import server_context

        self._bentoml._setup()
        self._labels = {
            "service_name": server_context.bento_name,
            "service_version": server_context.bento_version,
            "runner_name": server_context.service_name,
        }
        self._last = self._bentoml.metrics_last_request_timestamp.labels(**self._labels)
