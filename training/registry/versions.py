"""Registered versions: log, load, record outcomes, compare."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import mlflow
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import Run

from features.errors import InputError
from features.package import Package
from training.champion import Champion, registered_name
from training.registry import runs, snapshot
from training.registry.store import clear_errors, initialise, locked
from training.trained import Task, Trained

CHAMPION, CHALLENGER = "champion", "challenger"
OUTCOMES = "outcomes.parquet"
"""Artifact of a run with the outcomes of its version's forecasts."""


def task_of(name: str) -> Task:
    """The task that a registered model answers."""
    return "growth" if name == registered_name("growth") else "niches"


@clear_errors
def log(
    trained: Trained,
    package: Package,
    rows: pd.DataFrame,
    losses: pd.DataFrame,
    coverage: pd.DataFrame | None = None,
) -> int:
    """Log a trained model and its backtest, register it and make it the challenger.

    One run holds everything of the trained model; each rival of the backtest gets a light run
    (params, metrics), so that the MLflow UI compares all of them.

    Parameters
    ----------
    package : Package
        The training data.
    rows, losses, coverage : DataFrame
        As in ``training.backtest.Backtest``.

    Returns
    -------
    int
        The registered version.

    Raises
    ------
    InputError
        The store cannot be reached or refuses.
    """
    client = initialise()
    name = registered_name(trained.task, str(trained.params.get("activity", "technology")))
    tags = runs.tags(trained, package)
    mlflow.set_experiment(trained.task)
    with mlflow.start_run(run_name=f"{trained.model} {package.name}", tags=tags) as run:
        runs.log_backtest(run.info.run_id, trained, package, rows, trained.model)
        mlflow.log_params({key: str(value) for key, value in trained.params.items()})
        mlflow.log_text(rows.to_csv(index=False), "backtest.csv")
        for title, figure in trained.figures.items():
            mlflow.log_figure(figure, f"figures/{title}.png", save_kwargs={"dpi": 150})
        logged = runs.log_model(trained, package, rows, losses, coverage)
    with locked():
        if not client.search_registered_models(f"name = '{name}'"):
            client.create_registered_model(name)
        version = client.create_model_version(
            name, logged.model_uri, run.info.run_id, tags, model_id=logged.model_id
        ).version
    for rival in rows["model"].drop_duplicates():
        if rival != trained.model:
            light = {**tags, "model": rival, "training": run.info.run_id, "kind": "backtest"}
            with mlflow.start_run(run_name=f"{rival} {package.name}", tags=light) as other:
                runs.log_backtest(other.info.run_id, trained, package, rows, rival)
    client.set_registered_model_alias(name, CHALLENGER, version)
    return int(version)


@clear_errors
def champion_version(name: str) -> int | None:
    """The version that serves now, None without a champion; cheap enough to poll."""
    return aliases_of(initialise(), name).get(CHAMPION)


@clear_errors
def champion_method(name: str) -> str | None:
    """The method of the champion, None without one."""
    version = champion_version(name)
    if version is None:
        return None
    return initialise().get_model_version(name, str(version)).tags["model"]


@clear_errors
def load(name: str, which: str | int = CHAMPION) -> Champion:
    """Read a registered version from its snapshot, without model code or pickles.

    Parameters
    ----------
    name : str
        Registered name, such as "cluster-growth".
    which : str or int
        Alias or version.

    Raises
    ------
    InputError
        There is no such model, alias or version, or the store cannot be reached.
    """
    client = initialise()
    version = version_of(client, name, which)
    found = client.get_model_version(name, str(version))
    created = datetime.fromtimestamp(found.creation_timestamp / 1000, UTC)
    with downloaded(name, version) as folder:
        return snapshot.read(folder, name, version, created, found.tags.get("forced") == "true")


@clear_errors
def former(name: str, champion: Champion, most: int) -> list[Champion]:
    """Earlier champions of its package, the latest of each cutoff, whose calls may have outcomes.

    Parameters
    ----------
    champion : Champion
        The present one.
    most : int
        Largest number of them; the latest cutoffs.
    """
    client, by_cutoff = initialise(), dict[int, int]()
    for found in client.search_model_versions(f"name = '{name}'"):
        cutoff, number = int(found.tags.get("cutoff", champion.cutoff)), int(found.version)
        if found.tags.get("package") != champion.package or cutoff >= champion.cutoff:
            continue
        if number > by_cutoff.get(cutoff, 0) and _was_promoted(client, str(found.run_id)):
            by_cutoff[cutoff] = number
    latest = sorted(by_cutoff)[-most:]
    return [load(name, by_cutoff[cutoff]) for cutoff in latest]


def _was_promoted(client: MlflowClient, run_id: str) -> bool:
    return bool(client.get_run(run_id).data.tags.get("promoted_at"))


def aliases_of(client: MlflowClient, name: str) -> dict[str, int]:
    """Alias to version; empty if the name is not registered yet."""
    found = client.search_registered_models(f"name = '{name}'")
    return {alias: int(version) for alias, version in found[0].aliases.items()} if found else {}


def version_of(client: MlflowClient, name: str, which: str | int) -> int:
    """The version of an alias or with a number, or InputError where there is none."""
    found = client.search_model_versions(f"name = '{name}'")
    numbers = sorted(int(version.version) for version in found)
    if not numbers:
        raise InputError(f"no version of {name} has been trained yet: see smartspec train --help")
    if isinstance(which, int):
        if which not in numbers:
            raise InputError(f"{name} has no version {which}, only {', '.join(map(str, numbers))}")
        return which
    aliases = aliases_of(client, name)
    if which not in aliases:
        listed = ", ".join(f"{alias} (version {number})" for alias, number in aliases.items())
        hint = "; name a version with --version N" if which == CHALLENGER else ""
        raise InputError(f"{name} has no {which}; its aliases: {listed or 'none'}{hint}")
    return aliases[which]


@contextmanager
def downloaded(name: str, version: int, part: str = "") -> Iterator[Path]:
    """The snapshot of a version, or a part of it, in a temporary folder."""
    snapshot_path = "artifacts/snapshot"
    uri = f"models:/{name}/{version}/{snapshot_path}/{part}"
    with tempfile.TemporaryDirectory() as folder:
        mlflow.artifacts.download_artifacts(uri, dst_path=folder)
        yield Path(folder) / snapshot_path


@clear_errors
def record(name: str, version: int, outcomes: pd.DataFrame) -> None:
    """Record outcomes of a version's forecasts with its run.

    Parameters
    ----------
    outcomes : DataFrame
        region_code, cluster_code, year, outcome and results of monitoring; they replace what was
        recorded for the same region, cluster and year.
    """
    client, keys = initialise(), ["region_code", "cluster_code", "year"]
    run_id = str(client.get_model_version(name, str(version)).run_id)
    with locked(), tempfile.TemporaryDirectory() as folder:
        recorded_rows = recorded(name, version)
        rows = (
            outcomes
            if recorded_rows is None
            else pd.concat([recorded_rows, outcomes], ignore_index=True)
        )
        file = Path(folder) / OUTCOMES
        rows.drop_duplicates(keys, keep="last").to_parquet(file, index=False)
        client.log_artifact(run_id, str(file))


@clear_errors
def recorded(name: str, version: int) -> pd.DataFrame | None:
    """Recorded outcomes of a version's forecasts, None without any."""
    client = initialise()
    run_id = str(client.get_model_version(name, str(version)).run_id)
    if OUTCOMES not in {artifact.path for artifact in client.list_artifacts(run_id)}:
        return None
    with tempfile.TemporaryDirectory() as folder:
        return pd.read_parquet(client.download_artifacts(run_id, OUTCOMES, folder))


@clear_errors
def compare(name: str) -> pd.DataFrame:
    """All versions of a registered model and the rivals of the latest training, newest first.

    Returns
    -------
    DataFrame
        version (0 for a rival that was only backtested), alias, model, cutoff, horizon, package,
        deflator ("" without one), promoted_at, forced, created_at, then the pooled figures under
        their names in MLflow (for niches "entry_ap", "exit_ap", ...).
    """
    client = initialise()
    versions = {found.run_id: found for found in client.search_model_versions(f"name='{name}'")}
    if not versions:
        raise InputError(f"{name} has no version yet: train it first")
    task = task_of(name)
    latest = max(versions.values(), key=lambda found: int(found.version)).run_id
    wanted = [
        run
        for run in mlflow.search_runs(experiment_names=[task], output_format="list")
        if run.info.run_id in versions or run.data.tags.get("training") == latest
    ]
    aliases = {number: alias for alias, number in aliases_of(client, name).items()}
    rows = []
    for run in wanted:
        version = int(versions[run.info.run_id].version) if run.info.run_id in versions else 0
        rows.append({"version": version, "alias": aliases.get(version, ""), **_row(run)})
    return pd.DataFrame(rows).sort_values(["version"], ascending=False, ignore_index=True)


def _row(run: Run) -> dict[str, object]:
    """One run as a row: tags, promotion and pooled figures."""
    tags = run.data.tags
    figures = {key: value for key, value in run.data.metrics.items() if "_by_origin" not in key}
    return {
        **{key: tags[key] for key in ("model", "cutoff", "horizon", "package")},
        "deflator": run.data.params.get("deflator", ""),
        "promoted_at": tags.get("promoted_at", ""),
        "forced": tags.get("forced", "") == "true",
        "created_at": datetime.fromtimestamp(run.info.start_time / 1000, UTC),
        **figures,
    }


@clear_errors
def champions(name: str) -> dict[str, int]:
    """Package to the version that serves now; cheap enough to poll."""
    client = initialise()
    promoted = _promoted(client, name)
    found = {package: max(since, key=lambda it: since[it]) for package, since in promoted.items()}
    champion = aliases_of(client, name).get(CHAMPION)
    if champion is not None:
        found[client.get_model_version(name, str(champion)).tags["package"]] = champion
    return found


@clear_errors
def served_at(name: str, package: str, day: date) -> int | None:
    """The version that was a package's champion at the end of a day (UTC), None without one."""
    since = _promoted(initialise(), name).get(package, {})
    before = {version: at for version, at in since.items() if at.astimezone(UTC).date() <= day}
    return max(before, key=lambda it: before[it]) if before else None


def _promoted(client: MlflowClient, name: str) -> dict[str, dict[int, datetime]]:
    """Package to its versions that have served, and since when."""
    found: dict[str, dict[int, datetime]] = {}
    for version in client.search_model_versions(f"name = '{name}'"):
        if since := version.tags.get("promoted_at"):
            of_package = found.setdefault(version.tags["package"], {})
            of_package[int(version.version)] = datetime.fromisoformat(since)
    return found
