"""How the service is started as a process of its own."""

from pathlib import Path

import pytest

from serving.http import host
from training.registry import location


def test_the_service_uses_the_store_of_the_folder_it_is_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works in the folder of the code, which need not be the one with the store."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setattr(location, "CODE", tmp_path / "site-packages")
    monkeypatch.chdir(tmp_path)
    assert host.environment()["MLFLOW_TRACKING_URI"] == f"sqlite:///{tmp_path}/mlruns/mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000")
    assert host.environment()["MLFLOW_TRACKING_URI"] == "http://127.0.0.1:5000"
