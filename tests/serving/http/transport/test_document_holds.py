"""Whatever the OpenAPI document allows, and what it does not, is answered as it says."""

import asyncio
import json
import string
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serving.champions import Champions
from serving.endpoints import ENDPOINTS, Endpoint
from serving.http.openapi import openapi_document
from serving.http.problems import PREFIX, ProblemResponses
from serving.http.routes import routes
from serving.http.transport.questions import Questions
from serving.niches.lookup import niche_lookup
from tests.serving.conftest import champion, growth_trained, markets_trained, niches_trained
from tests.serving.reports.test_document import loaded

DOCUMENT = openapi_document()
CODES = ["R1", "R2", "R3", "CAR", "FOO", "TEX", "G06", "H04", "A01", "RX", "2015"]
"""Codes of the test country, so that many questions have an answer."""
TEXTS = st.one_of(st.sampled_from(CODES), st.text(string.printable + "é€\U0001f600", max_size=8))
BOUNDED = settings(
    max_examples=8,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda part: st.one_of(st.lists(part, max_size=3), st.dictionaries(TEXTS, part, max_size=3)),
    max_leaves=4,
)


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema of the document allows."""
    if "$ref" in schema:
        return values(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if "anyOf" in schema and "properties" not in schema:
        return st.one_of([values(part) for part in schema["anyOf"]])
    kind = schema.get("type")
    if kind == "object":
        return objects(schema)
    if kind == "array":
        most = min(schema.get("maxItems", 3), schema.get("minItems", 0) + 2)
        return st.lists(values(schema["items"]), min_size=schema.get("minItems", 0), max_size=most)
    if kind in ("integer", "number"):
        return numbers(schema, kind)
    return {"string": TEXTS, "boolean": st.booleans(), "null": st.none()}.get(kind or "", ANYTHING)


def objects(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    fields = {name: values(part) for name, part in schema.get("properties", {}).items()}
    needed = set(schema.get("required", []))
    if not fields:
        return st.dictionaries(TEXTS, values(schema.get("additionalProperties") or {}), max_size=3)
    # The codes that a question is about stand in it, whether they must or not.
    needed |= {"region_codes"} & fields.keys()
    return st.fixed_dictionaries(
        {name: fields[name] for name in fields if name in needed},
        optional={name: fields[name] for name in fields if name not in needed},
    )


def numbers(schema: dict[str, Any], kind: str) -> st.SearchStrategy[Any]:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -1000))
    high = min(schema.get("maximum", schema.get("exclusiveMaximum", 3000)), low + 3000)
    if kind == "integer":
        return st.integers(int(low), int(high))
    return st.floats(low, high)


@pytest.fixture(scope="module")
def app() -> ProblemResponses:
    champions = Champions(
        replace(
            loaded(champion(growth_trained()), champion(niches_trained())),
            markets=niche_lookup(champion(markets_trained())),
        )
    )
    return ProblemResponses(Questions(routes(champions), champions, seconds=60, most=8))


def asked(app: ProblemResponses, method: str, path: str, body: str | None) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://host") as client:
            headers = {"content-type": "application/json"} if body is not None else {}
            return await client.request(method, path, content=body, headers=headers)

    return asyncio.run(ask())


def holds(endpoint: Endpoint, response: httpx.Response, operation: dict[str, Any]) -> None:
    """The status is one that is documented, and the body what is documented for it."""
    assert str(response.status_code) in operation["responses"]
    assert response.status_code < 500, response.text
    if response.status_code == 200:
        endpoint.response.model_validate_json(response.content)
    else:
        problem = response.json()
        assert problem["type"].startswith(PREFIX)
        assert problem["status"] == response.status_code
        assert problem["detail"]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
@pytest.mark.parametrize("form", ["post", "get"])
def test_a_question_is_answered_as_documented(
    app: ProblemResponses, endpoint: Endpoint, form: str
) -> None:
    path = f"/{endpoint.name}" if form == "post" else endpoint.paths[-1]
    operation = DOCUMENT["paths"][path][form]
    request = DOCUMENT["components"]["schemas"][endpoint.request.__name__]

    @BOUNDED
    @given(st.one_of(values(request), values(request), ANYTHING), TEXTS)
    def check(question: Any, code: str) -> None:
        if form == "post":
            holds(endpoint, asked(app, "POST", path, json.dumps(question)), operation)
        else:
            address = path.partition("{")[0] + (quote(code, safe="") or "R1") * ("{" in path)
            given = question if isinstance(question, dict) else {"x": question}
            query = "&".join(
                f"{quote(name, safe='')}={quote(_text(part), safe='')}"
                for name, value in given.items()
                if name != "region_codes" or "{region_code}" not in path
                for part in (value if isinstance(value, list) else [value])
            )
            holds(endpoint, asked(app, "GET", f"{address}?{query}", None), operation)

    check()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
