"""The same answers behind FastAPI (pydantic in and out) and behind Starlette (a body made before).

Started by tests.benchmarks.serving with uvicorn; needs fastapi, which comes with MLflow.
"""

import json
import os
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query
from starlette.applications import Starlette
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.routing import Route

from serving.growth import answers as growth
from serving.growth.contracts import ForecastRequest, ForecastResponse
from serving.growth.lookup import growth_lookup
from serving.niches import answers as niches
from serving.niches import audit
from serving.niches.contracts import AuditRequest, AuditResponse, NicheRequest, NicheResponse
from serving.niches.lookup import niche_lookup
from serving.served.loaded import NAMES

ANSWERS = "SMARTSPEC_BENCHMARK_ANSWERS"
"""Environment variable: a file with the answer to send by path, for Starlette."""


def fastapi() -> FastAPI:
    """Coroutines, since handing such short work to threads would take it longer."""
    from training.registry import versions

    app = FastAPI()
    forecasts = growth_lookup(versions.load(NAMES["growth"]))
    calls = niche_lookup(versions.load(NAMES["niches"]))

    @app.post("/forecast_growth")
    async def forecast_growth(request: ForecastRequest) -> ForecastResponse:
        return growth.forecast_growth(forecasts, request)

    @app.post("/flag_niches")
    async def flag_niches(request: NicheRequest) -> NicheResponse:
        return niches.flag_niches(calls, request)

    @app.post("/audit_region")
    async def audit_region(request: AuditRequest) -> AuditResponse:
        return audit.audit_region(calls, forecasts, request)

    @app.get("/growth/{region_code}")
    async def growth_of_region(
        region_code: str,
        cluster_codes: Annotated[list[str], Query(default_factory=list)],
        levels: Annotated[list[int], Query(default_factory=lambda: [80, 95])],
        history: int = 0,
    ) -> ForecastResponse:
        asked = ForecastRequest(
            region_codes=[region_code], cluster_codes=cluster_codes, levels=levels, history=history
        )
        return growth.forecast_growth(forecasts, asked)

    @app.get("/niches/{region_code}")
    async def niches_of_region(region_code: str, minimum_probability: float = 0) -> NicheResponse:
        asked = NicheRequest(region_codes=[region_code], minimum_probability=minimum_probability)
        return niches.flag_niches(calls, asked)

    @app.get("/audit/{region_code}")
    async def audit_of_region(region_code: str, portfolio: int = 20) -> AuditResponse:
        asked = AuditRequest(region_codes=[region_code], portfolio=portfolio)
        return audit.audit_region(calls, forecasts, asked)

    return app


def starlette() -> Starlette:
    """What no answer can be faster than: it parses the body and sends bytes."""
    made: dict[str, str] = json.loads(Path(os.environ[ANSWERS]).read_text(encoding="utf-8"))

    def answer(content: bytes) -> Any:
        async def endpoint(http: HTTPRequest) -> Response:
            if http.method == "POST":
                await http.json()
            return Response(content, media_type="application/json")

        return endpoint

    return Starlette(
        routes=[
            Route(path, answer(content.encode()), methods=["GET", "POST"])
            for path, content in made.items()
        ]
    )
