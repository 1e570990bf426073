"""Which policies say how long conversations and holds stay; what the audit log has still to say."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("policies", sa.String(), nullable=False, server_default=""))
    op.drop_index("ix_conversations_last_used_at", "conversations")
    op.create_index(
        op.f("ix_conversations_policies_last_used_at"), "conversations", ["policies", "last_used_at"], unique=False
    )
    op.add_column("holds", sa.Column("policy", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "audit_outbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_outbox")),
    )
