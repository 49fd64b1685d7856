"""The data behind the answers: sources, age, findings, models."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from serving.data import lookup as lookups
from serving.data.answers import MLFLOW_URL, data
from serving.data.contracts import PartName
from serving.data.lookup import DataLookup, data_lookup
from tests.serving.conftest import PACKAGE, champion, growth_trained, niches_trained
from training.champion import Champion
from training.record.quality import COLUMNS, QUALITY

GROWTH, NICHES = champion(growth_trained()), champion(niches_trained())
EARLIER = replace(NICHES, cutoff=2010, data=PACKAGE.until(2010))


def parts(**champions: Champion) -> dict[PartName, DataLookup]:
    return {name: data_lookup(one) for name, one in champions.items()}  # type: ignore[misc]


def test_a_package_is_described_once_as_it_was_known_last() -> None:
    found = data(parts(growth=GROWTH, niches=EARLIER))
    (package,) = found.packages
    assert (package.name, package.cutoff) == ("test-country", 2015)
    assert package.age == datetime.now(UTC).year - 2015
    (cells,) = [row for row in found.tables if row.table == "cluster_indicators"]
    assert (cells.first_year, cells.last_year, cells.rows) == (2005, 2015, 99)
    assert [row.cutoff for row in found.models] == [2015, 2010]
    assert found.summary[0].key == "data.summary.ages"
    assert found.summary[0].parameters["niche_year"] == 2010


def test_sources_stand_with_their_tables_and_the_others_with_the_package() -> None:
    rows = data(parts(growth=GROWTH)).sources
    assert [(row.table, row.title, row.vintage) for row in rows] == [
        ("cluster_indicators", "Accounts", "2025-02-18"),
        ("cluster_indicators", "Accounts", "2025-02-18"),
        ("cluster_flows", "Input-output table", "2024"),
        ("", "An office", ""),
    ]


def test_findings_of_the_training_are_shown() -> None:
    row = ("outlier", "warning", "patents", '{"region_code": "R1"}', float("nan"), 2, "odd", "do")
    tables = {**GROWTH.tables, QUALITY: pd.DataFrame([row], columns=COLUMNS)}
    found = data(parts(growth=replace(GROWTH, tables=tables)))
    (finding,) = found.findings
    assert (finding.place, finding.figure, finding.count) == ({"region_code": "R1"}, None, 2)
    assert found.summary[-1].key == "data.summary.odd"


def test_data_that_is_too_large_to_check_now_is_said_to_be_unchecked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert data(parts(growth=GROWTH)).notes == []
    monkeypatch.setattr(lookups, "MOST_ROWS", 10)
    found = data(parts(growth=GROWTH))
    assert [note.key for note in found.notes] == ["data.note.unchecked"]
    assert found.findings == []


@pytest.mark.parametrize(
    ("base", "link"),
    [
        ("", None),
        ("javascript:alert(1)", None),
        ("https://m.example/", "https://m.example/#/models/cluster-growth/versions/1"),
    ],
)
def test_models_lead_to_the_mlflow_ui_that_is_configured(
    base: str, link: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MLFLOW_URL, base)
    assert data(parts(growth=GROWTH)).models[0].link == link


def test_without_a_champion_nothing_is_described() -> None:
    found = data({})
    assert found.summary[0].key == "data.summary.nothing"
