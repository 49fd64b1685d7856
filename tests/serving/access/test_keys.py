"""Keys in their file: what is kept of them, and until when they work."""

import os
import sqlite3
import stat
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from features.errors import InputError
from serving.access.keys import FORM, FRESH_SECONDS, Keys


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "folder" / "keys.db")


def test_a_key_is_found_and_only_its_hash_is_kept(keys: Keys) -> None:
    key, text = keys.add("Ministry", ["train", "read"], 90)
    found = keys.find(text)
    assert found == key
    assert found.scopes == ("read", "train")
    assert FORM.fullmatch(text)
    content = keys.file.read_bytes()
    assert text.encode() not in content
    assert text.split("_", 2)[2].encode() not in content
    assert key.hash.encode() in content


def test_only_the_owner_may_read_the_file(keys: Keys) -> None:
    keys.add("Ministry", ["read"], 90)
    assert stat.S_IMODE(keys.file.stat().st_mode) == 0o600


def test_a_key_with_another_secret_is_not_found(keys: Keys) -> None:
    _, text = keys.add("Ministry", ["read"], 90)
    other = text[:-1] + ("A" if text[-1] != "A" else "B")
    assert keys.find(other) is None
    assert keys.find(text + "A") is None
    assert keys.find("") is None


def test_two_keys_have_nothing_in_common(keys: Keys) -> None:
    texts = {keys.add("Ministry", ["read"], 90)[1] for _ in range(3)}
    assert len({text.split("_", 2)[2] for text in texts}) == 3
    assert len(keys.all()) == 3


@pytest.mark.parametrize(("days", "state"), [(89.9, "valid"), (90.1, "expired")])
def test_a_key_expires(keys: Keys, days: float, state: str) -> None:
    key, _ = keys.add("Ministry", ["read"], 90)
    assert key.state(datetime.now(UTC) + timedelta(days=days)) == state


def test_a_revoked_key_stays_revoked(keys: Keys) -> None:
    key, text = keys.add("Ministry", ["read"], 90)
    keys.revoke(key.id)
    found = Keys(keys.file).find(text)
    assert found is not None
    assert found.state(datetime.now(UTC)) == "revoked"
    with pytest.raises(InputError, match="already revoked"):
        keys.revoke(key.id)
    with pytest.raises(InputError, match="no key with the id '1234'"):
        keys.revoke("1234")


def test_a_renewed_key_keeps_its_id_and_only_its_new_text_works(keys: Keys) -> None:
    key, old = keys.add("Ministry", ["read"], 1)
    renewed, text = keys.renew("Ministry", 90)
    assert (renewed.id, renewed.scopes) == (key.id, ("read",))
    assert keys.find(old) is None
    found = Keys(keys.file).find(text)
    assert found == renewed
    assert found.state(datetime.now(UTC) + timedelta(days=89)) == "valid"
    assert keys.renew(key.id, 1)[0].id == key.id
    keys.add("Ministry", ["read"], 90)
    with pytest.raises(InputError, match=f"several keys .* ids {key.id}, "):
        keys.renew("Ministry", 90)
    keys.revoke(key.id)
    with pytest.raises(InputError, match="is revoked"):
        keys.renew(key.id, 90)
    with pytest.raises(InputError, match="no key 'Other'"):
        keys.renew("Other", 90)


def test_a_service_that_runs_learns_of_a_revoked_key(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, text = keys.add("Ministry", ["read"], 90)
    running = Keys(keys.file)
    assert running.find(text) == key
    keys.revoke(key.id)
    start = time.monotonic()
    monkeypatch.setattr("serving.access.keys.time.monotonic", lambda: start + FRESH_SECONDS)
    found = running.find(text)
    assert found is not None
    assert found.revoked


def test_without_its_file_a_service_goes_on_for_a_minute(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it fails rather than let in a key that may have been revoked."""
    key, text = keys.add("Ministry", ["read"], 90)
    assert keys.find(text) == key
    keys.file.write_bytes(b"no database" * 100)
    start = time.monotonic()
    monkeypatch.setattr("serving.access.keys.time.monotonic", lambda: start + 30)
    assert keys.find(text) == key
    monkeypatch.setattr("serving.access.keys.time.monotonic", lambda: start + 61)
    with pytest.raises(InputError, match="cannot be read as a store of keys"):
        keys.find(text)


def test_the_day_of_use_is_written_down(keys: Keys) -> None:
    key, _ = keys.add("Ministry", ["read"], 90)
    keys.used(key, date(2026, 11, 27))
    assert [it.last_used for it in keys.all()] == ["2026-11-27"]


def test_the_day_of_use_of_a_read_only_file_is_not(keys: Keys) -> None:
    key, _ = keys.add("Ministry", ["read"], 90)
    other = sqlite3.connect(keys.file)
    other.execute("BEGIN EXCLUSIVE")  # as read-only: no one may write
    keys.used(key, date(2026, 11, 27))
    other.close()
    assert [it.last_used for it in keys.all()] == [""]


def test_a_token_of_a_feed_opens_feeds_alone(keys: Keys) -> None:
    token = keys.add("Reader", ["feed"], 90)[1]
    key = keys.add("Ministry", ["read"], 90)[1]
    found = keys.feed(token)
    assert found is not None
    assert keys.feed(key) is None
    keys.revoke(found.id)
    assert Keys(keys.file).feed(token) is None


@pytest.mark.parametrize(
    ("name", "scopes", "message"),
    [
        ("", ["read"], "the name of a key"),
        ("a\nb", ["read"], "the name of a key"),
        ("Ministry", ["write"], "no scope 'write': give read, contribute, train, feed"),
        ("Ministry", ["read", "feed"], "no other scope"),
    ],
)
def test_a_wrong_key_is_not_made(keys: Keys, name: str, scopes: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        keys.add(name, scopes, 90)
    assert not keys.file.exists()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=f"cannot write {tmp_path}/file/keys.db"):
        Keys(tmp_path / "file" / "keys.db").add("Ministry", ["read"], 90)


def test_no_file_is_no_keys_and_is_not_made(tmp_path: Path) -> None:
    assert Keys(tmp_path / "keys.db").all() == []
    assert os.listdir(tmp_path) == []  # noqa: PTH208
