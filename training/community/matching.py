"""Which subscriptions an event is for, and the messages that their subscribers are to be sent."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from training.community import tables

MOST_EVENTS = 50
"""Events in one message; more of them come in several."""
BATCH = 500
"""Rows that one statement names."""
NAMESPACE = uuid.UUID("c4f3a1d2-8b57-4d7e-9f0a-2a6b6f9e3b15")

Row = Mapping[Any, Any]


def matches(subscription: Row, event: Row, watched: Sequence[Row] = ()) -> bool:
    """Whether a subscription asks for an event.

    What concerns a whole package, such as a new champion, is for all who follow a part of it.

    Parameters
    ----------
    watched : sequence of rows
        What its owner follows, where it is a member's.
    """
    if event["kind"] not in subscription["kinds"]:
        return False
    if subscription["package"] not in ("", event["package"]):
        return False
    if not event["region_code"] and not event["code"]:
        return True
    if subscription["owner"]:
        return any(is_at(place, event) for place in watched)
    regions, options = subscription["regions"], subscription["options"]
    is_region = not regions or event["region_code"] in regions
    return is_region and (not options or f"{event['activity']}:{event['code']}" in options)


def is_at(place: Row, event: Row) -> bool:
    """Whether an event happened at a place that a member follows.

    Parameters
    ----------
    place : row of watches
        With the organisation, where another member is followed: its notes are told.
    """
    if place["partner"]:
        return bool(event["kind"] == "note" and event["details"]["author"] == place["organisation"])
    if place["region_code"] not in ("", event["region_code"]):
        return False
    return not place["code"] or (place["activity"], place["code"]) == (
        event["activity"],
        event["code"],
    )


def enqueue(connection: Connection, events: Sequence[Row], now: int) -> int:
    """Put messages with new events in the outbox; how many messages they are.

    Parameters
    ----------
    events : sequence of mapping
        Rows of the table events.
    """
    subscriptions = connection.execute(select(tables.subscriptions)).mappings().all()
    watched = _watched(connection) if any(it["owner"] for it in subscriptions) else {}
    messages, contents = [], []
    for subscription in subscriptions:
        places = watched.get(subscription["owner"], [])
        fitting = [it["id"] for it in events if matches(subscription, it, places)]
        for some in batched(fitting, MOST_EVENTS):
            id_ = message_id(subscription["id"], some)
            messages.append(_message(id_, subscription["id"], now))
            contents += [{"message_id": id_, "event_id": event} for event in some]
    if messages:
        connection.execute(tables.outbox.insert(), messages)
        connection.execute(tables.outbox_events.insert(), contents)
    return len(messages)


def _watched(connection: Connection) -> dict[str, list[Row]]:
    """What each member follows."""
    members, watches = tables.members, tables.watches
    asked = select(watches, members.c.organisation).outerjoin(
        members, members.c.id == watches.c.partner
    )
    found: dict[str, list[Row]] = {}
    for row in connection.execute(asked).mappings():
        found.setdefault(row["member_id"], []).append(row)
    return found


def message_id(subscription: str, events: Iterable[str]) -> str:
    """A UUID that is the same for the same events of a subscription."""
    return str(uuid.uuid5(NAMESPACE, " ".join([subscription, *sorted(events)])))


def batched(items: Sequence[str], size: int = BATCH) -> Iterator[Sequence[str]]:
    """The items, at most so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _message(id_: str, subscription: str, now: int) -> dict[str, Any]:
    return {
        "id": id_,
        "subscription_id": subscription,
        "state": "pending",
        "due": now,
        "tries": 0,
        "error": "",
        "created": now,
        "finished": None,
    }
