"""SQLAlchemy tables of the people at the desk: accounts, their sessions, the trail of what they did, and conversations handed over
to them. Columns named `sealed_…` are bytes that bot.desk.sealing makes; nothing else holds a visitor's words."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, String, Table, Text

from bot.rulebook.store.conversation_tables import METADATA

USER: Final = Table(
    "staff_user",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("password", String(200), nullable=False),  # Argon2id, as pwdlib writes it
    Column("sealed_totp", LargeBinary),
    Column("totp_step", Integer, nullable=False),  # the last step whose code was used: no code counts twice
    Column("recovery", Text, nullable=False),  # SHA-256 of the codes left, with spaces
    Column("disabled", Boolean, nullable=False),
    Column("created", Float, nullable=False),
)

SESSION: Final = Table(
    "staff_session",
    METADATA,
    Column("id", String(64), primary_key=True),  # SHA-256 of what the cookie holds
    Column("name", String(40), nullable=False),
    Column("place", String(64), nullable=False),  # keyed hash of the address it began at
    Column("created", Float, nullable=False),
    Column("last", Float, nullable=False),
    Column("beat", Float, nullable=False),  # the browser's last sign of life
)

AUDIT: Final = Table(
    "staff_audit",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("act", String(40), nullable=False),
    Column("target", String(200), nullable=False),
    Column("detail", String(200), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("mark", String(64), nullable=False),
)

SETTING: Final = Table(
    "staff_setting",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)

HANDOVER: Final = Table(  # beside its conversation, whose column `owner` says the state
    "handover",
    METADATA,
    Column("conversation", String(200), primary_key=True),
    Column("version", Integer, nullable=False),  # 0: not used
    Column("state", String(10), nullable=False),  # bot (given back), waiting, human, closed
    Column("reason", String(20), nullable=False),
    Column("operator", String(40), nullable=False),
    Column("wanted", Float, nullable=False),
    Column("claimed", Float, nullable=False),
    Column("changed", Float, nullable=False),
    Column("until_seq", Integer, nullable=False),  # the packet goes up to this message of the conversation
    Column("sealed_packet", LargeBinary),  # what was said before, masked
    Index("ix_handover_state", "state", "wanted"),
)

NOTE: Final = Table(  # for colleagues only
    "handover_note",
    METADATA,
    Column("conversation", String(200), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("by", String(40), nullable=False),
    Column("at", Float, nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
)

DOUBT: Final = Table(  # doubtful answers that their person let somebody look at
    "staff_doubt",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("at", Float, nullable=False),
    Column("expires", Float, nullable=False),
    Column("why", String(20), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("state", String(20), nullable=False),  # waiting, assigned, drafted, dismissed
    Column("need", String(80), nullable=False),
    Column("by", String(40), nullable=False),
    Column("wrapped_key", LargeBinary),
    Column("sealed_text", LargeBinary),
)
EVERY: Final = METADATA  # with these tables: whoever makes or checks tables takes it from here
