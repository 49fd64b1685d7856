"""Multipliers and scenarios from champions by hand."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError
from features.links.flow_table import input_output
from features.links.multipliers import leontief_inverse, technical_coefficients
from features.links.regionalization import DELTA, regional_tables
from serving.choice import simulation
from serving.choice.simulation_contracts import Shock, SimulateRequest
from serving.http.problems import ProblemError, problem_of
from serving.links import answers as links
from serving.links.contracts import MultiplierRequest
from serving.links.lookup import LinkLookup, link_lookup
from tests.serving.conftest import CUTOFF, PACKAGE, champion, growth_trained


@pytest.fixture(scope="module")
def lookup() -> LinkLookup:
    return link_lookup(champion(growth_trained()), None)


def test_multipliers_are_the_nations_cut_to_the_region(lookup: LinkLookup) -> None:
    (region,) = links.multipliers(lookup, MultiplierRequest(region_codes=["R1"])).regions
    assert (region.source_region, region.table_year) == ("R0", 2017)
    table = input_output(PACKAGE, "R0")
    whole = leontief_inverse(technical_coefficients(table.flows, table.output)).sum(axis=0)
    nation = dict(zip(table.cluster_codes, whole, strict=True))
    for one in region.clusters:
        assert one.national_output_multiplier == pytest.approx(nation[one.cluster_code])
        low, high = one.output_multiplier_low, one.output_multiplier_high
        assert low is not None
        assert high is not None
        assert 1 <= low < high <= nation[one.cluster_code]
    sizes = [one.output_multiplier for one in region.clusters]
    assert sizes == sorted(sizes, key=lambda size: -(size or 0))


def test_value_added_in_another_unit_than_output_has_no_multiplier_and_a_note() -> None:
    trained = champion(growth_trained())
    rows = trained.data.tables["cluster_indicators"]
    scaled = rows["value"].where(rows["indicator"] != "value_added", rows["value"] / 1000)
    rows = rows.assign(value=scaled)
    tables = {**trained.data.tables, "cluster_indicators": rows}
    lookup = link_lookup(replace(trained, data=replace(trained.data, tables=tables)), None)
    (region,) = links.multipliers(lookup, MultiplierRequest(region_codes=["R1"])).regions
    assert region.clusters
    assert all(one.value_added_multiplier is None for one in region.clusters)
    (note,) = region.notes
    assert note.startswith("no multipliers of value_added: value_added of R0 in ")


def test_another_method_is_worked_out(lookup: LinkLookup) -> None:
    usual = links.multipliers(lookup, MultiplierRequest(region_codes=["R1"]))
    asked = MultiplierRequest(region_codes=["R1"], method="slq", deltas=[0.3])
    other = links.multipliers(lookup, asked)
    assert (
        other.regions[0].clusters[0].output_multiplier_low
        == other.regions[0].clusters[0].output_multiplier_high
    )
    assert {one.cluster_code for one in other.regions[0].clusters} == {
        one.cluster_code for one in usual.regions[0].clusters
    }


def test_flows_come_when_they_are_asked_for_the_strongest_first(lookup: LinkLookup) -> None:
    (plain,) = links.multipliers(lookup, MultiplierRequest(region_codes=["R1"])).regions
    assert plain.flows == []
    asked = MultiplierRequest(region_codes=["R1"], flows=2)
    (region,) = links.multipliers(lookup, asked).regions
    assert region.clusters == plain.clusters
    (table,) = regional_tables(PACKAGE, "R1", [DELTA])
    between = table.flows.copy()
    np.fill_diagonal(between, 0.0)
    assert [one.flow for one in region.flows] == sorted(between.ravel(), reverse=True)[:2]
    first = region.flows[0]
    seller, buyer = np.unravel_index(between.argmax(), between.shape)
    assert (first.from_cluster_code, first.to_cluster_code) == (
        table.cluster_codes[seller],
        table.cluster_codes[buyer],
    )
    assert first.sales_share == pytest.approx(first.flow / table.output[seller])


def test_the_unit_of_flows_is_that_of_output_or_said_to_be_missing(lookup: LinkLookup) -> None:
    request = MultiplierRequest(region_codes=["R1"])
    assert links.multipliers(lookup, request).units["flow"] == "unit not stated"
    indicators = pd.DataFrame({"indicator": ["jobs", "output"], "unit": ["persons", "million EUR"]})
    data = replace(lookup.data, tables={**lookup.data.tables, "indicators": indicators})
    stated = replace(lookup, data=data)
    assert links.multipliers(stated, request).units["flow"] == "million EUR"


def test_flows_of_a_cluster_are_its_purchases_and_sales(lookup: LinkLookup) -> None:
    everything = MultiplierRequest(region_codes=["R1"], flows=100)
    (region,) = links.multipliers(lookup, everything).regions
    code = region.flows[-1].to_cluster_code
    (asked,) = links.multipliers(lookup, everything.model_copy(update={"flows_of": code})).regions
    expected = [
        flow for flow in region.flows if code in (flow.from_cluster_code, flow.to_cluster_code)
    ]
    assert asked.flows == expected
    with pytest.raises(InputError, match="unknown cluster 'NO'"):
        links.multipliers(lookup, everything.model_copy(update={"flows_of": "NO"}))


def test_a_scenario_adds_to_the_baseline(lookup: LinkLookup) -> None:
    shock = Shock(cluster_code="CAR", year=CUTOFF + 1, amount=10.0)
    asked = SimulateRequest(region_codes=["R1"], shocks=[shock])
    (answer,) = simulation.simulate(lookup, asked).regions
    assert answer.paths[0].cluster_code == "CAR"
    first = answer.paths[0].points[0]
    assert first.median == pytest.approx(first.baseline + first.effect)
    assert 0 < first.effect_low <= first.effect <= first.effect_high
    lower, upper = first.intervals[0].lower, first.intervals[0].upper
    assert lower < first.median < upper


def shock_of(cluster: str, year: int) -> SimulateRequest:
    shock = Shock(cluster_code=cluster, year=year, amount=1.0)
    return SimulateRequest(region_codes=["R1"], shocks=[shock])


@pytest.mark.parametrize(
    ("question", "request_", "kind"),
    [
        (links.multipliers, MultiplierRequest(region_codes=["RX"]), "unknown-code"),
        (simulation.simulate, shock_of("X", CUTOFF + 1), "unknown-code"),
        (simulation.simulate, shock_of("CAR", 2030), "question-not-allowed"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    lookup: LinkLookup, question: Any, request_: Any, kind: str
) -> None:
    with pytest.raises(InputError) as caught:
        question(lookup, request_)
    assert problem_of(caught.value).kind == kind


def test_without_input_output_tables_there_are_no_multipliers() -> None:
    tables = {name: table for name, table in PACKAGE.tables.items() if "flows" not in name}
    data = replace(PACKAGE, tables=tables)
    lookup = link_lookup(replace(champion(growth_trained()), data=data), None)
    with pytest.raises(InputError, match="cluster_flows"):
        links.multipliers(lookup, MultiplierRequest(region_codes=["R1"]))


def test_a_total_of_other_regions_is_refused_as_one(lookup: LinkLookup) -> None:
    reason = "R0 (Nation) is a total of other regions: multipliers are worked out for regions"
    with pytest.raises(ProblemError, match=re.escape(reason)):
        links.multipliers(lookup, MultiplierRequest(region_codes=["R1", "R0"]))
    with pytest.raises(ProblemError, match=re.escape("did you mean R1 (Brelavia)?")):
        links.multipliers(lookup, MultiplierRequest(region_codes=["Brelavia"]))
