"""Every script says what it does, and what is wrong with its input, before it measures."""

import json
import runpy
import sys
from pathlib import Path

import pandas as pd
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
    monkeypatch.delitem(sys.modules, f"tests.benchmarks.{script}", raising=False)
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


def series(lengths: dict[str, int], start: int = 0) -> pd.DataFrame:
    """Rows of unique_id, t and y: series that grow by one a year."""
    years = [(name, start + t) for name, n in lengths.items() for t in range(n)]
    return pd.DataFrame(years, columns=["unique_id", "t"]).assign(y=lambda rows: 10.0 + rows["t"])


@pytest.mark.parametrize(("horizon", "named"), [(3, "tourism"), (2, "births")])
def test_yearly_series_are_forecast_as_far_as_their_test_part_goes(
    horizon: int,
    named: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / named
    folder.mkdir()
    level = series({"level": 8}).assign(y=5.0)  # no past change to measure errors against
    pd.concat([series({"A": 9, "B": 12}), level]).to_parquet(folder / "train.parquet")
    starts = {"B": 12, "level": 8, "A": 9}
    later = [series({name: horizon}, start) for name, start in starts.items()]
    pd.concat(later).to_parquet(folder / "test.parquet")
    assert exit_code(monkeypatch, "m3_yearly", str(folder), "naive,drift") == 0
    table, line = capsys.readouterr().out.rstrip().rsplit("\n", 1)
    told = json.loads(line)
    assert (told["package"], told["horizon"]) == (named, horizon)
    errors = {row["model"]: row["mase"] for row in told["rows"]}
    assert errors == pytest.approx({"naive": (horizon + 1) / 2, "drift": 0})
    assert "M3" not in table


@pytest.mark.parametrize(
    ("train", "test", "said"),
    [
        (series({"A": 9, "B": 12}), series({"A": 3, "B": 2}), "series have 2 to 3 rows"),
        (series({"A": 9, "B": 12}), series({"A": 3}), "different series"),
        (series({"A": 9}), series({"A": 3}).drop(columns="t"), "no column t"),
    ],
)
def test_yearly_series_that_do_not_fit_together_are_refused(
    train: pd.DataFrame,
    test: pd.DataFrame,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    train.to_parquet(tmp_path / "train.parquet")
    test.to_parquet(tmp_path / "test.parquet")
    assert exit_code(monkeypatch, "m3_yearly", str(tmp_path), "naive") == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
