"""Log, load, promote, roll back and compare in a real MLflow store of the test's own."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import mlflow
import pandas as pd
import pytest
from matplotlib.figure import Figure
from mlflow import MlflowClient

from features.errors import InputError
from tests.training.examples import Example, growth_example, niche_example
from training.registry import promotion, versions

pytestmark = pytest.mark.usefixtures("store")

NAME = "cluster-growth"


def log(example: Example) -> int:
    return versions.log(example.trained, example.package, example.rows, example.losses)


def run_of(version: int) -> mlflow.entities.Run:
    client = MlflowClient()
    return client.get_run(str(client.get_model_version(NAME, str(version)).run_id))


def test_what_is_logged_comes_back_as_it_was() -> None:
    example = growth_example()
    before = datetime.now(UTC)
    version = log(example)
    champion = versions.load(NAME, version)
    trained, package = example.trained, example.package
    assert (champion.task, champion.name, champion.version) == ("growth", NAME, 1)
    assert (champion.model, champion.cutoff, champion.horizon) == ("hybrid", 2010, 5)
    assert (champion.package, champion.title, champion.sha256) == (
        package.name,
        package.title,
        package.sha256,
    )
    assert champion.params == trained.params
    assert champion.files == trained.files
    assert abs((champion.created_at - before).total_seconds()) < 60
    assert champion.tables.keys() == trained.tables.keys()
    for name, table in trained.tables.items():
        pd.testing.assert_frame_equal(champion.tables[name], table)
    pd.testing.assert_frame_equal(champion.track, example.rows)


def test_one_run_holds_everything(store: Path) -> None:
    example = growth_example()
    figure = Figure()
    figure.add_subplot().plot([1, 2])
    version = log(replace(example, trained=replace(example.trained, figures={"fans": figure})))
    run = run_of(version)
    assert run.data.params == {
        "model": "hybrid",
        "indicator": "value_added",
        "horizon": "5",
        "cutoff": "2010",
    }
    pooled = example.rows[example.rows["origin"] == "pooled"].set_index("model")
    assert run.data.metrics["owa"] == pooled.loc["hybrid", "owa"]
    assert "msis_95" not in run.data.metrics, "an unknown figure is not logged"
    curve = MlflowClient().get_metric_history(run.info.run_id, "years/owa")
    assert [point.step for point in curve] == [2003, 2005]
    assert run.inputs is not None
    (dataset,) = run.inputs.dataset_inputs
    assert dataset.dataset.name == "tiny"
    assert json.loads(dataset.dataset.source)["sha256"] == example.package.sha256
    tags = {key: run.data.tags[key] for key in ("horizon", "cutoff", "package", "sha256")}
    assert tags == {"horizon": "5", "cutoff": "2010", "package": "tiny", "sha256": "a" * 64}
    assert "git_commit" in run.data.tags
    assert [file.name for file in store.rglob("*.png")] == ["fans.png"]
    assert (store / "artifacts" / "growth").is_dir()


def test_the_model_has_a_signature_requirements_and_no_pickle(store: Path) -> None:
    log(growth_example())
    info = mlflow.models.get_model_info(f"models:/{NAME}/1")
    assert info.signature.inputs.input_names() == ["region_code", "cluster_code"]
    assert {"year", "median", "q005", "q995"} <= set(info.signature.outputs.input_names())
    (requirements,) = store.rglob("requirements.txt")
    pinned = {line.split("==")[0] for line in requirements.read_text().split()}
    assert pinned == {"mlflow", "pandas", "pyarrow"}
    assert not [file for file in store.rglob("*") if file.suffix in {".pkl", ".pickle", ".joblib"}]


def test_any_mlflow_tool_can_ask_the_model_without_our_code(store: Path, tmp_path: Path) -> None:
    """A process elsewhere that knows nothing of this project."""
    log(niche_example())
    code = (
        "import mlflow, pandas as pd\n"
        "model = mlflow.pyfunc.load_model('models:/technology-niches/1')\n"
        "asked = pd.DataFrame({'region_code': ['R02', 'XX'], 'activity_code': ['T1', 'T1']})\n"
        "print(model.predict(asked).to_json(orient='records'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    (answer,) = json.loads(done.stdout.splitlines()[-1])
    assert (answer["region_code"], answer["activity_code"]) == ("R02", "T1")
    assert answer["probability"] == 0.2


def test_rivals_get_light_runs_that_the_ui_compares() -> None:
    log(growth_example())
    runs = mlflow.search_runs(experiment_names=["growth"], output_format="list")
    kinds = {run.data.tags["model"]: run.data.tags["kind"] for run in runs}
    assert kinds == {"naive": "backtest", "theta": "backtest", "hybrid": "model"}
    assert all("owa" in run.data.metrics for run in runs)
    assert {run.data.params["indicator"] for run in runs} == {"value_added"}


def test_no_champion_before_a_promotion() -> None:
    assert versions.champion_version(NAME) is None
    assert versions.champion_method(NAME, "tiny") is None
    log(growth_example())
    assert versions.champion_version(NAME) is None
    with pytest.raises(
        InputError, match=r"^cluster-growth has no champion: train a version, then promote it"
    ):
        versions.load(NAME)


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match=r"^the MLflow store .* is empty: train first"):
        versions.load(NAME, 7)
    with pytest.raises(InputError, match=r"^cluster-growth has no champion trained on tiny: "):
        versions.load(NAME, package="tiny")
    log(growth_example())
    with pytest.raises(InputError, match=r"^cluster-growth has no version 7, only 1$"):
        versions.load(NAME, 7)


def test_compare_shows_versions_and_the_rivals_of_the_latest() -> None:
    log(growth_example(cutoff=2010))
    promotion.promote(NAME)
    log(growth_example(cutoff=2011))
    found = versions.compare(NAME)
    assert found["version"].tolist() == [2, 1, 0, 0]
    assert found["alias"].tolist() == ["challenger", "champion", "", ""]
    assert found["model"].tolist()[:2] == ["hybrid", "hybrid"]
    assert set(found["model"][2:]) == {"naive", "theta"}
    assert found["cutoff"].tolist()[:2] == ["2011", "2010"]
    assert found["promoted_at"].tolist()[0] == ""
    assert found["promoted_at"].tolist()[1].startswith(str(datetime.now(UTC).year))
    assert {"owa", "smape", "seconds"} <= set(found)
    assert not found.columns.str.startswith("years/").any()


def test_compare_before_any_training() -> None:
    with pytest.raises(InputError, match="cluster-growth has no version yet: train it first"):
        versions.compare(NAME)
    log(niche_example())
    with pytest.raises(InputError, match="cluster-growth has no version yet: train it first"):
        versions.compare(NAME)


def test_market_niches_are_registered_apart() -> None:
    example = niche_example()
    params = {**example.trained.params, "activity": "cluster"}
    log(replace(example, trained=replace(example.trained, params=params)))
    log(example)
    assert versions.load("market-niches", 1).params["activity"] == "cluster"
    assert versions.load("technology-niches", 1).params["activity"] == "technology"


def test_loading_runs_no_code_of_the_model(store: Path) -> None:
    """A model whose code was tampered with is read all the same: tables only."""
    log(growth_example())
    (code,) = store.rglob("pyfunc_model.py")
    code.write_text("raise SystemExit('this must not run')\n")
    assert versions.load(NAME, 1).version == 1


@pytest.mark.slow
def test_two_trainings_that_meet_a_new_store_at_once(tmp_path: Path) -> None:
    """Real processes: migrations, experiments and the registered model are made only once."""
    environment = {**os.environ, "MLFLOW_TRACKING_URI": f"sqlite:///{tmp_path}/new/mlflow.db"}
    code = (
        "from tests.training.examples import growth_example as make\n"
        "from training.registry import promotion, versions\n"
        "example = make()\n"
        "print(versions.log(example.trained, example.package, example.rows, example.losses))\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[3],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert sorted(int(out) for out, _ in outputs) == [1, 2]
    assert [found for _, found in outputs] == ["", ""], "nothing but the version is said"
