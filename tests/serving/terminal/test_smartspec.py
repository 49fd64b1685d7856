"""The command smartspec: all commands under one name, imported when they are run."""

import subprocess
import sys
from importlib import import_module

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from serving.terminal import demo, smartspec

ELSEWHERE = {
    ("features.__main__", "demo"),  # smartspec demo-data
    ("training.__main__", "audit"),  # it only says that serving has it
    ("serving.__main__", "ask"),  # loaded by itself, without what else serving does
    ("serving.__main__", "keys"),  # likewise
}

runner = CliRunner()


@pytest.mark.parametrize("module", [smartspec.FEATURES, smartspec.TRAINING, smartspec.SERVING])
def test_every_command_is_there(module: str) -> None:
    commands = set(get_command(import_module(module).app).commands)  # type: ignore[attr-defined]
    mounted = {name for name, entry in smartspec.COMMANDS.items() if entry[:2] == (module, name)}
    assert {name for name in commands - mounted if (module, name) not in ELSEWHERE} == set()


@pytest.mark.parametrize("name", smartspec.COMMANDS)
def test_every_command_has_help(name: str) -> None:
    result = runner.invoke(smartspec.app, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"{name} [OPTIONS]" in result.output


def test_help_names_all_commands_and_imports_no_heavy_library() -> None:
    program = (
        "import sys; from serving.terminal.smartspec import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'mlflow', 'lightgbm', 'bentoml', 'pandas', 'scipy', 'prophet'}\n"
        "raise SystemExit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    for name, (_, _, sentence) in smartspec.COMMANDS.items():
        assert name in done.stdout
        assert sentence in " ".join(done.stdout.split())


def test_bad_input_ends_with_2_and_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["smartspec", "validate", "no-such-folder"])
    with pytest.raises(SystemExit) as end:
        smartspec.main()
    assert end.value.code == 2
    assert capsys.readouterr() == ("", "error: no-such-folder: the folder does not exist\n")


def test_the_demo_runs_its_steps_in_order_and_stops_at_one_that_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands = []

    def run(command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        commands.append(" ".join(command[2:]))
        return subprocess.CompletedProcess(
            command, 3 if command[3:5] == ["promote", "niches"] else 0
        )

    monkeypatch.setattr(subprocess, "run", run)
    result = runner.invoke(smartspec.app, ["demo", "there"])
    assert result.exit_code == 3
    assert commands == [
        "features demo there --overwrite",
        "features validate there",
        "training train growth --package there --horizon 5",
        "training promote growth",
        "training train niches --package there --horizon 5",
        "training promote niches",
    ]
    assert "6/7 promoting niches" in result.stderr
    assert "7/7" not in result.stderr


def test_the_steps_of_the_demo_are_commands_that_exist() -> None:
    for _, (package, command, *_) in demo._steps("demo"):
        assert command in get_command(import_module(f"{package}.__main__").app).commands  # type: ignore[attr-defined]
