"""Notes of members at regions and options, told to those who follow them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update

from training.community.events import Event, record
from training.community.reading import Row, first, rows
from training.community.tables import events, members, notes

DRAFT, SHOWN, HIDDEN = "draft", "shown", "hidden"
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
        "id": str(uuid.uuid4()),
        "member_id": member["id"],
        "package": spot.package,
        "region_code": spot.region_code,
        "activity": spot.activity,
        "code": spot.code,
        "written": now,
        "state": state,
        **content,
    }
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


def remove(connection: Connection, id_: str) -> None:
    """Delete a note, and the event that told it."""
    connection.execute(delete(notes).where(notes.c.id == id_))
    _forget(connection, id_)


def find(connection: Connection, id_: str, package: str) -> Row | None:
    """A note of a package by its id, with its author."""
    asked = _with_author().where(notes.c.id == id_, notes.c.package == package)
    return first(connection, asked)


@dataclass(frozen=True)
class Wanted:
    """Which notes are wanted; empty parts do not restrict them.

    Attributes
    ----------
    drafts_of : str
        Member whose drafts are wanted too.
    hidden : bool
        Whether hidden ones are wanted too.
    """

    package: str
    region_codes: Sequence[str] = ()
    activity: str = ""
    code: str = ""
    drafts_of: str = ""
    hidden: bool = False


def listed(connection: Connection, wanted: Wanted, limit: int, offset: int = 0) -> Sequence[Row]:
    """The notes that are wanted, with their authors, the latest first."""
    states = [SHOWN, *([HIDDEN] if wanted.hidden else [])]
    own_draft = (notes.c.state == DRAFT) & (notes.c.member_id == wanted.drafts_of)
    asked = _with_author().where(
        notes.c.package == wanted.package, or_(notes.c.state.in_(states), own_draft)
    )
    if wanted.region_codes:
        asked = asked.where(notes.c.region_code.in_(wanted.region_codes))
    if wanted.activity:
        asked = asked.where(notes.c.activity == wanted.activity)
    if wanted.code:
        asked = asked.where(notes.c.code == wanted.code)
    asked = asked.order_by(notes.c.written.desc(), notes.c.id).limit(limit).offset(offset)
    return rows(connection, asked)


def written_today(connection: Connection, member_id: str, now: int) -> int:
    """How many notes a member wrote within a day."""
    asked = select(func.count()).select_from(notes)
    recent = (notes.c.member_id == member_id) & (notes.c.written > now - DAY_SECONDS)
    return int(connection.scalar(asked.where(recent)) or 0)


def _with_author() -> Select[Any]:
    author = [members.c.organisation, members.c.region_code.label("author_region")]
    return select(notes, *author).join(members, members.c.id == notes.c.member_id)


def _event(note: Row, member: Row, spot: Spot) -> Event:
    details = {
        **spot.names,
        "author": member["organisation"],
        "date": datetime.fromtimestamp(note["written"], UTC).date().isoformat(),
        "text": note["text"],
    }
    place = {name: note[name] for name in ("package", "region_code", "activity", "code")}
    return Event(kind="note", happened=note["id"], details=details, **place)


def _forget(connection: Connection, id_: str) -> None:
    is_told = (events.c.kind == "note") & (events.c.happened == id_)
    connection.execute(delete(events).where(is_told))
