"""The audit of a region against a champion whose every figure is known."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from serving.reports.audit import audit

from features.errors import InputError, UnknownCodeError
from serving.reports import audit_figures
from tests.training import champions
from training.champion import Champion


def test_calls_are_those_of_the_region_likeliest_first() -> None:
    found = audit(champions.niches(), champions.package(), "R1")
    entries, exits = found["likely_entries"], found["at_risk"]
    assert {call["activity_code"] for call in entries} == {"B1", "B2"}
    assert {call["activity_code"] for call in exits} == {"A1", "A2"}
    probabilities = [call["probability"] for call in entries]
    assert probabilities == sorted(probabilities, reverse=True)
    assert found["expected"]["entry"] == pytest.approx(sum(probabilities))
    assert found["expected"]["exit"] == pytest.approx(0.6)
    assert found["region_name"] == "Rivermouth"
    assert found["warning"] == ""


def test_a_call_has_its_name_its_reasons_in_order_and_unknowns_as_none() -> None:
    found = audit(champions.niches(), champions.package(), "R1")
    calls = {call["activity_code"]: call for call in found["likely_entries"]}
    assert calls["B1"]["activity_name"] == "Sensors"
    assert [one["reason"] for one in calls["B1"]["reasons"]] == [
        "close to A1 <Pumps>",
        "Port, a similar region, has it",
    ]
    assert calls["B2"]["reasons"] == []
    assert calls["B2"]["complexity"] is None


def test_priority_is_that_of_the_activity_or_else_of_its_parent() -> None:
    found = audit(champions.niches(), champions.package(), "R1")
    calls = found["likely_entries"] + found["at_risk"]
    assert {call["activity_code"]: call["priority"] for call in calls} == {
        "A1": None,
        "A2": None,  # a priority of clusters is none of technologies
        "B1": 1.0,
        "B2": 0.5,
    }


def test_summary_ranks_and_portfolio() -> None:
    found = audit(champions.niches(), champions.package(), "R3")
    assert found["summary"] == {"diversity": 2, "eci": 0.3, "fitness": 1.0, "count": 40}
    assert found["ranks"]["eci"] == 2
    assert found["ranks"]["count"] == 3, "two regions have more"
    assert found["ranks"]["of"] == 4
    assert found["count_unit"] == "patents"
    quotients = [one["location_quotient"] for one in found["portfolio"]]
    assert [one["activity_code"] for one in found["portfolio"]] == ["B1", "A1"]
    assert quotients == sorted(quotients, reverse=True)


def test_the_small_region_is_warned_of() -> None:
    assert "small region" in audit(champions.niches(), champions.package(), "R4")["warning"]


def test_the_space_holds_all_activities_with_the_topmost_parent_as_group() -> None:
    space = audit(champions.niches(), champions.package(), "R1")["space"]
    groups = {node["activity_code"]: node["group"] for node in space["nodes"]}
    assert groups == {"A1": "Alpha", "A2": "Alpha", "B1": "Beta", "B2": "Beta"}
    counts = {node["activity_code"]: node["count"] for node in space["nodes"]}
    assert counts == {"A1": 50, "A2": 40, "B1": 60, "B2": 50}
    codes = set(groups)
    assert all({link["from"], link["to"]} <= codes for link in space["links"])


def test_provenance_track_record_and_demo() -> None:
    found = audit(champions.niches(), champions.package(), "R1")
    about = found["metadata"]
    assert about["version"] == 1
    assert about["cutoff"] == champions.CUTOFF
    assert about["created_at"] == "2020-05-04T03:02:01+00:00"
    assert about["sources"] == ["An office"]
    assert about["licenses"] == ["CC0-1.0"]
    pooled = {(row["model"], row["call"]): row for row in about["track_record"]}
    assert pooled["lightgbm", "entry"]["ap"] == 0.4
    assert pooled["lightgbm", "entry"]["origins"] == [2006]
    assert not found["demo"]


def test_growth_is_compound_a_year() -> None:
    found = audit(champions.niches(), champions.package(), "R1", champions.growth())
    first, second = found["growth"]["clusters"]
    assert first["cluster_name"] == "Machinery"
    assert first["growth_median"] == pytest.approx(10.0)
    assert first["lower_80"] < first["median"] < first["upper_80"]
    assert found["growth"]["unit"] == "million"
    assert found["growth"]["year"] == 2012
    assert second["growth_median"] is None, "nothing grows from 0"
    assert found["notes"] == []


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
    found = audit(champions.niches(), champions.package(), "R1", told)
    first, second = found["growth"]["clusters"]
    assert first["drivers"] == [
        {"driver": "national", "contribution": 25.0, "growth": 12.0},
        {"driver": "region", "contribution": -4.0, "growth": -2.0},
    ]
    assert second["drivers"] == []
    assert "drivers" in audit_figures.draw(found)
    assert "drivers" not in audit_figures.draw(
        audit(champions.niches(), champions.package(), "R1", growth)
    )


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
    found = audit(champions.niches(), champions.package(), region, champion)
    assert found["growth"] is None
    (note,) = found["notes"]
    assert words in note
    assert "multipliers and peers" in note


def test_an_audit_is_plain_json() -> None:
    found = audit(champions.niches(), champions.package(), "R1", champions.growth())
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_another_package_is_refused() -> None:
    other = champions.package("other", "b" * 64)
    with pytest.raises(InputError, match=r"trained on tiny .* not on this other"):
        audit(champions.niches(), other, "R1")


def test_a_package_without_patents_is_sent_to_market_niches() -> None:
    other = champions.package("other", "b" * 64)
    left = {name: rows for name, rows in other.tables.items() if name != "patents"}
    with pytest.raises(InputError) as caught:
        audit(champions.niches(), replace(other, tables=left), "R1")
    assert str(caught.value).endswith(
        "since this one has no table patents, train, promote and audit market niches on it with "
        "--activity cluster"
    )
    market = champions.niches()
    market = replace(market, params={**market.params, "activity": "cluster"})
    with pytest.raises(InputError, match=r"or train and promote a model on this one$"):
        audit(market, replace(other, tables=left), "R1")


def test_an_unknown_region_is_named_with_its_like() -> None:
    with pytest.raises(UnknownCodeError, match="unknown region 'R9'; the nearest known: R"):
        audit(champions.niches(), champions.package(), "R9")


def test_a_region_without_counts_of_its_own_is_refused() -> None:
    with pytest.raises(InputError, match="'N' has no counts of its own"):
        audit(champions.niches(), champions.package(), "N")


def test_a_champion_without_entries_still_audits() -> None:
    calls = champions.niches().tables["calls"]
    champion = champions.niches(calls=pd.DataFrame(calls[calls["call"] == "exit"]))
    found = audit(champion, champions.package(), "R1")
    assert found["likely_entries"] == []
    assert len(found["at_risk"]) == 2
