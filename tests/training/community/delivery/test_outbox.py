"""The outbox: at least once, with waits that grow, and the same ids after a kill."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select

from tests.training.community.delivery.conftest import Hook, Mailbox, status
from tests.training.community.examples import (
    EVENTS,
    NOW,
    champion,
    note,
    subscription,
    surprise,
    told,
)
from training.community import database, tables
from training.community.delivery import outbox
from training.community.delivery.outbox import DAY, KEPT_DAYS, WAITS, Delivered, deliver, waiting
from training.community.subscriptions import Subscription

KILLED = """
import os, signal
from training.community import database
from training.community.delivery import outbox
outbox._mark = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
outbox.deliver(database.opened(), {now}, print)
"""


def silent(_: str) -> None:
    pass


def by_web(hook: Hook) -> Subscription:
    return subscription("hook", address=f"{hook.address}/desk", secret="DESK_SECRET")  # noqa: S106


def rows(engine: Engine) -> list[tuple[str, int, int, str]]:
    outbox = tables.outbox.c
    with engine.connect() as connection:
        asked = select(outbox.state, outbox.tries, outbox.due, outbox.error)
        return [tuple(row) for row in connection.execute(asked)]


def test_mail_and_webhook_tell_the_same(community: Engine, mailbox: Mailbox, hook: Hook) -> None:
    told(community, EVENTS, subscription(), by_web(hook))
    assert waiting(community, NOW) == [("desk", 1, 0), ("hook", 1, 0)]
    assert deliver(community, NOW, silent) == Delivered(sent=2)
    events = json.loads(hook.calls[0][2])["events"]
    assert {event["id"] for event in events} == {event.id for event in EVENTS}
    kinds = ["surprise", "advice", "champion", "call", "exposure", "note"]
    assert [event["kind"] for event in events] == kinds, "the most urgent first"
    body = mailbox.received[0].get_content()
    assert all(event["sentence"] in body for event in events)
    assert deliver(community, NOW, silent) == Delivered(), "nothing is sent twice"
    assert len(hook.calls) == len(mailbox.received) == 1


def test_what_fails_is_tried_again_later_and_given_up_at_last(
    community: Engine, hook: Hook
) -> None:
    hook.answers = {"/desk": status(500)}
    told(community, [champion()], by_web(hook))
    now, lines = NOW, list[str]()
    for wait in WAITS:
        assert deliver(community, now, lines.append) == Delivered(postponed=1)
        assert deliver(community, now + wait - 1, silent) == Delivered()
        assert waiting(community, now) == [("hook", 0, 1)]
        now += wait
    assert deliver(community, now, lines.append) == Delivered(given_up=1)
    assert rows(community) == [("given up", len(WAITS) + 1, now, "it answers 500")]
    assert lines[0].startswith("to be tried again: message ")
    assert lines[-1].startswith("given up: message ")
    assert "127.0.0.1" not in lines[-1]
    assert len(hook.calls) == len(WAITS) + 1


def test_what_is_refused_for_good_is_given_up_at_once(community: Engine, mailbox: Mailbox) -> None:
    mailbox.refused = {"desk@example.org": "550 5.1.1 no such user"}
    told(community, [champion()], subscription(), subscription("other", address="o@example.org"))
    assert deliver(community, NOW, silent) == Delivered(sent=1, given_up=1)


@pytest.mark.parametrize("channel", ["mail", "webhook"])
def test_a_kill_between_sending_and_marking_repeats_the_same_ids(
    community: Engine, mailbox: Mailbox, hook: Hook, channel: str
) -> None:
    target = subscription() if channel == "mail" else by_web(hook)
    told(community, [surprise(), champion()], target)
    killed = subprocess.run([sys.executable, "-c", KILLED.format(now=NOW)], env=os.environ)
    assert killed.returncode == -signal.SIGKILL
    assert deliver(community, NOW, silent) == Delivered(sent=1), "the lock went with the process"
    if channel == "mail":
        first, second = mailbox.received
        assert first["Message-ID"] == second["Message-ID"]
        assert first.get_content() == second.get_content()
    else:
        first_call, second_call = hook.calls
        assert first_call[1]["webhook-id"] == second_call[1]["webhook-id"]
        assert first_call[2] == second_call[2]


def test_two_processes_do_not_send_at_once(community: Engine, mailbox: Mailbox) -> None:
    told(community, [champion()], subscription())
    lines: list[str] = []
    with database.alone(community, "delivery"):
        assert deliver(community, NOW, lines.append) == Delivered()
    assert lines == ["another process is sending: nothing is sent twice at a time"]
    assert deliver(community, NOW, silent) == Delivered(sent=1)


def test_what_was_withdrawn_is_not_told(community: Engine, mailbox: Mailbox) -> None:
    told(community, [note()], subscription())
    with database.changing(community) as connection:
        connection.execute(delete(tables.events))
    assert deliver(community, NOW, silent) == Delivered()
    assert not rows(community)


def test_old_messages_are_forgotten_and_events_stay(community: Engine, mailbox: Mailbox) -> None:
    told(community, [champion()], subscription())
    deliver(community, NOW, silent)
    deliver(community, NOW + KEPT_DAYS * DAY, silent)
    assert len(rows(community)) == 1
    deliver(community, NOW + KEPT_DAYS * DAY + 1, silent)
    assert not rows(community)
    assert told(community, [champion()], subscription()) == 0, "still known"


def test_a_round_ends(
    community: Engine, mailbox: Mailbox, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(community, [champion()], subscription(), by_web(hook))
    monkeypatch.setattr(outbox, "ROUND_SECONDS", -1.0)
    assert deliver(community, NOW, silent) == Delivered()
    assert waiting(community, NOW) == [("desk", 1, 0), ("hook", 1, 0)]


def test_the_lock_lies_beside_the_database(community: Engine, tmp_path: Path) -> None:
    deliver(community, NOW, silent)
    assert (tmp_path / "community.db.delivery.lock").exists()
