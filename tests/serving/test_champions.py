"""Champions that load, and champions that do not."""

import logging
from pathlib import Path

import pytest

from serving.champions import Champions, Loaded, ready
from serving.lookup import GrowthLookup, NicheLookup
from serving.problems import ProblemError
from tests.serving.conftest import champion, growth_trained, niches_trained


def test_a_champion_is_tried_before_it_serves() -> None:
    growth = ready(champion(growth_trained(), version=3))
    niches = ready(champion(niches_trained()))
    assert isinstance(growth, GrowthLookup)
    assert isinstance(niches, NicheLookup)
    assert growth.metadata.version == 3


def test_champions_of_the_registry_are_loaded(store: Path) -> None:
    champions = Champions()
    champions.refresh()
    before = champions.loaded
    assert before.need_niches().metadata.version == 1
    assert before.need_growth().metadata.package == "test-country"
    assert before.summary() == "growth v1, niches v1"
    assert Loaded(niches=before.niches).summary() == "no growth champion, niches v1"
    champions.refresh()
    assert champions.loaded is before


def test_a_store_that_does_not_answer_is_complained_of_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("bentoml"), "propagate", True)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:////dev/null/mlflow.db")
    champions = Champions()
    champions.refresh()
    champions.refresh()
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(":")[0] for line in lines] == ["cluster-growth", "technology-niches"]
    assert not any("\n" in line for line in lines)
    with pytest.raises(ProblemError, match="no growth champion is loaded"):
        champions.loaded.need_growth()
