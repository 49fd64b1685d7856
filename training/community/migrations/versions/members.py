"""Members, how they come in, what they follow, write and expect."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID, CODE = sa.String(36), sa.String(200)


def upgrade() -> None:
    """Make the tables of members."""
    _members()
    _invitations()
    _watches()
    _notes()
    _chances()


def _of_member(is_key: bool = False) -> sa.Column[str]:
    member = sa.ForeignKey("members.id", ondelete="CASCADE")
    return sa.Column("member_id", ID, member, primary_key=is_key, nullable=False)


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("id", ID, primary_key=True),
        sa.Column("package", CODE, nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("offers", sa.String(2000), nullable=False),
        sa.Column("seeks", sa.String(2000), nullable=False),
        sa.Column("clusters", sa.JSON, nullable=False),
        sa.Column("technologies", sa.JSON, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("invited_by", sa.String(200), nullable=False),
        sa.Column("joined", sa.BigInteger, nullable=False),
        sa.Column("visited", sa.BigInteger, nullable=False),
        sa.Column("visited_before", sa.BigInteger, nullable=False),
    )
    op.create_index("members_by_region", "members", ["package", "region_code"])
    op.create_table(
        "identities",
        sa.Column("name", sa.String(220), primary_key=True),
        sa.Column("package", CODE, primary_key=True),
        _of_member(),
    )
    op.create_index("identities_by_member", "identities", ["member_id"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("package", CODE, nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("invited_by", sa.String(200), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
    )


def _watches() -> None:
    op.create_table(
        "watches",
        _of_member(is_key=True),
        sa.Column("region_code", CODE, primary_key=True),
        sa.Column("activity", sa.String(20), primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        sa.Column("partner", ID, primary_key=True),
    )


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", ID, primary_key=True),
        _of_member(),
        sa.Column("package", CODE, nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("activity", sa.String(20), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("link", sa.String(2000), nullable=False),
        sa.Column("written", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
    )
    place = ["package", "region_code", "activity", "code", "written"]
    op.create_index("notes_by_option", "notes", place)
    op.create_index("notes_by_member", "notes", ["member_id", "written"])


def _chances() -> None:
    op.create_table(
        "expert_chances",
        sa.Column("id", ID, primary_key=True),
        _of_member(),
        sa.Column("package", CODE, nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("activity", sa.String(20), nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("call", sa.String(10), nullable=False),
        sa.Column("origin", sa.Integer, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("chance", sa.Float, nullable=False),
        sa.Column("model_chance", sa.Float, nullable=False),
        sa.Column("given", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Integer),
        sa.Column("resolved", sa.BigInteger),
    )
    call = ["region_code", "activity", "code", "call"]
    once = ["member_id", *call, "origin", "year"]
    op.create_index("expert_chances_once", "expert_chances", once, unique=True)
    place = ["package", "activity", "region_code", "code", "call"]
    op.create_index("expert_chances_by_call", "expert_chances", place)
