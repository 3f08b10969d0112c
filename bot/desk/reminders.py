"""Reminders that somebody asked for: when, whose digest, and, sealed, where to and which day. Each is sent once, over restarts and
desks that share the database; a sent one is gone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from time import time
from typing import Final
from uuid import uuid4

from sqlalchemy import Engine, bindparam, delete, func, insert, select, update

from bot.desk.sealing import Seal, Unreadable, derived_seal
from bot.rulebook.store.conversation_tables import LINE_REMINDER as REMINDER
from bot.rulebook.store.database import empty_log
from bot.settings import TOKYO

HOUR: Final = clock_time(10, 0)  # in Tokyo
MOST: Final = 20  # of one person
LATEST: Final = 10 * 3600.0  # seconds after its time that one is still sent: never in the night


@dataclass(frozen=True)
class Due:
    """A reminder that this desk is to send. `id` is its retry key."""

    id: str
    person: str = field(repr=False)
    at: float
    tries: int
    to: str = field(repr=False)
    day: date = field(repr=False)


def send_at(day: date, before: int) -> datetime:
    """When a reminder `before` days ahead of `day` goes out."""
    return datetime.combine(day - timedelta(days=before), HOUR, TOKYO)


class Reminders:
    """`me` names this desk; `lease` in seconds: longer than one sending takes; `clock` gives seconds since 1970."""

    def __init__(
        self, engine: Engine, secret: str, me: str, *, lease: float = 60.0, clock: Callable[[], float] = time
    ) -> None:
        self.engine = engine
        self._seal: Seal = derived_seal(secret, "mynadesk.line.2")
        self._me = hashlib.sha256(me.encode()).hexdigest()[:40]
        self._lease, self._clock = lease, clock

    def add(self, person: str, to: str, day: date, before: int) -> date | None:
        """Keeps one; the day it is sent on, or None when that is over or there are too many. Asked for twice it is one."""
        when = send_at(day, before)
        if when.timestamp() <= self._clock():
            return None
        with self.engine.begin() as connection:
            mine = connection.execute(
                select(REMINDER.c.id, REMINDER.c.at, REMINDER.c.sealed).where(REMINDER.c.person == person)
            ).all()
            if any(one.at == when.timestamp() and self._day(one.id, one.sealed) == day for one in mine):
                return when.date()
            if len(mine) >= MOST:
                return None
            id_ = str(uuid4())
            sealed = self._seal.close([to, day.isoformat()], f"reminder {id_}")
            connection.execute(
                insert(REMINDER).values(id=id_, person=person, at=when.timestamp(), until=0.0, tries=0, sealed=sealed)
            )
        return when.date()

    def _opened(self, id_: str, sealed: bytes) -> tuple[str, date] | None:
        try:
            to, day = self._seal.open(sealed, f"reminder {id_}")
            return to, date.fromisoformat(day)
        except Unreadable:
            return None

    def _day(self, id_: str, sealed: bytes) -> date | None:
        opened = self._opened(id_, sealed)
        return opened[1] if opened else None

    def of(self, person: str) -> list[tuple[date, date]]:
        """The person's reminders: the day each is sent on, and the day it is about; nearest first."""
        asked = select(REMINDER).where(REMINDER.c.person == person).order_by(REMINDER.c.at)
        with self.engine.connect() as connection:
            rows = connection.execute(asked).mappings().all()
        opened = [(row["at"], self._day(row["id"], row["sealed"])) for row in rows]
        return [(datetime.fromtimestamp(at, TOKYO).date(), day) for at, day in opened if day]

    def forget(self, person: str, only: tuple[date, int] | None = None) -> int:
        """Removes all of a person, or the one about a day, so many days before it. How many."""
        asked = select(REMINDER).where(REMINDER.c.person == person)
        if only:
            asked = asked.where(REMINDER.c.at == send_at(*only).timestamp())
        with self.engine.begin() as connection:
            rows = connection.execute(asked).mappings().all()
            ids = [row["id"] for row in rows if only is None or self._day(row["id"], row["sealed"]) == only[0]]
            gone = connection.execute(delete(REMINDER).where(REMINDER.c.id.in_(ids))).rowcount
        if gone:
            empty_log(self.engine)
        return gone

    def claim(self) -> Due | None:
        """One that is due, for this desk alone until it is sent (`done`) or its lease ends."""
        now = self._clock()
        values = {"now": now, "me": self._me, "until_then": now + self._lease}
        with self.engine.begin() as connection:
            row = connection.execute(_CLAIM, values).mappings().one_or_none()
            if row is None:
                return None
            opened = self._opened(row["id"], row["sealed"])
            if opened is None or now > row["at"] + LATEST:  # unreadable, or nobody could be reached the whole day
                connection.execute(delete(REMINDER).where(REMINDER.c.id == row["id"]))
                return Due(row["id"], row["person"], row["at"], row["tries"], "", date.min)
            return Due(row["id"], row["person"], row["at"], row["tries"], *opened)

    def done(self, id_: str) -> None:
        """It is sent, or never will be."""
        with self.engine.begin() as connection:
            connection.execute(delete(REMINDER).where(REMINDER.c.id == id_))

    def later(self, id_: str, seconds: float) -> None:
        """It is to be tried again after `seconds`."""
        with self.engine.begin() as connection:
            connection.execute(update(REMINDER).where(REMINDER.c.id == id_).values(until=self._clock() + seconds))

    def resume(self) -> None:
        """What a predecessor of this name was about to send can be sent at once."""
        with self.engine.begin() as connection:
            connection.execute(
                update(REMINDER).where(REMINDER.c.desk == self._me, REMINDER.c.tries > 0).values(until=0.0)
            )

    def count(self) -> tuple[int, int]:
        """How many there are, and how many of them are due."""
        with self.engine.connect() as connection:
            total = connection.scalar(select(func.count()).select_from(REMINDER)) or 0
            due = (
                connection.scalar(select(func.count()).select_from(REMINDER).where(REMINDER.c.at <= self._clock())) or 0
            )
        return total, due

    def __repr__(self) -> str:
        return "Reminders()"


_next = (
    select(REMINDER.c.id)
    .where(REMINDER.c.at <= bindparam("now"), REMINDER.c.until <= bindparam("now"))
    .order_by(REMINDER.c.at, REMINDER.c.id)
    .limit(1)
    .scalar_subquery()
)
_CLAIM: Final = (
    update(REMINDER)
    .where(REMINDER.c.id == _next, REMINDER.c.until <= bindparam("now"))
    .values(desk=bindparam("me"), until=bindparam("until_then"), tries=REMINDER.c.tries + 1)
    .returning(REMINDER)
)
