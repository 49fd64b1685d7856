"""The community database: its address, migrations, and transactions.

SQLite by default, PostgreSQL by address. Several processes of one machine may use it at once.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from features.errors import InputError
from training.registry.location import beside_store

VARIABLE = "SMARTSPEC_COMMUNITY"
"""Environment variable with the address of the database."""
MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 30
"""How long one process waits for another that writes to SQLite."""
CHANGES = "smartspec_changes"
"""Option of a connection whose transactions write."""
LOCKS = {"migrations": 7_331_001, "delivery": 7_331_002}
"""What one process does at a time, with the number of its lock in PostgreSQL."""


def address() -> URL:
    """SMARTSPEC_COMMUNITY, else community.db beside the MLflow store.

    Raises
    ------
    InputError
        It is no address of SQLite or PostgreSQL.
    """
    given = os.environ.get(VARIABLE, "")
    if not given:
        return URL.create("sqlite", database=str(beside_store("community.db")))
    try:
        url = make_url(given)
    except ArgumentError:
        url = URL.create("unknown")
    kind = url.get_backend_name()
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database:
        return url
    raise InputError(
        f"{VARIABLE} is no address of a database: give sqlite:////folder/community.db or "
        "postgresql://user@host/name"
    )


def opened() -> Engine:
    """The database, made or migrated if it has to be.

    Raises
    ------
    InputError
        It cannot be reached, written or migrated.
    """
    url = address()
    with clear_errors():
        if file := _file(url):
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():  # drafts and personal data are for its owner alone
                os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
        engine = _engine(url.render_as_string(hide_password=False))
        if _revision(engine) != newest():
            _migrate(engine)
    return engine


def existing() -> Engine | None:
    """The database, migrated if it has to be; None where there is none yet.

    Raises
    ------
    InputError
        As `opened`.
    """
    file = _file(address())
    return None if file is not None and not file.exists() else opened()


@cache
def _engine(uri: str) -> Engine:
    """The engine of an address: it begins transactions as SQLite needs it, keeps foreign keys."""
    url = make_url(uri)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # Python's driver would begin transactions late
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    """Take the lock of writers at once: a reader that turns writer may fail for good."""
    changes = connection.get_execution_options().get(CHANGES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if changes else "BEGIN")


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it or nothing."""
    with engine.execution_options(**{CHANGES: True}).begin() as connection:
        yield connection


@contextmanager
def marking(engine: Engine) -> Iterator[Connection]:
    """A connection for many small transactions, whose last ones a power cut may undo.

    SQLite waits for the disk at each commit otherwise. A process that is killed loses nothing.
    """
    with engine.execution_options(**{CHANGES: True}).connect() as connection:
        if _file(engine.url):
            connection.connection.cursor().execute("PRAGMA synchronous = NORMAL")
        yield connection


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn errors of the database into an InputError of one sentence, without its password."""
    try:
        yield
    except (SQLAlchemyError, OSError, ModuleNotFoundError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise InputError(
            f"the community database {shown(address())} failed: {reason}; check {VARIABLE}"
        ) from error


def shown(url: URL) -> str:
    """An address without its password."""
    return url.render_as_string(hide_password=True)


@cache
def newest() -> str:
    """The revision of the newest migration."""
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _migrate(engine: Engine) -> None:
    """Run the missing migrations in one transaction, one process at a time."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with alone(engine, "migrations", wait=True):
        if _file(engine.url):
            connection = engine.raw_connection()
            connection.cursor().execute("PRAGMA journal_mode = WAL")  # readers wait for no writer
            connection.close()
        if (revision := _revision(engine)) == newest():
            return
        if revision and revision not in _all_revisions():
            raise InputError(
                f"the community database {shown(engine.url)} was written by a newer smartspec: "
                "install that release"
            )
        with changing(engine) as transaction:
            config.attributes["connection"] = transaction
            command.upgrade(config, "head")


def _all_revisions() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


@contextmanager
def alone(engine: Engine, work: str, wait: bool = False) -> Iterator[bool]:
    """Whether this process is the only one that does something; False if another does it now.

    Parameters
    ----------
    work : str
        Of LOCKS.
    wait : bool
        Wait until the others are done: then it is always True.
    """
    file = _file(engine.url)
    if file is None:
        with _advisory(engine, LOCKS[work], wait) as is_alone:
            yield is_alone
        return
    lock = FileLock(f"{file}.{work}.lock")
    try:
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@contextmanager
def _advisory(engine: Engine, number: int, wait: bool) -> Iterator[bool]:
    """A lock in PostgreSQL, which ends with the connection at the latest."""
    question = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        answer = connection.scalar(text(f"SELECT {question}({number})"))
        is_alone = wait or bool(answer)
        try:
            yield is_alone
        finally:
            if is_alone:
                connection.execute(text(f"SELECT pg_advisory_unlock({number})"))


def _file(url: URL) -> Path | None:
    """The file of a database in SQLite."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None
