"""Tables of conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("owner", sa.String(10), nullable=False),
        sa.Column("door", sa.String(10), nullable=False),
        sa.Column("insurer", sa.String(20), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("careful", sa.Boolean(), nullable=False),
        sa.Column("digits", sa.String(40), nullable=False),
        sa.Column("blanks", sa.Integer(), nullable=False),
        sa.Column("day_asked", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("last", sa.Float(), nullable=False),
        sa.Column("expires", sa.Float(), nullable=False),
        sa.Column("lease", sa.String(40), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_belief", sa.LargeBinary(), nullable=True),
    )
    op.create_index("ix_conversation_expires", "conversation", ["expires"])
    op.create_table(
        "conversation_turn",
        sa.Column("conversation", sa.String(200), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.String(60), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("sealed_said", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_reply", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_conversation_turn_message", "conversation_turn", ["conversation", "message_id"])


def downgrade() -> None:
    op.drop_table("conversation_turn")
    op.drop_table("conversation")
