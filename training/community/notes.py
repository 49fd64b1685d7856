"""Notes of members at regions and options, told to those who follow them."""

import secrets
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update

from training.community.events import Event, record, restore
from training.community.reading import Row, first, rows
from training.community.tables import events, members, notes

DRAFT, SHOWN, HIDDEN, DELETED = "draft", "shown", "hidden", "deleted"
DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Spot:
    """What a note is about.

    Attributes
    ----------
    activity, code : str
        The cluster or technology; "" for the region as a whole.
    names : mapping
        region_name and name of the option (of the region, where it is about no option), and in
        other languages region_name_ru and name_ru.
    """

    package: str
    region_code: str
    activity: str
    code: str
    names: Mapping[str, str]


def write(
    connection: Connection, member: Row, spot: Spot, content: Row, state: str, now: int
) -> str:
    """Keep a note; where it is shown at once, followers are told in the same transaction.

    Parameters
    ----------
    content : mapping
        text and link.
    state : str
        DRAFT or SHOWN.
    """
    row = {
        "id": ordered_id(),
        "member_id": member["id"],
        "package": spot.package,
        "region_code": spot.region_code,
        "activity": spot.activity,
        "code": spot.code,
        "written": now,
        "state": state,
        **content,
    }
    _forget_deleted(connection, member["id"], now)
    connection.execute(insert(notes), row)
    if state == SHOWN:
        record(connection, [_event(row, member, spot)], now)
    return str(row["id"])


def publish(connection: Connection, member: Row, note: Row, spot: Spot, now: int) -> None:
    """Show a draft, and tell followers."""
    values = {"state": SHOWN, "written": now}
    connection.execute(update(notes).where(notes.c.id == note["id"]).values(**values))
    record(connection, [_event({**note, **values}, member, spot)], now)


def hide(connection: Connection, id_: str) -> None:
    """Show a note no longer, neither at its option nor among what happened."""
    connection.execute(update(notes).where(notes.c.id == id_).values(state=HIDDEN))
    _forget(connection, id_)


def unhide(connection: Connection, note: Row, spot: Spot) -> None:
    """Show a hidden note again, also among what happened; nobody is sent it a second time."""
    connection.execute(update(notes).where(notes.c.id == note["id"]).values(state=SHOWN))
    restore(connection, _event(note, note, spot), note["written"])


def remove(connection: Connection, id_: str) -> None:
    """Delete a note, and the event that told it.

    That a member wrote one, and when, is kept for a day, as `written_today` counts it.
    """
    places = dict.fromkeys(("region_code", "activity", "code", "text", "link"), "")
    gone = update(notes).where(notes.c.id == id_).values(state=DELETED, **places)
    connection.execute(gone)
    _forget(connection, id_)


def find(connection: Connection, id_: str, package: str) -> Row | None:
    """A note of a package by its id, with its author; None where it was deleted."""
    is_there = notes.c.state != DELETED
    asked = _with_author().where(notes.c.id == id_, notes.c.package == package, is_there)
    return first(connection, asked)


@dataclass(frozen=True)
class Wanted:
    """Which notes are wanted; empty parts do not restrict them.

    Attributes
    ----------
    own : str
        Member whose drafts and hidden notes are wanted too.
    hidden_at : sequence of str or None
        Regions whose hidden notes are wanted too; None for those of all regions.
    """

    package: str
    region_codes: Sequence[str] = ()
    activity: str = ""
    code: str = ""
    own: str = ""
    hidden_at: Sequence[str] | None = ()


def listed(connection: Connection, wanted: Wanted, limit: int, offset: int = 0) -> Sequence[Row]:
    """The notes that are wanted, with their authors, the latest first."""
    is_own = (notes.c.member_id == wanted.own) & notes.c.state.in_((DRAFT, HIDDEN))
    is_hidden = notes.c.state == HIDDEN
    if wanted.hidden_at is not None:
        is_hidden &= notes.c.region_code.in_(wanted.hidden_at)
    is_seen = or_(notes.c.state == SHOWN, is_own, is_hidden)
    asked = _with_author().where(notes.c.package == wanted.package, is_seen)
    if wanted.region_codes:
        asked = asked.where(notes.c.region_code.in_(wanted.region_codes))
    if wanted.activity:
        asked = asked.where(notes.c.activity == wanted.activity)
    if wanted.code:
        asked = asked.where(notes.c.code == wanted.code)
    latest = (notes.c.written.desc(), notes.c.id.desc())
    asked = asked.order_by(*latest).limit(limit).offset(offset)
    return rows(connection, asked)


def written_today(connection: Connection, member_id: str, now: int) -> int:
    """How many notes a member wrote within a day, with those that it deleted."""
    asked = select(func.count()).select_from(notes)
    recent = (notes.c.member_id == member_id) & (notes.c.written > now - DAY_SECONDS)
    return int(connection.scalar(asked.where(recent)) or 0)


def ordered_id() -> str:
    """A UUID of version 7 (RFC 9562), to the quarter of a microsecond: later ones sort later."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    number = milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=number))


def _forget_deleted(connection: Connection, member_id: str, now: int) -> None:
    """Forget that a member deleted notes that no limit counts any more."""
    is_old = (notes.c.state == DELETED) & (notes.c.written <= now - DAY_SECONDS)
    connection.execute(delete(notes).where(notes.c.member_id == member_id, is_old))


def _with_author() -> Select[Any]:
    author = [members.c.organisation, members.c.region_code.label("author_region")]
    return select(notes, *author).join(members, members.c.id == notes.c.member_id)


def _event(note: Row, member: Row, spot: Spot) -> Event:
    details = {
        **spot.names,
        "author": member["organisation"],
        "date": datetime.fromtimestamp(note["written"], UTC).date().isoformat(),
        "text": note["text"],
        "link": note["link"],
    }
    place = {name: note[name] for name in ("package", "region_code", "activity", "code")}
    return Event(kind="note", happened=note["id"], details=details, **place)


def _forget(connection: Connection, id_: str) -> None:
    is_told = (events.c.kind == "note") & (events.c.happened == id_)
    connection.execute(delete(events).where(is_told))
