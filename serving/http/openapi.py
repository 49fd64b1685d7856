"""The OpenAPI document: the table of endpoints with their contracts, and the problems.

BentoML's own document knows neither the GET forms nor the problems.
"""

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.json_schema import models_json_schema

from serving.contracts import Question
from serving.endpoints import ENDPOINTS, Endpoint
from serving.http.problems import KINDS, MEDIA_TYPE, PREFIX
from serving.http.query import fields_of_query
from serving.languages.language import say
from serving.members.endpoint import MemberEndpoint
from serving.members.endpoints import COMMUNITY
from serving.tabular.formats import TYPES


def openapi_document() -> dict[str, Any]:
    """The whole HTTP interface as OpenAPI 3.1."""
    endpoints: list[Endpoint | MemberEndpoint] = [*ENDPOINTS, *COMMUNITY]
    models = {model for endpoint in endpoints for model in (endpoint.request, endpoint.response)}
    _, definitions = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda model: model.__name__)],
        ref_template="#/components/schemas/{model}",
    )
    schemas = {**definitions["$defs"], "Problem": _problem_schema()}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        schemas[endpoint.request.__name__] |= _some_of(endpoint.request)
        paths.setdefault(f"/{endpoint.name}", {})["post"] = _post(endpoint)
        for path in endpoint.paths:
            paths.setdefault(path, {})["get"] = _get(path, endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "smartspec", "version": "1", "summary": "Where a region may grow"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _some_of(request: type[Question]) -> dict[str, Any]:
    """That one list at least is not empty; in the model, BentoML's client could not read it."""
    choices = [
        {"required": [name], "properties": {name: {"minItems": 1}}} for name in request.some_of
    ]
    return {"anyOf": choices} if choices else {}


def _post(endpoint: Endpoint | MemberEndpoint) -> dict[str, Any]:
    content = {"application/json": {"schema": _reference(endpoint.request)}}
    body = {"required": _needs_body(endpoint.request), "content": content}
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "requestBody": body,
        "responses": _responses(endpoint.response),
    }


def _needs_body(request: type[Question]) -> bool:
    """Whether a body is needed: an empty one counts as {}."""
    try:
        request()
    except ValidationError:
        return True
    return False


def _get(path: str, endpoint: Endpoint | MemberEndpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    request = schemas[endpoint.request.__name__]
    properties, needed = request.get("properties", {}), request.get("required", [])
    as_json, code = fields_of_query(endpoint.request), path.partition("{")[2].rstrip("}")
    parameters = [
        {"name": name, "in": "query", "required": name in needed}
        | (
            {"content": {"application/json": {"schema": schema}}}
            if as_json[name]
            else {"schema": schema}
        )
        for name, schema in properties.items()
        if name in as_json and name not in ("region_codes", code) and schema.get("type") != "null"
    ]
    if code:
        schema = {"type": "string", "minLength": 1, "maxLength": 64}
        parameters.insert(0, {"name": code, "in": "path", "required": True, "schema": schema})
    return {
        "operationId": "get" + path.replace("/{", "_of_").replace("}", "").replace("/", "_"),
        "summary": endpoint.summary,
        "parameters": [*parameters, *_of_the_file(endpoint)],
        "responses": _responses(endpoint.response, as_files=True),
    }


def _of_the_file(endpoint: Endpoint | MemberEndpoint) -> list[dict[str, Any]]:
    """The parameters that say how an answer is sent."""
    described = {
        "format": (list(TYPES), "by default what the Accept header prefers, or else json"),
        "table": (
            endpoint.tables,
            f"the only table to send as csv or xlsx; by default {endpoint.table} as csv, and all "
            "of them in a workbook",
        ),
    }
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": description,
            "schema": {"type": "string", "enum": values},
        }
        for name, (values, description) in described.items()
    ]


def _responses(response: type[BaseModel], as_files: bool = False) -> dict[str, Any]:
    """The answer, as JSON and for an address as a file too, and the problems by status."""
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    by_status: dict[int, list[str]] = {}
    for kind, status in KINDS.items():
        by_status.setdefault(status, []).append(f"{say(f'problem.{kind}.title')} ({PREFIX}{kind})")
    content: dict[str, Any] = {"application/json": {"schema": _reference(response)}}
    if as_files:
        content |= {TYPES[name]: {"schema": {"type": "string"}} for name in ("csv", "xlsx")}
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
