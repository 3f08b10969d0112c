"""How often answers were said to have helped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "helpful",
        *(sa.Column(name, sa.String(size), primary_key=True) for name, size in (("day", 10), ("door", 10))),
        *(sa.Column(name, sa.String(60), primary_key=True) for name in ("topic", "need")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("yes", "no")),
    )


def downgrade() -> None:
    op.drop_table("helpful")
