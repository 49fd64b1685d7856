"""Members' own messages: what ends them, and mail addresses that wait to be confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.String(36)


def upgrade() -> None:
    """Add the token of a subscription, and make the table of confirmations."""
    token = sa.Column("token", sa.String(64), nullable=False, server_default="")
    op.add_column("subscriptions", token)
    op.create_index("subscriptions_by_token", "subscriptions", ["token"])
    member = sa.ForeignKey("members.id", ondelete="CASCADE")
    op.create_table(
        "mail_confirmations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("member_id", ID, member, nullable=False),
        sa.Column("address", sa.String(2000), nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
    )
    op.create_index("mail_confirmations_by_member", "mail_confirmations", ["member_id"])
