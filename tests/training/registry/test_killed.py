"""Commands killed round the step that changes the champion; tests/faults kills at every step."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_a_kill_leaves_the_old_or_the_new_champion_and_nothing_to_repair() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.promotion", "--commit"],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[0] for line in lines[:-1]] == ["promote"] * 2 + ["rollback"] * 2
    assert [line.split()[-4] for line in lines[:-1]] == ["3", "4", "3", "2"]
