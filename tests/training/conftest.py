"""A store of its own for each test."""

import shutil
from pathlib import Path

import pytest

from training.registry import store as mlflow_store


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all of MLflow's migrations: they take longer than most tests."""
    database = tmp_path_factory.mktemp("template") / "mlflow.db"
    mlflow_store.upgrade_database(f"sqlite:///{database}")
    return database


@pytest.fixture
def store(migrated_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a new MLflow store that nothing else uses."""
    folder = tmp_path / "mlruns"
    folder.mkdir()
    shutil.copy(migrated_database, folder)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
    return folder
