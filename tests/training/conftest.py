"""A store of its own for each test."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def store(migrated_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a new MLflow store that nothing else uses."""
    folder = tmp_path / "mlruns"
    folder.mkdir()
    shutil.copy(migrated_database, folder)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
    return folder
