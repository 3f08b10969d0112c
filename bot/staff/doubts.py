"""Questions that were not understood, for an editor: masked, sealed with a key of their own, with their person's consent, seven
days at most (`RecordStore.sweep` removes them). Nothing leads from one to its conversation. What an editor makes of it: an example
of a need, or nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from time import time
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, insert, select, update

from bot.desk.sealing import Keyring, Unreadable
from bot.rulebook.store.database import empty_log, reading
from bot.rulebook.store.staff_tables import DOUBT
from bot.staff.audit import Audit

LONGEST: Final = 7 * 24 * 3600.0  # seconds
MOST: Final = 500  # that wait at a time; a flood pushes out nothing, it is not taken
WAITING: Final = "waiting"


class _Settled(Exception):
    """Somebody else was first."""


@dataclass(frozen=True)
class Doubt:
    """One. Times in seconds since 1970; `need`: what it was assigned to; `texts`: what its person said, masked."""

    id: str
    at: float
    expires: float
    why: str
    need: str
    texts: tuple[str, ...] = field(repr=False)


class Doubts:
    """`engine` is the console's."""

    def __init__(self, engine: Engine, keys: Keyring, audit: Audit, clock: Callable[[], float] = time) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._keys = keys
        self._audit = audit
        self._clock = clock

    def is_full(self) -> bool:
        """Whether no more are taken for now."""
        counted = select(func.count()).where(DOUBT.c.state == WAITING, DOUBT.c.expires > self._clock())
        with self._reading.begin() as connection:
            return (connection.scalar(counted) or 0) >= MOST

    def add(self, connection: Connection, texts: list[str], why: str) -> None:
        """Keeps what somebody said, in the transaction of the turn that allows it. `texts`: masked, names too."""
        name, now = secrets.token_hex(8), self._clock()
        seal, wrapped = self._keys.new(f"doubt {name}")
        row = {
            "id": name, "at": now, "expires": now + LONGEST, "why": why, "topic": "", "confidence": 0.0, "state": WAITING,
            "need": "", "by": "", "wrapped_key": wrapped, "sealed_text": seal.close(texts, f"doubt {name}"),
        }  # fmt: skip
        connection.execute(insert(DOUBT).values(row))

    def every(self, state: str = WAITING) -> list[Doubt]:
        """Those of a state, oldest first; what cannot be opened is left out."""
        wanted = select(DOUBT).where(DOUBT.c.state == state, DOUBT.c.expires > self._clock()).order_by(DOUBT.c.at)
        with self._reading.begin() as connection:
            found = [self._opened(row) for row in connection.execute(wanted).mappings()]
        return [one for one in found if one is not None]

    def counts(self) -> dict[str, int]:
        """How many of each state."""
        kept = select(DOUBT.c.state, func.count().label("many")).where(DOUBT.c.expires > self._clock())
        with self._reading.begin() as connection:
            return {row.state: row.many for row in connection.execute(kept.group_by(DOUBT.c.state))}

    def assign(self, who: str, name: str, need: str) -> bool:
        """It is an example of `need`. Whether it still waited."""
        return self._settle(who, name, "assigned", need, "doubt_assigned")

    def dismiss(self, who: str, name: str) -> bool:
        """It teaches nothing; its words are gone at once. Whether it still waited."""
        done = self._settle(who, name, "dismissed", "", "doubt_dismissed")
        empty_log(self._engine)
        return done

    def export(self, who: str) -> str:
        """Those that were made examples, as YAML by need, one line a message; that they left the desk is in the trail."""
        found = self.every("assigned")
        self._audit.note(who, "doubts_exported", "", str(len(found)))
        return as_examples(found)

    def _settle(self, who: str, name: str, state: str, need: str, act: str) -> bool:
        values: dict[str, Any] = {"state": state, "need": need, "by": who}
        if state == "dismissed":
            values |= {"wrapped_key": None, "sealed_text": None}
        open_one = (DOUBT.c.id == name) & (DOUBT.c.state == WAITING) & (DOUBT.c.expires > self._clock())
        try:
            with self._audit.acting(who, act, name, need) as connection:
                if connection.execute(update(DOUBT).where(open_one).values(values)).rowcount != 1:
                    raise _Settled
        except _Settled:  # what was not done is not in the trail either
            return False
        return True

    def _opened(self, row: Any) -> Doubt | None:
        if row["wrapped_key"] is None:
            return None
        try:
            seal = self._keys.seal(f"doubt {row['id']}", row["wrapped_key"])
            texts = tuple(seal.open(row["sealed_text"], f"doubt {row['id']}"))
        except Unreadable:
            return None
        return Doubt(row["id"], row["at"], row["expires"], row["why"], row["need"], texts)

    def __repr__(self) -> str:
        return "Doubts()"


def as_examples(doubts: list[Doubt]) -> str:
    """Lines for the examples of their needs, in YAML (a text in JSON's quotes is one in YAML's)."""
    lines = []
    for need in dict.fromkeys(one.need for one in doubts):
        texts = dict.fromkeys(text for one in doubts if one.need == need for text in one.texts)
        lines += [f"{need}:", *(f"- {json.dumps(text, ensure_ascii=False)}" for text in texts)]
    return "".join(f"{line}\n" for line in lines)
