"""What Alembic runs to reach the database: the connection that `migrate` opened."""

from __future__ import annotations

from alembic import context

from contingent.store import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    version_table=schema.VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
