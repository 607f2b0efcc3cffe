"""Run by Alembic: apply the steps on the connection that the caller holds."""

from __future__ import annotations

from alembic import context

from undertow.decisions.model import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=False,
)
context.run_migrations()
