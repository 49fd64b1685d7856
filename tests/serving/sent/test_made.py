"""Answers that are only sent are those that are checked, to the last byte."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serving.contracts import Request
from serving.endpoints import ENDPOINTS, Endpoint
from serving.http.problems import ProblemError
from serving.sent.answered import answered
from serving.sent.kept import Kept
from serving.served.loaded import Loaded
from tests.serving.conftest import champion, growth_trained, niches_trained
from tests.serving.reports.test_document import loaded

BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS if endpoint.only_sent}
REGIONS = st.lists(st.sampled_from(["R1", "R2"]), min_size=1, max_size=3)
COUNTS = st.integers(0, 20)
LANGUAGES = st.sampled_from(["en", "ru", None])
LEVELS = st.lists(st.integers(50, 99), min_size=1, max_size=5)
FIELDS: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "forecast_growth": {
        "region_codes": REGIONS,
        "cluster_codes": st.lists(st.sampled_from(["CAR", "FOO"]), max_size=2),
        "horizon": st.sampled_from([None, 1, 5]),
        "levels": LEVELS,
        "history": COUNTS,
        "totals": st.booleans(),
    },
    "flag_niches": {
        "region_codes": REGIONS,
        "activity_codes": st.lists(st.sampled_from(["A01", "G06", "H04"]), max_size=3),
        "call": st.sampled_from(["entry", "exit"]),
        "limit": st.integers(1, 5),
        "minimum_probability": st.floats(0, 1),
    },
    "audit_region": {
        "region_codes": REGIONS,
        "portfolio": COUNTS,
        "entries": COUNTS,
        "exits": COUNTS,
        "clusters": COUNTS,
        "levels": LEVELS,
        "details": st.booleans(),
    },
}


@pytest.fixture(scope="module", params=[1.0, -1.0, 1e-9, 1e21], ids="{:g}".format)
def champions(request: pytest.FixtureRequest) -> Loaded:
    """Champions whose values are of ordinary size, negative, tiny and huge."""
    return loaded(champion(growth_trained(request.param)), champion(niches_trained()))


def test_all_that_can_be_asked_is_compared() -> None:
    assert FIELDS.keys() == BY_NAME.keys()


@pytest.mark.parametrize("name", FIELDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_sent_is_what_is_checked(champions: Loaded, name: str, data: st.DataObject) -> None:
    endpoint = BY_NAME[name]
    fields = {**FIELDS[name], "language": LANGUAGES}
    asked = endpoint.request(**{name: data.draw(it, name) for name, it in fields.items()})
    with answered() as versions_sent:
        sent = text_or_problem(endpoint, champions, asked)
    with answered() as versions:
        assert sent == checked_or_problem(endpoint, champions, asked)
    assert versions_sent == versions


def text_or_problem(endpoint: Endpoint, champions: Loaded, asked: Request) -> str:
    afresh = replace(champions, kept=Kept())
    try:
        return endpoint.sent(afresh, asked).content.decode()
    except ProblemError as problem:
        return f"{problem.kind} {problem.detail}"


def checked_or_problem(endpoint: Endpoint, champions: Loaded, asked: Request) -> str:
    try:
        return endpoint(champions, asked).model_dump_json()
    except ProblemError as problem:
        return f"{problem.kind} {problem.detail}"


def test_a_date_is_said_in_the_answer(champions: Loaded) -> None:
    endpoint = BY_NAME["forecast_growth"]
    asked = endpoint.request.model_validate({"region_codes": ["R1"], "as_of": "2026-01-02"})
    content = endpoint.sent(champions, asked).content
    assert b'"as_of":"2026-01-02"' in content
