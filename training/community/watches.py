"""What members follow, and what happened there."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select

from training.community.events import LATEST_FIRST
from training.community.reading import Row, rows
from training.community.tables import events, members, watches


def watch(connection: Connection, member_id: str, place: Row) -> None:
    """Follow a place: region_code, activity, code and partner, "" for what does not apply."""
    unwatch(connection, member_id, place)
    connection.execute(insert(watches), {"member_id": member_id, **place})


def unwatch(connection: Connection, member_id: str, place: Row) -> int:
    """Follow a place no longer; how many were followed."""
    is_it = and_(*(watches.c[name] == value for name, value in place.items()))
    gone = delete(watches).where(watches.c.member_id == member_id, is_it)
    return int(connection.execute(gone).rowcount)


def of_member(connection: Connection, member_id: str) -> Sequence[Row]:
    """The places that a member follows, with the name of the organisation where it is one."""
    asked = (
        select(watches, members.c.organisation)
        .outerjoin(members, members.c.id == watches.c.partner)
        .where(watches.c.member_id == member_id)
        .order_by(watches.c.region_code, watches.c.activity, watches.c.code, watches.c.partner)
    )
    return rows(connection, asked)


def count(connection: Connection, member_id: str) -> int:
    """How many places a member follows."""
    asked = select(func.count()).select_from(watches).where(watches.c.member_id == member_id)
    return int(connection.scalar(asked) or 0)


def happened(
    connection: Connection, package: str, since: int, followed: Sequence[Row] | None, limit: int
) -> Sequence[Row]:
    """Events recorded since a moment, the latest first.

    Parameters
    ----------
    followed : sequence of rows, optional
        Rows of watches: only what happened there, or concerns the whole package; None for all.
    """
    asked = select(events).where(events.c.package == package, events.c.recorded >= since)
    if followed is not None:
        everywhere = and_(events.c.region_code == "", events.c.code == "")
        asked = asked.where(or_(everywhere, *_at(followed)))
    asked = asked.order_by(*LATEST_FIRST).limit(limit)
    return rows(connection, asked)


def _at(followed: Sequence[Row]) -> list[ColumnElement[bool]]:
    """A condition for all regions that are followed as a whole, and one for each option."""
    regions = [it["region_code"] for it in followed if it["region_code"] and not it["code"]]
    found: list[ColumnElement[bool]] = [events.c.region_code.in_(regions)] if regions else []
    for it in followed:
        if it["code"]:
            option = and_(events.c.activity == it["activity"], events.c.code == it["code"])
            is_here = events.c.region_code == it["region_code"]
            found.append(and_(option, is_here) if it["region_code"] else option)
    return found
