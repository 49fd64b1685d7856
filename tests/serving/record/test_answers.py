"""The track record: figures by year, calibration, calls by name, and calls that were made live."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.errors import UnknownCodeError
from serving.growth.lookup import GrowthLookup
from serving.niches.lookup import NicheLookup
from serving.record.answers import Part, _summary, parts_of, record
from serving.record.calibration import binned, wilson
from serving.record.contracts import RecordRequest, RecordResponse
from serving.record.lookup import RecordLookup, likeliest_ten, record_lookup
from serving.served.preparation import choice_ready, ready
from tests.serving.conftest import (
    champion,
    growth_trained,
    markets_trained,
    niches_trained,
)
from training.champion import Champion
from training.record.past import COLUMNS, PAST

GROWTH, NICHES = champion(growth_trained()), champion(niches_trained())


def parts(*champions: Champion, former: tuple[Champion, ...] = ()) -> list[Part]:
    lookups = [ready(one) for one in champions]
    growth = next((it for it in lookups if isinstance(it, GrowthLookup)), None)
    niches = next((it for it in lookups if isinstance(it, NicheLookup)), None)
    records = {
        "growth" if one.task == "growth" else "niches": record_lookup(one, former)
        for one in champions
    }
    return parts_of(records, growth, niches, None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def both() -> list[Part]:
    return parts(GROWTH, NICHES)


def ask(found: list[Part], **asked: object) -> RecordResponse:
    return record(found, None, RecordRequest.model_validate(asked))


def test_every_year_stands_beside_the_best_simple_rule(both: list[Part]) -> None:
    rows = ask(both).rows
    by_key = {(row.call, row.origin): row for row in rows}
    assert set(by_key) == {
        (call, origin) for call in ("growth", "entry", "exit") for origin in (2005, 2010, None)
    }
    growth = by_key["growth", 2005]
    assert (growth.target, growth.coverage_80, growth.n) == (2010, 0.75, 3)
    entry = by_key["entry", 2010]
    assert (entry.hit_rate, entry.rule, entry.came_true) == (0.2, "density", 0.08)
    assert by_key["exit", 2010].rule == "persistence", "the rule that the champion names"
    assert entry.stated == pytest.approx((0.5 + 0.4 + 0.05 + 0.3) / 4)
    assert by_key["entry", 2005].stated is None, "fewer calls are kept than were made"


def test_a_summary_says_what_kind_of_calls_these_are(both: list[Part]) -> None:
    keys = [one.key for one in ask(both).summary]
    assert keys == [
        "record.summary.entries",
        "record.summary.intervals",
        "record.summary.backtest",
    ]
    assert "Of 100 niches" in ask(both).summary[0].text
    assert [one.key for one in ask([]).summary] == ["record.summary.nothing"]


def test_older_champions_give_the_options_that_they_kept(both: list[Part]) -> None:
    groups = {(it.call, it.group): it for it in ask(both).groups}
    entered = groups["entry", "came_true"].cases
    assert [(it.region_code, it.code, it.stated) for it in entered] == [
        ("R1", "H04", 0.5),
        ("R2", "B60", 0.05),
    ]
    assert [it.code for it in groups["entry", "unforeseen"].cases] == ["B60"]
    # Unlike in the kept options, growth is that of the history: 80 at 2005, 90 at 2010.
    (fastest, *_) = groups["growth", "fastest"].cases
    assert fastest.outcome == pytest.approx(100 * ((100 / 90) ** 0.2 - 1), abs=0.01)
    assert fastest.lower is None
    assert "record.note.older" in [one.key for one in ask(both).notes]


def test_calls_are_listed_of_one_region_kind_and_year(both: list[Part]) -> None:
    found = ask(both, region_codes=["R2"], call="entry", origin=2010)
    cases = [case for group in found.groups for case in group.cases]
    assert {(it.region_code, it.call, it.origin) for it in cases} == {("R2", "entry", 2010)}
    assert {row.call for row in found.rows} == {"entry"}
    with pytest.raises(UnknownCodeError):
        ask(both, region_codes=["R9"])


def test_pages_of_calls_go_on_where_the_last_one_ended(both: list[Part]) -> None:
    def page(offset: int) -> list[str]:
        found = ask(both, call="entry", limit=1, offset=offset)
        return [case.code for it in found.groups if it.group == "came_true" for case in it.cases]

    assert [page(0), page(1), page(2)] == [["H04"], ["B60"], []]


@pytest.mark.parametrize(("rule", "said"), [(2.5, True), (1.0, False), (None, False)])
def test_a_simple_rule_that_did_better_is_named(
    both: list[Part], rule: float | None, said: bool
) -> None:
    lifts = {"lift": 2.0, "lift_low": 1.5, "lift_high": 2.5, "rule_lift": rule}
    rows = [one.model_copy(update=lifts if one.call == "growth" else {}) for one in ask(both).rows]
    found = {one.key: one.text for one in _summary(rows)}
    assert ("record.summary.growth.rule" in found) is said
    assert not said or "by 2.5 percentage points a year" in found["record.summary.growth.rule"]


def kept(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def test_surprises_lie_outside_the_interval_and_small_clusters_are_passed_over() -> None:
    rows = [
        (2005, "R1", "CAR", "growth", 2.0, 0.0, 4.0, 9.0, 100.0),
        (2005, "R1", "FOO", "growth", 2.0, 0.0, 4.0, 3.9, 100.0),
        (2005, "R1", "TEX", "growth", 2.0, 0.0, 4.0, 90.0, 1.0),
    ]
    tables = {**GROWTH.tables, PAST: kept(rows)}
    found = parts(replace(GROWTH, tables=tables))
    (above,) = [it for it in ask(found).groups if it.group == "above"]
    assert [it.code for it in above.cases] == ["CAR"]
    (asked,) = [it for it in ask(found, codes=["TEX"]).groups if it.group == "above"]
    assert [it.code for it in asked.cases] == ["TEX"], "one that is asked for is shown at any size"


def test_calls_of_a_former_champion_are_live() -> None:
    early = replace(growth_trained(), cutoff=2010)
    forecasts = early.tables["forecasts"].assign(year=lambda rows: rows["year"] - 5)
    early = replace(early, tables={**early.tables, "forecasts": forecasts})
    former = champion(early, version=3)
    found = ask(parts(GROWTH, former=(former,)))
    (row,) = [row for row in found.rows if row.live]
    assert (row.origin, row.target, row.version, row.n) == (2010, 2015, 3, 3)
    assert found.live
    assert found.summary[-1].key == "record.summary.live"
    values = GROWTH.data.tables["cluster_indicators"]
    value = values[values["year"] == 2015].set_index(["region_code", "cluster_code"])["value"]
    cases = [it for group in found.groups for it in group.cases if it.live]
    assert cases
    for case in cases:
        grown = 100 * ((value[case.region_code, case.code] / 90) ** 0.2 - 1)
        assert case.outcome == pytest.approx(grown, abs=0.01)


def test_chances_are_compared_with_what_came_true_in_bins() -> None:
    rows = pd.DataFrame(
        {
            "stated": [0.25] * 20 + [0.95] * 20 + [0.55] * 3,
            "outcome": [1.0] * 5 + [0.0] * 15 + [1.0] * 20 + [1.0] * 3,
            "region_code": ["R1", "R2"] * 21 + ["R1"],
        }
    )
    low, high = binned(rows)
    assert (low.came_true, low.n) == (0.25, 20)
    assert low.stated == pytest.approx(0.25)
    assert low.low < 0.25 < low.high
    assert high.came_true == 1.0
    assert high.high == pytest.approx(1.0)
    assert high.low == pytest.approx(wilson(1.0, 20)[0]), "20 of 20 do not make it certain"


def test_the_ten_likeliest_are_those_of_each_region() -> None:
    rows = pd.DataFrame(
        {
            "origin": 2010,
            "region_code": ["R1"] * 12 + ["R2"],
            "score": [*np.linspace(1, 0.1, 12), 0.01],
            "outcome": [1.0] * 10 + [0.0] * 2 + [0.0],
        }
    )
    assert likeliest_ten(rows, "score") == pytest.approx(10 / 11)


def test_presets_are_judged_where_the_champions_keep_options() -> None:
    found = record(parts(GROWTH), choice_ready(GROWTH, NICHES), RecordRequest())
    assert {one.preset for one in found.hindsight} >= {"balanced", "growth"}


def test_markets_are_of_clusters() -> None:
    lookup: RecordLookup = record_lookup(champion(markets_trained()))
    assert {row.activity for row in lookup.rows} == {"cluster"}
