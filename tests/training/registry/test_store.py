"""Where the store is, and that it is made ready safely, on SQLite and on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text

from features.errors import InputError
from tests.training.examples import growth_example
from training.registry import location, promotion, runs, store, versions

ROOT = Path(__file__).parents[3]


def test_the_store_of_the_project_does_not_depend_on_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tmp_path)
    assert location.tracking_uri() == f"sqlite:///{ROOT}/mlruns/mlflow.db"
    assert store.artifact_root() == ROOT / "mlruns" / "artifacts"


def test_the_store_of_an_installed_package_is_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.setattr(location, "CODE", tmp_path / "site-packages")
    monkeypatch.chdir(tmp_path)
    assert location.tracking_uri() == f"sqlite:///{tmp_path}/mlruns/mlflow.db"
    assert store.artifact_root() == tmp_path / "mlruns" / "artifacts"
    assert runs._git_commit() == ""


def test_the_store_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:////data/mlflow.db")
    assert location.in_words() == "/data/mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "postgresql://someone:secret@host/mlflow")
    assert "secret" not in location.in_words()


@pytest.mark.parametrize(
    ("uri", "default", "root"),
    [
        ("sqlite:////data/mlflow.db", None, Path("/data/artifacts")),
        ("postgresql://host/mlflow", None, ROOT / "mlruns" / "artifacts"),
        ("postgresql://host/mlflow", "s3://bucket/runs", "s3://bucket/runs"),
        ("http://127.0.0.1:5000", "s3://bucket/runs", None),
    ],
)
def test_where_artifacts_go(
    uri: str, default: str | None, root: Path | str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    monkeypatch.delenv("MLFLOW_DEFAULT_ARTIFACT_ROOT", raising=False)
    if default:
        monkeypatch.setenv("MLFLOW_DEFAULT_ARTIFACT_ROOT", default)
    assert store.artifact_root() == root


def test_a_database_that_does_not_answer_is_told_at_once_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "postgresql://ann:secret@127.0.0.1:1/mlflow")
    with pytest.raises(InputError) as caught:
        store.initialise()
    assert str(caught.value).startswith(
        "the MLflow store postgresql://ann:***@127.0.0.1:1/mlflow failed: "
    )
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("store")
def test_a_disk_that_is_full_is_told_in_one_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    example = growth_example()
    store.initialise()

    def leave_no_space(connection: Any, *_: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    # At each use, since the pool may hold connections that were opened before.
    event.listen(Engine, "checkout", leave_no_space)
    try:
        with pytest.raises(InputError, match=r"failed: .*database or disk is full$") as caught:
            versions.log(example.trained, example.package, example.rows, example.losses)
    finally:
        event.remove(Engine, "checkout", leave_no_space)
    assert "\n" not in str(caught.value)
    assert "Traceback" not in capfd.readouterr().err


def test_a_driver_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "mysql+nosuchdriver://host/mlflow")
    with pytest.raises(InputError, match="nosuchdriver"):
        store.initialise()


def test_a_file_that_is_no_database_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mlflow.db").write_text("this is no database, and long enough to be seen as none")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    with pytest.raises(InputError, match="file is not a database"):
        store.initialise()


def test_reading_makes_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/new/mlflow.db")
    assert versions.champions("cluster-growth") == {}
    with pytest.raises(store.NoStoreError, match=r"^there is no MLflow store .* yet: train first"):
        versions.load("cluster-growth", 1)
    with pytest.raises(InputError, match=r"^cluster-growth has no version yet: train it first"):
        versions.compare("cluster-growth")
    assert not list(tmp_path.iterdir())


def test_a_store_that_is_gone_is_no_new_one(fresh_store: Path) -> None:
    store.initialise()
    assert versions.champions("cluster-growth") == {}
    (fresh_store / "mlflow.db").unlink()
    with pytest.raises(InputError, match=r"is gone: restore it, or train again$"):
        versions.champions("cluster-growth")
    assert not (fresh_store / "mlflow.db").exists()


def test_a_database_that_is_being_made_is_empty_and_an_older_one_is_upgraded(
    fresh_store: Path,
) -> None:
    engine = create_engine(f"sqlite:///{fresh_store / 'mlflow.db'}")
    with engine.connect() as connection:
        assert store._state(connection) == "empty", "another process has yet to add experiments"
    store.initialise()
    with engine.connect() as connection:
        assert store._state(connection) == "ready"
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
        assert store._state(connection) == "old"
    engine.dispose()


@pytest.mark.slow
def test_a_store_mounted_read_only_is_served_and_compared(fresh_store: Path) -> None:
    """A real mount, in a namespace of its own; skipped where the machine allows none."""
    made = growth_example()
    version = versions.log(made.trained, made.package, made.rows, made.losses)
    promotion.promote("cluster-growth", version, force=True)
    code = (
        "from training.registry import promotion, versions\n"
        "print(versions.champions('cluster-growth'), versions.load('cluster-growth').version)\n"
        "print(len(versions.compare('cluster-growth')))\n"
        "promotion.rollback('cluster-growth')\n"
    )
    mount = (
        f"mount --bind {fresh_store} {fresh_store} && mount -o remount,bind,ro {fresh_store} "
        '|| exit 77; exec "$@"'
    )
    command = ["unshare", "-m", "sh", "-c", mount, "sh", sys.executable, "-c", code]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("unshare is not installed")
    if done.returncode == 77 or done.stderr.startswith("unshare: "):
        pytest.skip("this machine allows no mounts")
    assert done.stdout == "{'tiny': 1} 1\n3\n"
    assert done.stderr.splitlines()[-1] == (
        f"features.errors.InputError: the MLflow store in {fresh_store} cannot be changed "
        "(Read-only file system): make the folder writable, or set MLFLOW_TRACKING_URI to another "
        "store"
    )


def initialise_at_once(n: int) -> list[subprocess.CompletedProcess[str]]:
    """Several real processes that make the same new store ready at the same time."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", "from training.registry import store; store.initialise()"],
            cwd=ROOT,
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(n)
    ]
    return [
        subprocess.CompletedProcess((), process.wait(120), process.communicate()[0])
        for process in processes
    ]


@pytest.mark.slow
def test_a_team_on_postgresql_logs_promotes_and_loads(postgresql: str, tmp_path: Path) -> None:
    done = initialise_at_once(2)
    assert [(process.returncode, process.stdout) for process in done] == [(0, "")] * 2
    example = growth_example()
    version = versions.log(example.trained, example.package, example.rows, example.losses)
    assert promotion.promote("cluster-growth")[0] == version
    champion = versions.load("cluster-growth")
    assert champion.version == version
    assert champion.tables["forecasts"].equals(example.trained.tables["forecasts"])
    assert versions.compare("cluster-growth")["alias"].tolist() == ["champion", "", ""]
    assert list((tmp_path / "artifacts").rglob("about.json"))
