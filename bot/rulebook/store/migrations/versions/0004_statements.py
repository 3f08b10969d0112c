"""Tables of needs and statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _wordings() -> list[sa.Column[str]]:
    return [sa.Column(form, sa.Text(), nullable=False) for form in ("text", "easy", "speech", "en")]


def upgrade() -> None:
    op.create_table(
        "rulebook_family",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
    )
    op.create_table(
        "rulebook_need",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("frequent", sa.Boolean(), nullable=False),
        sa.Column("danger", sa.String(20), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(120), nullable=False),
    )
    op.create_index("ix_rulebook_need_family", "rulebook_need", ["family"])
    op.create_table(
        "rulebook_statement",
        sa.Column("id", sa.String(160), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(120), nullable=False),
        sa.Column("says", sa.String(10), nullable=False),
        sa.Column("danger", sa.String(20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=False),
        *_wordings(),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(120), nullable=False),
    )
    op.create_index("ix_rulebook_statement_need", "rulebook_statement", ["need"])
    op.create_table(
        "rulebook_shared_words",
        sa.Column("sort", sa.String(10), primary_key=True),
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        *_wordings(),
        sa.Column("sources", sa.JSON(), nullable=False),
    )
    op.create_table(
        "rulebook_contact_words",
        sa.Column("contact", sa.String(40), primary_key=True),
        sa.Column("words", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    for table in (
        "rulebook_contact_words",
        "rulebook_shared_words",
        "rulebook_statement",
        "rulebook_need",
        "rulebook_family",
    ):
        op.drop_table(table)
