"""A store of its own for each test."""

from pathlib import Path

import pytest


@pytest.fixture
def store(fresh_store: Path) -> Path:
    """The folder of a new MLflow store that nothing else uses."""
    return fresh_store
