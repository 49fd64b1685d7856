"""Multipliers and scenarios from champions by hand."""

from dataclasses import replace
from typing import Any

import pytest

from features.links.flow_table import input_output
from features.links.multipliers import leontief_inverse, technical_coefficients
from serving.choice.contracts import MultiplierRequest, Shock, SimulateRequest
from serving.choice.lookup import SupportLookup, support_lookup
from serving.http.problems import ProblemError
from serving.links import demand
from tests.serving.conftest import CUTOFF, PACKAGE, champion, growth_trained


@pytest.fixture(scope="module")
def lookup() -> SupportLookup:
    return support_lookup(champion(growth_trained()), None)


def test_multipliers_are_the_nations_cut_to_the_region(lookup: SupportLookup) -> None:
    answer = demand.multipliers(lookup, MultiplierRequest(region_code="R1"))
    assert (answer.source_region, answer.table_year) == ("R0", 2017)
    table = input_output(PACKAGE, "R0")
    whole = leontief_inverse(technical_coefficients(table.flows, table.output)).sum(axis=0)
    nation = dict(zip(table.cluster_codes, whole, strict=True))
    for one in answer.clusters:
        assert one.national_output_multiplier == pytest.approx(nation[one.cluster_code])
        low, high = one.output_multiplier_low, one.output_multiplier_high
        assert low is not None
        assert high is not None
        assert 1 <= low < high <= nation[one.cluster_code]
    sizes = [one.output_multiplier for one in answer.clusters]
    assert sizes == sorted(sizes, key=lambda size: -(size or 0))


def test_another_method_is_worked_out(lookup: SupportLookup) -> None:
    usual = demand.multipliers(lookup, MultiplierRequest(region_code="R1"))
    asked = MultiplierRequest(region_code="R1", method="slq", deltas=[0.3])
    other = demand.multipliers(lookup, asked)
    assert other.clusters[0].output_multiplier_low == other.clusters[0].output_multiplier_high
    assert {one.cluster_code for one in other.clusters} == {
        one.cluster_code for one in usual.clusters
    }


def test_a_scenario_adds_to_the_baseline(lookup: SupportLookup) -> None:
    shock = Shock(cluster_code="CAR", year=CUTOFF + 1, amount=10.0)
    asked = SimulateRequest(region_code="R1", shocks=[shock])
    answer = demand.simulate(lookup, asked)
    assert answer.paths[0].cluster_code == "CAR"
    first = answer.paths[0].points[0]
    assert first.median == pytest.approx(first.baseline + first.effect)
    assert 0 < first.effect_low <= first.effect <= first.effect_high
    lower, upper = first.intervals[0].lower, first.intervals[0].upper
    assert lower < first.median < upper


def shock_of(cluster: str, year: int) -> SimulateRequest:
    shock = Shock(cluster_code=cluster, year=year, amount=1.0)
    return SimulateRequest(region_code="R1", shocks=[shock])


@pytest.mark.parametrize(
    ("question", "request_", "kind"),
    [
        (demand.multipliers, MultiplierRequest(region_code="RX"), "unknown-code"),
        (demand.simulate, shock_of("X", CUTOFF + 1), "unknown-code"),
        (demand.simulate, shock_of("CAR", 2030), "question-not-allowed"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    lookup: SupportLookup, question: Any, request_: Any, kind: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        question(lookup, request_)
    assert caught.value.kind == kind


def test_without_input_output_tables_there_are_no_multipliers() -> None:
    tables = {name: table for name, table in PACKAGE.tables.items() if "flows" not in name}
    data = replace(PACKAGE, tables=tables)
    lookup = support_lookup(replace(champion(growth_trained()), data=data), None)
    with pytest.raises(ProblemError, match="cluster_flows"):
        demand.multipliers(lookup, MultiplierRequest(region_code="R1"))
