"""The LINE door: events until they are answered, which were seen, reminders, and what went wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line_event",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("lane", sa.String(64), nullable=False),
        sa.Column("message", sa.String(64)),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("received", sa.Float(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("desk", sa.String(40)),
        sa.Column("until", sa.Float(), nullable=False),
        sa.Column("not_before", sa.Float(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("replied", sa.Float()),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_line_event_lane", "line_event", ["lane", "at"])
    op.create_table(
        "line_seen",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
    )
    op.create_index("ix_line_seen_at", "line_seen", ["at"])
    op.create_table(
        "line_reminder",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("desk", sa.String(40)),
        sa.Column("until", sa.Float(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_line_reminder_at", "line_reminder", ["at"])
    op.create_index("ix_line_reminder_person", "line_reminder", ["person"])
    op.create_table(
        "line_trouble",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last", sa.Float(), nullable=False),
    )


def downgrade() -> None:
    for table in ("line_trouble", "line_reminder", "line_seen", "line_event"):
        op.drop_table(table)
