"""What was recorded of a package, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from training.community.database import clear_errors, existing
from training.community.events import LATEST_FIRST, Event, event_of
from training.community.tables import events

MOST_ENTRIES = 100
"""Events in one feed."""


@dataclass(frozen=True)
class Entry:
    """An event, and when it was recorded in seconds since 1970."""

    event: Event
    recorded: int


def latest(package: str, view: str, code: str) -> Sequence[Entry]:
    """The latest events of a region, a cluster or technology, or the whole.

    What concerns the whole package, such as a new champion, is told in every feed of it.

    Raises
    ------
    InputError
        The database cannot be read.
    """
    engine = existing()
    if engine is None:
        return []
    asked = (
        select(events)
        .where(events.c.package == package, *_place(view, code))
        .order_by(*LATEST_FIRST)
        .limit(MOST_ENTRIES)
    )
    with clear_errors(), engine.connect() as connection:
        rows = connection.execute(asked).mappings().all()
    return [Entry(event_of(row), row["recorded"]) for row in rows]


def _place(view: str, code: str) -> list[ColumnElement[bool]]:
    """The condition of a place; none for the whole."""
    if view == "all":
        return []
    everywhere = and_(events.c.region_code == "", events.c.code == "")
    if view == "region":
        return [or_(events.c.region_code == code, everywhere)]
    return [or_(and_(events.c.activity == view, events.c.code == code), everywhere)]
