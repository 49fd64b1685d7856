"""Keys of programs and tokens of feeds: a SQLite file with their hashes, never the keys."""

import hashlib
import hmac
import os
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Column, Engine, MetaData, String, Table, create_engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from features.errors import InputError

RIGHTS = ("read", "contribute", "train")
"""What a key may do; whoever contributes or trains may read."""
FEED = "feed"
"""The scope of a token that stands in the address of a feed, and opens nothing else."""
SCOPES = (*RIGHTS, FEED)
BYTES = 32
"""Of chance in a key: 256 bits, so that a plain hash is enough."""
FORM = re.compile(r"smartspec_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
FRESH_SECONDS = 1.0
"""How long the service uses what it read: as long a revoked key may still work."""
STALE_SECONDS = 60.0
"""How long it uses that where the file cannot be read."""
MOST_NAME = 200

TABLE = Table(
    "keys",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("created", String, nullable=False),
    Column("expires", String, nullable=False),
    Column("revoked", String, nullable=False, default=""),
    Column("last_used", String, nullable=False, default=""),
)
"""Moments are ISO 8601 in UTC, last_used is a date; "" where there is none."""


@dataclass(frozen=True)
class Key:
    """What is kept of a key.

    Attributes
    ----------
    scopes : tuple of str
        Of SCOPES.
    created, expires, revoked, last_used : str
        ISO 8601 in UTC, last_used by day; "" where there is none.
    """

    id: str
    name: str
    hash: str
    scopes: tuple[str, ...]
    created: str
    expires: str
    revoked: str
    last_used: str

    def state(self, now: datetime) -> str:
        """valid, expired or revoked."""
        if self.revoked:
            return "revoked"
        return "expired" if self.expires <= _moment(now) else "valid"


class Keys:
    """The keys in a file, which commands write and services read.

    Parameters
    ----------
    file : Path
        Need not exist: then there are no keys.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._read: Mapping[str, Key] = {}
        self._read_at = -STALE_SECONDS

    def add(self, name: str, scopes: Sequence[str], days: int) -> tuple[Key, str]:
        """A new key, and its text, which is not kept.

        Raises
        ------
        InputError
            The name is empty or long, or a scope is unknown or does not go with others.
        """
        if not 0 < len(name.strip()) <= MOST_NAME or not name.isprintable():
            raise InputError(f"the name of a key has 1 to {MOST_NAME} printable characters")
        if unknown := [scope for scope in scopes if scope not in SCOPES]:
            raise InputError(f"there is no scope {unknown[0]!r}: give {', '.join(SCOPES)}")
        if FEED in scopes and len(set(scopes)) > 1:
            raise InputError(f"a token of scope {FEED} has no other scope: make a key for the rest")
        id_, now = secrets.token_hex(4), datetime.now(UTC)
        text = _text(id_)
        wanted = tuple(scope for scope in SCOPES if scope in scopes)
        expires = _moment(now + timedelta(days=days))
        key = Key(id_, name.strip(), _hash(text), wanted, _moment(now), expires, "", "")
        row = {**vars(key), "scopes": " ".join(wanted)}
        with self._engine(new=True).begin() as connection:
            connection.execute(TABLE.insert().values(row))
        return key, text

    def all(self) -> list[Key]:
        """Every key, the oldest first.

        Raises
        ------
        InputError
            The file is no store of keys.
        """
        if not self.file.exists():
            return []
        try:
            with self._engine().connect() as connection:
                rows = connection.execute(select(TABLE).order_by(TABLE.c.created)).mappings().all()
        except SQLAlchemyError as error:
            reason = str(error.__cause__ or error).splitlines()[0]
            raise InputError(f"{self.file} cannot be read as a store of keys: {reason}") from None
        return [Key(**{**row, "scopes": tuple(row["scopes"].split())}) for row in rows]

    def renew(self, id_or_name: str, days: int) -> tuple[Key, str]:
        """A new text and a new end for a key that keeps its id; the old text is its no longer.

        Raises
        ------
        InputError
            There is no such key, it is revoked, or several keys have the name.
        """
        found = self._named(id_or_name)
        text, expires = _text(found.id), _moment(datetime.now(UTC) + timedelta(days=days))
        self._update(found.id, hash=_hash(text), expires=expires)
        return replace(found, hash=_hash(text), expires=expires), text

    def _named(self, id_or_name: str) -> Key:
        """The key of an id, else the only one of a name that is not revoked."""
        keys = self.all()
        found = [key for key in keys if key.id == id_or_name]
        found = found or [key for key in keys if key.name == id_or_name and not key.revoked]
        if not found:
            raise InputError(f"there is no key {id_or_name!r}: see smartspec keys list")
        if len(found) > 1:
            ids = ", ".join(key.id for key in found)
            raise InputError(
                f"several keys have the name {id_or_name!r}: give one of the ids {ids}"
            )
        if found[0].revoked:
            raise InputError(
                f"key {id_or_name} is revoked, since {found[0].revoked}, and ends with that: make "
                "another with smartspec keys add"
            )
        return found[0]

    def revoke(self, id_: str) -> Key:
        """End a key for good.

        Raises
        ------
        InputError
            There is no such key, or it is revoked already.
        """
        found = {key.id: key for key in self.all()}.get(id_)
        if found is None:
            raise InputError(
                f"there is no key with the id {id_!r}: smartspec keys list shows the ids of all"
            )
        if found.revoked:
            raise InputError(f"key {id_} is already revoked, since {found.revoked}")
        self._update(id_, revoked=_moment(datetime.now(UTC)))
        return found

    def find(self, text: str) -> Key | None:
        """The key of a text, whatever its state; None where there is none.

        Raises
        ------
        InputError
            The file cannot be read, and what was read of it is too old.
        """
        form = FORM.fullmatch(text)
        key = self._fresh().get(form[1]) if form else None
        if key is None or not hmac.compare_digest(key.hash, _hash(text)):
            return None
        return key

    def valid(self, id_: str) -> Key | None:
        """The key of an id that may be used now; errors as of find."""
        key = self._fresh().get(id_)
        return key if key and key.state(datetime.now(UTC)) == "valid" else None

    def feed(self, token: str) -> Key | None:
        """The valid token of a feed, or None; for addresses such as /feeds/TOKEN."""
        key = self.find(token)
        valid = key is not None and FEED in key.scopes and key.state(datetime.now(UTC)) == "valid"
        return key if valid else None

    def used(self, key: Key, day: date) -> None:
        """Write down that a key was used on a day; a file that is read-only stays as it is."""
        with suppress(SQLAlchemyError):
            self._update(key.id, last_used=day.isoformat())

    def _fresh(self) -> Mapping[str, Key]:
        """All keys by id, as they were at most FRESH_SECONDS ago."""
        age = time.monotonic() - self._read_at
        if age >= FRESH_SECONDS:
            try:
                self._read = {key.id: key for key in self.all()}
                self._read_at = time.monotonic()
            except InputError:
                if age >= STALE_SECONDS:
                    raise
        return self._read

    def _update(self, id_: str, **values: str) -> None:
        with self._engine().begin() as connection:
            connection.execute(TABLE.update().where(TABLE.c.id == id_).values(values))

    def _engine(self, new: bool = False) -> Engine:
        """The file as a database; a new one can be read by its owner alone.

        Raises
        ------
        InputError
            A new file cannot be made.
        """
        if new and not self.file.exists():
            try:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT, 0o600))
            except OSError as error:
                raise InputError(f"cannot write {self.file}: {error.strerror}") from None
        options = {"timeout": 1.0}
        engine = create_engine(f"sqlite:///{self.file}", poolclass=NullPool, connect_args=options)
        if new:
            TABLE.create(engine, checkfirst=True)
        return engine


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _text(id_: str) -> str:
    """A new text of a key, of which only the hash is kept."""
    return f"smartspec_{id_}_{secrets.token_urlsafe(BYTES)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
