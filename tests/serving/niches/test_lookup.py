"""A niche champion made ready."""

from dataclasses import replace

from serving.niches.lookup import niche_lookup
from tests.serving.conftest import champion, niches_trained


def test_calls_of_a_region_and_of_an_activity_are_the_likeliest_first() -> None:
    entries = niche_lookup(champion(niches_trained())).calls["entry"]
    first, last = entries.by_region["R1"]
    assert entries.columns["activity_code"][first:last].tolist() == ["H04", "G06"]
    assert entries.columns["region_code"][entries.by_activity["H04"]].tolist() == ["R1"]


def test_each_call_has_its_reasons_in_order() -> None:
    found = niche_lookup(champion(niches_trained()))
    entries = found.calls["entry"].columns
    place = entries["activity_code"].tolist().index("H04")
    span = slice(entries["first_reason"][place], entries["last_reason"][place])
    assert found.weights[span].tolist() == [0.7, 0.1]
    assert found.reasons[span].to_pylist()[1] == "complex"


def test_a_champion_without_reasons_gives_none() -> None:
    trained = niches_trained()
    tables = {name: rows for name, rows in trained.tables.items() if name != "reasons"}
    found = niche_lookup(champion(replace(trained, tables=tables)))
    entries = found.calls["entry"].columns
    assert (entries["first_reason"] == entries["last_reason"]).all()


def test_the_portfolio_holds_specialisations_alone() -> None:
    found = niche_lookup(champion(niches_trained()))
    first, last = found.portfolio_spans["R1"]
    assert found.portfolio["activity_code"][first:last].tolist() == ["B60", "A01"]
