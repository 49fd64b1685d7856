"""Options of a command from the fields of a contract: each kind of field."""

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from features.errors import InputError
from serving.contracts import Code, Request, RequestPart
from serving.growth.contracts import ForecastRequest
from serving.growth.live_contracts import LiveRequest
from serving.niches.contracts import NicheRequest
from serving.terminal.options import option_name, parameters, request_of


class Part(RequestPart):
    """A part of a question."""

    cluster_code: Code
    year: int
    amount: float


class Question(Request):
    """A field of each kind."""

    region_codes: Annotated[list[Code], Field(min_length=1, description="regions; see part_year")]
    activity_code: Code = "A"
    part_year: int | None = None
    share: Annotated[float, Field(ge=0, le=1, description="a share")] = 0.5
    totals: bool = False
    call: Literal["entry", "exit"] = "entry"
    kinds: list[Literal["cluster", "niche"]] = Field(default=["cluster"])
    levels: list[Annotated[int, Field(ge=50)]] = Field(default=[80, 95])
    national_growth: list[float] = Field(default=[])
    weights: dict[Code, Annotated[float, Field(ge=0)]] | None = None
    region_growth: dict[Code, list[float]] = Field(default={})
    shocks: list[Part] = Field(default=[])


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("region_codes", ["R1", "Ü,2"], ["R1", "Ü,2"]),
        ("activity_code", "B60", "B60"),
        ("part_year", "2020", 2020),
        ("share", "0.25", 0.25),
        ("totals", True, True),
        ("call", "exit", "exit"),
        ("kinds", ["niche", "cluster"], ["niche", "cluster"]),
        ("levels", ["80,90", "95"], [80, 90, 95]),
        ("national_growth", ["2,-2,1.5"], [2, -2, 1.5]),
        ("weights", ["growth=2", "a=b=1"], {"growth": 2, "a=b": 1}),
        ("region_growth", ["R1=2,1", "R2=-3"], {"R1": [2, 1], "R2": [-3]}),
        (
            "shocks",
            ["C:1:2021:-2.5"],
            [Part(cluster_code="C:1", year=2021, amount=-2.5)],
        ),
    ],
)
def test_each_kind_of_field_is_read(field: str, given: Any, expected: Any) -> None:
    request = request_of(Question, {"region_codes": ["R0"], field: given})
    assert getattr(request, field) == expected
    assert request.model_fields_set == {"region_codes", field}


@pytest.mark.parametrize(
    ("field", "given", "message"),
    [
        ("part_year", "soon", "--part-year takes numbers, as 2 or 1.5, not 'soon'"),
        ("part_year", "2020.5", "--part-year: Input should be a valid integer.*"),
        ("share", "2", "--share: Input should be less than or equal to 1"),
        ("kinds", ["town"], "--kind: Input should be 'cluster' or 'niche'"),
        ("levels", ["8;9"], "--level takes numbers, as 2 or 1.5, not '8;9'"),
        ("levels", ["80", "20"], "--level: Input should be greater than or equal to 50"),
        ("weights", ["growth"], "--weight takes NAME=NUMBER, as growth=2, not 'growth'"),
        ("weights", ["growth=much"], "--weight takes numbers, as 2 or 1.5, not 'growth=much'"),
        ("weights", ["growth=-1"], "--weight growth: Input should be greater than or equal to 0"),
        ("weights", ["a=1", "a=2"], "--weight is given twice for a: give it once"),
        ("region_growth", ["2,2"], "--region-growth takes NAME=NUMBER, as C1=2,2,1, not '2,2'"),
        ("shocks", ["C1:2021"], "--shock takes CLUSTER:YEAR:AMOUNT, not 'C1:2021'"),
        ("shocks", ["C1:soon:1"], "--shock takes CLUSTER:YEAR:AMOUNT, not 'C1:soon:1'"),
    ],
)
def test_what_cannot_be_read_is_refused_by_the_name_of_its_option(
    field: str, given: Any, message: str
) -> None:
    with pytest.raises(InputError, match=f"^{message}$"):
        request_of(Question, {"region_codes": ["R0"], field: given})


def test_names_are_those_of_options_and_never_the_same_twice() -> None:
    names = {field: option_name(Question, field) for field in Question.model_fields}
    assert names["region_codes"] == "--region"
    assert names["activity_code"] == "--activity-code"
    assert names["national_growth"] == "--national-growth"
    for contract in (Question, NicheRequest, ForecastRequest):
        options = [option_name(contract, field) for field in contract.model_fields]
        assert len(set(options)) == len(options)


def test_help_says_what_a_field_means_and_its_default() -> None:
    helps = {
        option.name: option.annotation.__metadata__[0].help
        for option in parameters(Question, {"totals": True})
    }
    assert helps["region_codes"] == "regions; see --part-year; may be repeated"
    assert helps["share"] == "a share; default: 0.5"
    assert helps["levels"] == "may be repeated; default: 80, 95"


def test_what_is_missing_is_named_by_its_options() -> None:
    with pytest.raises(InputError, match=r"^give --region, --cluster or both$"):
        request_of(ForecastRequest, {})


def test_a_field_of_a_kind_that_no_option_can_give_is_refused_when_commands_are_made() -> None:
    class Deep(Request):
        tables: dict[str, dict[str, float]]
        parts: tuple[int, str]

    with pytest.raises(TypeError, match="no option can give"):
        parameters(Deep, {})


def test_series_are_those_of_a_file_and_known_ones(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("region_code,cluster_code,year,value\nR1,BIO,2015,4\n", encoding="utf-8")
    given = {"series": file, "region": "R2", "cluster": ["CAR", "TEX"]}
    request = request_of(LiveRequest, given)
    assert isinstance(request, LiveRequest)
    keys = [(one.region_code, one.cluster_code, len(one.history)) for one in request.series]
    assert keys == [("R1", "BIO", 1), ("R2", "CAR", 0), ("R2", "TEX", 0)]


def test_weights_may_be_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("criterion,weight\ngrowth,2\nrisk,1\n")
    names = [option.name for option in parameters(Question, {})]
    assert names[names.index("weights") + 1] == "weights_file"
    assert "weights_file" not in [option.name for option in parameters(NicheRequest, {})]
    asked = request_of(Question, {"region_codes": ["R"], "weights_file": file})
    assert isinstance(asked, Question)
    assert asked.weights == {"growth": 2, "risk": 1}
    both = {"region_codes": ["R"], "weights_file": file, "weights": ["growth=1"]}
    with pytest.raises(InputError, match=r"^give --weight or --weights-file, not both$"):
        request_of(Question, both)
