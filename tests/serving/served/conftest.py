"""A store with the champions of two packages."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.serving.conftest import PACKAGE, growth_trained, niches_trained, register

OTHER = replace(PACKAGE, name="other-country", title="Another country (invented regions)")


@pytest.fixture(scope="session")
def two_packages(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the store, to be copied: versions 1 are of PACKAGE, versions 2 of OTHER."""
    folder = tmp_path_factory.mktemp("both")
    shutil.copy(migrated_database, folder / "mlflow.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
        for package in (PACKAGE, OTHER):
            register(growth_trained(), package)
            register(niches_trained(), package)
    return folder / "mlflow.db"


@pytest.fixture
def two(two_packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of two packages that a test may change."""
    shutil.copy(two_packages, tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    return tmp_path
