"""The commands for keys: add, list, renew and revoke."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import pandas as pd
import typer

from features import terminal
from serving.access.keys import SCOPES, Key, Keys
from serving.access.settings import keys_file
from training import audit

app = typer.Typer(
    no_args_is_help=True,
    help="Give programs keys to ask the service: smartspec keys add --name Ministry --scope read",
)

NameOption = Annotated[str, typer.Option(help="who gets the key")]
ScopeOption = Annotated[
    list[str], typer.Option("--scope", help=f"{', '.join(SCOPES)}; may be given more than once")
]
DaysOption = Annotated[int, typer.Option(min=1, max=3650, help="days until the key expires")]


@app.command()
def add(name: NameOption, scope: ScopeOption = ["read"], days: DaysOption = 90) -> None:  # noqa: B006
    """Make a key, and show it this once: only its hash is kept.

    Example: smartspec keys add --name "Ministry" --scope read --days 90
    """
    audit.check()
    key, text = Keys(keys_file()).add(name, scope, days)
    _shown_once("add_key", key, text)


@app.command("list")
def list_keys() -> None:
    """List the keys: who has them, what they may do, until when, and when they were last used.

    Example: smartspec keys list
    """
    now = datetime.now(UTC)
    rows = [
        {
            "id": key.id,
            "name": key.name,
            "scopes": " ".join(key.scopes),
            "state": key.state(now),
            "expires": key.expires[:10],
            "last used": key.last_used or "never",
        }
        for key in Keys(keys_file()).all()
    ]
    if not rows:
        typer.echo(f"no keys in {keys_file()}: make one with smartspec keys add")
        return
    console = terminal.console(None if sys.stdout.isatty() else 150)
    console.print(terminal.data_table(f"Keys in {keys_file()}", pd.DataFrame(rows)))


@app.command()
def renew(
    id_or_name: Annotated[str, typer.Argument(metavar="ID or NAME")], days: DaysOption = 90
) -> None:
    """Give a key a new text and a new end under its id, also when it has expired.

    What hangs on the key, such as the membership of an organisation, goes on. The new text is
    shown this once; services that run refuse the old one within a second or two.

    Example: smartspec keys renew "Ministry" --days 90
    """
    audit.check()
    key, text = Keys(keys_file()).renew(id_or_name, days)
    _shown_once("renew_key", key, text)


@app.command()
def revoke(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """End a key for good: services that run refuse it within a second or two.

    Example: smartspec keys revoke 1a2b3c4d
    """
    audit.check()
    key = Keys(keys_file()).revoke(id_)
    _audited("revoke_key", key)
    typer.echo(f"key {key.id} for {key.name} is revoked")


def _shown_once(action: str, key: Key, text: str) -> None:
    """Write down that a key was made or renewed, and show its text."""
    _audited(action, key)
    typer.echo(f"key {key.id} for {key.name} expires on {key.expires[:10]}", err=True)
    typer.echo("keep it safe: it is not shown again", err=True)
    typer.echo(text)


def _audited(action: str, key: Key) -> None:
    """A line of the audit log, without the text of the key."""
    facts = {"key": f"key:{key.id}", "name": key.name, "scopes": list(key.scopes)}
    audit.by_account(action, {**facts, "expires": key.expires})
