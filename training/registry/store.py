"""The MLflow store of runs and versions: its address, set-up and lock."""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import mlflow
from filelock import FileLock
from mlflow import MlflowClient
from mlflow.db import upgrade
from mlflow.exceptions import MlflowException
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from features.errors import InputError
from training.processes import run
from training.registry.location import home, tracking_uri

EXPERIMENTS = ("growth", "niches")

P = ParamSpec("P")
R = TypeVar("R")


def clear_errors(function: Callable[P, R]) -> Callable[P, R]:
    """Turn errors of MLflow or its database into an InputError of one sentence."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (MlflowException, SQLAlchemyError, ModuleNotFoundError) as error:
            reason = str(error).strip().splitlines()[0]
            raise InputError(
                f"the MLflow store {_without_password(tracking_uri())} failed: {reason}"
            ) from error

    return call


def artifact_root() -> Path | str | None:
    """Where a database store keeps files; None if a tracking server decides.

    MLFLOW_DEFAULT_ARTIFACT_ROOT (a folder or a URI) if it is set; else artifacts/ beside a SQLite
    database, or mlruns/artifacts at `home` for any other database.
    """
    if tracking_uri().startswith("http"):
        return None
    if root := os.environ.get("MLFLOW_DEFAULT_ARTIFACT_ROOT"):
        return root
    database = make_url(tracking_uri())
    local = database.get_backend_name() == "sqlite" and database.database
    return (Path(local).resolve().parent if local else home() / "mlruns") / "artifacts"


@clear_errors
def initialise() -> MlflowClient:
    """Set up the store, once per process and store, and point MLflow at it.

    Safe when several processes on one machine start at once: concurrent migrations can break a
    new database for good, so they run under a file lock.

    Raises
    ------
    InputError
        The store cannot be reached or refuses.
    """
    mlflow.set_tracking_uri(tracking_uri())
    return _initialised(tracking_uri())


@functools.cache
def _initialised(uri: str) -> MlflowClient:
    with locked():
        client = _client(uri)
        for task in EXPERIMENTS:
            if client.get_experiment_by_name(task) is None:
                root = artifact_root()
                client.create_experiment(task, None if root is None else f"{_uri(root)}/{task}")
    return client


def _client(uri: str) -> MlflowClient:
    """A client, which creates a new database and upgrades one of an older MLflow.

    A database that does not answer fails at once, while MLflow would retry for long.
    """
    if not uri.startswith("http") and make_url(uri).get_backend_name() != "sqlite":
        create_engine(uri).connect().close()
    try:
        return MlflowClient(uri)
    except MlflowException as error:
        if "out-of-date database schema" not in str(error):
            raise
    upgrade_database(uri)
    return MlflowClient(uri)


def upgrade_database(uri: str) -> None:
    """As ``mlflow db upgrade``."""
    upgrade.main([uri], standalone_mode=False)


@contextmanager
def locked() -> Iterator[None]:
    """Let one process of this machine at a time change the store."""
    root = artifact_root()
    folder = root.parent if isinstance(root, Path) else home() / "mlruns"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "mlflow.lock"):
        yield


def _uri(root: Path | str) -> str:
    return root.as_uri() if isinstance(root, Path) else root.rstrip("/")


def _without_password(uri: str) -> str:
    """The address without its password."""
    return uri if uri.startswith("http") else make_url(uri).render_as_string(hide_password=True)


def serve_ui(port: int) -> int:
    """Run the MLflow UI over the store until it is stopped; its exit code."""
    initialise()
    root = artifact_root()
    command = [sys.executable, "-m", "mlflow", "server", "--workers", "1", "--port", str(port)]
    command += ["--backend-store-uri", tracking_uri()]
    command += [] if root is None else ["--default-artifact-root", _uri(root)]
    environment = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    return run(command, environment)
