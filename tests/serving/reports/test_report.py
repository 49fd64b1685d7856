"""The report of a region: responses from champions whose every figure is known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError, UnknownCodeError
from serving.niches.contracts import RegionAudit
from serving.reports.report import Report, region_report
from tests.serving import conftest as country
from tests.training import champions
from training.champion import Champion


def report(region: str = "R1", growth: Champion | None = None) -> Report:
    return region_report(region, champions.niches(), growth)


def audit(region: str = "R1") -> RegionAudit:
    (found,) = report(region).audit.audits
    return found


def test_calls_are_those_of_the_region_likeliest_first() -> None:
    found = audit()
    entries, exits = found.likely_entries, found.at_risk
    assert {call.activity_code for call in entries} == {"B1", "B2"}
    assert {call.activity_code for call in exits} == {"A1", "A2"}
    probabilities = [call.probability for call in entries]
    assert probabilities == sorted(probabilities, reverse=True)
    assert found.summary.expected_entries == pytest.approx(sum(probabilities))
    assert found.summary.expected_exits == pytest.approx(0.6)
    assert (found.summary.possible_entries, found.summary.possible_exits) == (2, 2)
    assert found.region_name == "Rivermouth"
    assert found.warning == ""


def test_a_call_has_its_name_its_reasons_in_order_and_unknowns_as_none() -> None:
    calls = {call.activity_code: call for call in audit().likely_entries}
    assert calls["B1"].activity_name == "Sensors"
    assert [one.reason for one in calls["B1"].reasons] == [
        "close to A1 <Pumps>",
        "Port, a similar region, has it",
    ]
    assert calls["B2"].reasons == []
    assert calls["B2"].complexity is None


def test_priority_is_that_of_the_activity_or_else_of_its_parent() -> None:
    found = audit()
    calls = found.likely_entries + found.at_risk
    assert {call.activity_code: call.priority for call in calls} == {
        "A1": None,
        "A2": None,  # a priority of clusters is none of technologies
        "B1": 1.0,
        "B2": 0.5,
    }


def test_summary_ranks_and_portfolio() -> None:
    found = report("R3").audit
    (region,) = found.audits
    summary = region.summary
    assert (summary.diversity, summary.eci, summary.fitness, summary.count) == (2, 0.3, 1.0, 40)
    assert summary.ranks["eci"] == 2
    assert summary.ranks["count"] == 3, "two regions have more"
    assert summary.of == 4
    assert found.metadata.counted == "patents"
    assert [one.activity_code for one in region.portfolio] == ["B1", "A1"]
    quotients = [one.location_quotient for one in region.portfolio]
    assert quotients == sorted(quotients, reverse=True)
    assert [one.complexity for one in region.portfolio] == [-0.5, 1.0]
    # 30 of the 60 B1 in a region with 40 of all 200 counts, where 12 would be usual
    assert region.portfolio[0].above_usual == pytest.approx(30 - 12)


def test_an_unknown_figure_has_no_rank() -> None:
    assert audit("R4").summary.ranks["eci"] is None


def test_the_small_region_is_warned_of() -> None:
    assert "small region" in audit("R4").warning


def test_the_space_holds_all_activities_with_the_topmost_parent_as_group() -> None:
    details = report().audit.details
    assert details is not None
    space = details.space
    groups = {node.activity_code: node.group for node in space.nodes}
    assert groups == {"A1": "Alpha", "A2": "Alpha", "B1": "Beta", "B2": "Beta"}
    counts = {node.activity_code: node.count for node in space.nodes}
    assert counts == {"A1": 50, "A2": 40, "B1": 60, "B2": 50}
    codes = set(groups)
    assert space.links
    assert all({link.activity_code, link.other_code} <= codes for link in space.links)


def test_provenance_track_record_and_demo() -> None:
    found = report().audit
    about, details = found.metadata, found.details
    assert about.version == 1
    assert about.cutoff == champions.CUTOFF
    assert about.created_at == "2020-05-04T03:02:01+00:00"
    assert [source.named for source in about.sources] == ["An office"]
    assert about.licenses == ["CC0-1.0"]
    assert not about.demo
    assert details is not None
    trials = {(trial.model, trial.call): trial for trial in details.trials}
    assert trials["lightgbm", "entry"].figures["ap"] == 0.4
    assert trials["lightgbm", "entry"].origins == [2006]
    assert trials["density", "entry"].figures["ap"] == 0.2
    assert ("random", "entry") not in trials, "the best simple rule alone"
    assert [(one.call, one.predicted, one.n) for one in details.reliability] == [
        ("entry", 0.1, 200),
        ("entry", 0.4, 50),
        ("exit", 0.2, 100),
        ("exit", 0.5, 40),
    ]


def test_growth_is_compound_a_year() -> None:
    part = report(growth=champions.growth()).growth
    assert part is not None
    first, second = part.forecasts
    assert first.cluster_name == "Machinery"
    assert first.growth is not None
    assert first.growth.median_per_year == pytest.approx(10.0)
    (interval,), (a_year,) = first.points[-1].intervals, first.growth.intervals_per_year
    assert interval.level == 80
    assert interval.lower < first.points[-1].median < interval.upper
    assert 100 * (1 + a_year.lower / 100) ** 2 == pytest.approx(interval.lower)
    assert 100 * (1 + a_year.upper / 100) ** 2 == pytest.approx(interval.upper)
    assert part.unit == "million"
    assert first.points[-1].year == 2012
    assert second.growth is None, "nothing grows from 0"


def test_what_moves_a_forecast_stands_with_its_cluster_the_strongest_first() -> None:
    growth = champions.growth()
    reasons = pd.DataFrame(
        {
            "region_code": ["R1", "R1", "R2"],
            "cluster_code": ["C1", "C1", "C1"],
            "driver": ["region", "national", "national"],
            "contribution": [-4.0, 25.0, 7.0],
            "growth": [-2.0, 12.0, np.nan],
        }
    )
    told = replace(growth, tables={**growth.tables, "reasons": reasons})
    found = report(growth=told)
    assert found.growth is not None
    first, second = found.growth.forecasts
    assert [(one.driver, one.contribution, one.growth) for one in first.drivers] == [
        ("national", 25.0, 12.0),
        ("region", -4.0, -2.0),
    ]
    assert second.drivers == []


@pytest.mark.parametrize(
    ("champion", "region", "words"),
    [
        (None, "R1", "No growth champion"),
        (champions.growth(sha256="b" * 64), "R1", "was trained on tiny"),
        (champions.growth(), "R2", "no forecast for this region"),
    ],
)
def test_without_growth_forecasts_a_note_says_why(
    champion: Champion | None, region: str, words: str
) -> None:
    found = report(region, champion)
    assert found.growth is None
    assert (found.options, found.multipliers, found.peers) == (None, None, None)
    (note,) = found.notes
    assert words in note
    assert "multipliers or peers" in note


def test_where_the_data_does_not_allow_a_choice_a_note_says_why() -> None:
    found = report(growth=champions.growth())
    assert found.growth is not None
    assert (found.options, found.multipliers, found.peers) == (None, None, None)
    (note,) = found.notes
    assert note.startswith("Options cannot be ranked: ")
    assert "clusters" in note


def test_a_report_is_its_own_json() -> None:
    found = report(growth=champions.growth())
    assert Report.model_validate_json(found.model_dump_json()) == found
    assert "NaN" not in found.model_dump_json()


def test_an_unknown_region_is_named_with_its_like() -> None:
    with pytest.raises(UnknownCodeError, match="unknown region 'R9': did you mean R"):
        report("R9")


def test_a_region_without_counts_of_its_own_is_refused() -> None:
    with pytest.raises(InputError, match="'N' has no counts in the 1 year up"):
        report("N")


def test_a_champion_without_entries_still_audits() -> None:
    calls = champions.niches().tables["calls"]
    champion = champions.niches(calls=pd.DataFrame(calls[calls["call"] == "exit"]))
    (found,) = region_report("R1", champion).audit.audits
    assert found.likely_entries == []
    assert (found.summary.expected_entries, found.summary.possible_entries) == (0, 0)
    assert len(found.at_risk) == 2


def of_country(growth: Champion) -> Report:
    niches = country.champion(country.niches_trained())
    return region_report("R1", niches, growth, niches)


def test_the_choice_has_figures_for_all_that_is_known() -> None:
    found = of_country(country.champion(country.growth_trained()))
    assert found.options is not None
    (region,) = found.options.regions
    assert [one.rank for one in region.clusters] == [1, 2, 3]
    assert [one.rank for one in region.niches] == [1, 2]
    assert found.multipliers is not None
    flows = found.multipliers.regions[0].flows
    assert [one.flow for one in flows] == sorted((one.flow for one in flows), reverse=True)
    assert all(one.from_cluster_code != one.to_cluster_code for one in flows)
    assert {one.to_cluster_name for one in flows} == {"Vehicles", "Food", "Textiles"}
    assert found.peers is not None
    assert [one.activity_code for one in found.partners] == [region.clusters[0].code, "H04"]
    assert found.notes == []


def test_what_the_data_lacks_is_noted() -> None:
    growth = country.champion(country.growth_trained())
    needed = ("regions", "clusters", "indicators", "cluster_indicators")
    few = {name: growth.data.tables[name] for name in needed}
    found = of_country(replace(growth, data=replace(growth.data, tables=few)))
    assert found.multipliers is None
    (note,) = found.notes
    assert note.startswith("Multipliers are not available: ")
    assert "cluster_flows" in note
