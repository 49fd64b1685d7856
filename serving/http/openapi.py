"""The OpenAPI document: the contracts as they are, the GET resources and the problems.

BentoML's own document knows neither the resources nor the problems.
"""

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.json_schema import models_json_schema

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
from serving.contracts import ForecastRequest, ForecastResponse, Request
from serving.growth.live_contracts import LiveRequest, LiveResponse
from serving.http.problems import KINDS, MEDIA_TYPE, PREFIX
from serving.links.contracts import PartnerRequest, PartnerResponse, PeerRequest, PeerResponse
from serving.loaded_contracts import CodeList, DescribeRequest, DescribeResponse, RegionList
from serving.niches.contracts import (
    AuditRequest,
    AuditResponse,
    BreakthroughRequest,
    BreakthroughResponse,
    NicheRequest,
    NicheResponse,
)

Question = tuple[type[Request], type[BaseModel], str]

PREDICTIONS: dict[str, Question] = {
    "/forecast_growth": (
        ForecastRequest,
        ForecastResponse,
        "How clusters will grow, with prediction intervals at the levels asked for",
    ),
    "/forecast": (
        LiveRequest,
        LiveResponse,
        "How series that the request brings go on, also under supposed growth of totals",
    ),
    "/flag_niches": (
        NicheRequest,
        NicheResponse,
        "Activities that regions are likely to enter, or to lose, and why",
    ),
    "/flag_breakthroughs": (
        BreakthroughRequest,
        BreakthroughResponse,
        "Activities about to break through, and where regions can meet them",
    ),
    "/audit_region": (
        AuditRequest,
        AuditResponse,
        "Portfolio, likely entries, specialisations at risk and growth of regions",
    ),
    "/rank_support": (
        SupportRequest,
        SupportResponse,
        "Clusters and niches that a region should back, ranked, with how robust the rank is",
    ),
    "/multipliers": (
        MultiplierRequest,
        MultiplierResponse,
        "Multipliers and linkages of a region's clusters, with their range over delta",
    ),
    "/externalities": (
        ExternalityRequest,
        ExternalityResponse,
        "What backing a cluster does to related clusters, technologies, talent and investment",
    ),
    "/partners": (
        PartnerRequest,
        PartnerResponse,
        "Regions that complement a region in a cluster or technology, and what they would bring",
    ),
    "/peers": (
        PeerRequest,
        PeerResponse,
        "The most similar regions, and what sets a region apart from them",
    ),
    "/simulate": (
        SimulateRequest,
        SimulateResponse,
        "What shocks or investments do to the paths of a region's clusters",
    ),
    "/describe": (
        DescribeRequest,
        DescribeResponse,
        "Which champions are loaded, and the limits of a request",
    ),
}
RESOURCES: dict[str, Question] = {
    "/regions": (DescribeRequest, RegionList, "Regions that can be asked for"),
    "/clusters": (DescribeRequest, CodeList, "Clusters of growth, or else of market niches"),
    "/technologies": (DescribeRequest, CodeList, "Technologies of niches"),
    "/growth/{region_code}": (ForecastRequest, ForecastResponse, "Growth forecasts of a region"),
    "/niches/{region_code}": (NicheRequest, NicheResponse, "Likely entries or exits of a region"),
    "/breakthroughs": (
        BreakthroughRequest,
        BreakthroughResponse,
        "Activities about to break through",
    ),
    "/breakthroughs/{region_code}": (
        BreakthroughRequest,
        BreakthroughResponse,
        "The same, with the points of breakthrough of a region",
    ),
    "/audit/{region_code}": (AuditRequest, AuditResponse, "The audit of a region"),
}


def openapi_document() -> dict[str, Any]:
    """The whole HTTP interface as OpenAPI 3.1."""
    models = {
        model for question in [*PREDICTIONS.values(), *RESOURCES.values()] for model in question[:2]
    }
    _, definitions = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda model: model.__name__)],
        ref_template="#/components/schemas/{model}",
    )
    schemas = {**definitions["$defs"], "Problem": _problem_schema()}
    for request, _, _ in PREDICTIONS.values():
        schemas[request.__name__] |= _some_of(request)
    posts = {path: {"post": _post(path, *question)} for path, question in PREDICTIONS.items()}
    gets = {path: {"get": _get(path, *question, schemas)} for path, question in RESOURCES.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "smartspec", "version": "1", "summary": "Where a region may grow"},
        "paths": posts | gets,
        "components": {"schemas": schemas},
    }


def _some_of(request: type[Request]) -> dict[str, Any]:
    """That one list at least names something; BentoML's client cannot read it in its own schema."""
    choices = [
        {"required": [name], "properties": {name: {"minItems": 1}}} for name in request.some_of
    ]
    return {"anyOf": choices} if choices else {}


def _post(
    path: str, request: type[Request], response: type[BaseModel], summary: str
) -> dict[str, Any]:
    content = {"application/json": {"schema": _reference(request)}}
    body = {"required": _needs_body(request), "content": content}
    return {
        "operationId": path.strip("/"),
        "summary": summary,
        "requestBody": body,
        "responses": _responses(response),
    }


def _needs_body(request: type[Request]) -> bool:
    """Whether there is something to say: an empty body is taken for {}."""
    try:
        request()
    except ValidationError:
        return True
    return False


def _get(
    path: str,
    request: type[Request],
    response: type[BaseModel],
    summary: str,
    schemas: dict[str, Any],
) -> dict[str, Any]:
    in_path = "{region_code}" in path
    properties = schemas[request.__name__].get("properties", {})
    parameters = [
        {"name": name, "in": "query", "schema": schema}
        for name, schema in properties.items()
        if name != "region_codes"
    ]
    if in_path:
        region = {"name": "region_code", "in": "path", "required": True}
        parameters.insert(0, {**region, "schema": {"type": "string", "maxLength": 64}})
    return {
        "operationId": "get" + path.replace("/{", "_of_").replace("}", "").replace("/", "_"),
        "summary": summary,
        "parameters": parameters,
        "responses": _responses(response),
    }


def _responses(response: type[BaseModel]) -> dict[str, Any]:
    """The answer, and the problems by status."""
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    by_status: dict[int, list[str]] = {}
    for kind, (status, title) in KINDS.items():
        by_status.setdefault(status, []).append(f"{title} ({PREFIX}{kind})")
    content = {"application/json": {"schema": _reference(response)}}
    return {"200": {"description": "The answer", "content": content}} | {
        str(status): {"description": "; ".join(titles), "content": problem}
        for status, titles in by_status.items()
    }


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    fault = {
        "type": "object",
        "properties": {
            "field": text,
            "detail": text,
            "nearest": {"type": "array", "items": text},
        },
    }
    return {
        "description": "An error as in RFC 9457",
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "enum": [PREFIX + kind for kind in KINDS]},
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "errors": {"type": "array", "items": fault},
        },
    }
