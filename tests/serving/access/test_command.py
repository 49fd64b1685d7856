"""The commands of keys, and what promotions and rollbacks write to the audit log."""

import getpass
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from serving.access.keys import FORM, Keys
from serving.terminal.smartspec import app
from tests.serving.conftest import growth_trained, register
from training.registry import versions

RUN = CliRunner()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMARTSPEC_KEYS", str(tmp_path / "keys.db"))
    return tmp_path / "keys.db"


def test_a_key_is_shown_once_on_a_line_of_its_own(file: Path) -> None:
    done = RUN.invoke(app, ["keys", "add", "--name", "Ministry", "--days", "7"])
    assert done.exit_code == 0
    text = done.stdout.strip()
    assert FORM.fullmatch(text)
    key = Keys(file).find(text)
    assert key is not None
    assert (key.name, key.scopes) == ("Ministry", ("read",))
    shown = RUN.invoke(app, ["keys", "list"]).output
    assert key.id in shown
    assert "Ministry" in shown
    assert "never" in shown
    assert text.split("_", 2)[2] not in shown


def test_a_key_is_revoked_by_its_id(file: Path) -> None:
    key, _ = Keys(file).add("Ministry", ["read"], 7)
    done = RUN.invoke(app, ["keys", "revoke", key.id])
    assert done.output == f"key {key.id} for Ministry is revoked\n"
    assert "revoked" in RUN.invoke(app, ["keys", "list"]).output


def test_a_key_is_renewed_and_what_happens_to_keys_is_in_the_audit_log(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "audit.log"
    monkeypatch.setenv("SMARTSPEC_AUDIT", str(log))
    old = RUN.invoke(app, ["keys", "add", "--name", "Plant", "--days", "1"]).stdout.strip()
    done = RUN.invoke(app, ["keys", "renew", "Plant"])
    text = done.stdout.strip()
    keys = Keys(file)
    found = keys.find(text)
    assert found is not None
    assert f"key {found.id} for Plant expires on {found.expires[:10]}" in done.stderr
    assert keys.find(old) is None
    assert RUN.invoke(app, ["keys", "revoke", found.id]).exit_code == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [it["action"] for it in lines] == ["add_key", "renew_key", "revoke_key"]
    assert {it["key"] for it in lines} == {f"key:{found.id}"}
    assert not any(it.split("_", 2)[2] in log.read_text() for it in (old, text))


def test_no_keys_say_how_one_is_made(file: Path) -> None:
    done = RUN.invoke(app, ["keys", "list"])
    assert done.output.replace("\n", "") == (f"no keys in {file}: make one with smartspec keys add")


def test_promotions_and_rollbacks_are_in_the_audit_log(
    fresh_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(growth_trained())
    register(growth_trained(2.0))
    file = tmp_path / "audit.log"
    monkeypatch.setenv("SMARTSPEC_AUDIT", str(file))
    assert RUN.invoke(app, ["rollback", "growth"]).exit_code == 0
    asked = ["promote", "growth", "--version", "2"]
    promoted = RUN.invoke(app, [*asked, "--force"])
    assert promoted.exit_code == 0, promoted.output
    back, forward = (json.loads(line) for line in file.read_text().splitlines())
    account = f"account:{getpass.getuser()}"
    assert (back["who"], back["action"], back["version"]) == (account, "rollback", 1)
    assert (forward["who"], forward["action"], forward["version"]) == (account, "promote", 2)
    assert forward["model"] == "cluster-growth"
    assert forward["right"].startswith(("forced: ", "the gate passed it: "))


def test_nothing_is_promoted_that_cannot_be_logged(
    fresh_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(growth_trained())
    register(growth_trained(2.0))
    monkeypatch.setenv("SMARTSPEC_AUDIT", str(fresh_store / "no" / "audit.log"))
    done = RUN.invoke(app, ["rollback", "growth"])
    assert done.exit_code != 0
    assert versions.champion_version("cluster-growth") == 2
