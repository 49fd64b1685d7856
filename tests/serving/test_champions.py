"""Champions that load, and champions that do not."""

import logging
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from serving import champions as champions_module
from serving.champions import Champions
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ForecastRequest
from serving.growth.lookup import GrowthLookup, growth_lookup
from serving.http.problems import NoChampionError, ProblemError
from serving.niches.answers import flag_niches
from serving.niches.contracts import NicheRequest
from serving.niches.lookup import NicheLookup, niche_lookup
from serving.served.loaded import Loaded
from serving.served.preparation import ready
from tests.serving.conftest import (
    champion,
    growth_trained,
    markets_trained,
    niches_trained,
    register,
)
from training.champion import Champion
from training.registry import versions


def test_a_champion_is_tried_before_it_serves() -> None:
    growth = ready(champion(growth_trained(), version=3))
    niches = ready(champion(niches_trained()))
    assert isinstance(growth, GrowthLookup)
    assert isinstance(niches, NicheLookup)
    assert growth.metadata.version == 3


def test_each_champion_knows_which_regions_the_other_knows() -> None:
    niches = champion(niches_trained())
    regions = niches.tables["regions"].replace({"region_code": {"R3": "X3"}})
    other = niche_lookup(replace(niches, tables={**niches.tables, "regions": regions}))
    loaded = Loaded().replaced(growth_lookup(champion(growth_trained()))).replaced(other)
    told = "region 'X3' is in the data of another champion, .* cluster-growth was trained$"
    with pytest.raises(ProblemError, match=told) as caught:
        forecast_growth(loaded.need_growth(), ForecastRequest(region_codes=["R1", "X3"]))
    assert (caught.value.kind, caught.value.errors[0]["field"]) == (
        "unknown-code",
        "region_codes[1]",
    )
    told = "region 'R3' is in the data of another champion, .* technology-niches was trained$"
    with pytest.raises(ProblemError, match=told):
        flag_niches(loaded.need_niches(), NicheRequest(region_codes=["R3"]))
    with pytest.raises(ProblemError, match="unknown region 'X4'"):
        forecast_growth(loaded.need_growth(), ForecastRequest(region_codes=["X4"]))


def test_champions_of_the_registry_are_loaded(store: Path) -> None:
    champions = Champions()
    champions.refresh()
    before = champions.loaded
    assert before.need_niches().metadata.name == "technology-niches"
    assert before.need_niches("cluster").metadata.name == "market-niches"
    assert before.need_growth().metadata.package == "test-country"
    assert before.summary() == "growth v1, technology niches v1, market niches v1"
    bare = Loaded(niches=before.niches).summary()
    assert bare == "no growth, technology niches v1, no market niches"
    with pytest.raises(NoChampionError, match=r"train niches, .* need patents.* activity cluster$"):
        Loaded(growth=before.growth).need_niches()
    with pytest.raises(NoChampionError, match=r"train niches --activity cluster.* cluster$"):
        Loaded(niches=before.niches).need_niches("cluster")
    with pytest.raises(NoChampionError, match=r"promote growth$"):
        Loaded(niches=before.niches).need_growth()
    champions.refresh()
    assert champions.loaded is before


def test_a_registry_that_was_not_written_is_not_asked(
    migrated_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(migrated_database, tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    champions = Champions()
    assert [champions._may_have_changed() for _ in range(3)] == [True, False, False]
    register(growth_trained())
    assert [champions._may_have_changed() for _ in range(2)] == [True, False]
    monkeypatch.setattr(champions_module, "SURE_SECONDS", 0.0)
    assert champions._may_have_changed(), "after a while it is asked anyway"


@pytest.mark.parametrize("uri", ["http://127.0.0.1:9", "postgresql://user@host/name"])
def test_a_registry_elsewhere_is_always_asked(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    champions = Champions()
    assert [champions._may_have_changed() for _ in range(2)] == [True, True]


def test_the_start_ends_once_the_first_questions_can_be_answered(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then what all regions are asked for is worked out, not only begun."""
    asked: list[str] = []

    def slowly(loaded: Loaded) -> Iterator[None]:
        for _ in range(3):
            time.sleep(0.1)
            asked.append(loaded.summary())
            yield

    monkeypatch.setattr(champions_module, "worked_out", slowly)
    champions = Champions()
    champions.start()
    done = list(asked)
    champions.stop()
    assert len(done) == 3


def test_the_start_waits_for_nothing_for_ever(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = threading.Event()

    def stuck(loaded: Loaded) -> Iterator[None]:
        held.wait(20)
        yield

    monkeypatch.setattr(champions_module, "worked_out", stuck)
    monkeypatch.setattr(champions_module, "START_SECONDS", 0.2)
    champions = Champions()
    champions.start()
    assert champions.loaded.need_growth().metadata.version == 1
    held.set()
    champions.stop()


def test_market_niches_come_and_go_without_touching_the_rest(
    migrated_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(migrated_database, tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    register(markets_trained())
    champions = Champions()
    champions.refresh()
    alone = champions.loaded
    assert alone.summary() == "no growth, no technology niches, market niches v1"
    with pytest.raises(NoChampionError, match="no champion for growth is loaded"):
        alone.need_choice()
    register(growth_trained())
    champions.refresh()
    before = champions.loaded
    register(markets_trained())
    champions.refresh()
    assert champions.loaded.summary() == "growth v1, no technology niches, market niches v2"
    assert champions.loaded.need_choice() is before.need_choice()
    assert champions.loaded.kept is not before.kept
    with pytest.raises(
        NoChampionError, match="market niches are loaded: ask with activity cluster"
    ):
        champions.loaded.need_niches()
    asked = NicheRequest(activity="cluster", region_codes=["R1"])
    calls = flag_niches(champions.loaded.need_niches("cluster"), asked).calls
    assert [call.activity_code for call in calls] == ["ART", "TEX"]


def test_a_store_that_does_not_answer_is_complained_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("bentoml"), "propagate", True)
    (tmp_path / "mlflow.db").write_text("this is no database, and long enough to be seen as none")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    champions = Champions()
    champions.refresh()
    champions.refresh()
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(":")[0] for line in lines] == [
        "cluster-growth",
        "technology-niches",
        "market-niches",
    ]
    assert not any("\n" in line for line in lines)
    with pytest.raises(NoChampionError, match="champion for growth failed to load"):
        champions.loaded.need_growth()


def test_a_store_that_is_gone_is_told_of_and_one_that_is_back_is_read_again(
    migrated_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(migrated_database, tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    register(growth_trained())
    champions = Champions()
    champions.refresh()
    before = champions.loaded
    (tmp_path / "mlflow.db").rename(tmp_path / "away.db")
    champions.refresh()
    assert champions.loaded.failed == {"growth", "niches", "markets"}
    assert champions.loaded.need_growth() is before.growth
    (tmp_path / "away.db").replace(tmp_path / "mlflow.db")
    champions.refresh()
    assert not champions.loaded.failed
    assert champions.loaded.need_growth() is not before.growth


def test_a_damaged_champion_is_refused_and_the_one_that_served_goes_on(
    migrated_database: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(logging.getLogger("bentoml"), "propagate", True)
    caplog.set_level(logging.INFO)
    shutil.copy(migrated_database, tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    register(niches_trained())
    champions = Champions()
    champions.refresh()
    before = champions.loaded
    register(niches_trained())
    newest = max(tmp_path.rglob("calls.parquet"), key=lambda file: file.stat().st_mtime_ns)
    whole, asked = newest.read_bytes(), list[int]()
    calls = pd.read_parquet(newest)
    calls.loc[0, "probability"] = 0.9
    calls.to_parquet(newest, index=False)
    caplog.clear()
    read = versions.load

    def noted(name: str, version: int | None = None, package: str | None = None) -> Champion:
        asked.append(version or 0)
        return read(name, version, package)

    monkeypatch.setattr(versions, "load", noted)
    for _ in range(3):
        champions.refresh()
    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert line.startswith(
        "technology-niches of test-country: failed to load; still serving version 1: InputError: "
        "file tables/calls.parquet of technology-niches version 2 has changed since its training"
    )
    assert champions.loaded.need_niches() is before.niches
    assert asked == [2], "it is not read again while its files are the same"
    newest.write_bytes(whole)
    champions.refresh()
    assert asked == [2, 2]
    assert not champions.loaded.failed
    assert champions.loaded.need_niches().metadata.version == 2


def test_no_champion_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("bentoml"), "propagate", True)
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    champions = Champions()
    champions.refresh()
    champions.refresh()
    said = [(record.levelname, record.getMessage()) for record in caplog.records]
    names = ("cluster-growth", "technology-niches", "market-niches")
    assert said == [("INFO", f"{name}: no champion yet") for name in names]
    assert not champions.loaded.failed
    assert not list(tmp_path.iterdir()), "looking for champions makes no store"


def test_a_server_that_does_not_answer_is_complained_of_in_one_line_each(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("bentoml"), "propagate", True)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    Champions().refresh()
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(":")[0] for line in lines] == [
        "cluster-growth",
        "technology-niches",
        "market-niches",
    ]


def test_what_is_not_there_says_whether_it_was_tried() -> None:
    with pytest.raises(NoChampionError, match="smartspec train growth"):
        Loaded().need_choice()
    with pytest.raises(NoChampionError, match="failed to load"):
        Loaded(growth=growth_lookup(champion(growth_trained()))).need_choice()
    with pytest.raises(NoChampionError, match="failed to load"):
        Loaded(failed=frozenset(["niches"])).need_niches()
