"""What the desk keeps of a conversation. Words and days in it are sealed where they are stored (bot.desk.record_store)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

from bot.desk.sealing import Seal

Kept = Literal["stored", "over", "lost"]


@dataclass(frozen=True)
class Record:
    """One conversation. `digits`: bot.guard.guard.Guarded.digits, counts only; `blanks`: empty messages in a row;
    `day_asked`: the last reply asked for a day (then 1203 is 3 December, not a PIN); `belief`: the dialogue's State as
    JSON; `careful`: danger was told, nothing is written along. `salient`, `said`: bot.desk.salient.noted."""

    conversation: str = field(repr=False)
    owner: str = "bot"
    door: str = ""
    insurer: str = ""
    language: str = "ja"
    careful: bool = False
    digits: int = 0
    blanks: int = 0
    day_asked: bool = False
    belief: Mapping[str, Any] = field(default_factory=dict, repr=False)
    salient: Mapping[str, str] = field(default_factory=dict, repr=False)
    said: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Line:
    """A message that was taken: its masked text, and the reply as JSON, to be given again to the same `message_id`."""

    message_id: str | None = field(repr=False)
    said: str = field(repr=False)
    reply: Any = field(repr=False)


@dataclass(frozen=True)
class Stay:
    """How long a conversation is kept: seconds after its last message, and after its first. In careful mode for a short
    time only: whoever leaves in a hurry may be without a line, and then nobody tells the desk that it is over."""

    LONGEST: ClassVar[float] = 24 * 3600.0
    CAREFUL: ClassVar[float] = 30 * 60.0
    idle: float
    longest: float = LONGEST

    def until(self, created: float, last: float, *, careful: bool = False) -> float:
        """When it is to be gone, in seconds since 1970."""
        return min(last + (min(self.idle, self.CAREFUL) if careful else self.idle), created + self.longest)


@dataclass(frozen=True)
class Spoken:
    """One message of the transcript. `said`: masked text, "" when staff spoke unasked; `reply`: what reply_json made."""

    seq: int
    said: str = field(repr=False)
    reply: Any = field(repr=False)


@dataclass(frozen=True)
class Talk:
    """What a door may show of a conversation again. `seq`: number of its last message."""

    owner: str
    careful: bool
    seq: int
    door: str
    spoken: tuple[Spoken, ...] = field(default=(), repr=False)


class Store(Protocol):
    """Where a record came from and goes back to."""

    def commit(self, held: Held, record: Record, line: Line | None, also: Any = None) -> Kept: ...

    def release(self, held: Held) -> None: ...

    def drop(self, conversation: str) -> None: ...


@dataclass(frozen=True, repr=False)
class Held:
    """A message of the conversation is under way at this desk and nowhere else. `seq`: messages before it; `new`: it is
    the first one."""

    store: Store
    record: Record
    seal: Seal
    seq: int
    created: float
    new: bool


@dataclass(frozen=True)
class Taken:
    """`what`: held (answer it), again (`reply` is the one it got before, as number `seq`), busy (another desk has the
    conversation) or over."""

    what: Literal["held", "again", "busy", "over"]
    held: Held | None = None
    reply: Any = field(default=None, repr=False)
    seq: int = 0
    careful: bool = False
