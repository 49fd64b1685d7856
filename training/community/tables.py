"""The tables of the community database, as the newest migration leaves them.

Times are whole seconds since 1970 (UTC). A change here needs a migration: see migrations/README.md.
"""

from sqlalchemy import JSON, BigInteger, Column, Index, MetaData, String, Table

metadata = MetaData()

ID = String(36)

events = Table(
    "events",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("package", String(200), nullable=False),
    Column("happened", String(200), nullable=False),
    Column("region_code", String(200), nullable=False),
    Column("activity", String(20), nullable=False),
    Column("code", String(200), nullable=False),
    Column("details", JSON, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Index("events_by_place", "package", "region_code", "recorded"),
    Index("events_by_option", "package", "activity", "code", "recorded"),
    Index("events_by_time", "package", "recorded"),
)
