"""Events of a platform that sends again what was not acknowledged: durable before the acknowledgement, each taken once, those of
one lane one after the other, over restarts and desks that share the database.

An event is received (a row), taken (the row has a lease) and done (the row is gone). Which ones were seen is kept apart, as keyed
digests of their ids, so that nothing of an event has to stay for it to be known again. One that cannot be delivered is dead:
kept, sealed, until an operator has it tried again or it is too old.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import time
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, bindparam, case, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.desk.sealing import Seal, Unreadable, derived_seal
from bot.rulebook.store.conversation_tables import LINE_EVENT as EVENT
from bot.rulebook.store.conversation_tables import LINE_SEEN as SEEN
from bot.rulebook.store.conversation_tables import LINE_TROUBLE as TROUBLE
from bot.rulebook.store.database import empty_log

SEEN_SECONDS: Final = 7 * 24 * 3600.0  # the platform sends an event again for hours, not for days
_LANES: Final = 500  # looked at in one go


@dataclass(frozen=True)
class Incoming:
    """An event as it came. `id`, `lane` and `message` are digests (Inbox.digest); `at` in seconds since 1970."""

    id: str
    lane: str
    at: float
    body: Mapping[str, Any] = field(repr=False)
    message: str | None = field(default=None, repr=False)
    unsent: str | None = field(default=None, repr=False)  # the message that this event takes back


@dataclass(frozen=True)
class Claimed:
    """An event that this desk has taken. `again`: it was taken before, by a desk that is gone or without being delivered.
    `replied`: when its reply token was first used, if it was."""

    id: str
    lane: str
    received: float
    tries: int
    replied: float | None
    reason: str = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)


class Inbox:
    """`me` names this desk: a successor goes on with what its predecessor had taken. `lease` and `keep` (of dead events) in
    seconds; `clock` gives seconds since 1970."""

    def __init__(
        self, engine: Engine, secret: str, me: str, *, lease: float, keep: float, clock: Callable[[], float] = time
    ) -> None:
        self.engine = engine
        self._secret = secret.encode()
        self._seal: Seal = derived_seal(secret, "mynadesk.line.1")
        self._me = hashlib.sha256(me.encode()).hexdigest()[:40]
        self._lease, self._keep, self._clock = lease, keep, clock
        dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
        self._first_time = dialect.insert(SEEN).on_conflict_do_nothing().returning(SEEN.c.id)

    def digest(self, kind: str, value: str) -> str:
        """A name for an id of the platform's that nobody can turn back."""
        return hmac.new(self._secret, f"{kind} {value}".encode(), hashlib.sha256).hexdigest()

    def put(self, events: Sequence[Incoming]) -> set[str]:
        """Stores those never seen before, all or none; their lanes. Raises SQLAlchemyError or OSError: then nothing may be
        acknowledged."""
        now, lanes = self._clock(), set()
        with self.engine.begin() as connection:
            for event in events:
                if connection.execute(self._first_time, {"id": event.id, "at": now}).one_or_none() is None:
                    continue
                lanes.add(event.lane)
                if event.unsent:
                    self._forget_message(connection, event.unsent)
                connection.execute(
                    insert(EVENT).values(
                        id=event.id, lane=event.lane, message=event.message, at=event.at, received=now, state="received",
                        until=0.0, not_before=0.0, tries=0, reason="", sealed=self._closed(event.id, event.body),
                    )
                )  # fmt: skip
        return lanes

    @staticmethod
    def _forget_message(connection: Connection, message: str) -> None:
        connection.execute(delete(EVENT).where(EVENT.c.message == message, EVENT.c.state != "taken"))

    def _closed(self, id: str, body: Mapping[str, Any]) -> bytes:
        return self._seal.close(body, f"event {id}")

    def lanes(self) -> list[str]:
        """Lanes with an event that can be taken now."""
        now = self._clock()
        free = or_(EVENT.c.state == "received", and_(EVENT.c.state == "taken", EVENT.c.until <= now))
        asked = select(EVENT.c.lane).where(free, EVENT.c.not_before <= now).distinct().limit(_LANES)
        with self.engine.connect() as connection:
            return list(connection.scalars(asked))

    def claim(self, lane: str) -> Claimed | None:
        """Takes the lane's next event. None when there is none, one of it is taken already, or it is to wait."""
        now = self._clock()
        with self.engine.begin() as connection:
            row = (
                connection.execute(_CLAIM, {"which": lane, "now": now, "me": self._me, "until_then": now + self._lease})
                .mappings()
                .one_or_none()
            )
            if row is None:
                return None
            try:
                body = self._seal.open(row["sealed"], f"event {row['id']}")
            except Unreadable:  # of another secret: nobody reads it any more
                connection.execute(delete(EVENT).where(EVENT.c.id == row["id"]))
                return Claimed(row["id"], lane, row["received"], row["tries"], None, "unreadable", {})
        return Claimed(row["id"], lane, row["received"], row["tries"], row["replied"], row["reason"], body)

    def replying(self, id: str) -> None:
        """The event's reply token is about to be used: whether it was is then unknown until it is done."""
        self._change(id, replied=func.coalesce(EVENT.c.replied, self._clock()))

    def unreached(self, id: str) -> None:
        """The reply token was certainly not used."""
        self._change(id, replied=None)

    def done(self, id: str) -> None:
        """Nothing of the event is kept but that it was seen."""
        with self.engine.begin() as connection:
            connection.execute(delete(EVENT).where(EVENT.c.id == id))

    def later(self, id: str, seconds: float, reason: str) -> None:
        """It is to be tried again after `seconds`."""
        self._change(id, state="received", not_before=self._clock() + seconds, reason=reason)

    def bury(self, id: str, reason: str) -> None:
        """It cannot be delivered."""
        self._change(id, state="dead", reason=reason)

    def _change(self, id: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(update(EVENT).where(EVENT.c.id == id).values(**values))

    def resume(self) -> int:
        """What a predecessor of this name had taken can be taken again, at once. How many."""
        mine = and_(EVENT.c.state == "taken", EVENT.c.desk == self._me)
        with self.engine.begin() as connection:
            return connection.execute(update(EVENT).where(mine).values(until=0.0)).rowcount

    def revive(self) -> int:
        """Dead events are tried again, by pushing: their tokens are long void. How many."""
        with self.engine.begin() as connection:
            again = {"state": "received", "reason": "revived", "not_before": 0.0, "until": 0.0, "tries": 0}
            return connection.execute(update(EVENT).where(EVENT.c.state == "dead").values(again)).rowcount

    def forget_lane(self, lane: str, event: str, *, own: bool, older: float) -> int:
        """Nothing of the lane that happened before `older` waits any more, and nothing of it is dead; the event itself is gone
        with `own` alone. How many events went."""
        gone = or_(EVENT.c.at <= older, EVENT.c.state == "dead", EVENT.c.id == event)
        which = [EVENT.c.lane == lane, gone] if own else [EVENT.c.lane == lane, gone, EVENT.c.id != event]
        with self.engine.begin() as connection:
            count = connection.execute(delete(EVENT).where(*which)).rowcount
        if count:
            empty_log(self.engine)
        return count

    def sweep(self) -> None:
        """Removes what is too old to matter."""
        now = self._clock()
        with self.engine.begin() as connection:
            connection.execute(delete(EVENT).where(EVENT.c.received <= now - self._keep))
            connection.execute(delete(SEEN).where(SEEN.c.at <= now - SEEN_SECONDS))
        empty_log(self.engine)

    def note(self, kind: str) -> None:
        """Something went wrong with the platform."""
        now = self._clock()
        with self.engine.begin() as connection:
            changed = connection.execute(
                update(TROUBLE).where(TROUBLE.c.kind == kind).values(count=TROUBLE.c.count + 1, last=now)
            )
            if not changed.rowcount:
                connection.execute(insert(TROUBLE).values(kind=kind, count=1, last=now))

    def look(self) -> dict[str, Any]:
        """Counts and times: `waiting`, `oldest` (seconds since 1970, None), `dead` by reason, `trouble`: (count, last) by kind."""
        alive = EVENT.c.state != "dead"
        with self.engine.connect() as connection:
            waiting, oldest = connection.execute(select(func.count(), func.min(EVENT.c.received)).where(alive)).one()
            dead = connection.execute(select(EVENT.c.reason, func.count()).where(~alive).group_by(EVENT.c.reason)).all()
            trouble = connection.execute(select(TROUBLE.c.kind, TROUBLE.c.count, TROUBLE.c.last))
            return {
                "waiting": waiting, "oldest": oldest, "dead": {one[0]: one[1] for one in dead},
                "trouble": {kind: (count, last) for kind, count, last in trouble},
            }  # fmt: skip

    def __repr__(self) -> str:
        return "Inbox()"


_next = (
    select(EVENT.c.id)
    .where(EVENT.c.lane == bindparam("which"), EVENT.c.state != "dead")
    .order_by(case((EVENT.c.state == "taken", 0), else_=1), EVENT.c.at, EVENT.c.received, EVENT.c.id)
    .limit(1)
    .scalar_subquery()
)
_CLAIM: Final = (
    update(EVENT)
    .where(
        EVENT.c.id == _next,
        EVENT.c.not_before <= bindparam("now"),
        or_(EVENT.c.state == "received", and_(EVENT.c.state == "taken", EVENT.c.until <= bindparam("now"))),
    )
    .values(state="taken", desk=bindparam("me"), until=bindparam("until_then"), tries=EVENT.c.tries + 1)
    .returning(EVENT)
)
