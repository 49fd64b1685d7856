"""What several tests share: where the real data packages are, and the demo country."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from features import demo
from features.package import Package, read

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
