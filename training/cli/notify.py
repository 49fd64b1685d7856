"""The command notify: what subscribers are to be told is sent now."""

import time
from pathlib import Path
from typing import Annotated

import typer

from training.community import database, subscriptions
from training.community.delivery import outbox, public_addresses

SubscriptionsOption = Annotated[
    Path | None,
    typer.Option(
        "--subscriptions", help=f"file of subscriptions; by default {subscriptions.VARIABLE}"
    ),
]


def notify_command(
    file: SubscriptionsOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say what would be sent, and send nothing")
    ] = False,
) -> None:
    """Send what subscribers are still to be told, by mail and to webhooks.

    Refresh does so itself; this tries again what failed. Run it every few minutes.

    Example: smartspec notify --dry-run
    """
    found = subscriptions.read(subscriptions.path(file))
    public_addresses.allowed()
    engine, now = database.opened(), int(time.time())
    with database.clear_errors():
        if dry_run:
            for name, due, later in outbox.waiting(engine, now):
                typer.echo(f"{name}: messages to be sent {due}, waiting for another try {later}")
            typer.echo(f"subscriptions: {', '.join(it.name for it in found or []) or 'none'}")
            return
        with database.changing(engine) as connection:
            subscriptions.synchronise(connection, found)
        done = outbox.deliver(engine, now, typer.echo)
    typer.echo(f"sent {done.sent}, to be tried again {done.postponed}, given up {done.given_up}")
