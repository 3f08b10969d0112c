"""Hand-overs in the database: one row a conversation, beside its record. Each step names the state it starts from (compare and
set); whoever comes second is refused. Called inside the transaction that writes the conversation: both are written or
neither."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from time import time
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, delete, func, insert, select, update

from bot.desk.sealing import Keyring, Seal, Unreadable
from bot.rulebook.store.conversation_tables import CONVERSATION, TURN
from bot.rulebook.store.database import reading
from bot.rulebook.store.staff_tables import HANDOVER, NOTE

OPEN: Final = ("waiting", "human")


class NotYours(Exception):
    """Somebody else was first, or the conversation is not in that state any more. `state`: the one it is in."""

    def __init__(self, state: str, operator: str = "") -> None:
        super().__init__(state)
        self.state = state
        self.operator = operator


@dataclass(frozen=True)
class Handover:
    """One row. Times in seconds since 1970. `place`: of those who wait, from 1."""

    conversation: str = field(repr=False)
    state: str
    reason: str = field(repr=False)
    operator: str
    wanted: float
    claimed: float
    door: str
    insurer: str
    careful: bool
    last: float
    until_seq: int
    place: int = 0


@dataclass(frozen=True)
class SaidLine:
    """A message as the operator sees it. `said`: the person's words, masked; `replies`: what was answered or said by staff."""

    seq: int
    at: float
    said: str = field(repr=False)
    replies: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Page:
    """A hand-over as an operator sees it. `packet`: what was said before it, masked; `notes`: when, who, what."""

    row: Handover
    lines: tuple[SaidLine, ...] = field(default=(), repr=False)
    packet: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    notes: tuple[tuple[float, str, str], ...] = field(default=(), repr=False)

    @property
    def said(self) -> list[str]:
        """What the person said, oldest first, without names."""
        return [text for text in (*(one["said"] for one in self.packet), *(one.said for one in self.lines)) if text]


class HandoverStore:
    """`engine` is that of the conversations' records."""

    def __init__(self, engine: Engine, keys: Keyring, clock: Callable[[], float] = time) -> None:
        self.engine = engine
        self._reading = reading(engine)
        self._keys = keys
        self._clock = clock

    def begin(
        self, connection: Connection, conversation: str, reason: str, seq: int, packet: list[dict[str, Any]]
    ) -> None:
        """The person waits from now on. Raises NotYours when a hand-over is open already."""
        old = self._row(connection, conversation)
        if old is not None and old["state"] in OPEN:
            raise NotYours(old["state"], old["operator"])
        seal = self._seal(connection, conversation)
        connection.execute(delete(HANDOVER).where(HANDOVER.c.conversation == conversation))
        now = self._clock()
        connection.execute(
            insert(HANDOVER).values(
                conversation=conversation, version=0, state="waiting", reason=reason, operator="", wanted=now, claimed=0.0,
                changed=now, until_seq=seq, sealed_packet=seal.close(packet, f"packet {conversation}") if seal else None,
            )
        )  # fmt: skip

    def step(
        self, connection: Connection, conversation: str, before: str, after: str, *, by: str = "", to: str = ""
    ) -> None:
        """From `before` (held by the operator `by`; "" while waiting) to `after` (held by `to`). Raises NotYours."""
        now = self._clock()
        mine = and_(
            HANDOVER.c.conversation == conversation,
            HANDOVER.c.state == before,
            HANDOVER.c.operator == ("" if before == "waiting" else by),
        )
        values: dict[str, Any] = {"state": after, "operator": to, "changed": now}
        values |= {"claimed": now} if after == "human" else {}
        values |= {"wanted": now} if (before, after) == ("human", "waiting") else {}
        if connection.execute(update(HANDOVER).where(mine).values(values)).rowcount != 1:
            row = self._row(connection, conversation)
            raise NotYours(row["state"] if row else "closed", row["operator"] if row else "")
        if after not in OPEN:  # nobody of the staff has to read it any more
            over = HANDOVER.c.conversation == conversation
            connection.execute(update(HANDOVER).where(over).values(sealed_packet=None))
            connection.execute(delete(NOTE).where(NOTE.c.conversation == conversation))

    def get(self, conversation: str) -> Handover | None:
        """The row, with its place in the queue while it waits."""
        with self._reading.begin() as connection:
            return next(iter(self._listed(connection, HANDOVER.c.conversation == conversation)), None)

    def queue(self) -> list[Handover]:
        """All that wait or are with somebody, oldest first."""
        with self._reading.begin() as connection:
            return self._listed(connection, HANDOVER.c.state.in_(OPEN))

    def _listed(self, connection: Connection, wanted: Any) -> list[Handover]:
        joined = (
            select(HANDOVER, *(CONVERSATION.c[name] for name in ("door", "insurer", "careful", "last")))
            .join(CONVERSATION, CONVERSATION.c.id == HANDOVER.c.conversation)
            .where(wanted, CONVERSATION.c.owner != "closed")
            .order_by(HANDOVER.c.wanted)
        )
        waits = select(HANDOVER.c.conversation).where(HANDOVER.c.state == "waiting").order_by(HANDOVER.c.wanted)
        waiting = list(connection.scalars(waits))
        return [_handover(row, waiting) for row in connection.execute(joined).mappings()]

    def waiting(self) -> int:
        """How many wait."""
        with self._reading.begin() as connection:
            return connection.scalar(select(func.count()).where(HANDOVER.c.state == "waiting")) or 0

    def mark(self, conversation: str | None = None) -> str:
        """Something that is another whenever operators have something new to see: of one talk, or of all that are open."""
        notes = select(func.count()).where(NOTE.c.conversation == HANDOVER.c.conversation).scalar_subquery()
        wanted = HANDOVER.c.state.in_(OPEN) if conversation is None else HANDOVER.c.conversation == conversation
        shown = (CONVERSATION.c.owner, CONVERSATION.c.careful, CONVERSATION.c.seq, notes)
        joined = (
            select(HANDOVER.c.conversation, HANDOVER.c.state, HANDOVER.c.operator, HANDOVER.c.changed, *shown)
            .join(CONVERSATION, CONVERSATION.c.id == HANDOVER.c.conversation)
            .where(wanted)
            .order_by(HANDOVER.c.conversation)
        )
        with self._reading.begin() as connection:
            rows = [tuple(row) for row in connection.execute(joined)]
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def page(self, conversation: str, after: int) -> Page | None:
        """All that operators see of a hand-over; `after`: only messages with a number above it. None when there is none; of one
        that is over the row alone: what is said then is not said to staff."""
        with self._reading.begin() as connection:
            row = next(iter(self._listed(connection, HANDOVER.c.conversation == conversation)), None)
            seal = self._seal(connection, conversation) if row and row.state in OPEN else None
            if row is None or seal is None:
                return Page(row) if row else None
            sealed = self._row(connection, conversation)["sealed_packet"]
            packet = seal.open(sealed, f"packet {conversation}") if sealed else []
            lines = _lines(connection, seal, conversation, max(after, row.until_seq))
            return Page(row, tuple(lines), tuple(packet), tuple(_notes(connection, seal, conversation)))

    def lines(self, conversation: str) -> list[SaidLine]:
        """All messages as they are kept, with names; [] when nothing can be opened."""
        with self._reading.begin() as connection:
            seal = self._seal(connection, conversation)
            return _lines(connection, seal, conversation, 0) if seal else []

    def add_note(self, connection: Connection, conversation: str, by: str, text: str) -> None:
        """A note for colleagues. Raises NotYours when the hand-over is over."""
        seal, row = self._seal(connection, conversation), self._row(connection, conversation)
        if seal is None or row is None or row["state"] not in OPEN:
            raise NotYours(row["state"] if row else "closed")
        number = connection.scalar(select(func.max(NOTE.c.number)).where(NOTE.c.conversation == conversation)) or 0
        sealed = seal.close(text, f"note {conversation} {number + 1}")
        connection.execute(
            insert(NOTE).values(
                conversation=conversation, number=number + 1, by=by, at=self._clock(), sealed_text=sealed
            )
        )

    def _row(self, connection: Connection, conversation: str) -> Any:
        return (
            connection.execute(select(HANDOVER).where(HANDOVER.c.conversation == conversation)).mappings().one_or_none()
        )

    def _seal(self, connection: Connection, conversation: str) -> Seal | None:
        wrapped = connection.scalar(select(CONVERSATION.c.wrapped_key).where(CONVERSATION.c.id == conversation))
        try:
            return self._keys.seal(conversation, wrapped) if wrapped else None
        except Unreadable:
            return None

    def __repr__(self) -> str:
        return "HandoverStore()"


def _handover(row: Any, waiting: list[str]) -> Handover:
    name = row["conversation"]
    return Handover(
        name, row["state"], row["reason"], row["operator"], row["wanted"], row["claimed"], row["door"],
        row["insurer"], row["careful"], row["last"], row["until_seq"], waiting.index(name) + 1 if name in waiting else 0,
    )  # fmt: skip


def _lines(connection: Connection, seal: Seal, conversation: str, after: int) -> list[SaidLine]:
    wanted = select(TURN).where(TURN.c.conversation == conversation, TURN.c.seq > after).order_by(TURN.c.seq)
    return [_line(row, seal, conversation) for row in connection.execute(wanted).mappings()]


def _notes(connection: Connection, seal: Seal, conversation: str) -> list[tuple[float, str, str]]:
    rows = connection.execute(select(NOTE).where(NOTE.c.conversation == conversation).order_by(NOTE.c.number))
    return [(row.at, row.by, seal.open(row.sealed_text, f"note {conversation} {row.number}")) for row in rows]


def _line(row: Any, seal: Seal, conversation: str) -> SaidLine:
    said = seal.open(row["sealed_said"], f"said {conversation} {row['seq']}") if row["sealed_said"] else ""
    reply = seal.open(row["sealed_reply"], f"reply {conversation} {row['seq']}")
    return SaidLine(row["seq"], row["at"], said, tuple(one["text"] for one in reply["messages"]))
