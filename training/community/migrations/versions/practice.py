"""Chances that members gave to practise, on calls of the past."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID, CODE = sa.String(36), sa.String(200)


def upgrade() -> None:
    """Make the table."""
    member = sa.ForeignKey("members.id", ondelete="CASCADE")
    op.create_table(
        "practice_chances",
        sa.Column("member_id", ID, member, primary_key=True),
        sa.Column("activity", sa.String(20), primary_key=True),
        sa.Column("question", sa.String(16), primary_key=True),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("call", sa.String(10), nullable=False),
        sa.Column("origin", sa.Integer, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("chance", sa.Float, nullable=False),
        sa.Column("model_chance", sa.Float, nullable=False),
        sa.Column("outcome", sa.Integer, nullable=False),
        sa.Column("given", sa.BigInteger, nullable=False),
    )
