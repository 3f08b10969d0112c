"""Where staff's words go on LINE: for a conversation that a person is asked for or there, whom to push to (sealed), and up to which
message that was done. The row goes with its conversation, and as soon as the conversation is the bot's again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from time import time

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.desk.people import WITH_PEOPLE
from bot.desk.sealing import Unreadable, derived_seal
from bot.rulebook.store.conversation_tables import CONVERSATION, LINE_TALK
from bot.rulebook.store.database import empty_log, reading


@dataclass(frozen=True)
class LineTalk:
    """One. `seq`: what staff said up to it has been told; `tries` since then."""

    conversation: str = field(repr=False)
    to: str = field(repr=False)
    seq: int
    tries: int


class LineTalks:
    """`clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, secret: str, clock: Callable[[], float] = time) -> None:
        self._engine, self._reading, self._clock = engine, reading(engine), clock
        self._seal = derived_seal(secret, "mynadesk.line.3")

    def keep(self, conversation: str, to: str, seq: int) -> None:
        """After the message `seq` staff's words go to `to`; one that is there already stays as it is."""
        sealed = self._seal.close(to, f"talk {conversation}")
        row = {"conversation": conversation, "seq": seq, "tries": 0, "not_before": 0.0, "sealed": sealed}
        there = select(LINE_TALK.c.seq).where(LINE_TALK.c.conversation == conversation)
        with contextlib.suppress(IntegrityError), self._engine.begin() as connection:
            if connection.scalar(there) is None:
                connection.execute(insert(LINE_TALK).values(row))

    def every(self) -> list[LineTalk]:
        """All that may be told now; one that cannot be opened is removed."""
        with self._reading.begin() as connection:
            wanted = select(LINE_TALK).where(LINE_TALK.c.not_before <= self._clock())
            rows = connection.execute(wanted).mappings().all()
        found = []
        for row in rows:
            try:
                to = self._seal.open(row["sealed"], f"talk {row['conversation']}")
            except Unreadable:
                self.over(row["conversation"])
                continue
            found.append(LineTalk(row["conversation"], to, row["seq"], row["tries"]))
        return found

    def told(self, conversation: str, seq: int) -> None:
        """What was said up to `seq` has reached the person, or never will."""
        self._change(conversation, seq=seq, tries=0, not_before=0.0)

    def later(self, one: LineTalk, seconds: float) -> None:
        """It is to be tried again after `seconds`."""
        self._change(one.conversation, tries=one.tries + 1, not_before=self._clock() + seconds)

    def over(self, conversation: str) -> None:
        """Whom it is to be told is not known any more; unless a person was asked for again meanwhile."""
        again = (
            select(CONVERSATION.c.id)
            .where(CONVERSATION.c.id == conversation, CONVERSATION.c.owner.in_(WITH_PEOPLE), ~CONVERSATION.c.careful)
            .exists()
        )
        with self._engine.begin() as connection:
            connection.execute(delete(LINE_TALK).where(LINE_TALK.c.conversation == conversation, ~again))
        empty_log(self._engine)

    def _change(self, conversation: str, **values: float) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(LINE_TALK).where(LINE_TALK.c.conversation == conversation).values(values))

    def __repr__(self) -> str:
        return "LineTalks()"
