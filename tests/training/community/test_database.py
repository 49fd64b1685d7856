"""The database: migrations agree with the tables, run once, and what is written is whole."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from features.errors import InputError
from tests.training.community.examples import NOW, subscription, surprise, told
from training.community import database, tables
from training.community.delivery import outbox

OPEN = "from training.community import database; database.opened()"


def test_migrations_make_the_tables(community: Engine) -> None:
    with community.connect() as connection:
        assert not compare_metadata(MigrationContext.configure(connection), tables.metadata)
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_processes_that_meet_a_new_database_make_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{tmp_path / 'deep' / 'community.db'}")
    assert database.existing() is None, "looking makes none"
    processes = [
        subprocess.Popen([sys.executable, "-c", OPEN], stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [(it.communicate()[1], it.returncode) for it in processes] == [("", 0)] * 2
    assert database.existing() is not None


def test_a_failing_transaction_leaves_nothing(community: Engine) -> None:
    told(community, [])
    with pytest.raises(IntegrityError), database.changing(community) as connection:
        connection.execute(tables.subscriptions.insert(), [_row("a"), _row("a")])
    with community.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.subscriptions)) == 0


def _row(id_: str) -> dict[str, object]:
    texts = dict.fromkeys(("owner", "name", "package", "address", "language", "secret"), "")
    return {**texts, "id": id_, "kinds": [], "regions": [], "options": []}


def test_foreign_keys_are_kept(community: Engine) -> None:
    row = {"message_id": "none", "event_id": "none"}
    with pytest.raises(IntegrityError), database.changing(community) as connection:
        connection.execute(tables.outbox_events.insert(), row)


def test_writers_wait_for_each_other(community: Engine) -> None:
    def write(year: int) -> int:
        return told(community, [surprise(year=year)])

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, range(2000, 2008))) == [1] * 8


def test_a_newer_database_is_left_alone(community: Engine) -> None:
    with database.changing(community) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(InputError, match="written by a newer smartspec: install that release"):
        database.opened()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("mysql://root@host/x", "give sqlite:"),
        ("nonsense", "give sqlite:"),
        ("sqlite://", "give sqlite:"),
        ("postgresql://team:hidden@127.0.0.1:1/x", r"team:\*\*\*@127.0.0.1:1/x failed: .*refused"),
        ("sqlite:////proc/none/community.db", "failed: .*; check SMARTSPEC_COMMUNITY"),
    ],
)
def test_an_address_that_is_of_no_use(
    address: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.VARIABLE, address)
    with pytest.raises(InputError, match=message):
        database.opened()


def test_it_lies_beside_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(database.VARIABLE, raising=False)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    assert database.address().database == str(tmp_path / "community.db")


@pytest.mark.slow
def test_a_team_on_postgresql_tells_its_subscribers(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.VARIABLE, postgresql)
    engine = database.opened()
    assert told(engine, [surprise()], subscription()) == 1
    assert told(engine, [surprise()], subscription(language="ru")) == 0
    with engine.connect() as connection:
        assert not compare_metadata(MigrationContext.configure(connection), tables.metadata)
    with database.alone(engine, "delivery") as first, database.alone(engine, "delivery") as second:
        assert (first, second) == (True, False)
    lines: list[str] = []
    assert outbox.deliver(engine, NOW, lines.append).postponed == 1, "no server of mail is named"
    assert "SMARTSPEC_SMTP_HOST is not set" in lines[0]
    assert outbox.waiting(engine, NOW) == [("desk", 0, 1)]
    engine.dispose()


def test_a_new_database_is_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "community.db"
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{file}")
    with database.changing(database.opened()) as connection:
        connection.exec_driver_sql("CREATE TABLE one (n INTEGER)")
        files = list(tmp_path.glob("community.db*"))
        assert {it.stat().st_mode & 0o777 for it in files if "lock" not in it.name} == {0o600}
