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


def beside_store(name: str) -> Path:
    """A file of the service: beside a store in SQLite, else in mlruns/ at home."""
    uri = tracking_uri()
    database = None if uri.startswith("http") else make_url(uri)
    if database is not None and database.get_backend_name() == "sqlite" and database.database:
        return Path(database.database).resolve().parent / name
    return home() / "mlruns" / name
