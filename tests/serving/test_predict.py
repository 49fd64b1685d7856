"""Answers against tables made by hand."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.catalogue import answers as catalogue
from serving.growth import answers as growth_answers
from serving.growth.answers import interval_bounds
from serving.growth.contracts import ForecastRequest
from serving.growth.lookup import GrowthLookup, growth_lookup
from serving.http.problems import ProblemError
from serving.niches import answers as niche_answers
from serving.niches import audit as audits
from serving.niches.contracts import AuditRequest, NicheRequest
from serving.niches.lookup import NicheLookup, niche_lookup
from tests.serving.conftest import champion, growth_trained, niches_trained
from training.growth.intervals.conformal import PROBABILITIES


@pytest.fixture(scope="module")
def growth() -> GrowthLookup:
    return growth_lookup(champion(growth_trained()))


@pytest.fixture(scope="module")
def niches() -> NicheLookup:
    return niche_lookup(champion(niches_trained()))


def test_forecast_holds_intervals_growth_history_and_drivers(growth: GrowthLookup) -> None:
    request = ForecastRequest(region_codes=["R1"], cluster_codes=["CAR"], levels=[80], history=2)
    answer = growth_answers.forecast_growth(growth, request)
    (forecast,) = answer.forecasts
    last = forecast.points[-1]
    spread = 15 * NormalDist().inv_cdf(0.9)
    assert (answer.unit, forecast.region_name, forecast.cluster_name) == (
        "million EUR",
        "Brelavia",
        "Vehicles",
    )
    assert [point.year for point in forecast.points] == [2016, 2017, 2018, 2019, 2020]
    assert (last.step, last.median) == (5, 110)
    assert last.intervals[0].lower == pytest.approx(110 - spread)
    assert last.intervals[0].upper == pytest.approx(110 + spread)
    assert forecast.last_value == 100
    assert forecast.growth is not None
    assert forecast.growth.median == pytest.approx(10)
    assert forecast.growth.median_per_year == pytest.approx(100 * (1.1**0.2 - 1))
    assert forecast.growth.intervals[0].lower == pytest.approx(10 - spread)
    assert [(point.year, point.value) for point in forecast.history] == [(2014, 98), (2015, 100)]
    assert [driver.driver for driver in forecast.drivers] == ["national", "momentum", "share"]
    assert [driver.phrase for driver in forecast.drivers][:2] == ["nation", "own momentum"]
    assert sum(driver.contribution for driver in forecast.drivers) == pytest.approx(10)
    growth_a_year = sum(driver.growth or 0.0 for driver in forecast.drivers)
    assert growth_a_year == pytest.approx(forecast.growth.median_per_year)


def test_totals_come_when_they_are_asked_for(growth: GrowthLookup) -> None:
    request = ForecastRequest(region_codes=["R1"], cluster_codes=["CAR"], levels=[80], history=1)
    assert growth_answers.forecast_growth(growth, request).totals == []
    answer = growth_answers.forecast_growth(growth, request.model_copy(update={"totals": True}))
    of_region, of_all = answer.totals
    assert (of_region.region_name, of_region.cluster_code) == ("Brelavia", "")
    assert (of_all.region_code, of_all.region_name) == ("", "all regions")
    assert of_all.cluster_name == "all clusters"
    assert of_region.points[-1].median == 220
    assert of_all.points[-1].median == 330
    assert of_region.growth is not None
    assert of_region.growth.median == pytest.approx(10)
    assert [(point.year, point.value) for point in of_region.history] == [(2015, 200)]
    loaded = catalogue.describe(growth, None, None).growth
    assert loaded is not None
    assert (loaded.series, loaded.clusters) == (3, 2), "totals are not counted among series"


def test_a_champion_without_totals_answers(growth: GrowthLookup) -> None:
    trained = growth_trained()
    tables = {name: rows for name, rows in trained.tables.items() if "totals" not in name}
    plain = growth_lookup(champion(replace(trained, tables=tables)))
    request = ForecastRequest(region_codes=["R1"], totals=True)
    answer = growth_answers.forecast_growth(plain, request)
    assert answer.totals == []
    assert answer.forecasts == growth_answers.forecast_growth(growth, request).forecasts


def test_horizon_cuts_the_forecast(growth: GrowthLookup) -> None:
    request = ForecastRequest(region_codes=["R1"], horizon=2)
    for forecast in growth_answers.forecast_growth(growth, request).forecasts:
        assert [point.step for point in forecast.points] == [1, 2]
        assert forecast.drivers == [], "reasons are those of the whole horizon"
        assert forecast.growth is not None
        assert forecast.growth.median == pytest.approx(4)


def test_growth_is_null_where_the_last_value_is_unknown(growth: GrowthLookup) -> None:
    request = ForecastRequest(region_codes=["R2"], history=1)
    (forecast,) = growth_answers.forecast_growth(growth, request).forecasts
    assert (forecast.last_value, forecast.growth) == (None, None)
    assert [(point.year, point.value) for point in forecast.history] == [(2015, None)]


def test_growth_a_year_has_the_intervals_that_stay_positive() -> None:
    bounds = np.array([-5.0, 81.0, 121.0, 144.0, 200.0])
    growth = growth_answers.growth_from(bounds, 2, 100.0, [80, 95])
    assert growth is not None
    assert growth.median_per_year == pytest.approx(10)
    assert [one.level for one in growth.intervals] == [80, 95]
    (interval,) = growth.intervals_per_year
    assert interval.level == 80
    assert interval.lower == pytest.approx(-10)
    assert interval.upper == pytest.approx(20)


def test_series_that_the_data_lacks_are_named(growth: GrowthLookup) -> None:
    request = ForecastRequest(region_codes=["R1", "R2"], cluster_codes=["FOO", "CAR"])
    answer = growth_answers.forecast_growth(growth, request)
    assert [(f.region_code, f.cluster_code) for f in answer.forecasts] == [
        ("R1", "FOO"),
        ("R1", "CAR"),
        ("R2", "CAR"),
    ]
    assert [(k.region_code, k.cluster_code) for k in answer.without_forecast] == [("R2", "FOO")]


def test_a_cluster_is_asked_for_everywhere(growth: GrowthLookup) -> None:
    answer = growth_answers.forecast_growth(growth, ForecastRequest(cluster_codes=["CAR"]))
    assert [forecast.region_code for forecast in answer.forecasts] == ["R1", "R2"]
    assert answer.without_forecast == []


def test_a_series_that_ended_is_told_with_its_last_year() -> None:
    trained = growth_trained()
    rows = trained.tables["history"].query("cluster_code == 'FOO' and year <= 2008")
    old = [rows.assign(cluster_code="TEX"), rows.assign(region_code="R2").head(2)]
    old += [
        rows.assign(region_code="R3"),
        rows.assign(region_code="R3", cluster_code="CAR").head(2),
    ]
    history = pd.concat([trained.tables["history"], *old])
    lookup = growth_lookup(
        champion(replace(trained, tables={**trained.tables, "history": history}))
    )
    asked = [(["R1"], ["TEX"], "TEX in R1 was discontinued after 2008")]
    asked += [(["R2"], ["FOO"], "FOO in R2 was discontinued after 2006")]
    asked += [(["R1", "R3"], ["TEX"], "TEX in R1 was discontinued after 2008")]
    asked += [(["R3"], [], "all 2 were discontinued, FOO in R3 last, after 2008")]
    for regions, clusters, detail in asked:
        request = ForecastRequest(region_codes=regions, cluster_codes=clusters)
        with pytest.raises(ProblemError, match=f"to forecast for these codes: {detail}$") as caught:
            growth_answers.forecast_growth(lookup, request)
        assert caught.value.kind == "question-not-allowed"
    request = ForecastRequest(region_codes=["R1"], cluster_codes=["TEX", "CAR"])
    answer = growth_answers.forecast_growth(lookup, request)
    assert [key.cluster_code for key in answer.without_forecast] == ["TEX"]


@pytest.mark.parametrize(
    ("request_", "kind", "detail"),
    [
        (
            ForecastRequest(region_codes=["R1", "RX"]),
            "unknown-code",
            "unknown region 'RX': did you mean R3, R2, R1 or R0?",
        ),
        (
            ForecastRequest(cluster_codes=["zzz"]),
            "unknown-code",
            "unknown cluster 'zzz': available: CAR, FOO, TEX",
        ),
        (
            ForecastRequest(region_codes=["r1"]),
            "unknown-code",
            "unknown region 'r1': did you mean R1, R3, R2 or R0?",
        ),
        (
            ForecastRequest(region_codes=["R1"], horizon=6),
            "question-not-allowed",
            "the model forecasts up to 5 years ahead, not 6",
        ),
        (
            ForecastRequest(region_codes=["R3"]),
            "question-not-allowed",
            "test-country has no value_added series to forecast for these codes",
        ),
    ],
)
def test_questions_that_cannot_be_answered(
    growth: GrowthLookup, request_: ForecastRequest, kind: str, detail: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        growth_answers.forecast_growth(growth, request_)
    assert (caught.value.kind, caught.value.detail) == (kind, detail)


def test_only_the_first_ten_unknown_codes_are_named(growth: GrowthLookup) -> None:
    codes = [f"nowhere {number}" for number in range(25)]
    with pytest.raises(ProblemError, match="and 15 more") as caught:
        growth_answers.forecast_growth(growth, ForecastRequest(region_codes=codes))
    assert [error["field"] for error in caught.value.errors] == [
        f"region_codes[{place}]" for place in range(10)
    ]


SCORES = np.array([NormalDist().inv_cdf(p) for p in sorted([*PROBABILITIES, 0.5])])
STEPS = st.floats(min_value=0, max_value=1e9, allow_nan=False, width=64)


@given(
    st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=5),
    st.lists(STEPS, min_size=len(SCORES), max_size=len(SCORES)),
    st.lists(st.integers(50, 99), min_size=1, max_size=5, unique=True),
)
def test_intervals_never_cross(starts: list[float], steps: list[float], levels: list[int]) -> None:
    quantiles = np.array(starts)[:, None] + np.cumsum(steps)
    bounds = interval_bounds(quantiles, SCORES, sorted(levels))
    assert (np.diff(bounds, axis=1) >= 0).all()
    assert np.allclose(bounds[:, len(levels)], quantiles[:, len(SCORES) // 2])
    assert (bounds >= quantiles[:, :1]).all()


def test_levels_between_the_quantiles_are_those_of_the_normal_distribution() -> None:
    levels = list(range(50, 100))
    bounds = interval_bounds(3 + 2 * SCORES[None], SCORES, levels)
    upper = [3 + 2 * NormalDist().inv_cdf(0.5 + level / 200) for level in levels]
    assert bounds[0, len(levels) + 1 :] == pytest.approx(upper)
    assert bounds[0, : len(levels)] == pytest.approx([6 - value for value in reversed(upper)])


def test_a_zero_on_the_grid_stays_a_zero() -> None:
    bounds = interval_bounds(np.minimum(SCORES, 0.0)[None] * 33.3, SCORES, [50, 80, 95])
    assert bounds[0, 3:].tolist() == [0, 0, 0, 0]


def test_entries_are_ranked_with_reasons_in_order(niches: NicheLookup) -> None:
    answer = niche_answers.flag_niches(niches, NicheRequest(region_codes=["R1"]))
    first, second = answer.calls
    assert (first.activity_code, first.activity_name) == ("H04", "Communication")
    assert (first.probability, first.null_probability) == (0.6, 0.2)
    assert first.lift == pytest.approx(3)
    assert [reason.reason for reason in first.reasons] == [
        "close to B60 Vehicles (proximity 0.61)",
        "complex",
    ]
    assert (second.activity_code, second.reasons, second.warning) == ("G06", [], "")
    assert set(answer.units) >= {"probability", "lift", "location_quotient", "complexity"}


def test_exits_limits_and_least_probabilities(niches: NicheLookup) -> None:
    request = NicheRequest(region_codes=["R2", "R1"], call="exit", limit=1)
    calls = niche_answers.flag_niches(niches, request).calls
    assert [(call.region_code, call.activity_code) for call in calls] == [
        ("R2", "G06"),
        ("R1", "A01"),
    ]
    assert calls[0].warning == "few patents"
    request = NicheRequest(region_codes=["R1", "R2"], minimum_probability=0.4)
    calls = niche_answers.flag_niches(niches, request).calls
    assert [call.probability for call in calls] == [0.6, 0.4]


def test_an_activity_is_asked_for_everywhere(niches: NicheLookup) -> None:
    request = NicheRequest(activity_codes=["A01", "G06"], limit=5)
    calls = niche_answers.flag_niches(niches, request).calls
    assert [(call.activity_code, call.region_code) for call in calls] == [
        ("A01", "R2"),
        ("G06", "R1"),
    ]
    request = NicheRequest(region_codes=["R1"], activity_codes=["G06"])
    assert [c.activity_code for c in niche_answers.flag_niches(niches, request).calls] == ["G06"]


def test_an_activity_that_has_ended_is_answered_with_its_last_year(niches: NicheLookup) -> None:
    lookup = replace(niches, ended={"H04": 2004})
    found = niche_answers.flag_niches(lookup, NicheRequest(activity_codes=["H04", "A01"]))
    assert found.notes == [
        "Communication (H04) has ended: no region has patents in it after 2004, so that none can "
        "enter or lose it."
    ]
    assert niche_answers.flag_niches(lookup, NicheRequest(region_codes=["R1"])).notes == []


def test_audit_holds_portfolio_calls_and_growth(niches: NicheLookup, growth: GrowthLookup) -> None:
    answer = audits.audit_region(niches, growth, AuditRequest(region_codes=["R1", "R3"]))
    audit, empty = answer.audits
    assert (audit.summary.diversity, audit.summary.eci) == (2, 0.5)
    assert [(s.activity_code, s.trend) for s in audit.portfolio] == [
        ("B60", "rising"),
        ("A01", "falling"),
    ]
    assert [call.activity_code for call in audit.likely_entries] == ["H04", "G06"]
    assert [call.activity_code for call in audit.at_risk] == ["A01", "B60"]
    assert audit.growth is not None
    assert [forecast.cluster_code for forecast in audit.growth.forecasts] == ["CAR", "FOO"]
    assert audit.growth.metadata.name == "cluster-growth"
    assert (empty.portfolio, empty.likely_entries, empty.growth) == ([], [], None)
    assert empty.summary.diversity is None


def test_a_region_without_cells_of_its_own_cannot_be_audited_nor_called(
    niches: NicheLookup, growth: GrowthLookup
) -> None:
    reason = r"^R0 \(Nation\) is a total of other regions: "
    with pytest.raises(ProblemError, match=f"{reason}audits are made .* such as R1$") as caught:
        audits.audit_region(niches, growth, AuditRequest(region_codes=["R0", "R3"]))
    assert caught.value.kind == "question-not-allowed"
    for call in ("entry", "exit"):
        request = NicheRequest(region_codes=["R0"], activity_codes=["G06"], call=call)
        with pytest.raises(ProblemError, match=f"{reason}entries and exits") as caught:
            niche_answers.flag_niches(niches, request)
        assert caught.value.kind == "question-not-allowed"
    with pytest.raises(ProblemError, match="has no technology that these regions"):
        niche_answers.flag_niches(niches, NicheRequest(region_codes=["R3"]))
    request = NicheRequest(region_codes=["R0", "R1"])
    assert {call.region_code for call in niche_answers.flag_niches(niches, request).calls} == {"R1"}


def test_a_region_that_only_the_growth_champion_knows_is_audited(
    niches: NicheLookup, growth: GrowthLookup
) -> None:
    one = replace(niches, summaries={}, portfolio_spans={})
    (audit,) = audits.audit_region(one, growth, AuditRequest(region_codes=["R1"])).audits
    assert audit.growth is not None
    with pytest.raises(ProblemError, match="neither a technology portfolio"):
        audits.audit_region(one, None, AuditRequest(region_codes=["R1"]))


def test_nothing_likely_enough_is_an_answer(niches: NicheLookup) -> None:
    request = NicheRequest(region_codes=["R1"], minimum_probability=1.0)
    assert niche_answers.flag_niches(niches, request).calls == []


def test_details_come_when_they_are_asked_for(niches: NicheLookup) -> None:
    plain = audits.audit_region(niches, None, AuditRequest(region_codes=["R1"]))
    assert plain.details is None
    detailed = audits.audit_region(niches, None, AuditRequest(region_codes=["R1"], details=True))
    assert detailed.audits == plain.audits
    assert detailed.details is not None
    assert niches.details() is detailed.details, "worked out once"
    codes = {node.activity_code for node in detailed.details.space.nodes}
    assert codes == {"A01", "B60", "G06", "H04"}
    trials = [(one.call, one.model) for one in detailed.details.trials]
    assert trials == [
        ("entry", "lightgbm"),
        ("entry", "density"),
        ("exit", "lightgbm"),
        ("exit", "persistence"),
        ("breakthrough", "emergence"),
        ("breakthrough", "past_share"),
    ]
    assert {tuple(one.origins) for one in detailed.details.trials} == {(2005, 2010)}


def test_a_summary_says_what_to_expect_of_all_cells(niches: NicheLookup) -> None:
    request = AuditRequest(region_codes=["R1", "R2", "R0"], entries=1, exits=1)
    first, second, nation = (
        one.summary for one in audits.audit_region(niches, None, request).audits
    )
    assert first.expected_entries == pytest.approx(0.4 + 0.6)
    assert first.expected_exits == pytest.approx(0.3 + 0.1)
    assert (first.possible_entries, first.possible_exits) == (2, 2)
    assert first.ranks == {"diversity": 1, "eci": 1, "fitness": 1, "count": 1}
    assert second.ranks == {"diversity": 1, "eci": None, "fitness": 2, "count": 2}
    assert (first.of, second.of) == (2, 2)
    assert (nation.of, nation.expected_entries, nation.ranks) == (None, None, {})


def test_audit_without_a_growth_champion_and_with_an_unknown_figure(niches: NicheLookup) -> None:
    (audit,) = audits.audit_region(niches, None, AuditRequest(region_codes=["R2"])).audits
    assert audit.growth is None
    assert audit.summary.eci is None


def test_a_region_that_any_champion_knows_is_listed(
    niches: NicheLookup, growth: GrowthLookup
) -> None:
    regions = catalogue.region_list(growth, niches, None).regions
    assert [(r.region_code, r.growth, r.niches) for r in regions] == [
        ("R1", True, True),
        ("R2", True, True),
    ]
    assert [one.task for one in catalogue.region_list(growth, niches, None).metadata] == [
        "growth",
        "niches",
    ]
    assert catalogue.region_list(None, None, None).regions == []


def test_a_region_of_market_niches_alone_is_listed(niches: NicheLookup) -> None:
    (one, other) = catalogue.region_list(None, None, niches).regions
    assert (one.growth, one.niches, one.markets) == (False, False, True)
    assert other.region_code == "R2"


def test_describe_says_what_is_loaded(growth: GrowthLookup) -> None:
    answer = catalogue.describe(growth, None, None)
    assert answer.niches is None
    assert answer.growth is not None
    assert (answer.growth.regions, answer.growth.clusters, answer.growth.series) == (2, 2, 3)
    assert answer.limits["region_codes"] == 100
