"""What happened that somebody may want to be told, recorded once."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, select

from training.community import tables
from training.community.matching import batched, enqueue

Detail = str | int | float | bool | None

DETAILS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # A value outside its forecast interval. level: 0.8; cutoff: last year that it knew.
        "surprise": (
            "region_name", "name", "indicator", "unit", "year", "value", "low", "high", "level",
            "cutoff",
        ),
        # A cluster that depends on a surprising one. direction: "upstream" (sells to it) or
        # "downstream" (buys from it); share (0 to 1) of its sales or inputs; side: "above" or
        # "below"; effect, low and high: per cent of its output, None where it cannot be told.
        "exposure": (
            "region_name", "name", "source_region_name", "source_name", "side", "direction",
            "share", "effect", "low", "high", "level", "year",
        ),
        # A new model serves. subject: "growth" or "niches"; gain, low and high: by how many per
        # cent its error is below that of the previous version, None where there was none.
        "champion": (
            "subject", "version", "previous_version", "cutoff", "date", "gain", "low", "high",
        ),
        # The advice of a region changed. entered and left: names, separated by "; "; most: length
        # of the list; first: name of its first; chance: of the first cluster to do better than the
        # middle one, None where it is unknown and of niches. May be given too: first_before, the
        # code of the first as first_code, and the names of clusters by a key of CHANGES.
        "advice": (
            "region_name", "entered", "left", "most", "first", "chance", "version", "cutoff",
        ),
        # A niche call whose outcome is known. call: "entry" or "exit"; probability, low and high as
        # stated at the origin (low and high None where unknown); year: of the outcome.
        "call": (
            "region_name", "name", "call", "came_true", "probability", "low", "high", "origin",
            "year",
        ),
        # Somebody wrote at an option. author: the organisation; date: "2026-11-27". link may be
        # given too: the address of its evidence, "" for none.
        "note": ("region_name", "name", "author", "date", "text"),
    }
)  # fmt: skip
"""What the sentence of each kind needs; all must be given, None only where it says so.

A name may be given in another language too: region_name_ru.
"""
KINDS = tuple(DETAILS)
TOLD_FIRST = ("surprise", "advice", "champion", "call", "exposure", "note")
"""Kinds in the order of a message."""
OTHER = "other"
"""A cluster without advice."""
STANDINGS = ("backed", "careful", "doubtful", OTHER)
"""To be backed, to be backed with caution, not to be counted on, or neither."""
CHANGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {f"{before}_to_{now}": (before, now) for before, now in permutations(STANDINGS, 2)}
)
"""Details of an event of advice: how the advice on a cluster was, and how it is."""
LATEST_FIRST = (
    tables.events.c.recorded.desc(),
    tables.events.c.happened.desc(),
    tables.events.c.id,
)
"""Order of events; of notes of the same second their ids tell which was written later."""
NAMESPACE = uuid.UUID("5e0c3b1a-6a4e-4d0b-9a57-1f0a4f0c7d11")


@dataclass(frozen=True)
class Event:
    """Something that happened once.

    Attributes
    ----------
    kind : str
        Of KINDS.
    package : str
        Name of the package.
    happened : str
        What makes it happen once: the year of the outcome, "version 7", the id of a note.
    region_code, activity, code : str
        Where: activity is "cluster", "technology" or "", code is that of the cluster or technology.
    details : mapping
        Names and numbers for the sentence: those of DETAILS[kind].

    Raises
    ------
    ValueError
        The kind is unknown or a detail is missing.
    """

    kind: str
    package: str
    happened: str
    region_code: str = ""
    activity: str = ""
    code: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in DETAILS:
            raise ValueError(f"unknown kind of event {self.kind!r}; kinds: {', '.join(KINDS)}")
        if missing := [name for name in DETAILS[self.kind] if name not in self.details]:
            raise ValueError(f"an event of kind {self.kind} needs details {', '.join(missing)}")

    @property
    def id(self) -> str:
        """A UUID that is the same for the same event, however often it is found."""
        identity = [
            self.kind, self.package, self.happened, self.region_code, self.activity, self.code,
        ]  # fmt: skip
        return str(uuid.uuid5(NAMESPACE, json.dumps(identity)))


def record(connection: Connection, events: Iterable[Event], now: int) -> int:
    """Insert the events that are not yet recorded, and what subscribers are to be sent of them.

    Call it inside a transaction, ``with database.changing(engine) as connection``, after
    ``subscriptions.synchronise``.

    Parameters
    ----------
    now : int
        Seconds since 1970.

    Returns
    -------
    int
        How many were new.
    """
    by_id = {event.id: event for event in events}
    is_recorded: set[str] = set()
    for some in batched(list(by_id)):
        asked = select(tables.events.c.id).where(tables.events.c.id.in_(some))
        is_recorded.update(connection.scalars(asked))
    rows = [_row(event, now) for id_, event in by_id.items() if id_ not in is_recorded]
    if rows:
        connection.execute(tables.events.insert(), rows)
        enqueue(connection, rows, now)
    return len(rows)


def restore(connection: Connection, event: Event, recorded: int) -> None:
    """Put an event back that was taken out, at its former moment; nobody is sent it again."""
    asked = select(tables.events.c.id).where(tables.events.c.id == event.id)
    if connection.scalar(asked) is None:
        connection.execute(tables.events.insert(), _row(event, recorded))


def event_of(row: Mapping[Any, Any]) -> Event:
    """An event as it was recorded; details that an older release did not write are None."""
    names = ("kind", "package", "happened", "region_code", "activity", "code")
    details = dict.fromkeys(DETAILS[row["kind"]]) | row["details"]
    return Event(**{name: row[name] for name in names}, details=details)


def _row(event: Event, now: int) -> dict[str, Any]:
    return {
        "id": event.id,
        "kind": event.kind,
        "package": event.package,
        "happened": event.happened,
        "region_code": event.region_code,
        "activity": event.activity,
        "code": event.code,
        "details": dict(event.details),
        "recorded": now,
    }
