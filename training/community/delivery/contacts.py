"""Where members want to be told what happens at what they follow: a mail address, a webhook.

A mail address counts once it was confirmed by a token that was sent to it. The token that ends
messages and the secret that signs them are kept as they are, since both are needed to send.
"""

import base64
import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from training.community.delivery.webhooks import PREFIX
from training.community.reading import Row, first, rows
from training.community.tables import mail_confirmations, members, subscriptions

Channel = Literal["mail", "webhook"]
CHANNELS: Sequence[Channel] = ("mail", "webhook")
DAY_SECONDS = 24 * 60 * 60
"""How long a confirmation works, and over which they are counted."""
NAMESPACE = uuid.UUID("8a1d3f0c-2f53-4a3e-9c55-6d0f7b7f1e29")


@dataclass(frozen=True)
class Wanted:
    """What a member wants to be told, where, and in which language."""

    address: str
    kinds: Sequence[str]
    language: str


def of_member(connection: Connection, member_id: str, channel: Channel) -> Row | None:
    """The subscription of a member by mail or to a webhook."""
    is_it = subscriptions.c.id == subscription_id(member_id, channel)
    return first(connection, select(subscriptions).where(is_it))


def waiting(connection: Connection, member_id: str, now: int) -> Row | None:
    """The mail address of a member that waits to be confirmed."""
    kept = mail_confirmations.c
    is_open = (kept.digest != "") & (kept.created > now - DAY_SECONDS)
    asked = select(mail_confirmations).where(kept.member_id == member_id, is_open)
    return first(connection, asked)


def set_webhook(connection: Connection, member: Row, wanted: Wanted) -> str:
    """Tell a member by a webhook, in place of an earlier one; the new secret that signs it."""
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    _subscribe(connection, member, "webhook", wanted, secret)
    return secret


def change_mail(connection: Connection, member: Row, wanted: Wanted) -> None:
    """Tell a member other things at the address that is confirmed already."""
    _subscribe(connection, member, "mail", wanted)


def asked_lately(connection: Connection, member_id: str, address: str, now: int) -> int:
    """How many confirmations went to a member or an address within a day."""
    kept = mail_confirmations.c
    is_its = or_(kept.member_id == member_id, func.lower(kept.address) == address.lower())
    asked = select(func.count()).select_from(mail_confirmations)
    recent = kept.created > now - DAY_SECONDS
    return int(connection.scalar(asked.where(is_its, recent)) or 0)


def ask(connection: Connection, member: Row, wanted: Wanted, now: int) -> str:
    """The token with which an address is confirmed; only its digest is kept, the latest counts."""
    kept, token = mail_confirmations.c, secrets.token_urlsafe(32)
    connection.execute(delete(mail_confirmations).where(kept.created <= now - DAY_SECONDS))
    earlier = update(mail_confirmations).where(kept.member_id == member["id"])
    connection.execute(earlier.values(digest=""))
    row = {
        "id": str(uuid.uuid4()),
        "member_id": member["id"],
        **_columns(wanted),
        "digest": _digest(token),
        "created": now,
    }
    connection.execute(insert(mail_confirmations), row)
    return token


def confirm(connection: Connection, token: str, now: int) -> bool:
    """Tell a member by mail from now on; False for a token that is unknown, used or too old."""
    kept = mail_confirmations.c
    is_it = (kept.digest == _digest(token)) & (kept.created > now - DAY_SECONDS)
    row = first(connection, select(mail_confirmations).where(is_it))
    if row is None:
        return False
    member = first(connection, select(members).where(members.c.id == row["member_id"])) or {}
    wanted = Wanted(row["address"], row["kinds"], row["language"])
    _subscribe(connection, member, "mail", wanted)
    connection.execute(update(mail_confirmations).where(is_it).values(digest=""))
    return True


def withdraw(connection: Connection, token: str) -> None:
    """End a confirmation whose mail was not sent; it counts in the limit of a day all the same.

    Else who asks could try as many addresses as it likes, and learn which of them exist.
    """
    is_it = mail_confirmations.c.digest == _digest(token)
    connection.execute(update(mail_confirmations).where(is_it).values(digest=""))


def is_asked(connection: Connection, token: str, now: int) -> bool:
    """Whether a token confirms an address."""
    kept = mail_confirmations.c
    is_it = (kept.digest == _digest(token)) & (kept.created > now - DAY_SECONDS)
    return first(connection, select(kept.id).where(is_it)) is not None


def stop(connection: Connection, member_id: str, channel: Channel) -> int:
    """Tell a member no longer, also not what was to be sent; how many channels it had."""
    if channel == "mail":
        kept = mail_confirmations
        open_ = update(kept).where(kept.c.member_id == member_id)
        connection.execute(open_.values(digest=""))
    is_it = subscriptions.c.id == subscription_id(member_id, channel)
    return int(connection.execute(delete(subscriptions).where(is_it)).rowcount)


def is_subscribed(connection: Connection, token: str) -> bool:
    """Whether messages hold a token."""
    kept = subscriptions.c
    asked = select(kept.id).where(kept.token == token, kept.owner != "")
    return bool(token) and first(connection, asked) is not None


def unsubscribe(connection: Connection, token: str) -> int:
    """End the messages that hold a token; how many subscriptions it ended."""
    if not token:
        return 0
    is_it = (subscriptions.c.token == token) & (subscriptions.c.owner != "")
    return int(connection.execute(delete(subscriptions).where(is_it)).rowcount)


def exported(connection: Connection, member_id: str) -> dict[str, list[Row]]:
    """What is kept of the messages of a member, without what only the service may know."""
    found: dict[str, list[Row]] = {}
    for table, is_its, hidden in (
        (subscriptions, subscriptions.c.owner == member_id, ("secret", "token")),
        (mail_confirmations, mail_confirmations.c.member_id == member_id, ("digest",)),
    ):
        columns = [column for column in table.c if column.name not in hidden]
        found[table.name] = rows(connection, select(*columns).where(is_its))
    return found


def subscription_id(member_id: str, channel: Channel) -> str:
    """A UUID: a member has one mail address and one webhook."""
    return str(uuid.uuid5(NAMESPACE, f"{member_id} {channel}"))


def _subscribe(
    connection: Connection, member: Row, channel: Channel, wanted: Wanted, secret: str = ""
) -> None:
    id_ = subscription_id(member["id"], channel)
    values = {**_columns(wanted), "secret": secret}
    changed = update(subscriptions).where(subscriptions.c.id == id_).values(**values)
    if connection.execute(changed).rowcount:
        return
    row = {
        **values,
        "id": id_,
        "owner": member["id"],
        "name": f"member-{member['id'][:8]}-{channel}",
        "package": member["package"],
        "regions": [],
        "options": [],
        "token": secrets.token_urlsafe(32),
    }
    connection.execute(insert(subscriptions), row)


def _columns(wanted: Wanted) -> Mapping[str, object]:
    return {
        "address": wanted.address,
        "kinds": list(wanted.kinds),
        "language": wanted.language,
    }


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
