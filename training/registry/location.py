"""Where the project's files lie, for code that must not wait for MLflow to be imported."""

import os
from pathlib import Path

CODE = Path(__file__).parents[2]
"""The folder that the three packages lie in: a checkout, or that of the installed packages."""


def checkout() -> Path | None:
    """The checkout that the code runs from; None where the packages are installed."""
    return CODE if (CODE / "pyproject.toml").is_file() else None


def home() -> Path:
    """The folder that mlruns/ is in: the checkout, or the current directory where there is none."""
    return checkout() or Path.cwd()


def tracking_uri() -> str:
    """Where the runs are: mlruns/mlflow.db at home unless MLFLOW_TRACKING_URI says otherwise."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{home() / 'mlruns' / 'mlflow.db'}"
