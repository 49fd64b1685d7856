"""A store of its own for each test, and a database server where one is installed."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

POSTGRES = "/usr/lib/postgresql"


@pytest.fixture
def store(fresh_store: Path) -> Path:
    """The folder of a new MLflow store that nothing else uses."""
    return fresh_store


@pytest.fixture
def postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A private PostgreSQL server; skipped where Debian's packages are absent."""
    binaries = sorted(Path(POSTGRES).glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (str(binaries[-1]) if binaries else None)
    if initdb is None:
        pytest.skip("initdb of PostgreSQL is not installed (apt-get install postgresql)")
    pytest.importorskip("psycopg")
    binary = Path(initdb).resolve().parent
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    # PostgreSQL refuses to run as root, and its user cannot enter pytest's private folders.
    folder = Path(
        subprocess.run(
            [*as_user, "mktemp", "-d"], capture_output=True, text=True, check=True, cwd="/"
        ).stdout.strip()
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd="/", timeout=60)

    run(str(binary / "initdb"), "-D", f"{folder}/data", "-A", "trust", "-U", "mlflow", "--no-sync")
    options = f"-h 127.0.0.1 -p {port} -k {folder} -F"
    start = ["start", "-w", "-l", f"{folder}/log", "-o", options]
    run(str(binary / "pg_ctl"), "-D", f"{folder}/data", *start)
    try:
        run(str(binary / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "mlflow", "team")
        uri = f"postgresql://mlflow@127.0.0.1:{port}/team"
        monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
        monkeypatch.setenv("MLFLOW_DEFAULT_ARTIFACT_ROOT", str(tmp_path / "artifacts"))
        yield uri
    finally:
        run(str(binary / "pg_ctl"), "-D", f"{folder}/data", "stop", "-m", "immediate")
        run("rm", "-rf", str(folder))
