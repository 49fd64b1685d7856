"""Problems in the language of the request, also before the request is understood."""

import re
from typing import Annotated, Any, Literal

import httpx
import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.types import ASGIApp

from features.errors import UnknownCodeError
from serving.champions import Champions
from serving.http.problems import ProblemResponses, invalid_request, problem_of
from serving.http.routes import routes
from serving.http.transport.questions import Questions
from serving.languages.english.problems import faults
from serving.languages.language import speaking
from tests import loops

RU = {"accept-language": "ru-RU,ru;q=0.9,en;q=0.5"}


def asked(app: ASGIApp, path: str, body: str = "", **headers: str) -> dict[str, Any]:
    """The problem that an app answers with, to POST where there is a body."""

    async def request() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://host") as client:
            if body:
                return await client.post(path, content=body, headers=headers)
            return await client.get(path, headers=headers)

    response = loops.run(request())
    problem = response.json()
    assert response.headers["content-language"] in {"en", "ru"}
    assert isinstance(problem, dict)
    return problem


CHAMPIONS = Champions()
APP = ProblemResponses(Questions(routes(CHAMPIONS), CHAMPIONS, seconds=10, most=64))


@pytest.mark.parametrize(
    ("path", "body", "headers", "words"),
    [
        ("/growth/R1?language=ru&horizon=x", "", {}, "horizon: требуется целое число"),
        ("/growth/R1?horizon=x", "", RU, "horizon: требуется целое число"),
        ("/growth/R1?language=en&horizon=x", "", RU, "horizon: Input should be a valid integer"),
        ("/growth/R1?language=ru", "", {}, "модель роста не загружена"),
        ("/nowhere", "", RU, "адреса сервиса перечислены"),
        ("/nowhere?language=ru", "", {}, "адреса сервиса перечислены"),
        ("/forecast_growth", '{"language": "ru", "x": 1}', {}, "x: такого поля нет"),
        (
            "/forecast_growth",
            '{"language": "ru", "x": 1}',
            {"accept-language": "en"},
            "такого поля",
        ),
        ("/forecast_growth", '{"x": 1}', RU, "x: такого поля нет"),
        ("/forecast_growth", '{"x": 1}', {}, "x: there is no such field"),
        ("/forecast_growth", '{"language": "ru"}', {}, "укажите region_codes, cluster_codes или"),
        (
            "/rank_options",
            '{"language": "ru", "region_codes": ["R1"], "k": 1, "k": 2}',
            {},
            "указано более одного раза",
        ),
        ("/rank_options", "{", {**RU, "content-type": "text/plain"}, "заголовок Content-Type"),
        ("/rank_options", "{", RU, "неверный JSON"),
    ],
)
def test_a_problem_is_in_the_language_that_can_be_read(
    path: str, body: str, headers: dict[str, str], words: str
) -> None:
    problem = asked(APP, path, body, **headers)
    assert words in problem["detail"]
    assert bool(re.search("[а-я]", problem["title"])) == bool(re.search("[а-я]", words))


def test_a_host_without_routes_speaks_too() -> None:
    assert asked(ProblemResponses(Starlette()), "/", **RU)["title"] == "По этому адресу ничего нет"


class Faulty(BaseModel):
    """Every kind of fault that our contracts can have."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    whole: Annotated[int, Field(ge=1, le=5)]
    figure: Annotated[float, Field(gt=0, lt=1)]
    text: Annotated[str, Field(min_length=2, max_length=3)]
    items: Annotated[list[int], Field(min_length=1, max_length=2)]
    weights: dict[str, int]
    choice: Literal["a", "b", "c"]
    flag: bool


@pytest.mark.parametrize(
    "given",
    [
        {},
        {
            "whole": "x",
            "figure": "x",
            "text": 1,
            "items": 1,
            "weights": 1,
            "choice": "d",
            "flag": 1,
        },
        {"whole": 0, "figure": 0.0, "text": "a", "items": []},
        {"whole": 9, "figure": 2.0, "text": "aaaa", "items": [1, 2, 3]},
        {"whole": 1.5, "figure": float("nan")},
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_every_fault_of_a_field_has_words_in_russian(given: dict[str, Any], strict: bool) -> None:
    with pytest.raises(ValidationError) as found:
        Faulty.model_validate(given, strict=strict)
    english = invalid_request(found.value)
    with speaking("ru"):
        russian = invalid_request(found.value)
    assert len(russian.errors) == len(english.errors)
    for before, after in zip(english.errors, russian.errors, strict=True):
        assert before["field"] == after["field"]
        detail = re.sub(r"true или false|'[abc]'", "", after["detail"])
        assert re.search("[а-я]", after["detail"]), before
        assert not re.search("[A-Za-z]", detail), after
        assert after["detail"] != faults.MESSAGES["problem.fault.other"]


def test_an_unknown_code_names_the_nearest_in_every_language() -> None:
    error = UnknownCodeError("region", "R11", ["R1", "R12"])
    assert problem_of(error).detail == str(error)
    with speaking("ru"):
        problem = problem_of(error)
    assert problem.detail.startswith("неизвестный регион 'R11': возможно, имелось в виду ")
    assert problem.errors[0]["nearest"] == error.nearest
