"""What several tests share: the real data packages, the demo country, an empty MLflow store."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import settings
from sqlalchemy import Engine, event
from xdist.scheduler import LoadScopeScheduling

from features import demo
from features.package import Package, read, write

DATA = Path(__file__).parents[2] / "shared" / "data"

# A busy machine is no reason for a property to fail.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@event.listens_for(Engine, "connect")
def wait_for_no_disk(connection: object, _: object) -> None:
    """SQLite waits for the disk at every commit: against a loss of power, which no test brings."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


def pytest_configure() -> None:
    """One thread for the numerical libraries of the processes that run tests side by side."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Short tests come last, so that no process is left alone with a long one at the end."""
    items.sort(key=lambda item: item.nodeid.startswith("tests/features/"))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Tests of a file run in one process, since they share what they train.

    All of tests/serving are together, and all of tests/browser: each ask a service that takes
    long to start.
    """

    def together(nodeid: str) -> str:
        file = nodeid.split("::")[0]
        folder = "/".join(file.split("/")[:2])
        return folder if folder in ("tests/serving", "tests/browser") else file

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = together
    return scheduler


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Where something is that takes long to make: the first process that asks for it makes it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent

    def path(name: str, make: Callable[[Path], object]) -> Path:
        with FileLock(folder / f"{name}.lock"):
            if not (folder / name).exists():
                make(folder / f"{name}-unfinished")
                (folder / f"{name}-unfinished").rename(folder / name)
        return folder / name

    return path


@pytest.fixture(scope="session")
def migrated_database(made_once: Callable[..., Path]) -> Path:
    """An empty MLflow database, to be copied: its migrations take longer than most tests."""
    from training.registry import store  # slow to import, and of no use to tests of features

    return made_once("mlflow.db", lambda file: store.upgrade_database(f"sqlite:///{file}"))


@pytest.fixture
def fresh_store(migrated_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a new MLflow store that nothing else uses."""
    folder = tmp_path / "mlruns"
    folder.mkdir()
    shutil.copy(migrated_database, folder)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
    return folder


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Folder of a real data package by name; the test is skipped where it is absent."""

    def folder(name: str) -> Path:
        if not (DATA / name).is_dir():
            pytest.skip(f"the real data package {name} is not in ../shared/data")
        return DATA / name

    return folder


@pytest.fixture(scope="session")
def demo_folder(made_once: Callable[..., Path]) -> Path:
    """Folder of the demo country's data package; tests must not change it."""
    return made_once("demo", demo.write)


@pytest.fixture(scope="session")
def demo_package(demo_folder: Path) -> Package:
    """The demo country: what was planted in it is in demo.truth()."""
    return read(demo_folder)


@pytest.fixture(scope="session")
def few_regions_folder(made_once: Callable[..., Path], demo_package: Package) -> Path:
    """The nation of the demo country with twelve of its regions: enough to train on, and soon."""
    regions = demo_package.tables["regions"]
    nation = regions.loc[regions["parent_code"] == "", "region_code"]
    kept = [*nation, *regions.loc[~regions["region_code"].isin(nation), "region_code"].iloc[:12]]

    def few(rows: pd.DataFrame) -> pd.DataFrame:
        for column in {"region_code", "neighbour_code"} & set(rows):
            rows = rows[rows[column].isin(kept)]
        return rows

    def make(folder: Path) -> None:
        tables = {name: few(rows) for name, rows in demo_package.files().items()}
        write(tables, folder, demo_package.name, demo_package.title, demo_package.metadata)

    return made_once("few-regions", make)


@pytest.fixture(scope="session")
def plain_demo_package(made_once: Callable[..., Path]) -> Package:
    """The demo country with nothing planted in it."""
    return read(made_once("plain-demo", lambda folder: demo.write(folder, planted=False)))
