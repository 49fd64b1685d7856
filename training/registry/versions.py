"""Registered versions: log, load, record outcomes, compare."""

import re
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import mlflow
import pandas as pd
from mlflow.entities import Run
from mlflow.entities.model_registry import ModelVersion
from mlflow.utils.file_utils import local_file_uri_to_path
from mlflow.utils.uri import is_local_uri

from features.errors import InputError
from features.package import Package
from training.champion import Champion, registered_name
from training.registry import checksums, desk, runs, snapshot
from training.registry.champions import (
    Trail,
    challengers,
    has_served,
    registered,
    tidy,
    trails,
    versions_of,
)
from training.registry.store import NoStoreError, clear_errors, initialise, locked, opened
from training.trained import Task, Trained

OUTCOMES = "outcomes.parquet"
"""Artifact of a run with the outcomes of its version's forecasts."""
MONITORED = "monitored."
"""Begin of a registered model's tag that says when outcomes were recorded; the package follows."""


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
    with locked():
        runs.close_abandoned(client)
    tags = runs.tags(trained, package)
    own = {**tags, **runs.process_tags()}
    experiment = mlflow.set_experiment(trained.task)
    for key, value in desk.experiment_tags(trained.task).items():
        if experiment.tags.get(key) != value:
            client.set_experiment_tag(experiment.experiment_id, key, value)
    with mlflow.start_run(run_name=f"{trained.model} {package.name}", tags=own) as run:
        runs.log_setting(run.info.run_id, trained, package)
        mlflow.log_text(rows.to_csv(index=False), "backtest.csv")
        for title, figure in trained.figures.items():
            mlflow.log_figure(figure, f"figures/{title}.png", save_kwargs={"dpi": 150})
        logged, digest = runs.log_model(trained, package, rows, losses, coverage)
        runs.log_figures(run.info.run_id, trained, package, rows, logged)
    for rival in rows["model"].drop_duplicates():
        if rival != trained.model:
            light = {**own, "model": rival, "training": run.info.run_id, "kind": "backtest"}
            light[desk.PARENT] = run.info.run_id
            with mlflow.start_run(run_name=f"{rival} {package.name}", tags=light) as other:
                runs.log_rival(other.info.run_id, trained, package, rows, rival)
    # The version comes last: there is none until everything of it is in the store.
    with locked():
        if registered(client, name) is None:
            client.create_registered_model(name)
        version = client.create_model_version(
            name,
            logged.model_uri,
            run.info.run_id,
            {**tags, checksums.TAG: digest},
            description=desk.description(trained, package, rows, trained.model),
            model_id=logged.model_id,
        ).version
        tidy(client, name)
    return int(version)


@clear_errors
def champions(name: str) -> dict[str, int]:
    """Package to the version that serves now; cheap enough to poll, and writes nothing."""
    try:
        client = opened()
    except NoStoreError:
        return {}
    return {package: trail.champion for package, trail in trails(client, name).items()}


def champion_version(name: str, package: str | None = None) -> int | None:
    """The version that serves now, None without a champion.

    Parameters
    ----------
    package : str, optional
        Name of the package that it was trained on; the only one with a champion by default.

    Raises
    ------
    InputError
        No package is named and several have champions.
    """
    found = champions(name)
    return found.get(only(name, found, package)) if found else None


def only(name: str, found: Collection[str], package: str | None, what: str = "champions") -> str:
    """The package that is named, else the only one of those that have something."""
    if package is None and len(found) > 1:
        raise InputError(
            f"several packages have {what} of {name}: {', '.join(sorted(found))}; name one with "
            "--package"
        )
    return package or next(iter(found), "")


@clear_errors
def challenger_version(name: str, package: str | None = None) -> int | None:
    """The version that waits for a promotion, None without one; as `champion_version`."""
    try:
        client = opened()
    except NoStoreError:
        return None
    return challenger_of(name, trails(client, name), versions_of(client, name), package)


def challenger_of(
    name: str,
    of_packages: Mapping[str, Trail],
    versions: Mapping[int, ModelVersion],
    package: str | None,
) -> int | None:
    """As `challenger_version`, of trails and versions that were read before."""
    found = challengers(of_packages, versions)
    return found.get(only(name, found, package, "challengers")) if found else None


@clear_errors
def package_of(name: str, version: int) -> str:
    """Name of the package that a version was trained on."""
    return str(opened().get_model_version(name, str(version)).tags["package"])


@clear_errors
def champion_method(name: str, package: str) -> str | None:
    """The method of a package's champion, None without one."""
    version = champions(name).get(package)
    return None if version is None else opened().get_model_version(name, str(version)).tags["model"]


@clear_errors
def served_at(name: str, package: str, day: date) -> int | None:
    """The version that was a package's champion at the end of a day (UTC).

    None before its first champion, and where the store no longer holds (or, written by an older
    release, never held) who served then.
    """
    try:
        found = trails(opened(), name).get(package)
    except NoStoreError:
        return None
    return None if found is None else found.at(day)


def load(name: str, version: int | None = None, package: str | None = None) -> Champion:
    """Read a registered version from its snapshot, without model code or pickles.

    Parameters
    ----------
    name : str
        Registered name, such as "cluster-growth".
    version : int, optional
        The champion by default: that of the package, or of the only one that has a champion.

    Raises
    ------
    InputError
        There is no such model, version or champion, its files are not as they were written, or the
        store cannot be reached.
    """
    if version is None and (version := champion_version(name, package)) is None:
        of_package = f" trained on {package}" if package else ""
        raise InputError(
            f"{name} has no champion{of_package}: train a version, then promote it (smartspec "
            "promote --help)"
        )
    return _loaded(name, version)


@clear_errors
def _loaded(name: str, version: int) -> Champion:
    found = with_number(versions_of(opened(), name), name, version)
    with readable(name, version), downloaded(name, version) as folder:
        return read(folder, found)


def read(folder: Path, found: ModelVersion) -> Champion:
    """A version whose snapshot is in a folder."""
    created = datetime.fromtimestamp(found.creation_timestamp / 1000, UTC)
    forced, digest = found.tags.get("forced") == "true", found.tags.get(checksums.TAG, "")
    return snapshot.read(folder, found.name, int(found.version), created, forced, digest)


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
    client = opened()
    trail, by_cutoff = trails(client, name).get(champion.package), dict[int, int]()
    for number, found in sorted(versions_of(client, name).items()):
        cutoff = int(found.tags.get("cutoff", champion.cutoff))
        if found.tags.get("package") != champion.package or cutoff >= champion.cutoff:
            continue
        if has_served(found, trail):
            by_cutoff[cutoff] = number
    latest = sorted(by_cutoff)[-most:]
    return [load(name, by_cutoff[cutoff]) for cutoff in latest]


def with_number(found: Mapping[int, ModelVersion], name: str, version: int) -> ModelVersion:
    """The version with a number, or InputError where there is none."""
    if not found:
        raise InputError(f"no version of {name} has been trained yet: see smartspec train --help")
    if version not in found:
        numbers = ", ".join(map(str, sorted(found)))
        raise InputError(f"{name} has no version {version}, only {numbers}")
    return found[version]


@clear_errors
def state(name: str, version: int) -> frozenset[tuple[str, int, int]] | None:
    """What changes whenever a file of a version does; None where they are elsewhere."""
    uri = opened().get_model_version_download_uri(name, str(version))
    return checksums.state(Path(local_file_uri_to_path(uri))) if is_local_uri(uri) else None


@contextmanager
def readable(name: str, version: int) -> Iterator[None]:
    """Turn an error about the files of a version into an InputError of one sentence."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        reason = re.sub(r"[^\s']*/artifacts/snapshot/", "", reason)
        raise InputError(
            f"the files of {name} version {version} cannot be read ({reason}): {checksums.REMEDY}"
        ) from error


@contextmanager
def downloaded(name: str, version: int) -> Iterator[Path]:
    """The snapshot of a version in a temporary folder."""
    snapshot_path = "artifacts/snapshot"
    uri = f"models:/{name}/{version}/{snapshot_path}/"
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
        # Last, so that who follows the tag finds the rows.
        package = client.get_model_version(name, str(version)).tags["package"]
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        client.set_registered_model_tag(name, f"{MONITORED}{package}", now)


@clear_errors
def monitored(name: str) -> dict[str, str]:
    """Package to when outcomes were last recorded with a version; cheap enough to poll."""
    try:
        model = registered(opened(), name)
    except NoStoreError:
        return {}
    tags = {} if model is None else model.tags
    return {
        key.removeprefix(MONITORED): value
        for key, value in tags.items()
        if key.startswith(MONITORED)
    }


@clear_errors
def recorded(name: str, version: int) -> pd.DataFrame | None:
    """Recorded outcomes of a version's forecasts, None without any."""
    client = opened()
    run_id = str(client.get_model_version(name, str(version)).run_id)
    if OUTCOMES not in {artifact.path for artifact in client.list_artifacts(run_id)}:
        return None
    with tempfile.TemporaryDirectory() as folder:
        return pd.read_parquet(client.download_artifacts(run_id, OUTCOMES, folder))


@clear_errors
def compare(name: str, package: str | None = None) -> pd.DataFrame:
    """All versions of a registered model and the rivals of the latest training, newest first.

    Parameters
    ----------
    package : str, optional
        Only what was trained on a package of this name.

    Returns
    -------
    DataFrame
        version (0 for a rival that was only backtested), alias ("champion" or "challenger" of its
        package, else ""), run and experiment (their ids in MLflow), model, cutoff, horizon,
        package, deflator ("" without one), promoted_at, forced, created_at, then the pooled
        figures under their names in MLflow (for niches "entry_ap", "exit_ap", ...).
    """
    try:
        client = opened()
        found_versions = versions_of(client, name)
    except NoStoreError:
        found_versions = {}
    numbered = {
        number: found
        for number, found in found_versions.items()
        if package in (None, found.tags["package"])
    }
    if not numbered:
        of_package = f" trained on {package}" if package else ""
        raise InputError(f"{name} has no version{of_package} yet: train it first")
    latest = numbered[max(numbered)].run_id
    versions = {found.run_id: number for number, found in numbered.items()}
    of_packages = trails(client, name)
    aliases = dict.fromkeys(challengers(of_packages, numbered).values(), "challenger")
    aliases |= {trail.champion: "champion" for trail in of_packages.values()}
    since: dict[int, str] = {}
    for trail in of_packages.values():
        since |= {number: at.isoformat() for number, at in trail.served}
    rows = []
    for run in mlflow.search_runs(experiment_names=[task_of(name)], output_format="list"):
        number = versions.get(run.info.run_id, 0)
        if number or run.data.tags.get("training") == latest:
            row = {"version": number, "alias": aliases.get(number, ""), **_row(run)}
            rows.append({**row, "promoted_at": since.get(number, row["promoted_at"])})
    return pd.DataFrame(rows).sort_values(["version"], ascending=False, ignore_index=True)


def _row(run: Run) -> dict[str, object]:
    """One run as a row: tags, promotion and pooled figures."""
    tags = run.data.tags
    # Older trainings wrote curves over origins under names that end in _by_origin.
    figures = {
        key: value
        for key, value in run.data.metrics.items()
        if not (key.startswith(desk.BY_YEAR) or key.endswith("_by_origin"))
    }
    return {
        "run": run.info.run_id,
        "experiment": run.info.experiment_id,
        **{key: tags[key] for key in ("model", "cutoff", "horizon", "package")},
        "deflator": run.data.params.get("deflator", ""),
        "promoted_at": tags.get("promoted_at", ""),
        "forced": tags.get("forced", "") == "true",
        "created_at": datetime.fromtimestamp(run.info.start_time / 1000, UTC),
        **figures,
    }
