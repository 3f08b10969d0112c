"""Questions that were not understood, whose answer was doubtful or did not help, for an editor: masked, sealed with a key of their
own, with their person's consent, seven days at most (`RecordStore.sweep` removes them). Nothing leads from one to its conversation.
What an editor makes of it: an example of a need, the draft of a statement, or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from time import time
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select, update

from bot.desk.sealing import Keyring, Unreadable
from bot.rulebook.store.database import empty_log, reading
from bot.rulebook.store.staff_tables import DOUBT
from bot.staff.audit import Audit
from bot.staff.doubt_files import as_drafts, as_examples

LONGEST: Final = 7 * 24 * 3600.0  # seconds
MOST: Final = 500  # that wait at a time; a flood pushes out nothing, it is not taken
WAITING: Final = "waiting"


class _Settled(Exception):
    """Somebody else was first."""


@dataclass(frozen=True)
class About:
    """Why it is looked at (misses, low, unhelpful), and what was answered: topic or need, with what confidence."""

    why: str
    topic: str = ""
    confidence: float = 0.0

    @classmethod
    def of(cls, why: str, message: Mapping[str, Any]) -> About:
        """What a message of the chat API says of itself."""
        answered = str(message.get("need") or message.get("topic") or "")
        return cls(why, answered[:60], float(message.get("confidence") or 0.0))


@dataclass(frozen=True)
class Doubt:
    """One. Times in seconds since 1970; `need`: what it was assigned to; `texts`: what its person said, masked; `draft`: a
    statement's text, easy and source, as an editor drafts it."""

    id: str
    at: float
    expires: float
    about: About
    need: str
    texts: tuple[str, ...] = field(repr=False)
    draft: Mapping[str, str] = field(default_factory=dict, repr=False)


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

    def add(self, connection: Connection, texts: list[str], about: About) -> None:
        """Keeps what somebody said, in the transaction of the turn that allows it. `texts`: masked, names too."""
        name, now = secrets.token_hex(8), self._clock()
        seal, wrapped = self._keys.new(f"doubt {name}")
        row = {
            "id": name, "at": now, "expires": now + LONGEST, "why": about.why, "topic": about.topic,
            "confidence": about.confidence, "state": WAITING, "need": "", "by": "", "wrapped_key": wrapped,
            "sealed_text": seal.close(texts, f"doubt {name}"),
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

    def draft(self, who: str, name: str, need: str, draft: Mapping[str, str]) -> bool:
        """A statement is drafted for `need`: text, easy, source. It is sealed beside the question. Whether that still waited."""
        open_one = _waits(name, self._clock())
        try:
            with self._audit.acting(who, "doubt_drafted", name, need) as connection:
                row = connection.execute(select(DOUBT).where(open_one)).mappings().one_or_none()
                if row is None:
                    raise _Settled
                seal = self._keys.seal(f"doubt {name}", row["wrapped_key"])
                both = {"texts": seal.open(row["sealed_text"], f"doubt {name}"), "draft": dict(draft)}
                values = {"state": "drafted", "need": need, "by": who, "sealed_text": seal.close(both, f"doubt {name}")}
                if connection.execute(update(DOUBT).where(open_one).values(values)).rowcount != 1:
                    raise _Settled
        except (_Settled, Unreadable):
            return False
        return True

    def export_drafts(self, who: str, today: date) -> str:
        """The drafts, as YAML of the shape that the book of statements has; that they left the desk is in the trail."""
        found = self.every("drafted")
        self._audit.note(who, "drafts_exported", "", str(len(found)))
        return as_drafts([(one.need, one.texts, one.draft) for one in found], today)

    def export(self, who: str) -> str:
        """Those that were made examples, as YAML by need, one line a message; that they left the desk is in the trail."""
        found = self.every("assigned")
        self._audit.note(who, "doubts_exported", "", str(len(found)))
        return as_examples([(one.need, one.texts) for one in found])

    def _settle(self, who: str, name: str, state: str, need: str, act: str) -> bool:
        values: dict[str, Any] = {"state": state, "need": need, "by": who}
        if state == "dismissed":
            values |= {"wrapped_key": None, "sealed_text": None}
        open_one = _waits(name, self._clock())
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
            kept = seal.open(row["sealed_text"], f"doubt {row['id']}")
        except Unreadable:
            return None
        both = kept if isinstance(kept, dict) else {"texts": kept, "draft": {}}
        about = About(row["why"], row["topic"], row["confidence"])
        return Doubt(row["id"], row["at"], row["expires"], about, row["need"], tuple(both["texts"]), both["draft"])

    def __repr__(self) -> str:
        return "Doubts()"


def _waits(name: str, now: float) -> ColumnElement[bool]:
    return (DOUBT.c.id == name) & (DOUBT.c.state == WAITING) & (DOUBT.c.expires > now)
