"""The tables of the community database, as the newest migration leaves them.

Times are whole seconds since 1970. A change here needs a migration: see migrations/README.md.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
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
    Column("token", String(64), nullable=False, default=""),
    Index("subscriptions_by_owner", "owner"),
    Index("subscriptions_by_token", "token"),
)
"""Who is told what.

owner: "" where the file of subscriptions has it, else a member. kinds: list of text. package: ""
for every one. regions: list of codes, empty for all. options: list of activity:code, empty for all.
secret: name of the environment variable that signs webhooks, of a member the secret itself; "" for
mail. token: ends a member's messages from an address that they hold. What a member is told of is
what it watches: its regions and options are empty.
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

members = Table(
    "members",
    metadata,
    Column("id", ID, primary_key=True),
    Column("package", CODE, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("organisation", String(200), nullable=False),
    Column("offers", String(2000), nullable=False),
    Column("seeks", String(2000), nullable=False),
    Column("clusters", JSON, nullable=False),
    Column("technologies", JSON, nullable=False),
    Column("role", String(20), nullable=False),
    Column("invited_by", String(200), nullable=False),
    Column("joined", BigInteger, nullable=False),
    Column("visited", BigInteger, nullable=False),
    Column("visited_before", BigInteger, nullable=False),
    Index("members_by_region", "package", "region_code"),
)
"""Organisations of a cluster.

role: member or administrator (of its region). invited_by: id of a member, or the name of who had
the right to invite without being one. visited: when the latest visit began; visited_before: that
before.
"""

identities = Table(
    "identities",
    metadata,
    Column("name", String(220), primary_key=True),
    Column("package", CODE, primary_key=True),
    Column("member_id", ID, ForeignKey(members.c.id, ondelete="CASCADE"), nullable=False),
    Index("identities_by_member", "member_id"),
)
"""Who may speak for a member: key:ID or user:NAME, as the service says who asks."""

invitations = Table(
    "invitations",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("package", CODE, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("role", String(20), nullable=False),
    Column("invited_by", String(200), nullable=False),
    Column("expires", BigInteger, nullable=False),
)
"""Codes that let an organisation join once; digest: SHA-256 of the code, which is never kept."""

watches = Table(
    "watches",
    metadata,
    Column("member_id", ID, ForeignKey(members.c.id, ondelete="CASCADE"), primary_key=True),
    Column("region_code", CODE, primary_key=True),
    Column("activity", String(20), primary_key=True),
    Column("code", CODE, primary_key=True),
    Column("partner", ID, primary_key=True),
)
"""What a member follows: a region, an option in it or in all regions, or another member.

What does not apply is "".
"""

notes = Table(
    "notes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("member_id", ID, ForeignKey(members.c.id, ondelete="CASCADE"), nullable=False),
    Column("package", CODE, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("activity", String(20), nullable=False),
    Column("code", CODE, nullable=False),
    Column("text", Text, nullable=False),
    Column("link", String(2000), nullable=False),
    Column("written", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Index("notes_by_option", "package", "region_code", "activity", "code", "written"),
    Index("notes_by_member", "member_id", "written"),
)
"""Evidence at a region or an option in it.

id: later ones sort later. state: draft, shown, hidden (by a moderator), or deleted: without place,
text and link it still counts among the notes of its day.
"""

expert_chances = Table(
    "expert_chances",
    metadata,
    Column("id", ID, primary_key=True),
    Column("member_id", ID, ForeignKey(members.c.id, ondelete="CASCADE"), nullable=False),
    Column("package", CODE, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("activity", String(20), nullable=False),
    Column("code", CODE, nullable=False),
    Column("call", String(10), nullable=False),
    Column("origin", Integer, nullable=False),
    Column("year", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("chance", Float, nullable=False),
    Column("model_chance", Float, nullable=False),
    Column("given", BigInteger, nullable=False),
    Column("blind", Integer, nullable=False),
    Column("outcome", Integer),
    Column("resolved", BigInteger),
    Index(
        "expert_chances_once",
        "member_id", "region_code", "activity", "code", "call", "origin", "year",
        unique=True,
    ),
    Index("expert_chances_by_call", "package", "activity", "region_code", "code", "call"),
)  # fmt: skip
"""What members think of niche calls, as they gave it; nothing of it changes but the outcome.

origin: last year that the model knew. year: of the outcome. version, model_chance: of the champion
of then. blind: 1 where the member had not seen model_chance, else 0.

outcome: 1 where the call came true, 0 where not, empty until it is known.
"""

practice_chances = Table(
    "practice_chances",
    metadata,
    Column("member_id", ID, ForeignKey(members.c.id, ondelete="CASCADE"), primary_key=True),
    Column("activity", String(20), primary_key=True),
    Column("question", String(16), primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("code", CODE, nullable=False),
    Column("call", String(10), nullable=False),
    Column("origin", Integer, nullable=False),
    Column("year", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("chance", Float, nullable=False),
    Column("model_chance", Float, nullable=False),
    Column("outcome", Integer, nullable=False),
    Column("given", BigInteger, nullable=False),
)
"""What members would have said of calls of a backtest: never counted for any other call.

question: a stable name of the call. The rest is as in expert_chances.
"""

mail_confirmations = Table(
    "mail_confirmations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("member_id", ID, ForeignKey(members.c.id, ondelete="CASCADE"), nullable=False),
    Column("address", String(2000), nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("language", String(10), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created", BigInteger, nullable=False),
    Index("mail_confirmations_by_member", "member_id"),
)
"""Mail addresses that were asked within a day; digest: SHA-256 of the token, "" once it is used."""
