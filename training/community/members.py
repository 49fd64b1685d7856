"""Members: how they come in and go, and what they say of themselves."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from training.community.delivery import contacts
from training.community.reading import Row, first, rows
from training.community.tables import (
    events,
    expert_chances,
    identities,
    invitations,
    members,
    notes,
    practice_chances,
    subscriptions,
    watches,
)

ADMINISTRATOR = "administrator"
ROLES = ("member", ADMINISTRATOR)
VISIT_SECONDS = 30 * 60
"""After so long without a request another visit begins."""


@dataclass(frozen=True)
class Place:
    """Where somebody is invited to: a package, a region in it, and a role of ROLES there."""

    package: str
    region_code: str
    role: str


def invite(connection: Connection, place: Place, invited_by: str, expires: int) -> str:
    """A code with which one organisation may join until a moment; only its digest is kept."""
    code = secrets.token_urlsafe(24)
    row = {
        "digest": _digest(code),
        "package": place.package,
        "region_code": place.region_code,
        "role": place.role,
        "invited_by": invited_by,
        "expires": expires,
    }
    connection.execute(insert(invitations), row)
    return code


def invited(connection: Connection, code: str, package: str, now: int) -> Place | None:
    """Where a code lets somebody in, after which it is used up; None where it lets no one in."""
    is_it = (invitations.c.digest == _digest(code)) & (invitations.c.package == package)
    row = first(connection, select(invitations).where(is_it))
    connection.execute(delete(invitations).where(invitations.c.expires < now))
    if row is None or row["expires"] < now:
        return None
    connection.execute(delete(invitations).where(is_it))
    return Place(row["package"], row["region_code"], row["role"])


def inviter(connection: Connection, code: str) -> str:
    """Who made a code; "" where there is no such code."""
    asked = select(invitations.c.invited_by).where(invitations.c.digest == _digest(code))
    return str(connection.scalar(asked) or "")


def join(connection: Connection, place: Place, name: str, profile: Row, now: int) -> str:
    """Make a member, for whom an identity speaks; its id.

    Parameters
    ----------
    name : str
        Of the identity.
    profile : mapping
        organisation, offers, seeks, clusters, technologies and invited_by.
    """
    id_ = str(uuid.uuid4())
    row = {
        **profile,
        "id": id_,
        "package": place.package,
        "region_code": place.region_code,
        "role": place.role,
        "joined": now,
        "visited": now,
        "visited_before": now,
    }
    connection.execute(insert(members), row)
    connection.execute(
        insert(identities), {"name": name, "package": place.package, "member_id": id_}
    )
    return id_


def of_identity(connection: Connection, name: str, package: str) -> Row | None:
    """The member for whom an identity speaks in a package."""
    asked = (
        select(members)
        .join(identities, identities.c.member_id == members.c.id)
        .where(identities.c.name == name, identities.c.package == package)
    )
    return first(connection, asked)


def find(connection: Connection, id_: str, package: str) -> Row | None:
    """A member of a package by its id."""
    asked = select(members).where(members.c.id == id_, members.c.package == package)
    return first(connection, asked)


def listed(
    connection: Connection,
    package: str,
    region_codes: Sequence[str],
    offset: int = 0,
    limit: int | None = None,
) -> Sequence[Row]:
    """The members of a package, or of some of its regions, by name."""
    asked = select(members).where(*_of_place(package, region_codes))
    asked = asked.order_by(func.lower(members.c.organisation), members.c.id)
    return rows(connection, asked.offset(offset).limit(limit))


def count(connection: Connection, package: str, region_codes: Sequence[str]) -> int:
    """How many members a package, or some of its regions, have."""
    asked = select(func.count()).select_from(members).where(*_of_place(package, region_codes))
    return int(connection.scalar(asked) or 0)


def _of_place(package: str, region_codes: Sequence[str]) -> list[ColumnElement[bool]]:
    """The condition of a package, or of some of its regions."""
    found = [members.c.package == package]
    return [*found, members.c.region_code.in_(region_codes)] if region_codes else found


def administrators(connection: Connection, package: str, region_code: str) -> Sequence[Row]:
    """The administrators of a region, by name."""
    found = listed(connection, package, [region_code])
    return [row for row in found if row["role"] == ADMINISTRATOR]


def change(connection: Connection, id_: str, profile: Row) -> None:
    """Change what a member says of itself."""
    if profile:
        connection.execute(update(members).where(members.c.id == id_).values(**profile))


def remove(connection: Connection, id_: str) -> None:
    """Delete a member with all that it wrote, follows and expects, and the events that told it."""
    of_notes = select(notes.c.id).where(notes.c.member_id == id_)
    connection.execute(
        delete(events).where(events.c.kind == "note", events.c.happened.in_(of_notes))
    )
    connection.execute(delete(subscriptions).where(subscriptions.c.owner == id_))
    connection.execute(delete(watches).where(watches.c.partner == id_))
    connection.execute(delete(invitations).where(invitations.c.invited_by == id_))
    connection.execute(delete(members).where(members.c.id == id_))


def visit(connection: Connection, member: Row, now: int) -> int:
    """Write down that a member is here; when its visit before this one began."""
    if now - member["visited"] < VISIT_SECONDS:
        return int(member["visited_before"])
    values = {"visited": now, "visited_before": member["visited"]}
    connection.execute(update(members).where(members.c.id == member["id"]).values(**values))
    return int(member["visited"])


def everything(connection: Connection, member: Row) -> dict[str, list[Row]]:
    """All that is kept of a member, table by table."""
    found = {"members": [member]}
    for table in (identities, watches, notes, expert_chances, practice_chances):
        of_it = select(table).where(table.c.member_id == member["id"])
        found[table.name] = rows(connection, of_it)
    return {**found, **contacts.exported(connection, member["id"])}


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
