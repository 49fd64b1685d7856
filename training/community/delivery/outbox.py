"""The outbox: what is due is sent, at least once, and tried again where it fails.

A message is marked only after it was taken. A process that is killed in between sends it again,
with the same ids.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, Engine, case, delete, func, select, update

from training.community import tables
from training.community.database import alone, changing, marking
from training.community.delivery import mail, webhooks
from training.community.delivery.message import Message, Outcome, SendError, Told, told
from training.community.events import TOLD_FIRST, Event, event_of
from training.community.matching import batched
from training.community.subscriptions import is_mail

WAITS = (60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400)
"""Seconds before the second and each later try; after the last one a message is given up."""
BATCH = 500
"""Messages that are read at a time."""
ROUND_SECONDS = 300.0
"""After which no more messages are begun; the rest is sent the next time."""
KEPT_DAYS = 90
"""How long a message is kept after it was sent or given up."""
DAY = 86_400

Say = Callable[[str], None]


@dataclass(frozen=True)
class Delivered:
    """What became of the messages that were due."""

    sent: int = 0
    postponed: int = 0
    given_up: int = 0


def deliver(engine: Engine, now: int, say: Say) -> Delivered:
    """Send what is due.

    Parameters
    ----------
    now : int
        Seconds since 1970.
    say : callable
        Takes a line of the log, without addresses.
    """
    with alone(engine, "delivery") as is_alone:
        if not is_alone:
            say("another process is sending: nothing is sent twice at a time")
            return Delivered()
        with changing(engine) as connection:
            _forget(connection, now - KEPT_DAYS * DAY)
        return _deliver(engine, now, say)


def waiting(engine: Engine, now: int) -> list[tuple[str, int, int]]:
    """Name of each subscription, its messages that are due, and those that wait for another try."""
    is_due = func.sum(case((tables.outbox.c.due <= now, 1), else_=0))
    asked = (
        select(tables.subscriptions.c.name, is_due, func.count() - is_due)
        .join(tables.outbox, tables.outbox.c.subscription_id == tables.subscriptions.c.id)
        .where(tables.outbox.c.state == "pending")
        .group_by(tables.subscriptions.c.name)
        .order_by(tables.subscriptions.c.name)
    )
    with engine.connect() as connection:
        return [(name, due, later) for name, due, later in connection.execute(asked)]


def _deliver(engine: Engine, now: int, say: Say) -> Delivered:
    """Batch after batch until nothing is due, or the round is over."""
    counts = {"sent": 0, "pending": 0, "given up": 0}
    until = time.monotonic() + ROUND_SECONDS
    with marking(engine) as connection:
        while time.monotonic() < until and (messages := _due(engine, now)):
            for message, error in _sent(messages, until):
                with connection.begin():
                    state = _mark(connection, message, error, now)
                counts[state] += 1
                _tell(message, error, state, say)
    return Delivered(counts["sent"], counts["pending"], counts["given up"])


def _tell(message: Message, error: SendError | None, state: str, say: Say) -> None:
    """A line of the log for what was not taken."""
    if error is not None:
        begin = "given up" if state == "given up" else "to be tried again"
        say(f"{begin}: message {message.id} to {message.name}, {error.reason}")


def _sent(messages: Sequence[Message], until: float) -> Iterator[Outcome]:
    """Each message that was tried, as soon as it was."""
    by_mail = [message for message in messages if is_mail(message.address)]
    by_web = [message for message in messages if not is_mail(message.address)]
    return chain(mail.send_all(by_mail, until), webhooks.send_all(by_web, until))


def _due(engine: Engine, now: int) -> list[Message]:
    """The messages that have been due longest."""
    outbox, subscriptions = tables.outbox, tables.subscriptions
    asked = (
        select(
            *(outbox.c.id, outbox.c.created, outbox.c.tries),
            *(
                subscriptions.c[name]
                for name in ("name", "address", "language", "secret", "owner", "token")
            ),
        )
        .join(subscriptions, subscriptions.c.id == outbox.c.subscription_id)
        .where(outbox.c.state == "pending", outbox.c.due <= now)
        .order_by(outbox.c.due, outbox.c.id)
        .limit(BATCH)
    )
    with engine.connect() as connection:
        rows = connection.execute(asked).mappings().all()
        events = _events(connection, [row["id"] for row in rows])
    texts: dict[tuple[str, str], Told] = {}  # many messages tell the same
    messages = []
    for row in rows:
        language = row["language"]
        for id_, event in events[row["id"]].items():
            if (id_, language) not in texts:
                texts[id_, language] = told(event, language)
        messages.append(Message(**row, told=[texts[id_, language] for id_ in events[row["id"]]]))
    return messages


def _events(connection: Connection, messages: Sequence[str]) -> dict[str, dict[str, Event]]:
    """The events of each message by their id, in the order in which they are told."""
    contents, events = tables.outbox_events, tables.events
    place = case({kind: at for at, kind in enumerate(TOLD_FIRST)}, value=events.c.kind)
    pairs = connection.execute(
        select(contents.c.message_id, contents.c.event_id)
        .join(events, events.c.id == contents.c.event_id)
        .where(contents.c.message_id.in_(messages))
        .order_by(place, events.c.recorded, events.c.id)
    ).all()
    ids = list(dict.fromkeys(event for _, event in pairs))
    by_id: dict[str, Event] = {}
    for some in batched(ids):
        rows = connection.execute(select(events).where(events.c.id.in_(some))).mappings()
        by_id |= {row["id"]: event_of(row) for row in rows}
    found: dict[str, dict[str, Event]] = {message: {} for message in messages}
    for message, event in pairs:
        found[message][event] = by_id[event]
    return found


def _mark(connection: Connection, message: Message, error: SendError | None, now: int) -> str:
    """Write down what became of a message; its state."""
    values: dict[str, object] = {"tries": message.tries + 1}
    if error is None:
        state = "sent"
        values |= {"finished": now, "error": ""}
    elif error.is_final or message.tries >= len(WAITS):
        state = "given up"
        values |= {"finished": now, "error": error.reason}
    else:
        state = "pending"
        values |= {"due": now + WAITS[message.tries], "error": error.reason}
    change = update(tables.outbox).where(tables.outbox.c.id == message.id)
    connection.execute(change.values({"state": state, **values}))
    return state


def _forget(connection: Connection, before: int) -> None:
    """Remove messages that were finished long ago, and those whose events were all withdrawn."""
    outbox, contents = tables.outbox, tables.outbox_events
    connection.execute(delete(outbox).where(outbox.c.finished < before))
    has_events = select(contents.c.event_id).where(contents.c.message_id == outbox.c.id).exists()
    connection.execute(delete(outbox).where(outbox.c.state == "pending", ~has_events))
