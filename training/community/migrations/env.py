"""Run by Alembic: migrations in the transaction of ``training.community.database``."""

from alembic import context

from training.community.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
