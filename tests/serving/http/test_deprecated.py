"""What the release before could ask goes on working: by its document, and over real HTTP."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from serving.http.deprecated import ONE_REGION, RENAMED
from serving.http.openapi import openapi_document
from tests.serving.conftest import Running
from tests.serving.test_service import JSON

BEFORE = json.loads(Path(__file__).with_name("openapi_0_1.json").read_text(encoding="utf-8"))
NOW = openapi_document()
CHANGES = (Path(__file__).parents[3] / "CHANGELOG.md").read_text(encoding="utf-8")
OPERATIONS = [(path, method) for path, methods in BEFORE["paths"].items() for method in methods]


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema behind its reference, alone or as the one part of a union that is not null."""
    for part in schema.get("anyOf", []):
        if "$ref" in part or part.get("type") == "array":
            return resolved(document, part)
    if "$ref" in schema:
        return dict(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return schema


def fields(document: dict[str, Any], schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Every field of a schema by its dotted path."""
    found = resolved(document, schema)
    if found.get("type") == "array":
        yield from fields(document, found["items"], path)
    for name, part in found.get("properties", {}).items():
        yield f"{path}.{name}"
        yield from fields(document, part, f"{path}.{name}")


def operation(document: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    return dict(document["paths"][path][method])


def response_fields(document: dict[str, Any], path: str, method: str) -> set[str]:
    content = operation(document, path, method)["responses"]["200"]["content"]
    return set(fields(document, content["application/json"]["schema"]))


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_question_of_the_release_before_can_be_asked(path: str, method: str) -> None:
    before, now = operation(BEFORE, path, method), operation(NOW, RENAMED.get(path, path), method)
    if method == "get":
        names, taken = (
            {one["name"] for one in part.get("parameters", [])} for part in (before, now)
        )
    else:
        names, taken = (
            set(fields(document, part["requestBody"]["content"]["application/json"]["schema"]))
            for document, part in ((BEFORE, before), (NOW, now))
        )
    old = {".region_code"} if RENAMED.get(path, path) in ONE_REGION else set()
    assert names - old <= taken


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_field_of_an_answer_is_there_or_listed_as_a_change(path: str, method: str) -> None:
    today = RENAMED.get(path, path)
    before, now = response_fields(BEFORE, path, method), response_fields(NOW, today, method)
    if today in ONE_REGION:
        now |= {name.removeprefix(".regions") for name in now}
    gone = {name for name in before - now if f"`{name.rpartition('.')[2]}`" not in CHANGES}
    assert not gone


def post(service: Running, path: str, body: str) -> tuple[int, Any, dict[str, Any]]:
    """Status, headers and JSON of a raw request."""
    connection = http.client.HTTPConnection(urlsplit(service.address).netloc, timeout=30)
    try:
        connection.request("POST", path, body, JSON)
        response = connection.getresponse()
        return response.status, response.headers, json.loads(response.read())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/rank_support", {"weights": {"growth": 2}, "draws": 100}),
        ("/rank_options", {"draws": 100}),
        ("/multipliers", {}),
        ("/externalities", {"cluster_code": "CAR"}),
        ("/partners", {"activity_code": "H04"}),
        ("/peers", {"top": 1}),
        ("/simulate", {"shocks": [{"cluster_code": "CAR", "year": 2016, "amount": 5}]}),
    ],
)
def test_one_region_code_is_answered_as_before_with_a_deprecation_header(
    service: Running, path: str, body: dict[str, Any]
) -> None:
    old = json.dumps({"region_code": "R1", **body})
    new = json.dumps({"region_codes": ["R1"], **body})
    status, headers, flat = post(service, path, old)
    assert status == 200
    assert headers["deprecation"].startswith("@")
    assert 'rel="deprecation"' in headers["link"]
    _, headers, answer = post(service, RENAMED.get(path, path), new)
    assert "deprecation" not in headers
    (region,) = answer.pop("regions")
    assert flat == {**answer, **region}


def test_a_problem_names_the_field_that_was_sent(service: Running) -> None:
    status, headers, problem = post(service, "/rank_support", '{"region_code": "RX"}')
    assert (status, problem["errors"][0]["field"]) == (404, "region_code")
    assert "deprecation" in headers


def test_an_old_body_is_checked_as_a_new_one(service: Running) -> None:
    for body in ('{"region_code": ["R1"]}', '{"region_code": "R1", "kk": 2}', '{"region_code": '):
        status, _, problem = post(service, "/rank_support", body)
        assert (status, problem["type"].rpartition(":")[2]) == (400, "invalid-request")
