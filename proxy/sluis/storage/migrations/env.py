"""Alembic's entry: runs the revisions over the connection it was given, inside its transaction."""

from alembic import context

from sluis.storage.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
