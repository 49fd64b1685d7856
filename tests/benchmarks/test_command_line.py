"""Every script says what it does, and what is wrong with its input, before it measures."""

import runpy
import sys
from pathlib import Path

import pytest

RIVALS = {"rivals", "rival_coherence", "rival_complexity"}
"""Run in an environment of their own."""
SCRIPTS = sorted(
    file.stem
    for file in Path(__file__).parent.glob("*.py")
    if file.stem not in RIVALS and "__main__" in file.read_text() and file != Path(__file__)
)
OF_A_FOLDER = {
    "breakthroughs": [],
    "choice": [],
    "growth_development": [],
    "growth_rivals": ["--origins", "2005"],
    "m3_yearly": [],
    "order": [],
    "value_of_choice": ["--origins", "2005"],
}
"""Scripts that read a folder, and what else they must be told."""


def exit_code(monkeypatch: pytest.MonkeyPatch, script: str, *arguments: str) -> object:
    """Of python -m tests.benchmarks.SCRIPT, in this process."""
    monkeypatch.setattr(sys, "argv", [script, *arguments])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(f"tests.benchmarks.{script}", run_name="__main__")
    return ended.value.code


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_is_one_line_on_what_it_does(
    script: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert exit_code(monkeypatch, script, "--help") == 0
    usage, description, _ = capsys.readouterr().out.split("\n\n", 2)
    assert usage.startswith("usage: ")
    assert description.count("\n") == 0
    assert description.endswith((".", "?"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_option_that_there_is_not_is_refused(
    script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert exit_code(monkeypatch, script, "--nonsense") == 2


@pytest.mark.parametrize("script", OF_A_FOLDER)
def test_a_folder_that_is_not_there_is_told_in_one_sentence(
    script: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(monkeypatch, script, "nowhere", *OF_A_FOLDER[script]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "nowhere" in told


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("m3_yearly", ["nowhere", "naive,guess"]),
        ("order", ["nowhere", "--packages", "atlantis"]),
        ("scale", ["--model", "guess"]),
        ("scale", ["--series", "many"]),
    ],
)
def test_what_cannot_be_measured_is_told(
    script: str,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code(monkeypatch, script, *arguments) == 2
    assert arguments[-1].rpartition(",")[2] in capsys.readouterr().err
