"""Servers that run as processes of their own are stopped with all that they have started."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from training import processes

PARENT = """
import signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print(1, flush=True); time.sleep(60)"
)
POLITE = "import time; print(1, flush=True); time.sleep(60)"


@pytest.mark.parametrize("child", [POLITE, STUBBORN], ids=["polite", "stubborn"])
def test_stopping_a_process_ends_what_it_has_started(child: str) -> None:
    process = subprocess.Popen([sys.executable, "-c", PARENT, child], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as lines:
        pid = int(lines.readline())
    assert psutil.pid_exists(pid)
    processes.stop(process, seconds=1)
    assert process.returncode is not None
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_process_that_has_ended_is_stopped_already() -> None:
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    process.wait()
    processes.stop(process)
    assert process.returncode == 3


def test_running_gives_the_exit_code_and_the_variables(tmp_path: Path) -> None:
    code = "import os; raise SystemExit(int(os.environ['CODE']))"
    program = (
        "import os, sys; from training.processes import run; "
        f"raise SystemExit(run([sys.executable, '-c', {code!r}], {{**os.environ, 'CODE': '7'}}))"
    )
    done = subprocess.run([sys.executable, "-c", program], env=dict(os.environ), check=False)
    assert done.returncode == 7
