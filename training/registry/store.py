"""The MLflow store of runs and versions: its address, set-up and lock."""

import functools
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, ParamSpec, TypeVar

import mlflow
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from mlflow import MlflowClient
from mlflow.db import upgrade
from mlflow.exceptions import MlflowException
from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from features.errors import InputError
from training.processes import run
from training.registry.location import home, tracking_uri

EXPERIMENTS = ("growth", "niches")
MIGRATIONS = Path(str(mlflow.__file__)).parent / "store" / "db_migrations"


# Its tracebacks would stand before the one sentence of clear_errors.
logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)


class NoStoreError(InputError):
    """There is no store yet: nothing has been trained."""


P = ParamSpec("P")
R = TypeVar("R")


def clear_errors(function: Callable[P, R]) -> Callable[P, R]:
    """Turn errors of MLflow or its database into an InputError of one sentence."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (MlflowException, SQLAlchemyError, ModuleNotFoundError, OSError) as error:
            raise InputError(
                f"the MLflow store {_without_password(tracking_uri())} failed: {_reason(error)}"
            ) from error

    return call


def _reason(error: Exception) -> str:
    """The line that says what is wrong; SQLAlchemy may begin with how it came to it."""
    lines = str(error).strip().splitlines()
    return next((line for line in lines if not line.startswith("(raised as a result")), "")


def artifact_root() -> Path | str | None:
    """Where a database store keeps files; None if a tracking server decides.

    MLFLOW_DEFAULT_ARTIFACT_ROOT (a folder or a URI) if it is set; else artifacts/ beside a SQLite
    database, or mlruns/artifacts at `home` for any other database.
    """
    if tracking_uri().startswith("http"):
        return None
    if root := os.environ.get("MLFLOW_DEFAULT_ARTIFACT_ROOT"):
        return root
    file = _sqlite_file(tracking_uri())
    return (file.resolve().parent if file else home() / "mlruns") / "artifacts"


@clear_errors
def opened() -> MlflowClient:
    """Point MLflow at a store to read from it; writes nothing, so the store may be read-only.

    Only a database of an older MLflow is upgraded, as `initialise` does.

    Raises
    ------
    NoStoreError
        Nothing has been trained yet.
    InputError
        The store cannot be reached or refuses, or it was there and is gone.
    """
    uri = tracking_uri()
    mlflow.set_tracking_uri(uri)
    file = _sqlite_file(uri)
    if file is not None and not file.is_file():
        if uri in _seen:
            raise InputError(f"the MLflow store {uri} is gone: restore it, or train again")
        raise NoStoreError(f"there is no MLflow store {uri} yet: train first (smartspec train)")
    return _opened(uri)


_seen: set[str] = set()
"""Stores that this process has read: one that is gone later is no new one."""


@functools.cache
def _opened(uri: str) -> MlflowClient:
    if not uri.startswith("http"):
        engine = create_engine(uri, poolclass=NullPool)
        with engine.connect() as connection:
            state = _state(connection)
        if state == "empty":
            hidden = _without_password(uri)
            raise NoStoreError(f"the MLflow store {hidden} is empty: train first (smartspec train)")
        if state == "old":
            return initialise()
    _seen.add(uri)
    return MlflowClient(uri)


def _state(connection: Connection) -> Literal["empty", "old", "ready"]:
    """Whether a database can be read as it is, which MLflow itself would set up otherwise.

    One that another process is setting up is empty until its experiments are there.
    """
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None or not inspect(connection).has_table("experiments"):
        return "empty"
    names = {name for (name,) in connection.execute(text("SELECT name FROM experiments"))}
    if not names.issuperset(EXPERIMENTS):
        return "empty"
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    return "ready" if revision == head else "old"


def _sqlite_file(uri: str) -> Path | None:
    """The file of a SQLite database, None for other stores."""
    if uri.startswith("http"):
        return None
    url = make_url(uri)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


@clear_errors
def initialise() -> MlflowClient:
    """Set up the store to write to it, once per process and store, and point MLflow at it.

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

    A database that does not answer, or a file that is none, fails at once, while MLflow would
    retry for more than a minute.
    """
    file = _sqlite_file(uri)
    if file is not None and file.is_file():
        _check_file(uri)
    if not uri.startswith("http") and make_url(uri).get_backend_name() != "sqlite":
        create_engine(uri).connect().close()
    try:
        return MlflowClient(uri)
    except MlflowException as error:
        if "out-of-date database schema" not in str(error):
            raise
    upgrade_database(uri)
    return MlflowClient(uri)


def _check_file(uri: str) -> None:
    """Raise SQLAlchemy's error if a file is no SQLite database."""
    try:
        with create_engine(uri, poolclass=NullPool).connect() as connection:
            connection.execute(text("PRAGMA schema_version"))
    except OperationalError:  # another process writes to it: MLflow waits for it
        pass


def upgrade_database(uri: str) -> None:
    """As ``mlflow db upgrade``."""
    upgrade.main([uri], standalone_mode=False)


@contextmanager
def locked() -> Iterator[None]:
    """Let one process of this machine at a time change the store.

    Raises
    ------
    InputError
        The folder of the store cannot be written to, as where it is mounted read-only.
    """
    root = artifact_root()
    folder = root.parent if isinstance(root, Path) else home() / "mlruns"
    lock = FileLock(folder / "mlflow.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except OSError as error:
        raise InputError(
            f"the MLflow store in {folder} cannot be changed ({error.strerror or error}): make the "
            "folder writable, or set MLFLOW_TRACKING_URI to another store"
        ) from error
    try:
        yield
    finally:
        lock.release()


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
