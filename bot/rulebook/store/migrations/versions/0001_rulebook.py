"""Tables of the rulebook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rulebook_topic",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("personal", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "rulebook_source",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("shown_date", sa.String(40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
    )
    op.create_table(
        "rulebook_contact",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
    )
    op.create_table(
        "rulebook_date",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
    )
    op.create_table(
        "rulebook_entry",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("insurer", sa.String(20), nullable=False),
        sa.Column("case_key", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("easy", sa.Text(), nullable=False),
        sa.Column("speech", sa.Text(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("asks_insurer", sa.Boolean(), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
    )
    op.create_index("ix_rulebook_entry_topic", "rulebook_entry", ["topic"])


def downgrade() -> None:
    for table in ("rulebook_entry", "rulebook_date", "rulebook_contact", "rulebook_source", "rulebook_topic"):
        op.drop_table(table)
