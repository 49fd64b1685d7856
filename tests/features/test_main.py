"""The command line, as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from features import __main__ as cli
from features import demo, package
from tests.features import small_package as small


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "features", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def main(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Exit code of the command line, run in this process to save time."""
    monkeypatch.setattr(sys, "argv", ["features", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


def test_validate(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    sha256 = package.read(folder).sha256[:12]
    rows = sum(len(rows) for rows in small.ROWS.values())
    done = run("validate", folder)
    assert (done.returncode, done.stderr) == (0, "")
    first, note = done.stdout.splitlines()
    assert first == f"small is valid: 11 tables, {rows} rows, sha256 {sha256}"
    assert note.startswith("note: price basis not stated for jobs, value_added: add price_basis")


@pytest.mark.parametrize("command", ["validate", "describe"])
def test_suspicious_input_is_a_warning(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    tmp_path: Path,
) -> None:
    folder = small.make(tmp_path / "small")
    small.edit(folder, "cluster_indicators.csv", "02,C2,2011", "02,C2,2099")
    assert main(monkeypatch, command, folder) == 0
    assert capsys.readouterr().out.endswith(
        "1 warning: please check\n  cluster_indicators.csv, column year, row 4: 2099 is in the "
        "future\n"
    )


def test_bad_package_ends_with_2_and_its_problems(tmp_path: Path) -> None:
    folder = small.make(tmp_path / "small")
    small.edit(folder, "patents.csv", "0.5", "[bold]many[/bold]")
    done = run("validate", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"error: {folder}: patents.csv, column patents, row 4: "
        "'[bold]many[/bold]' is not a number\n"
    )


@pytest.mark.parametrize("command", ["validate", "describe"])
def test_no_package_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main(monkeypatch, command, "no-such-folder") == 2
    assert capsys.readouterr() == ("", "error: no-such-folder: the folder does not exist\n")


def test_a_folder_with_another_name_than_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small.make(tmp_path / "new")
    small.edit_descriptor(folder, lambda it: it.update(title="small"))
    assert main(monkeypatch, "validate", folder) == 0
    assert capsys.readouterr().out.startswith("new (package small) is valid: ")
    assert main(monkeypatch, "describe", folder) == 0
    assert capsys.readouterr().out.startswith("small\nsha256: ")


@pytest.mark.parametrize("further", [[], ["--json", "a.json"]])
def test_a_page_without_a_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], further: list[str]
) -> None:
    assert main(monkeypatch, "validate", "no-such-folder", "--html", *further) == 2
    assert capsys.readouterr().err == (
        "error: --html needs the name of the file to write: --html quality.html\n"
    )


def test_describe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small.make(tmp_path / "small")
    small.drop(folder, "cluster_output")
    small.edit_descriptor(folder, lambda it: it.update(sources=[{"title": "An [odd] office"}]))
    assert main(monkeypatch, "describe", folder) == 0
    printed = capsys.readouterr().out
    lines = [line.split() for line in printed.splitlines()]
    assert printed.startswith("small: A small package\n")
    assert "source: An [odd] office" in printed
    assert ["patents", "3", "2010-2012", "2", "2", "1"] in lines
    assert ["value_added", "million", "unknown", "yearly", "2010-2011", "1", "0"] in lines
    assert "note: price basis not stated for jobs, value_added" in printed
    assert "growth not yet, it has 2 of the 6 years that it needs" in map(" ".join, lines)
    assert ["multipliers", "no,", "it", "needs", "cluster_output"] in lines


@pytest.mark.parametrize("command", ["validate", "describe"])
def test_quality_in_the_terminal_as_a_page_and_as_json(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    tmp_path: Path,
) -> None:
    folder = small.make(tmp_path / "small")
    small.edit(folder, "cluster_indicators.csv", "02,C2,2011", "02,C2,2099")
    html, found = tmp_path / "new" / "quality.html", tmp_path / "quality.json"
    assert main(monkeypatch, command, folder, "--html", html, "--json", found) == 0
    printed = capsys.readouterr().out
    assert "Quality: 1 serious finding" in printed
    assert "Stray years. In cluster_indicators.csv, row 4: 2099 is in the" in printed
    assert f"written to {html}" in printed
    assert "please check" not in printed
    assert html.read_text().startswith("<!doctype html>")
    assert json.loads(found.read_text())["counts"]["serious"] == 1
    assert main(monkeypatch, command, folder, "--quality", "--html", tmp_path) == 2
    assert "cannot write" in capsys.readouterr().err


def test_describe_names_the_sources_of_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small.make(tmp_path / "small")
    left_out = [{"what": "cells", "count": 2, "why": "withheld"}]
    source = {"title": "[Office]", "vintage": "2025", "licence": "CC0", "left_out": left_out}
    sources = [
        {**source, "file": "a.csv", "sha256": "0123456789abcdef", "imported": "2026-01-02"},
        {**source, "file": "b.csv"},
    ]
    small.edit_descriptor(folder, lambda it: it["resources"][6].update(sources=sources))
    assert main(monkeypatch, "describe", folder) == 0
    expected = """patents: [Office], data of 2025
  file: a.csv, sha256 0123456789ab, imported 2026-01-02
  file: b.csv
  licence: CC0
  left out: cells (2): withheld
"""
    assert expected in capsys.readouterr().out


def test_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    assert main(monkeypatch, "demo", folder) == 0
    assert "demo" in capsys.readouterr().out.lower()
    pd.testing.assert_frame_equal(
        package.read(folder).tables["patents"], demo.make()["patents"], check_dtype=False
    )
    assert main(monkeypatch, "demo", folder) == 2
    assert "already exists: choose a new folder, or overwrite it" in capsys.readouterr().err
    assert main(monkeypatch, "demo", folder, "--overwrite", "--plain", "--seed", 3) == 0
    pd.testing.assert_frame_equal(
        package.read(folder).tables["patents"],
        demo.make(3, planted=False)["patents"],
        check_dtype=False,
    )


@pytest.mark.parametrize("command", ["validate", "describe", "demo"])
def test_help_has_an_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main(monkeypatch, command, "--help") == 0
    named = "demo-data" if command == "demo" else command
    assert f"smartspec {named}" in capsys.readouterr().out


def test_wrong_option_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(monkeypatch, "demo", "x", "--seed", "many") == 2
    assert "--seed" in capsys.readouterr().err
