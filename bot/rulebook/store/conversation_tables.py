"""SQLAlchemy tables of conversations, apart from the rulebook's, which are written anew at each start. Columns named
`sealed_…` and `wrapped_key` are bytes that bot.desk.sealing makes; nothing else holds a visitor's words or days."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, String, Table

METADATA: Final = MetaData()

CONVERSATION: Final = Table(
    "conversation",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("owner", String(10), nullable=False),  # bot, waiting, human, closed; a closed row holds nothing else
    Column("door", String(10), nullable=False),
    Column("insurer", String(20), nullable=False),
    Column("language", String(10), nullable=False),
    Column("careful", Boolean, nullable=False),
    Column("digits", String(40), nullable=False),  # bot.guard.guard.Guarded.digits: counts, never digits; up to 72 bits
    Column("blanks", Integer, nullable=False),
    Column("day_asked", Boolean, nullable=False),
    Column("seq", Integer, nullable=False),  # rises with every message
    Column("created", Float, nullable=False),  # times in seconds since 1970
    Column("last", Float, nullable=False),
    Column("expires", Float, nullable=False),
    Column("lease", String(40)),  # the desk that has a message of the conversation under way
    Column("lease_until", Float, nullable=False),
    Column("wrapped_key", LargeBinary),
    Column("sealed_belief", LargeBinary),
    Index("ix_conversation_expires", "expires"),
)

TURN: Final = Table(
    "conversation_turn",
    METADATA,
    Column("conversation", String(200), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("message_id", String(60)),
    Column("at", Float, nullable=False),
    Column("sealed_said", LargeBinary),  # none in careful mode
    Column("sealed_reply", LargeBinary, nullable=False),
    Index("ix_conversation_turn_message", "conversation", "message_id"),
)

WAITING: Final = Table(  # desks that have a message of a conversation which another desk is answering
    "conversation_waiting",
    METADATA,
    Column("conversation", String(200), primary_key=True),
    Column("desk", String(40), primary_key=True),
    Column("since", Float, nullable=False),  # when the message came
    Column("until", Float, nullable=False),  # renewed while it waits
)
