"""「役に立ちましたか」: counts by day, door, topic and need. No word, no conversation and no address goes with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import Engine, and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.desk.memory import ForgetfulMemory
from bot.rulebook.store.conversation_tables import HELPFUL

DAY: Final = 24 * 3600.0
MOST_REMEMBERED: Final = 50_000  # answers that were judged; an older one could be judged again


class Helpful:
    """The counts, in the database of the conversations."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._judged: ForgetfulMemory[bool] = ForgetfulMemory(most=MOST_REMEMBERED, seconds=DAY)

    def once(self, answer: str) -> bool:
        """Whether `answer` (a name of it that is kept in memory only) is judged for the first time."""
        if self._judged.get(answer):
            return False
        self._judged.put(answer, True)
        return True

    def count(self, day: date, door: str, message: dict[str, Any], *, yes: bool) -> None:
        """One more for the answer's topic and need. Raises SQLAlchemyError."""
        which = {
            "day": day.isoformat(),
            "door": door,
            "topic": message.get("topic", ""),
            "need": message.get("need", ""),
        }
        column = HELPFUL.c.yes if yes else HELPFUL.c.no
        here = and_(*(HELPFUL.c[name] == value for name, value in which.items()))
        one_more = update(HELPFUL).where(here).values({column: column + 1})
        with self._engine.begin() as connection:
            if connection.execute(one_more).rowcount:
                return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(HELPFUL).values(which | {"yes": int(yes), "no": int(not yes)}))
        except IntegrityError:  # another desk was quicker
            with self._engine.begin() as connection:
                connection.execute(one_more)

    def counted(self, since: date) -> Iterator[dict[str, Any]]:
        """The counts from `since` on, one mapping a day, door, topic and need."""
        wanted = select(HELPFUL).where(HELPFUL.c.day >= since.isoformat()).order_by(*HELPFUL.primary_key.columns)
        with self._engine.begin() as connection:
            rows = connection.execute(wanted).mappings().all()
        yield from map(dict, rows)
