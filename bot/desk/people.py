"""What a conversation asks of the people at the desk; bot.staff does it. Without them (`Nobody`) the bot answers everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sqlalchemy import Connection

from bot.desk.record import Record

ASK: Final = "handover:ask"  # what the button says
STOP: Final = "handover:stop"
MAY: Final = "doubt:yes"  # an editor may see what was not understood; with ":" and a number: that turn's question
MAY_NOT: Final = "doubt:no"
WITH_PEOPLE: Final = ("waiting", "human")
Also = Callable[[Connection], None]


@dataclass(frozen=True)
class Step:
    """What becomes of a message that is the people's. `said`: as it is kept; `also`: written with it or not at all; `taken` False:
    nothing was kept, and the messages say why."""

    said: str = field(repr=False)
    messages: tuple[dict[str, Any], ...] = field(repr=False)
    record: Record
    also: Also | None = field(default=None, repr=False)
    taken: bool = True


class People(Protocol):
    """The people at the desk."""

    def concerns(self, text: str, record: Record) -> bool:
        """Whether the message is theirs: a person is asked for, waited for, or there."""
        ...

    async def take(self, text: str, record: Record, seq: int, *, durable: bool) -> Step:
        """What becomes of it. `text` as it came; `seq`: messages before it; `durable`: the conversation is kept."""
        ...

    async def beside(
        self, messages: tuple[dict[str, Any], ...], before: Record, after: Record, seq: int, *, new: bool
    ) -> tuple[dict[str, Any], ...]:
        """The bot's messages, number `seq`, with what belongs beside them: a notice in front, a person on offer behind."""
        ...

    async def unhelpful(self, record: Record, seq: int, message: dict[str, Any]) -> Step | None:
        """What is said to whom the `message` of the reply `seq` has not helped; None: nothing."""
        ...


class Nobody:
    """No people at the desk."""

    def concerns(self, text: str, record: Record) -> bool:
        """Nothing is theirs."""
        return False

    async def take(self, text: str, record: Record, seq: int, *, durable: bool) -> Step:
        """Never asked."""
        raise NotImplementedError

    async def beside(
        self, messages: tuple[dict[str, Any], ...], before: Record, after: Record, seq: int, *, new: bool
    ) -> tuple[dict[str, Any], ...]:
        """Nothing beside."""
        return messages

    async def unhelpful(self, record: Record, seq: int, message: dict[str, Any]) -> Step | None:
        """Nothing."""
        return None
