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

# The LINE door. What a person wrote and who it was stand only in `sealed`; ids and lanes are keyed digests. A row of
# line_event is there only until its event is answered.
LINE_EVENT: Final = Table(
    "line_event",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("lane", String(64), nullable=False),  # of a conversation: one event of it at a time
    Column("message", String(64)),  # digest of the message's id, so that an unsent one is found
    Column("at", Float, nullable=False),  # when it happened, by the platform's clock; times in seconds since 1970
    Column("received", Float, nullable=False),  # by ours
    Column("state", String(10), nullable=False),  # received, taken, dead
    Column("desk", String(40)),  # that has taken it
    Column("until", Float, nullable=False),  # of its lease
    Column("not_before", Float, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("replied", Float),  # when its reply token was first used
    Column("reason", String(20), nullable=False),  # why it waits or is dead
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_line_event_lane", "lane", "at"),
)

LINE_SEEN: Final = Table(  # every event that was ever received, until it is too old to be sent again
    "line_seen",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("at", Float, nullable=False),
    Index("ix_line_seen_at", "at"),
)

LINE_REMINDER: Final = Table(
    "line_reminder",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("person", String(64), nullable=False),  # keyed digest of the user id
    Column("at", Float, nullable=False),  # when it is to be sent
    Column("desk", String(40)),
    Column("until", Float, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # user id and the day
    Index("ix_line_reminder_at", "at"),
    Index("ix_line_reminder_person", "person"),
)

LINE_TALK: Final = Table(  # beside its conversation, while somebody of the staff is asked for or there
    "line_talk",
    METADATA,
    Column("conversation", String(200), primary_key=True),
    Column("seq", Integer, nullable=False),  # of the conversation; what staff said up to it has reached the person
    Column("tries", Integer, nullable=False),
    Column("not_before", Float, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # user id
)

LINE_TROUBLE: Final = Table(  # what went wrong with the platform: kinds and counts
    "line_trouble",
    METADATA,
    Column("kind", String(20), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last", Float, nullable=False),
)

HELPFUL: Final = Table(  # how often an answer was said to have helped or not: counts of a day, nothing of a conversation
    "helpful",
    METADATA,
    Column("day", String(10), primary_key=True),
    Column("door", String(10), primary_key=True),
    Column("topic", String(60), primary_key=True),
    Column("need", String(60), primary_key=True),
    Column("yes", Integer, nullable=False),
    Column("no", Integer, nullable=False),
)
