"""Series in a request: worked by hand, and over real HTTP with all that may be wrong."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from features.errors import InputError
from serving.growth import live_answers
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ForecastRequest
from serving.growth.live_contracts import MAX_POINTS, MAX_USER_SERIES, LiveRequest
from serving.growth.lookup import GrowthLookup, growth_lookup
from serving.http.problems import ProblemError, problem_of
from serving.later import given
from serving.tables import need
from tests.serving.conftest import CUTOFF, PACKAGE, TITLE, Running, champion, growth_trained
from tests.serving.test_service import PREFIX, send

HISTORY = [{"year": CUTOFF - 2 + k, "value": 100.0 + 4 * k} for k in range(3)]
NEW = {"region_code": "R1", "cluster_code": "BIO", "cluster_name": "Biotech", "history": HISTORY}


@pytest.fixture(scope="module")
def lookup() -> GrowthLookup:
    return growth_lookup(champion(growth_trained()))


def asked(lookup: GrowthLookup, *series: dict[str, Any], **request: Any) -> dict[str, Any]:
    body = json.dumps({"series": series, **request})
    answer = live_answers.forecast(lookup, LiveRequest.model_validate_json(body))
    return answer.model_dump()


def medians(forecast: dict[str, Any]) -> list[float]:
    return [point["median"] for point in forecast["points"]]


def last_known(lookup: GrowthLookup, region: str, cluster: str) -> float:
    rows = PACKAGE.tables["cluster_indicators"]
    of_series = (rows["region_code"] == region) & (rows["cluster_code"] == cluster)
    return float(rows.loc[of_series & (rows["year"] == CUTOFF), "value"].item())


def test_a_brought_series_is_forecast_by_the_model(lookup: GrowthLookup) -> None:
    answer = asked(lookup, NEW, levels=[80, 95])
    (forecast,) = answer["forecasts"]
    assert (forecast["region_name"], forecast["cluster_name"]) == ("Brelavia", "Biotech")
    assert (forecast["origin"], forecast["last_value"], forecast["unit"]) == (
        CUTOFF,
        108.0,
        "million EUR",
    )
    assert medians(forecast) == pytest.approx([112, 116, 120, 124, 128])
    fourth = forecast["points"][3]["intervals"][0]
    # The mean change is 4, the step's error twice that of the first: 1.2816 x 4 x 2.
    assert fourth["upper"] - 124 == pytest.approx(10.25, abs=0.01)
    assert forecast["growth"]["median"] == pytest.approx(100 * (128 / 108 - 1))
    assert forecast["points"][0]["what_if"] is None
    assert forecast["what_if_growth"] is None
    assert answer["metadata"]["version"] == 1


def test_the_history_of_an_answer_can_be_sent_back(lookup: GrowthLookup) -> None:
    asked_first = ForecastRequest(region_codes=["R1"], cluster_codes=["CAR"], history=50)
    told = forecast_growth(lookup, asked_first).forecasts[0].model_dump()
    known = {name: told[name] for name in ("region_code", "cluster_code", "history")}
    forecast = asked(lookup, known)["forecasts"][0]
    assert forecast["last_value"] == told["history"][-1]["value"]
    assert forecast["warnings"] == []


def test_a_supposed_path_stands_beside_the_baseline(lookup: GrowthLookup) -> None:
    # The three series that are forecast go to 102 and 104 each.
    last = sum(last_known(lookup, *key) for key in lookup.points)
    growth = np.array([306, 312]) / last
    answer = asked(lookup, NEW, national_growth=[3.0, 3.0], horizon=2)
    (total,) = answer["totals"]
    assert total["baseline"] == pytest.approx([100 * (growth[0] - 1), 100 * (104 / 102 - 1)])
    assert total["supposed"] == [3, 3]
    first, second = answer["forecasts"][0]["points"]
    assert first["median"] == pytest.approx(112)
    assert first["what_if"]["median"] == pytest.approx(112 + 108 * (1.03 - growth[0]))
    assert second["what_if"]["median"] == pytest.approx(116 + 108 * (1.03**2 - growth[1]))
    assert any("keep their width" in note for note in answer["notes"])


def test_histories_must_be_in_the_prices_of_the_model(lookup: GrowthLookup) -> None:
    priced = replace(
        lookup,
        metadata=lookup.metadata.model_copy(update={"price_basis": "constant", "price_year": 2015}),
    )
    note = (
        "histories in the request must be in constant prices of 2015, as the data that the model "
        "learned from: they are not converted"
    )
    assert asked(priced, NEW)["notes"][0] == note
    assert note not in asked(priced, {"region_code": "R1", "cluster_code": "CAR"})["notes"]
    assert not any("prices" in text for text in asked(lookup, NEW)["notes"])


def test_a_path_longer_than_the_horizon_is_refused(lookup: GrowthLookup) -> None:
    for supposed, field in (
        ({"national_growth": [2, 2, 1, 1, 1, 1]}, "national_growth"),
        ({"region_growth": {"R1": [2] * 6}}, r"region_growth\.R1"),
        ({"cluster_growth": {"CAR": [2] * 6}}, r"cluster_growth\.CAR"),
    ):
        told = f"{field}: 6 rates are given for a horizon of 5 years: give at most 5"
        with pytest.raises(ProblemError, match=told) as caught:
            asked(lookup, NEW, **supposed)
        assert caught.value.kind == "invalid-request"
    assert asked(lookup, NEW, national_growth=[2, 2])["totals"][0]["supposed"] == [2] * 5
    with pytest.raises(ProblemError, match="2 rates are given for a horizon of 1 year: give"):
        asked(lookup, NEW, national_growth=[2, 2], horizon=1)


def test_a_mistyped_region_with_a_history_is_told(lookup: GrowthLookup) -> None:
    (forecast,) = asked(lookup, {**NEW, "region_code": "R11", "cluster_code": "CAR"})["forecasts"]
    assert "region R11 is new: the model was trained without it" in forecast["warnings"]


def test_a_known_series_needs_no_history(lookup: GrowthLookup) -> None:
    car = {"region_code": "R1", "cluster_code": "CAR"}
    forecast = asked(lookup, car, region_growth={"R1": [0]})["forecasts"][0]
    assert forecast["last_value"] == last_known(lookup, "R1", "CAR")
    assert forecast["points"][0]["what_if"] is not None


def test_no_point_gives_an_index_that_grows_as_its_region_and_likeness(
    lookup: GrowthLookup,
) -> None:
    new = {"region_code": "R1", "cluster_code": "BIO", "borrow_from": "CAR"}
    forecast = asked(lookup, new)["forecasts"][0]
    assert forecast["last_value"] is None
    assert forecast["unit"] == "index, 100 in 2015"
    assert "cluster CAR and region R1" in " ".join(forecast["warnings"])
    assert np.diff(medians(forecast)).min() > 0


def test_next_to_zero_no_growth_is_told(lookup: GrowthLookup) -> None:
    history = [
        {"year": CUTOFF - 3 + k, "value": value} for k, value in enumerate([9, 7, 8, 5e-324])
    ]
    forecast = asked(lookup, {**NEW, "history": history})["forecasts"][0]
    assert forecast["growth"] is None
    assert np.isfinite(medians(forecast)).all()


def test_what_cannot_be_answered_is_said(lookup: GrowthLookup) -> None:
    with pytest.raises(ProblemError, match="forecasts up to 5 years ahead, not 6"):
        asked(lookup, NEW, horizon=6)
    with pytest.raises(ProblemError, match="unknown sector, cluster or region") as problem:
        asked(lookup, {"region_code": "R1", "cluster_code": "X"}, {**NEW, "borrow_from": "CARS"})
    assert "CAR" in problem.value.errors[0]["nearest"]
    with pytest.raises(InputError, match="cannot borrow growth from TEX") as refused:
        asked(lookup, {**NEW, "borrow_from": "TEX"})
    assert problem_of(refused.value).kind == "question-not-allowed"
    known = need(lookup.live())
    groups = {**known.groups, "region": {**known.groups["region"], "R1": -1}}
    above = replace(lookup, live=given(replace(known, groups=groups)))
    with pytest.raises(ProblemError, match="R1 is itself a total of others"):
        asked(above, NEW, region_growth={"R1": [1]})
    old = growth_lookup(replace(champion(growth_trained()), files={}))
    assert isinstance(old.live(), InputError)
    with pytest.raises(InputError, match="another version of the code"):
        asked(old, NEW)


@pytest.mark.parametrize(
    ("series", "supposed", "fields"),
    [
        (NEW, {"region_growth": {"R1": [1], "RX": [1]}}, ["region_growth.RX"]),
        (NEW, {"cluster_growth": {"X": [1], "Y": [1]}}, ["cluster_growth.X", "cluster_growth.Y"]),
        ({**NEW, "borrow_from": "CARS"}, {}, ["series[1].borrow_from"]),
    ],
)
def test_an_unknown_code_names_the_field_that_holds_it(
    lookup: GrowthLookup, series: dict[str, Any], supposed: dict[str, Any], fields: list[str]
) -> None:
    known = {"region_code": "R1", "cluster_code": "CAR"}
    with pytest.raises(ProblemError) as caught:
        asked(lookup, known, series, **supposed)
    assert caught.value.kind == "unknown-code"
    assert [error["field"] for error in caught.value.errors] == fields


def test_a_nation_without_growth_is_left_out_and_no_path_of_it_taken(lookup: GrowthLookup) -> None:
    known = need(lookup.live())
    negative = replace(known, peers=replace(known.peers, last=-known.peers.last))
    shrunk = replace(lookup, live=given(negative))
    assert asked(shrunk, NEW)["totals"] == []
    with pytest.raises(ProblemError, match=r"national_growth: .* do not add up") as caught:
        asked(shrunk, NEW, national_growth=[1])
    assert caught.value.kind == "invalid-request"


def request_of(year: float, period: float, horizon: float) -> LiveRequest:
    series = {**NEW, "history": [{"year": year, "period": period, "value": 1}]}
    return LiveRequest.model_validate_json(json.dumps({"series": [series], "horizon": horizon}))


def test_a_whole_number_may_be_written_as_a_float() -> None:
    assert request_of(2015.0, 3.0, 2.0) == request_of(2015, 3, 2)


@pytest.mark.parametrize("numbers", [(2015.5, 3, 2), (2015, 2.5, 2), (2015, 3, 1.5)])
def test_a_part_of_a_year_is_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(ValidationError, match="integer"):
        request_of(*numbers)


def test_the_service_answers(service: Running) -> None:
    body = {"series": [NEW], "national_growth": [2, 2, 1]}
    status, _, answer = send(service, "POST", "/forecast", json.dumps(body))
    assert status == 200
    assert answer["metadata"]["title"] == TITLE
    assert len(answer["forecasts"][0]["points"]) == 5


def test_a_hundred_long_series_fit_in_a_request(service: Running) -> None:
    history = [{"year": 1901 + k, "value": 1234.5678 + k} for k in range(115)]
    series = [
        {"region_code": f"N{n}", "cluster_code": "CAR", "history": history}
        for n in range(MAX_USER_SERIES)
    ]
    status, _, answer = send(service, "POST", "/forecast", json.dumps({"series": series}))
    assert (status, len(answer["forecasts"])) == (200, MAX_USER_SERIES)


def with_history(*points: Any) -> str:
    return json.dumps({"series": [{**NEW, "history": list(points)}]})


@pytest.mark.parametrize(
    ("body", "field", "detail"),
    [
        ('{"series": []}', "series", "at least 1"),
        (json.dumps({"series": [NEW], "national": [2]}), "national", "there is no such field"),
        (json.dumps({"series": [{**NEW, "sector": "CAR"}]}), "series[0].sector", "no such field"),
        (with_history({"year": 2015, "value": float("nan")}), "series[0].history[0].value", ""),
        (with_history({"year": 2015, "value": "7"}), "series[0].history[0].value", "number"),
        (with_history({"year": 2015, "value": 1e15}), "series[0].history[0].value", "less than"),
        (with_history({"year": 1899, "value": 7}), "series[0].history[0].year", "1900"),
        (
            with_history({"year": 2015, "period": 3, "value": 7}),
            "series[0].history[0].period",
            "the champion's data are yearly: leave the period out",
        ),
        (
            with_history({"year": 2015, "period": 13, "value": 7}),
            "series[0].history[0].period",
            "less than or equal to 12",
        ),
        (with_history({"year": 2015}), "series[0].history[0].value", "required"),
        (with_history(*[{"year": 2015, "value": 1}] * 2), "series[0]", "more than one value"),
        (
            with_history(*[{"year": 2015, "value": 1}] * (MAX_POINTS + 1)),
            "series[0].history",
            str(MAX_POINTS),
        ),
        (json.dumps({"series": [NEW, NEW]}), "body", "more than once"),
        (json.dumps({"series": [NEW] * (MAX_USER_SERIES + 1)}), "series", "100"),
        (json.dumps({"series": [NEW], "national_growth": [-91]}), "national_growth[0]", "-90"),
        (json.dumps({"series": [NEW], "region_growth": {"R1": []}}), "region_growth.R1", "1 item"),
        (
            json.dumps({"series": [NEW], "region_growth": {"R3": [1]}}),
            "region_growth.R3",
            "the growth of the region R3 cannot be set: its series are all discontinued",
        ),
    ],
)
def test_a_bad_series_is_refused_by_name(
    service: Running, body: str, field: str, detail: str
) -> None:
    status, media_type, problem = send(service, "POST", "/forecast", body)
    assert (status, media_type) == (400, "application/problem+json")
    assert problem["type"] == PREFIX + "invalid-request"
    assert field in [error["field"] for error in problem["errors"]]
    assert detail in problem["detail"]
