"""What several tests share: the real data packages, the demo country, and empty stores."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from features import demo
from features.package import Package, read
from training.registry import store as mlflow_store

DATA = Path(__file__).parents[2] / "shared" / "data"

# A busy machine is no reason for a property to fail.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Folder of a real data package by name; the test is skipped where it is absent."""

    def folder(name: str) -> Path:
        if not (DATA / name).is_dir():
            pytest.skip(f"the real data package {name} is not in ../shared/data")
        return DATA / name

    return folder


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the demo country's data package; tests must not change it."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    demo.write(folder)
    return folder


@pytest.fixture(scope="session")
def demo_package(demo_folder: Path) -> Package:
    """The demo country: what was planted in it is in demo.truth()."""
    return read(demo_folder)


@pytest.fixture(scope="session")
def plain_demo_package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The demo country with nothing planted in it."""
    folder = tmp_path_factory.mktemp("plain") / "demo"
    demo.write(folder, planted=False)
    return read(folder)


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all of MLflow's migrations: they take longer than most tests."""
    database = tmp_path_factory.mktemp("template") / "mlflow.db"
    mlflow_store.upgrade_database(f"sqlite:///{database}")
    return database


@pytest.fixture
def fresh_store(migrated_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a new MLflow store that nothing else uses."""
    folder = tmp_path / "mlruns"
    folder.mkdir()
    shutil.copy(migrated_database, folder)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
    return folder
