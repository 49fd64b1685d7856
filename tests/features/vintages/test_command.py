"""describe --vintages on a package whose files were imported one after another."""

import json
from pathlib import Path

import pytest

from features.package import write
from features.package.writing import revise
from tests.features import small_package as small
from tests.features.test_main import main
from tests.features.vintages import revised


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Value added up to 2004, then up to 2005 with the last figures revised."""
    truth, folder = revised.final(2005), tmp_path / "p"
    first = revised.package(revised.published(truth, 2004, [0.05]))
    write(first.content(), folder, "p", "P")
    revise(revised.package(truth).content(), folder, "p", "P")
    return folder


def test_vintages_in_the_terminal_and_as_json(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder.parent / "vintages.json"
    assert main(monkeypatch, "describe", folder, "--vintages", "--json", file) == 0
    printed = capsys.readouterr().out
    lines = [line.split() for line in printed.splitlines()]
    (kept,) = (it.name for it in (folder / "vintages").iterdir())
    assert "p: 1 vintage" in printed
    assert [kept, "1990-2004", "3,000", "200", "200", "0"] in lines
    assert ["today", "1990-2005", "3,200"] in lines
    assert any(line[:3] == ["0", "200", "100"] for line in lines)
    found = json.loads(file.read_text())
    assert [row["vintage"] for row in found["vintages"]] == [kept, ""]
    assert found["vintages"][1]["changed"] is None
    assert found["revisions"][0]["revised"] == 1
    assert found["revisions"][1]["up"] is None


def test_without_vintages_and_with_a_broken_one(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(monkeypatch, "describe", small.make(tmp_path / "small"), "--vintages") == 0
    assert "small has no vintages: smartspec import keeps the state" in capsys.readouterr().out
    assert main(monkeypatch, "describe", folder, "--vintages", "--quality") == 2
    assert "ask for --quality separately" in capsys.readouterr().err
    (kept,) = (folder / "vintages").iterdir()
    (kept / "regions.csv").unlink()
    assert main(monkeypatch, "describe", folder, "--vintages") == 2
    assert f"{kept}" in capsys.readouterr().err
