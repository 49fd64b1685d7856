"""Every answer and every problem in Russian: no English word outside names, codes and units."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from serving.endpoints import ENDPOINTS
from serving.http.problems import ProblemError
from serving.languages.language import speaking
from serving.later import given
from serving.niches.answers import flag_niches
from serving.niches.contracts import NicheRequest
from serving.served.loaded import Loaded
from serving.served.preparation import choice_ready, ready
from tests.serving.conftest import champion, growth_trained, markets_trained, niches_trained
from training.trained import Trained

QUESTIONS: dict[str, dict[str, Any]] = {
    "forecast_growth": {"region_codes": ["R1"], "totals": True},
    "forecast": {
        "series": [
            {"region_code": "R1", "cluster_code": "CAR"},
            {
                "region_code": "NEW",
                "cluster_code": "CAR",
                "history": [{"year": 2012, "value": 5.0}, {"year": 2014, "value": 6.0}],
            },
        ],
        "national_growth": [1.0],
    },
    "flag_niches": {"region_codes": ["R1", "R2"]},
    "audit_activity": {"activity_code": "CAR", "activity": "cluster", "region_codes": ["R1"]},
    "compare_regions": {"region_codes": ["R1", "R2"]},
    "flag_breakthroughs": {"region_codes": ["R1"]},
    "audit_region": {"region_codes": ["R1", "R2"], "details": True},
    "rank_options": {"region_codes": ["R1"]},
    "multipliers": {"region_codes": ["R1"], "flows": 5},
    "externalities": {"region_codes": ["R1"], "cluster_code": "CAR"},
    "partners": {"region_codes": ["R1"], "activity_code": "CAR"},
    "peers": {"region_codes": ["R1"]},
    "value_chain": {"region_codes": ["R1", "R2"], "cluster_codes": ["CAR"]},
    "simulate": {
        "region_codes": ["R1"],
        "shocks": [{"cluster_code": "CAR", "year": 2016, "amount": 1.0}],
    },
}
WARNING = (
    "small region: 23 counted in the 5 years up to 2015, so its location quotients are uncertain"
)
REASONS = [
    "odds raised 1.5-fold by size and diversity of the region",
    "close to B60 Vehicles (proximity 0.61), a present specialisation",
    "odds of loss raised more than tenfold by how little it rests on, or how it falls",
]
GIVEN = re.compile(
    r"(_code|_name|\.name|\.code|\.title|\.package|\.sha256|\.model|\.created_at|\.licen[cs]es?"
    r"|\.vintage|\.task|\.call|\.activity|\.kinds?|\.level|\.trend|\.indicator|\.driver"
    r"|\.best_null|\.best_order|\.price_basis|\.method|\.source_region|\.target|\.criterion"
    r"|\.preset|\.checks|\.namesake|\.advice(_before)?|\.weights|\.unknown|\.dominated_by|\.direction|_description|\.group|\.apart)(\[\])*$"
)
"""Fields that hold names and units of the data, or codes that have their own messages."""
VERDICT = re.compile(r"verdict|reason|decisive|rival|hindsight|niches\.")
"""Keys of messages that have a test of their own."""
GIVEN_IN_PROBLEMS = re.compile(
    r"^[\w.\[\]]+: |'[^']*'|доступны:? .*|test-country|value_added|technology-niches"
)
NAMES = re.compile(r"[A-ZА-Я]\w*\d\w*|\b(ECI|PCI|fitness|FLQ|Prophet|II|NEW)\b")
"""Codes in sentences, and words of the field that Russian has from English."""


def as_trained(niches: Trained) -> Trained:
    """The same with reasons and warnings as training writes them."""
    calls, reasons = niches.tables["calls"], niches.tables["reasons"]
    tables = {
        "calls": calls.assign(warning=calls["warning"].replace("few patents", WARNING)),
        "reasons": reasons.assign(reason=REASONS),
    }
    return replace(niches, tables={**niches.tables, **tables})


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    """All champions of the small country, without a store."""
    growth = champion(growth_trained())
    niches, markets = (champion(as_trained(made())) for made in (niches_trained, markets_trained))
    found = Loaded(choice_later=given(choice_ready(growth, niches)))
    for one in (growth, niches, markets):
        found = found.replaced(ready(one))
    return found


def texts(part: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of an answer that readers see, with its place."""
    if isinstance(part, dict):
        if part.keys() == {"key", "parameters", "text"}:
            if not VERDICT.match(part["key"]):
                yield f"{place}.text", part["text"]
            return
        for name, value in part.items():
            yield from texts(value, f"{place}.{name}")
    elif isinstance(part, list):
        for value in part:
            yield from texts(value, f"{place}[]")
    elif isinstance(part, str) and not GIVEN.search(place):
        yield place, part


def names_of(loaded: Loaded) -> list[str]:
    """Names and units of the data, longest first."""
    lookups = (loaded.growth, loaded.niches, loaded.markets)
    found: set[str] = set()
    for lookup in lookups:
        assert lookup is not None
        named = [lookup.regions, getattr(lookup, "clusters", {}), getattr(lookup, "activities", {})]
        found |= {it.name for table in named for it in table.values()}
        found |= {code for table in named for code in table}
    return sorted(found, key=len, reverse=True)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_an_answer_in_russian_has_no_english_word(endpoint: Any, loaded: Loaded) -> None:
    question = endpoint.request(language="ru", **QUESTIONS.get(endpoint.name, {}))
    answer = endpoint(loaded, question)
    names = names_of(loaded)
    leaks = set()
    for place, text in texts(answer.model_dump()):
        rest = text
        for name in names:
            rest = rest.replace(name, "")
        if re.search(r"[A-Za-z]{2}", NAMES.sub("", rest)):
            leaks.add(f"{place}: {text}")
    assert not leaks


def test_a_reason_names_what_it_is_about_in_the_language_of_the_answer(loaded: Loaded) -> None:
    niches = loaded.need_niches()
    vehicles = replace(niches.activities["B60"], name="Транспорт")
    named = replace(niches, activities={**niches.activities, "B60": vehicles})
    with speaking("ru"):
        answer = flag_niches(named, NicheRequest(region_codes=["R1"]))
    said = [reason.reason for call in answer.calls for reason in call.reasons]
    assert "близко к имеющейся специализации: B60 Транспорт (близость 0,61)" in said
    assert not any("Vehicles" in reason for reason in said)


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("forecast_growth", {"region_codes": ["R9"]}),
        ("forecast_growth", {"region_codes": ["R1"], "horizon": 50}),
        ("forecast_growth", {"region_codes": ["R3"]}),
        ("flag_niches", {"region_codes": ["R3"]}),
        ("flag_niches", {"activity_codes": ["Z99"]}),
        ("audit_region", {"region_codes": ["R3"]}),
        ("rank_options", {"region_codes": ["R0"]}),
        ("rank_options", {"region_codes": ["R1"], "weights": {"moon": 1.0}}),
        ("partners", {"region_codes": ["R1"], "activity_code": "CAT"}),
        ("simulate", {**QUESTIONS["simulate"], "region_codes": ["R9"]}),
        (
            "simulate",
            {
                "region_codes": ["R1"],
                "shocks": [{"cluster_code": "CAR", "year": 1990, "amount": 1.0}],
            },
        ),
    ],
)
def test_a_problem_in_russian_has_no_english_word(
    name: str, question: dict[str, Any], loaded: Loaded
) -> None:
    (endpoint,) = (one for one in ENDPOINTS if one.name == name)
    with pytest.raises(ProblemError) as found:
        endpoint(loaded, endpoint.request(language="ru", **question))
    problem = found.value
    for text in (problem.title, problem.detail, *(fault["detail"] for fault in problem.errors)):
        assert re.search("[а-я]", text), text
        rest = re.sub(
            r"^[\w.\[\]]+: |'[^']*'|доступны:? .*|test-country|value_added|technology-niches",
            "",
            text,
        )
        for name in names_of(loaded):
            rest = rest.replace(name, "")
        assert not re.search(r"[A-Za-z]{2}", NAMES.sub("", rest)), text
