"""Where the project's files are, without importing MLflow, which is slow."""

import os
from pathlib import Path

from sqlalchemy import make_url

CODE = Path(__file__).parents[2]
"""The folder of the three packages: a checkout, or site-packages."""


def checkout() -> Path | None:
    """The checkout that the code runs from; None if the packages are installed."""
    return CODE if (CODE / "pyproject.toml").is_file() else None


def home() -> Path:
    """The folder of mlruns/: the checkout, or the current directory if there is none."""
    return checkout() or Path.cwd()


def tracking_uri() -> str:
    """Address of the store: MLFLOW_TRACKING_URI, or mlruns/mlflow.db at home."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{home() / 'mlruns' / 'mlflow.db'}"


def in_words() -> str:
    """Where the store is, for people: a file, or the variable that names it with its password."""
    database = _database()
    return "the store of MLFLOW_TRACKING_URI" if database is None else str(database)


def beside_store(name: str) -> Path:
    """A file of the service: beside a store in SQLite, else in mlruns/ at home."""
    database = _database()
    return home() / "mlruns" / name if database is None else database.resolve().parent / name


def last_written() -> tuple[tuple[int, int], ...] | None:
    """What changes whenever a store in SQLite is written; None for other stores.

    Returns
    -------
    tuple
        Time in nanoseconds and size of the file and of its journal of later writes.
    """
    database = _database()
    if database is None:
        return None
    found = []
    for file in (database, database.with_name(f"{database.name}-wal")):
        try:
            state = file.stat()
        except OSError:
            found.append((0, 0))
        else:
            found.append((state.st_mtime_ns, state.st_size))
    return tuple(found)


def _database() -> Path | None:
    """The file of a store in SQLite."""
    uri = tracking_uri()
    url = None if uri.startswith("http") else make_url(uri)
    is_file = url is not None and url.get_backend_name() == "sqlite" and url.database
    return Path(str(url.database)) if url is not None and is_file else None
