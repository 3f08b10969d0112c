"""Accounts of staff, their trail, and conversations handed over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEVER = ("UPDATE", "DELETE")


def upgrade() -> None:
    op.create_table(
        "staff_user",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("sealed_totp", sa.LargeBinary()),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("recovery", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("last", sa.Float(), nullable=False),
        sa.Column("beat", sa.Float(), nullable=False),
    )
    op.create_table(
        "staff_audit",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("target", sa.String(200), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
    )
    op.create_table(
        "staff_setting",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "handover",
        sa.Column("conversation", sa.String(200), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("operator", sa.String(40), nullable=False),
        sa.Column("wanted", sa.Float(), nullable=False),
        sa.Column("claimed", sa.Float(), nullable=False),
        sa.Column("changed", sa.Float(), nullable=False),
        sa.Column("until_seq", sa.Integer(), nullable=False),
        sa.Column("sealed_packet", sa.LargeBinary()),
    )
    op.create_index("ix_handover_state", "handover", ["state", "wanted"])
    op.create_table(
        "handover_note",
        sa.Column("conversation", sa.String(200), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "staff_doubt",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("expires", sa.Float(), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("need", sa.String(80), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary()),
        sa.Column("sealed_text", sa.LargeBinary()),
    )
    if op.get_bind().dialect.name == "sqlite":  # the trail is only ever added to
        for change in NEVER:
            op.execute(
                f"CREATE TRIGGER staff_audit_no_{change.lower()} BEFORE {change} ON staff_audit "
                "BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END"
            )


def downgrade() -> None:
    op.drop_table("staff_doubt")
    op.drop_table("handover_note")
    op.drop_table("handover")
    op.drop_table("staff_setting")
    op.drop_table("staff_audit")
    op.drop_table("staff_session")
    op.drop_table("staff_user")
