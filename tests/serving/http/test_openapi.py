"""The document says what the service does."""

from collections.abc import Iterator
from typing import Any

import pytest

from serving.endpoints import ENDPOINTS
from serving.http.openapi import openapi_document


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _references(one)


# BentoML warns of its own dependencies when it is first imported.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_endpoint_of_the_service_is_in_the_document() -> None:
    from serving.service import SmartSpec

    service: Any = SmartSpec
    routes = {method.route for method in service.apis.values()}
    assert routes == {f"/{endpoint.name}" for endpoint in ENDPOINTS}
    for endpoint in ENDPOINTS:
        method = service.apis[endpoint.name]
        assert issubclass(method.input_spec, endpoint.request)
        assert issubclass(method.output_spec, endpoint.response)
        assert method.doc == endpoint.summary


def test_every_reference_leads_somewhere() -> None:
    document = openapi_document()
    schemas = document["components"]["schemas"]
    references = set(_references(document))
    assert references
    assert all(reference.rpartition("/")[2] in schemas for reference in references)


def test_requests_forbid_other_fields_and_limit_every_list_and_string() -> None:
    schemas = openapi_document()["components"]["schemas"]
    for endpoint in ENDPOINTS:
        schema = schemas[endpoint.request.__name__]
        assert schema["additionalProperties"] is False
        for field in schema.get("properties", {}).values():
            if field.get("type") == "array":
                assert "maxItems" in field
                assert field["items"].keys() & {
                    "maxLength",
                    "maximum",
                    "exclusiveMaximum",
                    "enum",
                    "$ref",
                }


def test_a_body_is_required_where_an_empty_one_is_refused() -> None:
    paths = openapi_document()["paths"]
    optional = {
        endpoint.name
        for endpoint in ENDPOINTS
        if not paths[f"/{endpoint.name}"]["post"]["requestBody"]["required"]
    }
    resources = {"packages", "describe", "data", "regions", "clusters", "technologies"}
    asked_of_all = {
        "activity_space",
        "flag_breakthroughs",
        "record",
        "overview",
        "map",
        "value_chain",
    }
    assert optional == resources | asked_of_all


def test_a_request_for_nothing_is_against_the_document() -> None:
    schemas = openapi_document()["components"]["schemas"]
    for name, lists in (
        ("ForecastRequest", ["region_codes", "cluster_codes"]),
        ("NicheRequest", ["region_codes", "activity_codes"]),
    ):
        assert schemas[name]["anyOf"] == [
            {"required": [one], "properties": {one: {"minItems": 1}}} for one in lists
        ]


def test_a_list_that_may_be_empty_says_which_must_then_be_given() -> None:
    schemas = openapi_document()["components"]["schemas"]
    asked = [endpoint.request for endpoint in ENDPOINTS if endpoint.request.some_of]
    assert len(asked) == 2
    for request in asked:
        one, other = request.some_of
        fields = schemas[request.__name__]["properties"]
        assert other in fields[one]["description"]
        assert one in fields[other]["description"]


def test_every_operation_tells_its_problems() -> None:
    for operations in openapi_document()["paths"].values():
        for operation in operations.values():
            assert {"200", "400", "404", "413", "422", "429", "503", "504"} <= set(
                operation["responses"]
            )
