"""The conversations in a database: one row each, and one for each message taken. Every call is one transaction.

Two desks may share the database: whoever has a message under way holds a lease on the row, and what comes back is written
only while nobody else has written (compare and set by `seq`).
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from time import time
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.desk import record_sql as sql
from bot.desk.people import WITH_PEOPLE, Also
from bot.desk.record import Held, Kept, Line, Record, Stay, Taken, Talk
from bot.desk.record_queue import leave, wait
from bot.desk.sealing import Keyring, Seal, Unreadable
from bot.desk.transcript import look, talk
from bot.rulebook.store.conversation_tables import CONVERSATION, LINE_TALK, TURN, WAITING
from bot.rulebook.store.database import empty_log
from bot.rulebook.store.staff_tables import DOUBT, HANDOVER, NOTE

MOST_TURNS: Final = 200  # messages of a conversation whose replies and transcript are kept
CAREFUL_TURNS: Final = 3  # replies kept in careful mode, so that a message sent twice is still taken once
_COLUMNS: Final = ("owner", "door", "insurer", "language", "careful", "digits", "blanks", "day_asked")
_BESIDE: Final = (TURN, WAITING, HANDOVER, NOTE, LINE_TALK)  # tables of what goes with a conversation
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

    def begin(self, conversation: str, message: str | None, door: str, came: float | None = None) -> Taken:
        """What to do with a message: take it (Held), give the reply it got before, wait for another desk, or nothing, for the
        conversation is over. `came`: when it reached the desk; now, if None."""
        now = self._clock()
        row_key: dict[str, Any] = {"which": conversation}
        with self.engine.connect() as connection, connection.begin() as transaction:
            wanted = row_key | {
                "now": now,
                "me": self._me,
                "until": now + self._lease,
                "came": now if came is None else came,
            }
            row = connection.execute(sql.MINE, wanted).mappings().one_or_none()
            if row is None:
                other = connection.execute(sql.ROW, row_key).mappings().one_or_none()
                if other is not None and other["expires"] > now:
                    if other["owner"] == "closed":
                        return Taken("over")
                    wait(connection, wanted)
                    return Taken("busy")
            else:
                with contextlib.suppress(Unreadable):  # of another secret: as if it had never been
                    seal = self._keys.seal(conversation, row["wrapped_key"])
                    said = (
                        connection.execute(sql.REPEATED, row_key | {"message": message}).one_or_none()
                        if message
                        else None
                    )
                    if said is not None:
                        transaction.rollback()  # nothing changes, the lease neither
                        reply = seal.open(said.sealed_reply, f"reply {conversation} {said.seq}")
                        return Taken("again", reply=reply, seq=said.seq, careful=row["careful"])
                    return Taken("held", _held(self, row, seal, conversation))
            try:
                return Taken("held", self._new(connection, conversation, door, now))
            except IntegrityError:  # another desk was quicker
                transaction.rollback()
                return Taken("busy")

    def leave(self, conversation: str) -> None:
        """Nobody at this desk waits for the conversation any more."""
        with self.engine.begin() as connection:
            leave(connection, {"which": conversation, "me": self._me})

    def be_careful(self, conversation: str, door: str) -> None:
        """Danger was told in a message that found no place: nothing is written along from now on, nor stays written."""
        now, which = self._clock(), {"which": conversation}
        with (
            contextlib.suppress(IntegrityError),
            self.engine.begin() as connection,
        ):  # another desk was quicker: its turn
            row = connection.execute(sql.ROW, which).mappings().one_or_none()
            if row is None or row["expires"] <= now:
                self._new(connection, conversation, door, now)
                expires = self._stay(door).until(now, now, careful=True)
                connection.execute(sql.CAREFUL.values(lease=None, expires=expires), which)
            elif row["owner"] != "closed":
                expires = self._stay(door).until(row["created"], now, careful=True)
                connection.execute(sql.CAREFUL.values(expires=expires), which)
                connection.execute(sql.UNSAID, which)

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
                    "wrapped_key": wrapped, "sealed_belief": seal.close(_told(record), f"told {conversation} 0"),
                }
            )
        )  # fmt: skip
        return Held(self, record, seal, 0, now, True)

    def commit(self, held: Held, record: Record, line: Line | None, also: Also | None = None) -> Kept:
        """Writes what a turn has changed; `line` when the message was taken; `also` is written with it or nothing is. "stored",
        "over" (ended meanwhile: nothing is kept) or "lost" (it took longer than the lease and another desk went on)."""
        now, name, seq = self._clock(), record.conversation, held.seq + 1
        changed = _columns(record) | {
            "seq": seq, "last": now, "expires": self._stay(record.door).until(held.created, now, careful=record.careful),
            "sealed_belief": held.seal.close(_told(record), f"told {name} {seq}"), "lease": None, "lease_until": 0.0,
        }  # fmt: skip
        if not record.careful:
            del changed["careful"]  # another message may have told of danger meanwhile
        ours = {"which": name, "before": held.seq, "me": self._me}
        with self.engine.begin() as connection:
            careful = connection.execute(sql.WRITTEN, changed | ours).scalar_one_or_none()
            if careful is None:
                owner = connection.scalar(select(CONVERSATION.c.owner).where(CONVERSATION.c.id == name))
                return "lost" if owner not in (None, "closed") else "over"
            if careful and not record.careful:  # told meanwhile: it is gone as early as if this turn had known
                expires = self._stay(record.door).until(held.created, now, careful=True)
                connection.execute(sql.CAREFUL.values(expires=expires), {"which": name})
            # whoever answers in the desk's place must see what is said, also where danger was told: until it is over
            careful = careful and record.owner not in WITH_PEOPLE
            if line is not None:
                said = None if careful else held.seal.close(line.said, f"said {name} {seq}")
                reply = held.seal.close(line.reply, f"reply {name} {seq}")
                place = {"conversation": name, "seq": seq, "message_id": line.message_id, "at": now}
                connection.execute(sql.LINE, place | {"sealed_said": said, "sealed_reply": reply})
            _forget_old(connection, name, seq, careful=careful)
            if also is not None:
                also(connection)
        return "stored"

    def talk(self, conversation: str, after: int) -> Talk | None:
        """bot.desk.transcript.talk of this store."""
        return talk(self.engine, self._keys, conversation, after, self._clock())

    def release(self, held: Held) -> None:
        """Gives the conversation back without writing what the turn has changed."""
        ours = and_(CONVERSATION.c.id == held.record.conversation, CONVERSATION.c.lease == self._me)
        with self.engine.begin() as connection:
            connection.execute(update(CONVERSATION).where(ours).values(lease=None))

    def state(self, conversation: str) -> tuple[bool, str]:
        """Whether danger was told, and the language ("" when nothing is kept)."""
        with self.engine.connect() as connection:
            row = connection.execute(sql.STATE, {"which": conversation, "now": self._clock()}).one_or_none()
        return (row.careful, row.language) if row else (False, "")

    def drop(self, conversation: str) -> None:
        """Removes it as if it had never been."""
        with self.engine.begin() as connection:
            _delete(connection, conversation)

    def end(self, conversation: str) -> bool:
        """Everything of the conversation is gone but that it is over. Whether there was anything."""
        now = self._clock()
        with self.engine.begin() as connection:
            row = connection.execute(sql.ROW, {"which": conversation}).mappings().one_or_none()
            _delete(connection, conversation)
            times = {"seq": row["seq"] if row else 0, "created": now, "last": now, "expires": now + Stay.LONGEST}
            connection.execute(insert(CONVERSATION).values(_NOTHING | times | {"id": conversation, "owner": "closed"}))
        empty_log(self.engine)
        return row is not None and row["owner"] != "closed"

    def sweep(self) -> int:
        """Removes what is too old, keys first of all. How many conversations."""
        now = self._clock()
        old = select(CONVERSATION.c.id).where(CONVERSATION.c.expires <= now)
        with self.engine.begin() as connection:
            for table in _BESIDE:
                connection.execute(delete(table).where(table.c.conversation.in_(old)))
            connection.execute(delete(WAITING).where(WAITING.c.until <= now))
            connection.execute(delete(DOUBT).where(DOUBT.c.expires <= now))
            gone = connection.execute(delete(CONVERSATION).where(CONVERSATION.c.expires <= now)).rowcount
        empty_log(self.engine)  # also what a turn has overwritten, or an end could not empty since somebody read
        return gone

    def look(self, conversation: str) -> dict[str, Any] | None:
        """bot.desk.transcript.look of this store."""
        return look(self.engine, self._keys, conversation, _COLUMNS)

    def __repr__(self) -> str:
        return "RecordStore()"


def _held(store: RecordStore, row: Any, seal: Seal, conversation: str) -> Held:
    told = seal.open(row["sealed_belief"], f"told {conversation} {row['seq']}")
    plain = {name: row[name] for name in _COLUMNS} | {"digits": int(row["digits"])}
    record = Record(conversation, **plain, belief=told["belief"], salient=told["salient"], said=tuple(told["said"]))
    return Held(store, record, seal, row["seq"], row["created"], False)


def _told(record: Record) -> dict[str, Any]:
    """What is sealed."""
    return {"belief": record.belief, "salient": record.salient, "said": record.said}


def _columns(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _COLUMNS} | {"digits": str(record.digits)}


def _delete(connection: Connection, conversation: str) -> None:
    for table in _BESIDE:
        connection.execute(delete(table).where(table.c.conversation == conversation))
    connection.execute(delete(CONVERSATION).where(CONVERSATION.c.id == conversation))


def _forget_old(connection: Connection, conversation: str, seq: int, *, careful: bool) -> None:
    if careful:
        connection.execute(sql.UNSAID, {"which": conversation})
    keep = CAREFUL_TURNS if careful else MOST_TURNS
    if seq > keep:
        connection.execute(sql.FORGOTTEN, {"which": conversation, "last_one": seq - keep})
