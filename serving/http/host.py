"""Start the service as a separate process, wait until it answers, and stop it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from features.errors import InputError
from training.processes import stop
from training.registry.location import CODE, tracking_uri

ADDRESS = "SMARTSPEC_ADDRESS"
"""Environment variable with the address that the service listens on, and logs."""
START_SECONDS = 300


def command(host: str, port: int) -> list[str]:
    """The command bentoml serve serving.service:SmartSpec with its options."""
    options = ["--host", host, "--port", str(port), "--working-dir", str(CODE)]
    return [sys.executable, "-m", "bentoml", "serve", "serving.service:SmartSpec", *options]


def environment(workers: int = 1, address: str = "") -> Mapping[str, str]:
    """The variables of this process, telemetry off, one thread per numeric library.

    The store is an absolute URI, since the service runs in another folder. The service logs the
    address, if there is one, once it is ready.
    """
    return {
        **os.environ,
        "BENTOML_DO_NOT_TRACK": "True",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_TRACKING_URI": tracking_uri(),
        "OMP_NUM_THREADS": "1",
        ADDRESS: address,
        "BENTOML_CONFIG_OPTIONS": f"services.smartspec.workers={workers}",
    }


def check_free(host: str, port: int) -> None:
    """Raise InputError where the service could not listen.

    Raises
    ------
    InputError
        The host is not an address of this machine, or the port is taken.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            socket.inet_pton(family, host)
            probe.bind((host, port))
    except OSError as error:
        raise InputError(
            f"cannot listen on {host} port {port}: {error.strerror or error}; give an IP address "
            "of this machine with --host and a free port with --port"
        ) from None


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(port: int, log: Path, workers: int = 1) -> Iterator[str]:
    """The address of a service that runs, ready, until the block ends.

    Parameters
    ----------
    log : Path
        Where it writes its log; BentoML keeps its files beside it. If services shared a folder,
        each start would delete the others' counts for /metrics.

    Raises
    ------
    InputError
        It does not start; the message ends with the last line of its log.
    """
    with log.open("wb") as output:
        address = f"http://127.0.0.1:{port}"
        process = subprocess.Popen(  # noqa: S603
            command("127.0.0.1", port),
            env={**environment(workers, address), "BENTOML_HOME": str(log.parent / "bentoml")},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, f"{address}/readyz", log)
        yield address
    finally:
        stop(process)


def wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return once a server answers an address; InputError if it ends, or does not in time."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
        except OSError:
            pass
        else:
            return
        time.sleep(0.1)
    last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["its log is empty"]
    raise InputError(f"the service did not start: {last[0]}")
