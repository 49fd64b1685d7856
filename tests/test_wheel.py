"""What is installed: all files of the three packages, and the command smartspec."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("features", "training", "serving")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of the files that are committed or about to be: as from a clean clone."""
    folder = tmp_path_factory.mktemp("wheel")
    clone = folder / "clone"
    for name in tracked("."):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=clone, check=True, capture_output=True)
    (file,) = folder.glob("smartspec-*.whl")
    return zipfile.ZipFile(file)


def tracked(*folders: str) -> list[str]:
    command = ["git", "ls-files", "-z", *folders]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.rstrip("\0").split("\0")


def test_the_wheel_holds_every_file_of_the_packages(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    present = {name for name in tracked(*PACKAGES) if (ROOT / name).is_file()}
    assert present <= names
    assert {"serving/page/templates/shell.html", "serving/reports/templates/report.html"} <= names
    assert any(name.startswith("training/figures/templates/") for name in names)
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == set(PACKAGES)


def test_the_wheel_has_the_command(wheel: zipfile.ZipFile) -> None:
    (file,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "smartspec = serving.terminal.smartspec:main" in wheel.read(file).decode()
