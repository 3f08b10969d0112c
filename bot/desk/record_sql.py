"""The statements of the conversations' store, put together once: to put one together takes longer than SQLite needs for it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, insert, or_, select, update

from bot.desk.record_queue import somebody_was_first
from bot.rulebook.store.conversation_tables import CONVERSATION, TURN

MINE: Final = (
    update(CONVERSATION)
    .where(
        CONVERSATION.c.id == bindparam("which"),
        CONVERSATION.c.owner != "closed",
        CONVERSATION.c.expires > bindparam("now"),
        or_(
            CONVERSATION.c.lease.is_(None), CONVERSATION.c.lease == bindparam("me"),
            CONVERSATION.c.lease_until <= bindparam("now"),
        ),
        ~somebody_was_first(),
    )
    .values(lease=bindparam("me"), lease_until=bindparam("until"))
    .returning(CONVERSATION)
)  # fmt: skip
ROW: Final = select(CONVERSATION).where(CONVERSATION.c.id == bindparam("which"))
STATE: Final = select(CONVERSATION.c.careful, CONVERSATION.c.language).where(
    CONVERSATION.c.id == bindparam("which"), CONVERSATION.c.expires > bindparam("now")
)
REPEATED: Final = (
    select(TURN.c.seq, TURN.c.sealed_reply)
    .where(TURN.c.conversation == bindparam("which"), TURN.c.message_id == bindparam("message"))
    .limit(1)
)
WRITTEN: Final = (
    update(CONVERSATION)
    .where(
        CONVERSATION.c.id == bindparam("which"),
        CONVERSATION.c.seq == bindparam("before"),
        CONVERSATION.c.lease == bindparam("me"),
    )
    .returning(CONVERSATION.c.careful)
)
LINE: Final = insert(TURN)
CAREFUL: Final = update(CONVERSATION).where(CONVERSATION.c.id == bindparam("which")).values(careful=True)
UNSAID: Final = (
    update(TURN)
    .where(TURN.c.conversation == bindparam("which"), TURN.c.sealed_said.is_not(None))
    .values(sealed_said=None)
)
LINES: Final = (
    select(TURN.c.seq, TURN.c.sealed_said, TURN.c.sealed_reply)
    .where(TURN.c.conversation == bindparam("which"), TURN.c.seq > bindparam("after"))
    .order_by(TURN.c.seq)
)
FORGOTTEN: Final = delete(TURN).where(TURN.c.conversation == bindparam("which"), TURN.c.seq <= bindparam("last_one"))
