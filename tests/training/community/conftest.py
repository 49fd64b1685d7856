"""A community database of its own for each test."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from training.community import database


@pytest.fixture
def community(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{tmp_path / 'community.db'}")
    return database.opened()
