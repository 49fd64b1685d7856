"""The tables of the community database, as the newest migration leaves them.

Times are whole seconds since 1970. A change here needs a migration: see migrations/README.md.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

ID = String(36)
CODE = String(200)

events = Table(
    "events",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("package", CODE, nullable=False),
    Column("happened", String(200), nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("activity", String(20), nullable=False),
    Column("code", CODE, nullable=False),
    Column("details", JSON, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Index("events_by_time", "package", "recorded"),
    Index("events_by_region", "package", "region_code", "recorded"),
    Index("events_by_option", "package", "activity", "code", "recorded"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", ID, nullable=False),
    Column("name", String(200), nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("package", CODE, nullable=False),
    Column("regions", JSON, nullable=False),
    Column("options", JSON, nullable=False),
    Column("address", String(2000), nullable=False),
    Column("language", String(10), nullable=False),
    Column("secret", String(200), nullable=False),
    Index("subscriptions_by_owner", "owner"),
)
"""Who is told what.

owner: "" where the file of subscriptions has it, else a member. kinds: list of text. package: ""
for every one. regions: list of codes, empty for all. options: list of activity:code, empty for all.
secret: name of the environment variable that signs webhooks, "" for mail.
"""

outbox = Table(
    "outbox",
    metadata,
    Column("id", ID, primary_key=True),
    Column("subscription_id", ID, ForeignKey(subscriptions.c.id, ondelete="CASCADE")),
    Column("state", String(10), nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("finished", BigInteger),
    Index("outbox_by_due", "state", "due"),
    Index("outbox_by_finish", "finished"),
    Index("outbox_by_subscription", "subscription_id"),
)
"""Messages, each with the events that one subscriber is told together.

id: made of the subscription and the events, so that a repeat has the same. state: pending, sent or
given up. due: not to be sent earlier. error: of the last try. finished: when it was sent or given
up.
"""

outbox_events = Table(
    "outbox_events",
    metadata,
    Column("message_id", ID, ForeignKey(outbox.c.id, ondelete="CASCADE"), primary_key=True),
    Column("event_id", ID, ForeignKey(events.c.id, ondelete="CASCADE"), primary_key=True),
    Index("outbox_events_by_event", "event_id"),
)
