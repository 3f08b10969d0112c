"""The conversations in a database: one row each, and one for each message taken. Every call is one transaction.

Two desks may share the database: whoever has a message under way holds a lease on the row, and what comes back is written
only while nobody else has written (compare and set by `seq`).
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import time
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.desk.record import Held, Kept, Line, Record, Stay, Taken
from bot.desk.sealing import Keyring, Seal, Unreadable
from bot.rulebook.store.conversation_tables import CONVERSATION, TURN

MOST_TURNS: Final = 200  # messages of a conversation whose replies and transcript are kept
CAREFUL_TURNS: Final = 3  # replies kept in careful mode, so that a message sent twice is still taken once
_MINE: Final = (
    update(CONVERSATION)
    .where(
        CONVERSATION.c.id == bindparam("which"),
        CONVERSATION.c.owner != "closed",
        CONVERSATION.c.expires > bindparam("now"),
        or_(
            CONVERSATION.c.lease.is_(None), CONVERSATION.c.lease == bindparam("me"),
            CONVERSATION.c.lease_until <= bindparam("now"),
        ),
    )
    .values(lease=bindparam("me"), lease_until=bindparam("until"))
    .returning(CONVERSATION)
)  # fmt: skip
_ROW: Final = select(CONVERSATION).where(CONVERSATION.c.id == bindparam("which"))
_REPEATED: Final = (
    select(TURN.c.seq, TURN.c.sealed_reply)
    .where(TURN.c.conversation == bindparam("which"), TURN.c.message_id == bindparam("message"))
    .limit(1)
)
# made once, as the statements above: to put one together takes longer than SQLite needs for it
_WRITTEN: Final = update(CONVERSATION).where(
    CONVERSATION.c.id == bindparam("which"),
    CONVERSATION.c.seq == bindparam("before"),
    CONVERSATION.c.lease == bindparam("me"),
)
_LINE: Final = insert(TURN)
_UNSAID: Final = (
    update(TURN)
    .where(TURN.c.conversation == bindparam("which"), TURN.c.sealed_said.is_not(None))
    .values(sealed_said=None)
)
_FORGOTTEN: Final = delete(TURN).where(TURN.c.conversation == bindparam("which"), TURN.c.seq <= bindparam("last_one"))
_COLUMNS: Final = ("owner", "door", "insurer", "language", "careful", "digits", "blanks", "day_asked")
_NOTHING: Final = {
    "door": "", "insurer": "", "language": "", "careful": False, "digits": "0", "blanks": 0, "day_asked": False,
    "lease": None, "lease_until": 0.0, "wrapped_key": None, "sealed_belief": None,
}  # fmt: skip


class RecordStore:
    """`me` names this desk among those of the database: a successor goes on with what its predecessor had under way.
    `lease` in seconds: longer than any turn. `stay` says how long a conversation of a door is kept. `clock` gives seconds
    since 1970."""

    def __init__(
        self,
        engine: Engine,
        secret: str,
        me: str,
        *,
        lease: float,
        stay: Callable[[str], Stay],
        clock: Callable[[], float] = time,
    ) -> None:
        self.engine = engine
        self._keys = Keyring(secret)
        self._me = hashlib.sha256(me.encode()).hexdigest()[:40]
        self._lease = lease
        self._stay = stay
        self._clock = clock

    def begin(self, conversation: str, message: str | None, door: str) -> Taken:
        """What to do with a message: take it (Held), give the reply it got before, wait for another desk, or nothing, for the
        conversation is over."""
        now = self._clock()
        row_key: dict[str, Any] = {"which": conversation}
        with self.engine.connect() as connection, connection.begin() as transaction:
            wanted = row_key | {"now": now, "me": self._me, "until": now + self._lease}
            row = connection.execute(_MINE, wanted).mappings().one_or_none()
            if row is None:
                other = connection.execute(_ROW, row_key).mappings().one_or_none()
                if other is not None and other["expires"] > now:
                    return Taken("over" if other["owner"] == "closed" else "busy")
            else:
                with contextlib.suppress(Unreadable):  # of another secret: as if it had never been
                    seal = self._keys.seal(conversation, row["wrapped_key"])
                    said = (
                        connection.execute(_REPEATED, row_key | {"message": message}).one_or_none() if message else None
                    )
                    if said is not None:
                        transaction.rollback()  # nothing changes, the lease neither
                        return Taken("again", reply=seal.open(said.sealed_reply, f"reply {conversation} {said.seq}"))
                    return Taken("held", _held(self, row, seal, conversation))
            try:
                return Taken("held", self._new(connection, conversation, door, now))
            except IntegrityError:  # another desk was quicker
                transaction.rollback()
                return Taken("busy")

    def _new(self, connection: Connection, conversation: str, door: str, now: float) -> Held:
        _delete(connection, conversation)
        seal, wrapped = self._keys.new(conversation)
        record = Record(conversation, door=door)
        connection.execute(
            insert(CONVERSATION).values(
                _columns(record)
                | {
                    "id": conversation, "seq": 0, "created": now, "last": now,
                    "expires": self._stay(door).until(now, now), "lease": self._me, "lease_until": now + self._lease,
                    "wrapped_key": wrapped, "sealed_belief": seal.close({}, f"belief {conversation} 0"),
                }
            )
        )  # fmt: skip
        return Held(self, record, seal, 0, now, True)

    def commit(self, held: Held, record: Record, line: Line | None) -> Kept:
        """Writes what a turn has changed; `line` when the message was taken. "stored", "over" (ended meanwhile: nothing is
        kept) or "lost" (it took longer than the lease and another desk went on)."""
        now, name, seq = self._clock(), record.conversation, held.seq + 1
        changed = _columns(record) | {
            "seq": seq, "last": now, "expires": self._stay(record.door).until(held.created, now),
            "sealed_belief": held.seal.close(record.belief, f"belief {name} {seq}"), "lease": None, "lease_until": 0.0,
        }  # fmt: skip
        ours = {"which": name, "before": held.seq, "me": self._me}
        with self.engine.begin() as connection:
            if connection.execute(_WRITTEN, changed | ours).rowcount != 1:
                owner = connection.scalar(select(CONVERSATION.c.owner).where(CONVERSATION.c.id == name))
                return "lost" if owner not in (None, "closed") else "over"
            if line is not None:
                said = None if record.careful else held.seal.close(line.said, f"said {name} {seq}")
                reply = held.seal.close(line.reply, f"reply {name} {seq}")
                place = {"conversation": name, "seq": seq, "message_id": line.message_id, "at": now}
                connection.execute(_LINE, place | {"sealed_said": said, "sealed_reply": reply})
            _forget_old(connection, record, seq)
        return "stored"

    def release(self, held: Held) -> None:
        """Gives the conversation back without writing what the turn has changed."""
        ours = and_(CONVERSATION.c.id == held.record.conversation, CONVERSATION.c.lease == self._me)
        with self.engine.begin() as connection:
            connection.execute(update(CONVERSATION).where(ours).values(lease=None))

    def end(self, conversation: str) -> bool:
        """Everything of the conversation is gone but that it is over. Whether there was anything."""
        now = self._clock()
        with self.engine.begin() as connection:
            row = connection.execute(_ROW, {"which": conversation}).mappings().one_or_none()
            _delete(connection, conversation)
            times = {"seq": row["seq"] if row else 0, "created": now, "last": now, "expires": now + Stay.LONGEST}
            connection.execute(insert(CONVERSATION).values(_NOTHING | times | {"id": conversation, "owner": "closed"}))
        self.empty_log()
        return row is not None and row["owner"] != "closed"

    def sweep(self) -> int:
        """Removes what is too old, keys first of all. How many conversations."""
        old = select(CONVERSATION.c.id).where(CONVERSATION.c.expires <= self._clock())
        with self.engine.begin() as connection:
            connection.execute(delete(TURN).where(TURN.c.conversation.in_(old)))
            gone = connection.execute(delete(CONVERSATION).where(CONVERSATION.c.expires <= self._clock())).rowcount
        if gone:
            self.empty_log()
        return gone

    def empty_log(self) -> None:
        """SQLite's write-ahead log still holds what was deleted: empties it, as far as nobody reads from it just now."""
        if self.engine.dialect.name == "sqlite":
            with contextlib.suppress(SQLAlchemyError), self._outside_transactions() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextlib.contextmanager
    def _outside_transactions(self) -> Iterator[Any]:
        pooled = self.engine.raw_connection()
        try:
            yield pooled
        finally:
            pooled.close()

    def look(self, conversation: str) -> dict[str, Any] | None:
        """What is kept of the conversation: kinds, counts and times, no words. None when there is nothing. `key` False:
        it cannot be opened."""
        with self.engine.begin() as connection:
            row = connection.execute(_ROW, {"which": conversation}).mappings().one_or_none()
            if row is None:
                return None
            counted = select(func.count(), func.count(TURN.c.sealed_said), func.count(TURN.c.message_id))
            turns = connection.execute(counted.where(TURN.c.conversation == conversation)).one()
        belief: Any = None
        if row["wrapped_key"] is not None:
            with contextlib.suppress(Unreadable):
                belief = self._keys.seal(conversation, row["wrapped_key"]).open(
                    row["sealed_belief"], f"belief {conversation} {row['seq']}"
                )
        days = (belief or {}).get("known") or {}
        plain = {name: row[name] for name in (*_COLUMNS, "seq", "created", "last", "expires")}
        plain["digits"] = row["digits"] != "0"
        return plain | {
            "key": belief is not None, "replies": turns[0], "transcript": turns[1], "message_ids": turns[2],
            "people": len(days), "days": sum(map(len, days.values())),
        }  # fmt: skip

    def __repr__(self) -> str:
        return "RecordStore()"


def _held(store: RecordStore, row: Any, seal: Seal, conversation: str) -> Held:
    belief = seal.open(row["sealed_belief"], f"belief {conversation} {row['seq']}")
    plain = {name: row[name] for name in _COLUMNS} | {"digits": int(row["digits"])}
    record = replace(Record(conversation, **plain), belief=belief)
    return Held(store, record, seal, row["seq"], row["created"], False)


def _columns(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _COLUMNS} | {"digits": str(record.digits)}


def _delete(connection: Connection, conversation: str) -> None:
    connection.execute(delete(TURN).where(TURN.c.conversation == conversation))
    connection.execute(delete(CONVERSATION).where(CONVERSATION.c.id == conversation))


def _forget_old(connection: Connection, record: Record, seq: int) -> None:
    if record.careful:
        connection.execute(_UNSAID, {"which": record.conversation})
    keep = CAREFUL_TURNS if record.careful else MOST_TURNS
    if seq > keep:
        connection.execute(_FORGOTTEN, {"which": record.conversation, "last_one": seq - keep})
