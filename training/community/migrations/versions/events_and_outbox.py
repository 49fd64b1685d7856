"""Events, subscriptions, and what is to be sent to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID, CODE = sa.String(36), sa.String(200)


def upgrade() -> None:
    """Make the first tables."""
    _events()
    _subscriptions()
    _outbox()


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("package", CODE, nullable=False),
        sa.Column("happened", sa.String(200), nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("activity", sa.String(20), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("recorded", sa.BigInteger, nullable=False),
    )
    op.create_index("events_by_time", "events", ["package", "recorded"])
    op.create_index("events_by_region", "events", ["package", "region_code", "recorded"])
    op.create_index("events_by_option", "events", ["package", "activity", "code", "recorded"])


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("owner", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        sa.Column("package", CODE, nullable=False),
        sa.Column("regions", sa.JSON, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("address", sa.String(2000), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("secret", sa.String(200), nullable=False),
    )
    op.create_index("subscriptions_by_owner", "subscriptions", ["owner"])


def _outbox() -> None:
    subscription = sa.ForeignKey("subscriptions.id", ondelete="CASCADE")
    op.create_table(
        "outbox",
        sa.Column("id", ID, primary_key=True),
        sa.Column("subscription_id", ID, subscription),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("finished", sa.BigInteger),
    )
    op.create_index("outbox_by_due", "outbox", ["state", "due"])
    op.create_index("outbox_by_finish", "outbox", ["finished"])
    op.create_index("outbox_by_subscription", "outbox", ["subscription_id"])
    message = sa.ForeignKey("outbox.id", ondelete="CASCADE")
    event = sa.ForeignKey("events.id", ondelete="CASCADE")
    op.create_table(
        "outbox_events",
        sa.Column("message_id", ID, message, primary_key=True),
        sa.Column("event_id", ID, event, primary_key=True),
    )
    op.create_index("outbox_events_by_event", "outbox_events", ["event_id"])
