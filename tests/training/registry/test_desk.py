"""What the MLflow UI shows: words of runs and versions, columns, nested rivals, links."""

import json
from dataclasses import replace
from urllib.parse import parse_qs

import lightgbm as lgb
import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow import MlflowClient

from tests.training.examples import growth_example, niche_example
from training.registry import desk, versions

BOOSTER = lgb.train(
    {"objective": "l2", "num_leaves": 3, "seed": 7, "verbosity": -1, "num_threads": 1},
    lgb.Dataset(np.arange(40.0).reshape(-1, 1), np.arange(40.0)),
    num_boost_round=2,
)


def test_hyper_parameters_are_those_of_the_booster_itself() -> None:
    files = {"direct.txt": BOOSTER.model_to_string().encode(), "other.json": b"[seed: 1]"}
    found = desk.hyper_parameters(files)
    expected = {"num_leaves": "3", "seed": "7", "num_iterations": "2", "learning_rate": "0.1"}
    assert {key: found[f"direct.{key}"] for key in expected} == expected
    assert {name.split(".")[0] for name in found} == {"direct"}


def test_a_description_says_what_place_a_model_has_among_its_rivals() -> None:
    example = growth_example()
    rows = pd.DataFrame(
        {
            "model": ["naive", "hybrid", "drift", "naive"],
            "origin": ["pooled", "pooled", "pooled", 2005],
            "owa": [1.0, 0.85, 0.9, 3.0],
            "rank_skill": [0.0, 0.1, 0.3, 0.5],
            "coverage_80": [np.nan, 0.81, 0.7, 0.5],
        }
    )
    words = desk.description(example.trained, example.package, rows, "hybrid")
    assert words.startswith("**hybrid** was trained to serve: growth of value added, 5 years ahead")
    assert "| owa | 0.850 | 1 of 3 | hybrid (0.850) |" in words
    assert "| rank_skill | 0.100 | 2 of 3 | drift (0.300) |" in words
    assert "| coverage_80 | 0.810 | | |" in words
    rival = desk.description(example.trained, example.package, rows, "naive")
    assert rival.startswith("**naive** is a rival in the backtest")
    assert "| coverage_80 | unknown | | |" in rival
    assert "origins 2005," in rival


def test_niches_are_described_by_call() -> None:
    example = niche_example()
    words = desk.description(example.trained, example.package, example.rows, example.trained.model)
    pooled = example.rows[example.rows["origin"] == "pooled"]
    entries = pooled[pooled["call"] == "entry"].set_index("model")
    place = (entries["ap"] > entries["ap"][example.trained.model]).sum() + 1
    value = f"{entries['ap'][example.trained.model]:.3f}"
    assert f"| entry_ap | {value} | {place} of {len(entries)} | " in words


@pytest.mark.usefixtures("store")
def test_an_experiment_opens_on_its_runs_with_rivals_below_their_training() -> None:
    example = growth_example()
    files = {"direct.txt": BOOSTER.model_to_string().encode()}
    versions.log(
        replace(example.trained, files=files), example.package, example.rows, example.losses
    )
    client = MlflowClient()
    experiment = client.get_experiment_by_name("growth")
    assert experiment is not None
    assert experiment.tags["mlflow.experimentKind"] == "custom_model_development"
    columns = json.loads(experiment.tags["mlflow.sharedViewState.smartspec"])["selectedColumns"]
    runs = mlflow.search_runs(experiment_names=["growth"], output_format="list")
    (parent,) = [run for run in runs if run.data.tags["kind"] == "model"]
    rivals = [run for run in runs if run is not parent]
    assert rivals
    assert {run.data.tags["mlflow.parentRunId"] for run in rivals} == {parent.info.run_id}
    assert "metrics.`owa`" in columns
    assert {
        column.split("`")[1] for column in columns if column.startswith("metrics")
    } <= parent.data.metrics.keys() | {"rank_skill", "coverage_80"}
    assert parent.data.params["direct.seed"] == "7"
    assert parent.data.tags["mlflow.note.content"].startswith("**hybrid** was trained to serve")
    version = client.get_model_version("cluster-growth", "1")
    assert version.description == parent.data.tags["mlflow.note.content"]


def test_links_lead_to_where_people_open_the_ui(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db")
    monkeypatch.delenv("SMARTSPEC_MLFLOW_URL", raising=False)
    assert desk.runs_link("1").startswith("http://127.0.0.1:5000/#/experiments/1/runs?")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://store:5000")
    assert desk.address() == "http://store:5000"
    monkeypatch.setenv("SMARTSPEC_MLFLOW_URL", "https://mlflow.example/")
    link = desk.comparison_link(["1", "1"], ["a", "b"])
    base, _, query = link.partition("/#/compare-runs?")
    assert base == "https://mlflow.example"
    mode = {"workflowType": ["machine_learning"]}
    assert parse_qs(query) == {"runs": ['["a", "b"]'], "experiments": ['["1"]'], **mode}


def test_a_description_says_that_intervals_are_wider_by_revisions() -> None:
    example = growth_example()
    trained = replace(example.trained, params={**example.trained.params, "revision_spread": 0.031})
    words, rival = (
        desk.description(trained, example.package, example.rows, model)
        for model in (trained.model, "naive")
    )
    assert "those of the newest figures have a spread of 3.1 %." in words
    assert "revisions" not in rival
