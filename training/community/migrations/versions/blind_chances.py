"""Whether a chance was given before its member saw the model's."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; chances given so far stood below an answer that shows the model's."""
    column = sa.Column("blind", sa.Integer, nullable=False, server_default="0")
    op.add_column("expert_chances", column)
