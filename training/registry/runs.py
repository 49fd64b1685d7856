"""Logging of a training to MLflow: a run with its tags, its backtest and the model."""

import json
import os
import socket
import subprocess
import tempfile
import time
from importlib.metadata import version as installed
from pathlib import Path

import mlflow
import pandas as pd
import psutil
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, Run, RunTag
from mlflow.models import ModelSignature
from mlflow.models.model import ModelInfo
from mlflow.types.schema import ColSpec, DataType, Schema

from features.package import Package
from training.registry import checksums, desk, snapshot
from training.registry.location import checkout
from training.registry.store import EXPERIMENTS
from training.trained import Task, Trained

QUESTION = (
    *("horizon", "indicator", "periods_per_year", "deflator"),
    *("activity", "window", "threshold", "minimum"),
)
"""Parameters of the question: figures are comparable only if all of them agree.

Annual growth has no periods_per_year; without a price index there is no deflator.
"""
LONGEST_RUN = 24 * 60 * 60
"""Seconds after which a run of another machine is taken for abandoned."""
REQUIREMENTS = [f"{name}=={installed(name)}" for name in ("mlflow", "pandas", "pyarrow")]


def tags(trained: Trained, package: Package) -> dict[str, str]:
    """Tags of a run and of its version: model, package and commit of the code."""
    return {
        "model": trained.model,
        "horizon": str(trained.horizon),
        "cutoff": str(trained.cutoff),
        "package": package.name,
        "title": package.title,
        "sha256": package.sha256,
        "git_commit": _git_commit(),
        "kind": "model",
    }


def process_tags() -> dict[str, str]:
    """Tags of a run that say which process writes it, for `close_abandoned`."""
    started = psutil.Process().create_time()
    return {"host": socket.gethostname(), "pid": str(os.getpid()), "process_start": str(started)}


def close_abandoned(client: MlflowClient) -> None:
    """Close the runs that killed trainings left running.

    A run of this machine is closed once its process is gone, one of another machine (or of an older
    release, which did not say) after a day.
    """
    experiments = [client.get_experiment_by_name(task) for task in EXPERIMENTS]
    found = client.search_runs(
        [it.experiment_id for it in experiments if it is not None],
        "attributes.status = 'RUNNING'",
    )
    for run in found:
        if "kind" in run.data.tags and _is_abandoned(run):
            client.set_terminated(run.info.run_id, "KILLED")


def _is_abandoned(run: Run) -> bool:
    tags = run.data.tags
    if tags.get("host") != socket.gethostname():
        return bool(time.time() - run.info.start_time / 1000 > LONGEST_RUN)
    try:
        started = psutil.Process(int(tags["pid"])).create_time()
    except psutil.NoSuchProcess:
        return True
    # Another process may have the number of one that is gone.
    return bool(abs(started - float(tags["process_start"])) > 1)


def _git_commit() -> str:
    """The commit of the code, with "-dirty" if files differ from it; "" outside a checkout."""
    folder = checkout()
    if folder is None:
        return ""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def log_rival(
    run_id: str, trained: Trained, package: Package, rows: pd.DataFrame, model: str
) -> None:
    """Log the package, the question and the figures of a rival to its run."""
    _log_package(run_id, package)
    note = RunTag(desk.NOTE, desk.description(trained, package, rows, model))
    metrics, params = _metrics(trained.task, rows, model), _params(trained, model)
    MlflowClient().log_batch(run_id, metrics, params, [note])


def log_setting(run_id: str, trained: Trained, package: Package) -> None:
    """Log the package and all params of the trained model; before the model, which copies them."""
    _log_package(run_id, package)
    MlflowClient().log_batch(run_id, params=_params(trained, trained.model, in_full=True))


def log_figures(
    run_id: str, trained: Trained, package: Package, rows: pd.DataFrame, logged: ModelInfo
) -> None:
    """Log the figures of the trained model, to its run and the pooled ones to the logged model.

    After the model: MLflow would copy to it what the run has, with several calls for each figure.
    """
    note = RunTag(desk.NOTE, desk.description(trained, package, rows, trained.model))
    metrics = _metrics(trained.task, rows, trained.model, logged.model_id)
    MlflowClient().log_batch(run_id, metrics, tags=[note])


def _log_package(run_id: str, package: Package) -> None:
    # MLflow keeps 36 characters of a digest; the source holds all of it.
    source = json.dumps({"package": package.name, "sha256": package.sha256})
    dataset = Dataset(package.name, package.sha256[:36], "package", source)
    context = [InputTag("mlflow.data.context", "training")]
    MlflowClient().log_inputs(run_id, [DatasetInput(dataset, context)])


def _params(trained: Trained, model: str, in_full: bool = False) -> list[Param]:
    """The question and who answers it; in full, with the other params and hyper-parameters."""
    params = {key: trained.params[key] for key in QUESTION if key in trained.params}
    params |= {"model": model, "cutoff": trained.cutoff, "horizon": trained.horizon}
    if in_full:
        params |= {**trained.params, **desk.hyper_parameters(trained.files)}
    return [Param(key, str(value)) for key, value in params.items()]


def _metrics(
    task: Task, rows: pd.DataFrame, model: str, model_id: str | None = None
) -> list[Metric]:
    """One model's figures: pooled under their name, per origin as a curve over origins.

    The UI's comparison opens on the first of them: the figures that decide come first.

    Parameters
    ----------
    model_id : str, optional
        The logged model that gets the pooled ones too.
    """
    rows = rows[rows["model"] == model]
    now = int(time.time() * 1000)
    keys = [key for key in ("model", "call", "origin") if key in rows]
    figures = rows.melt(id_vars=keys, var_name="figure").dropna(subset="value")
    calls = figures["call"] + "_" if "call" in figures else ""
    pooled = figures["origin"] == "pooled"
    names = pooled.map({True: "", False: desk.BY_YEAR}) + calls + figures["figure"]
    steps = figures["origin"].where(~pooled, 0).astype(int)
    metrics = [
        Metric(name, float(value), now, step, model_id=None if step else model_id)
        for name, value, step in zip(names, figures["value"], steps, strict=True)
    ]
    places = {name: place for place, name in enumerate(desk.MEANINGS[task])}
    return sorted(
        metrics, key=lambda it: (places.get(it.key, len(places)), it.key.startswith(desk.BY_YEAR))
    )


def log_model(
    trained: Trained,
    package: Package,
    rows: pd.DataFrame,
    losses: pd.DataFrame,
    coverage: pd.DataFrame | None,
) -> tuple[ModelInfo, str]:
    """Log the snapshot, with the code that reads answers from it, to the active run.

    Returns
    -------
    tuple of ModelInfo and str
        The logged model, and the checksum of the checksums of its files.
    """
    table = trained.tables["forecasts" if trained.task == "growth" else "calls"]
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "snapshot"
        digest = snapshot.write(files, trained, package, rows, losses, coverage)
        logged: ModelInfo = mlflow.pyfunc.log_model(
            name=trained.model,
            python_model=str(Path(__file__).with_name("pyfunc_model.py")),
            artifacts={"snapshot": str(files)},
            input_example=table.iloc[:2, :2],
            signature=ModelSignature(_schema(table.iloc[:, :2]), _schema(table)),
            pip_requirements=REQUIREMENTS,
        )
    mlflow.set_tag(checksums.TAG, digest)
    return logged, digest


def _schema(table: pd.DataFrame) -> Schema:
    """Column types for MLflow, whose inference reads all rows and warns of integers."""
    types = {"i": DataType.long, "f": DataType.double, "b": DataType.boolean}
    return Schema(
        [
            ColSpec(types.get(dtype.kind, DataType.string), str(name))
            for name, dtype in table.dtypes.items()
        ]
    )
