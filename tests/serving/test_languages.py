"""Answers in the language of the reader: names of the package, sentences, every way to ask."""

import http.client
import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from features.errors import InputError
from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest, WeightsRequest
from serving.everywhere import everywhere, wish_of
from serving.languages.language import speaking
from serving.later import given
from serving.page.search import found
from serving.served.failures import Failures
from serving.served.loaded import Loaded
from serving.served.preparation import choice_ready, completed, ready, said_in
from serving.terminal.commands import app
from tests.serving.conftest import Running, champion, growth_trained, niches_trained
from training.champion import Champion

CHAMPIONS: dict[Any, Champion] = {
    "growth": champion(growth_trained()),
    "niches": champion(niches_trained()),
}


def asked(
    service: Running, method: str, path: str, body: str | None, headers: dict[str, str]
) -> dict[str, Any]:
    connection = http.client.HTTPConnection(urlsplit(service.address).netloc, timeout=30)
    try:
        connection.request(method, path, body, headers)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answer


@pytest.mark.parametrize(
    ("method", "path", "body", "headers"),
    [
        ("GET", "/options/R1", None, {"Accept-Language": "de, ru;q=.9, en;q=.8"}),
        ("GET", "/options/R1?language=ru", None, {"Accept-Language": "en"}),
        (
            "POST",
            "/rank_options",
            '{"region_codes": ["R1"], "language": "ru"}',
            {"Content-Type": "application/json"},
        ),
    ],
)
def test_a_reader_of_russian_gets_russian_names_and_sentences(
    service: Running, method: str, path: str, body: str | None, headers: dict[str, str]
) -> None:
    (region,) = asked(service, method, path, body, headers)["regions"]
    assert region["region_name"] == "Брелавия"
    names = {one["code"]: one["name"] for one in (*region["clusters"], *region["niches"])}
    assert names["CAR"] == "Автомобили"
    assert names["TEX"] == "Textiles", "the package has no Russian name of it"
    assert names["H04"] == "Связь"
    for part in region["verdict"].values():
        for one in part:
            assert re.search("[а-яё]", one["text"]), one["text"]


def test_other_readers_get_english(service: Running) -> None:
    for headers in ({"Accept-Language": "de"}, {}):
        (region,) = asked(service, "GET", "/options/R1", None, headers)["regions"]
        assert region["region_name"] == "Brelavia"
        assert not re.search("[а-яё]", json.dumps(region, ensure_ascii=False))


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/growth/R1", {"Брелавия", "Автомобили"}),
        ("/niches/R1", {"Брелавия", "Связь"}),
        ("/audit/R1", {"Брелавия", "Транспорт"}),
        ("/breakthroughs/R1", {"Брелавия", "Связь"}),
        ("/multipliers/R1", {"Брелавия", "Автомобили"}),
        ("/regions", {"Брелавия", "Corvenia"}),
        ("/technologies", {"Связь", "Computing"}),
    ],
)
def test_all_answers_use_the_names_of_the_language(
    service: Running, path: str, names: set[str]
) -> None:
    answer = asked(service, "GET", f"{path}?language=ru", None, {})
    texts = set(re.findall(r'_?name": "([^"]+)"', json.dumps(answer, ensure_ascii=False)))
    assert names <= texts
    assert not {"Brelavia", "Vehicles", "Communication"} & texts


@pytest.mark.parametrize(("path", "kept"), [("/data", "models"), ("/record", "rows")])
def test_data_and_record_are_those_of_every_language(
    service: Running, path: str, kept: str
) -> None:
    english, russian = (
        asked(service, "GET", f"{path}?language={code}", None, {}) for code in ("en", "ru")
    )
    assert len(russian[kept]) == len(english[kept]) > 0


def test_the_terminal_speaks_russian(service: Running) -> None:
    arguments = ["options", "--region", "R1", "--language", "ru", "--url", service.address]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "Брелавия" in result.output
    assert "Что изменило бы вывод" in result.output


def test_languages_share_what_is_computed() -> None:
    growth, niches = (ready(one) for one in CHAMPIONS.values())
    loaded = Loaded(choice_later=given(choice_ready(CHAMPIONS["growth"], CHAMPIONS["niches"])))
    loaded = loaded.replaced(growth).replaced(niches)
    russian = said_in("ru", loaded, CHAMPIONS)
    assert russian.growth and russian.niches and russian.choice and loaded.choice
    assert growth.metadata is not russian.growth.metadata
    assert russian.growth.quantiles is loaded.need_growth().quantiles
    assert russian.niches.calls is loaded.need_niches().calls
    here, there = loaded.choice.options["R1"], russian.choice.options["R1"]
    assert not isinstance(here, InputError) and not isinstance(there, InputError)
    assert russian.choice.futures(there, 100, 0) is loaded.choice.futures(here, 100, 0)
    nodes = {
        node.activity_code: node.activity_name for node in russian.niches.details().space.nodes
    }
    assert nodes["B60"] == "Транспорт"
    assert loaded.need_niches().details().space.nodes[0].activity_name.isascii()


def test_failures_are_those_of_now() -> None:
    loaded = Loaded(failed=frozenset({"growth"}), languages={"ru": Loaded()})
    assert loaded.in_language("ru").failed == {"growth"}
    assert loaded.in_language("en") is loaded


def test_a_language_keeps_the_record_the_data_and_the_names_of_the_others() -> None:
    loaded = Loaded()
    for one in CHAMPIONS.values():
        loaded = loaded.replaced(ready(one))
    loaded = completed(loaded, CHAMPIONS, lambda *_: [], lambda _: None, Failures())
    russian = loaded.in_language("ru")
    assert russian.records.keys() == loaded.records.keys() == CHAMPIONS.keys()
    assert russian.data.keys() == loaded.data.keys() == CHAMPIONS.keys()
    assert [it.code for it in found(russian, "vehicles")] == [
        it.code for it in found(loaded, "vehicles")
    ]
    assert found(loaded, "транспорт")[0].code == found(russian, "транспорт")[0].code == "B60"


def test_options_of_all_regions_are_computed_once_for_all_languages() -> None:
    choice = choice_ready(CHAMPIONS["growth"], CHAMPIONS["niches"])
    loaded = Loaded(choice_later=given(choice))
    for one in CHAMPIONS.values():
        loaded = loaded.replaced(ready(one))
    russian = said_in("ru", loaded, CHAMPIONS).choice
    assert russian is not None
    wish = wish_of(russian, WeightsRequest())
    assert everywhere(russian, wish) is everywhere(choice, wish_of(choice, WeightsRequest()))


def test_every_region_and_weighting_of_the_small_country_reads_well_in_russian() -> None:
    lookup = choice_ready(CHAMPIONS["growth"], CHAMPIONS["niches"])
    names = {"Brelavia", "Corvenia", "Vehicles", "Food", "Textiles", "Computing", "Communication"}
    names |= {"Agriculture", "Test", "country"}
    for region in ("R1", "R2"):
        for fields in ({}, {"preset": "growth", "k": 1}, {"weights": {"risk": 1.0}, "floor": 0.5}):
            request = OptionsRequest.model_validate({"region_codes": [region], **fields})
            with speaking("ru"):
                found = rank_options(lookup, request).regions[0]
            options = [*found.clusters, *found.niches, *found.watch]
            messages = [
                *(
                    one
                    for part in type(found.verdict).model_fields
                    for one in getattr(found.verdict, part)
                ),
                *(one for option in options for one in option.reasons),
            ]
            for one in messages:
                assert not re.search(r"[{}]|  |\bNone\b|\bnan\b", one.text), one.text
                assert not set(re.findall(r"[A-Za-z]{2,}", one.text)) - names, one.text
