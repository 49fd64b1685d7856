"""Run a server as a separate process, and stop it with its child processes."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import psutil

STOP_SECONDS = 15
"""Time for a server to finish its requests."""


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a server until it ends or this process is stopped; its exit code, 0 after Ctrl+C."""
    process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(process)


def stop(process: subprocess.Popen[Any], seconds: float = STOP_SECONDS) -> None:
    """Terminate a process and its children; kill those still running after some seconds."""
    started: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        started = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    for child in started:
        with suppress(psutil.NoSuchProcess):
            child.terminate()
    _, left = psutil.wait_procs(started, seconds)
    for child in left:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    psutil.wait_procs(left, seconds)
    process.kill()
    process.wait()
