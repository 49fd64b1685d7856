"""What people read: the page and GET resources, over the same functions as the prediction API."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from serving import predict
from serving.champions import Champions, Loaded
from serving.contracts import ForecastRequest, Request
from serving.http.openapi import openapi_document
from serving.http.problems import ProblemError, invalid_field, invalid_request
from serving.loaded_contracts import DescribeRequest
from serving.niches.contracts import AuditRequest, BreakthroughRequest, NicheRequest

PAGE = Path(__file__).parents[1] / "page"
Contract = TypeVar("Contract", bound=Request)
Answer = Callable[[Loaded, HTTPRequest], BaseModel]


class CodeConvertor(PathConvertor):
    """Any text: a code may hold slashes, which look up no file."""

    regex = "(?s:.+)"


register_url_convertor("code", CodeConvertor())


def resources(champions: Champions) -> Starlette:
    """The ASGI app that is mounted beside BentoML's own routes."""
    answers: dict[str, Answer] = {
        "/regions": _regions,
        "/clusters": _clusters,
        "/technologies": _technologies,
        "/growth/{region_code:code}": _growth,
        "/niches/{region_code:code}": _niches,
        "/breakthroughs": _breakthroughs,
        "/breakthroughs/{region_code:code}": _breakthroughs,
        "/audit/{region_code:code}": _audit,
    }
    pages = {"/": "index.html", "/docs": "docs.html"}
    document = openapi_document()
    return Starlette(
        routes=[
            *(Route(path, _page(PAGE / name), methods=["GET"]) for path, name in pages.items()),
            Route("/docs.json", lambda _: JSONResponse(document)),
            *(Route(path, _json(champions, answer)) for path, answer in answers.items()),
        ]
    )


def _regions(loaded: Loaded, http: HTTPRequest) -> BaseModel:
    from_query(DescribeRequest, http)
    return predict.region_list(loaded.growth, loaded.niches, loaded.markets)


def _clusters(loaded: Loaded, http: HTTPRequest) -> BaseModel:
    from_query(DescribeRequest, http)
    return predict.code_list(loaded.growth or loaded.markets or loaded.need_growth())


def _technologies(loaded: Loaded, http: HTTPRequest) -> BaseModel:
    from_query(DescribeRequest, http)
    return predict.code_list(loaded.need_niches())


def _growth(loaded: Loaded, http: HTTPRequest) -> BaseModel:
    return predict.forecast_growth(loaded.need_growth(), from_query(ForecastRequest, http))


def _niches(loaded: Loaded, http: HTTPRequest) -> BaseModel:
    request = from_query(NicheRequest, http)
    return predict.flag_niches(loaded.need_niches(request.activity), request)


def _breakthroughs(loaded: Loaded, http: HTTPRequest) -> BaseModel:
    request = from_query(BreakthroughRequest, http)
    return predict.flag_breakthroughs(loaded.need_niches(request.activity), request)


def _audit(loaded: Loaded, http: HTTPRequest) -> BaseModel:
    request = from_query(AuditRequest, http)
    return predict.audit_region(loaded.need_niches(request.activity), loaded.growth, request)


def _json(champions: Champions, answer: Answer) -> Callable[[HTTPRequest], Response]:
    def endpoint(http: HTTPRequest) -> Response:
        try:
            body = answer(champions.loaded, http).model_dump_json()
        except ProblemError as problem:
            return problem.response()
        return Response(body, media_type="application/json")

    return endpoint


def _page(file: Path) -> Callable[[HTTPRequest], Response]:
    """A page that may load nothing from elsewhere and run no script but its own."""
    content = file.read_text(encoding="utf-8")
    script = content.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    headers = {
        "Content-Security-Policy": f"default-src 'none'; script-src 'sha256-{digest}'; "
        "style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }

    def endpoint(_: HTTPRequest) -> Response:
        return HTMLResponse(content, headers=headers)

    return endpoint


def from_query(contract: type[Contract], http: HTTPRequest) -> Contract:
    """The contract from a path that may name a region and from query parameters.

    A list is given by repeating its parameter; no other may be repeated.

    Raises
    ------
    ProblemError
        invalid-request
    """
    query = http.query_params
    given: dict[str, Any] = {
        name: query.getlist(name) if _is_list(contract, name) else query[name] for name in query
    }
    for name in given:
        if name == "region_codes":
            raise invalid_field(name, "name a region in the address")
        if not _is_list(contract, name) and len(query.getlist(name)) > 1:
            raise invalid_field(name, "it is given more than once")
    if "region_codes" in contract.model_fields:
        given["region_codes"] = list(http.path_params.values())
    try:
        return contract.model_validate(given, strict=False)
    except ValidationError as error:
        raise invalid_request(error) from None


def _is_list(contract: type[Contract], name: str) -> bool:
    field = contract.model_fields.get(name)
    return field is not None and get_origin(field.annotation) is list
