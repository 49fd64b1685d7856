"""What several tests share: where the real data packages are, and the demo country."""

from collections.abc import Callable
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Folder of a real data package by name; the test is skipped where it is absent."""

    def folder(name: str) -> Path:
        if not (DATA / name).is_dir():
            pytest.skip(f"the real data package {name} is not in ../shared/data")
        return DATA / name

    return folder
