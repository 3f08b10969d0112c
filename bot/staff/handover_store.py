"""Hand-overs in the database: one row a conversation, beside its record. Each step names the state it starts from (compare and
set); whoever comes second is refused. Called inside the transaction that writes the conversation: both are written or
neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import time
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, delete, func, insert, select, update

from bot.desk.sealing import Keyring, Seal, Unreadable
from bot.rulebook.store.conversation_tables import CONVERSATION, TURN
from bot.rulebook.store.staff_tables import HANDOVER, NOTE

OPEN: Final = ("waiting", "human")
STEPS: Final = frozenset(
    {
        ("bot", "waiting"), ("closed", "waiting"), ("waiting", "bot"), ("waiting", "human"), ("human", "human"),
        ("human", "waiting"), ("human", "bot"), ("human", "closed"), ("waiting", "closed"),
    }
)  # fmt: skip
"""All steps there are: from, to. human to human is a colleague taking over."""


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
    version: int
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
    owner: str


class HandoverStore:
    """`engine` is that of the conversations' records."""

    def __init__(self, engine: Engine, keys: Keyring, clock: Callable[[], float] = time) -> None:
        self.engine = engine
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
        version = (old["version"] if old else 0) + 1
        connection.execute(
            insert(HANDOVER).values(
                conversation=conversation, version=version, state="waiting", reason=reason, operator="", wanted=now, claimed=0.0,
                changed=now, until_seq=seq, sealed_packet=seal.close(packet, f"packet {conversation}") if seal else None,
            )
        )  # fmt: skip

    def step(
        self, connection: Connection, conversation: str, before: str, after: str, *, by: str = "", to: str = ""
    ) -> None:
        """From `before` (held by the operator `by`; "" while waiting) to `after` (held by `to`). Raises NotYours."""
        assert (before, after) in STEPS
        now = self._clock()
        mine = and_(
            HANDOVER.c.conversation == conversation,
            HANDOVER.c.state == before,
            HANDOVER.c.operator == ("" if before == "waiting" else by),
        )
        values: dict[str, Any] = {"state": after, "operator": to, "changed": now, "version": HANDOVER.c.version + 1}
        values |= {"claimed": now} if after == "human" else {}
        values |= {"wanted": now} if (before, after) == ("human", "waiting") else {}
        if connection.execute(update(HANDOVER).where(mine).values(values)).rowcount != 1:
            row = self._row(connection, conversation)
            raise NotYours(row["state"] if row else "closed", row["operator"] if row else "")

    def get(self, conversation: str) -> Handover | None:
        """The row, with its place in the queue while it waits."""
        return next((one for one in self._listed(HANDOVER.c.conversation == conversation)), None)

    def queue(self) -> list[Handover]:
        """All that wait or are with somebody, oldest first."""
        return self._listed(HANDOVER.c.state.in_(OPEN))

    def _listed(self, wanted: Any) -> list[Handover]:
        joined = (
            select(HANDOVER, *(CONVERSATION.c[name] for name in ("door", "insurer", "careful", "last")))
            .join(CONVERSATION, CONVERSATION.c.id == HANDOVER.c.conversation)
            .where(wanted, CONVERSATION.c.owner != "closed")
            .order_by(HANDOVER.c.wanted)
        )
        with self.engine.begin() as connection:
            waiting = list(
                connection.scalars(
                    select(HANDOVER.c.conversation).where(HANDOVER.c.state == "waiting").order_by(HANDOVER.c.wanted)
                )
            )
            return [_handover(row, waiting) for row in connection.execute(joined).mappings()]

    def waiting(self) -> int:
        """How many wait."""
        with self.engine.begin() as connection:
            return connection.scalar(select(func.count()).where(HANDOVER.c.state == "waiting")) or 0

    def lines(self, conversation: str, after: int) -> list[SaidLine]:
        """Messages with a number above `after`, as they are kept; [] when nothing can be opened."""
        with self.engine.begin() as connection:
            seal = self._seal(connection, conversation)
            rows = connection.execute(
                select(TURN).where(TURN.c.conversation == conversation, TURN.c.seq > after).order_by(TURN.c.seq)
            ).mappings()
            return [_line(row, seal, conversation) for row in rows] if seal else []

    def packet(self, conversation: str) -> list[dict[str, Any]]:
        """What was said before the hand-over, masked."""
        with self.engine.begin() as connection:
            seal, row = self._seal(connection, conversation), self._row(connection, conversation)
            if seal is None or row is None or row["sealed_packet"] is None:
                return []
            found: list[dict[str, Any]] = seal.open(row["sealed_packet"], f"packet {conversation}")
            return found

    def add_note(self, connection: Connection, conversation: str, by: str, text: str) -> None:
        """A note for colleagues. Raises NotYours when the conversation is gone."""
        seal = self._seal(connection, conversation)
        if seal is None:
            raise NotYours("closed")
        number = connection.scalar(select(func.max(NOTE.c.number)).where(NOTE.c.conversation == conversation)) or 0
        sealed = seal.close(text, f"note {conversation} {number + 1}")
        connection.execute(
            insert(NOTE).values(
                conversation=conversation, number=number + 1, by=by, at=self._clock(), sealed_text=sealed
            )
        )

    def notes(self, conversation: str) -> list[tuple[float, str, str]]:
        """When, who, what."""
        with self.engine.begin() as connection:
            seal = self._seal(connection, conversation)
            rows = connection.execute(select(NOTE).where(NOTE.c.conversation == conversation).order_by(NOTE.c.number))
            if seal is None:
                return []
            return [(row.at, row.by, seal.open(row.sealed_text, f"note {conversation} {row.number}")) for row in rows]

    def tidy(self) -> None:
        """What belongs to conversations that are over or gone goes."""
        alive = select(CONVERSATION.c.id).where(CONVERSATION.c.owner != "closed")
        with self.engine.begin() as connection:
            for table in (NOTE, HANDOVER):
                connection.execute(delete(table).where(table.c.conversation.not_in(alive)))

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
        name, row["state"], row["version"], row["reason"], row["operator"], row["wanted"], row["claimed"], row["door"],
        row["insurer"], row["careful"], row["last"], row["until_seq"], waiting.index(name) + 1 if name in waiting else 0,
    )  # fmt: skip


def _line(row: Any, seal: Seal, conversation: str) -> SaidLine:
    said = seal.open(row["sealed_said"], f"said {conversation} {row['seq']}") if row["sealed_said"] else ""
    reply = seal.open(row["sealed_reply"], f"reply {conversation} {row['seq']}")
    return SaidLine(row["seq"], row["at"], said, tuple(one["text"] for one in reply["messages"]), reply["owner"])
