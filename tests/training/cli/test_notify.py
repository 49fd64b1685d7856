"""The command notify: what is pending is sent, or only said."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from features.errors import InputError
from tests.training.community.examples import champion, told
from training.cli.notify import notify_command
from training.community import database, subscriptions

FILE = '[desk]\nto = "https://hooks.invalid/x"\nsecret = "DESK_SECRET"\n'


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    (tmp_path / "subscriptions.toml").write_text(FILE)
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{tmp_path / 'community.db'}")
    monkeypatch.setenv(subscriptions.VARIABLE, str(tmp_path / "subscriptions.toml"))
    monkeypatch.setenv("DESK_SECRET", "x" * 32)
    app = typer.Typer()
    app.command()(notify_command)
    return app


def test_what_is_pending_is_said_then_sent(run: typer.Typer) -> None:
    assert notified(run) == ["sent 0, to be tried again 0, given up 0"]
    with database.changing(database.opened()) as connection:
        from training.community.events import record

        record(connection, [champion()], 0)
    for _ in range(2):
        assert notified(run, "--dry-run") == [
            "desk: messages to be sent 1, waiting for another try 0",
            "subscriptions: desk",
        ]
    first, last = notified(run)
    assert re.match(r"to be tried again: message \S+ to desk, the name of its host is not", first)
    assert last == "sent 0, to be tried again 1, given up 0"
    assert notified(run, "--dry-run")[0].endswith("to be sent 0, waiting for another try 1")


def notified(run: typer.Typer, *arguments: str) -> list[str]:
    result = CliRunner().invoke(run, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output.splitlines()


def test_a_file_that_is_wrong_changes_nothing(
    run: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(database.opened(), [])
    monkeypatch.setenv("DESK_SECRET", "short")
    with pytest.raises(InputError, match="DESK_SECRET has fewer than 16 characters"):
        CliRunner().invoke(run, [], catch_exceptions=False)
