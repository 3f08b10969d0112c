"""What a door hands in and what it gets back: one turn of a conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import time
from typing import Any, Final, Literal

Owner = Literal["bot", "waiting", "human", "closed"]
OFFICES: Final = ("kitamura", "kitaku")
INSURERS: Final = (*OFFICES, "kouki")


@dataclass(frozen=True)
class Turn:
    """One message as a door hands it in. `insurer` is a choice made at the door, or None. `message_id`: the same id again
    in the conversation is the same message. `address`: whom the cost of the turn is counted to. `wait`: seconds, when its
    sender has sent too many: it gets the apology, and what helps in danger. `danger`: it tells of danger. `topic`: asked
    for by the door itself, without words. `came`: seconds since 1970; messages of a conversation are taken in this order."""

    conversation: str = field(repr=False)
    text: str = field(repr=False)
    channel: str
    insurer: str | None = None
    message_id: str | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)
    wait: int = 0
    danger: bool = False
    topic: str = ""
    came: float = field(default_factory=time, compare=False)


@dataclass(frozen=True)
class TurnReply:
    """What the door shows: messages of the chat API, and who owns the conversation. `taken` is False for an apology: the
    same message may be sent again. `retry_after`, seconds, when there was no place for it. `seq`: the number of the message
    in the conversation, 0 while it has none; `careful`: danger was told, so nothing may be kept at the door either."""

    messages: tuple[dict[str, Any], ...] = field(repr=False)
    owner: Owner = "bot"
    taken: bool = True
    retry_after: int | None = None
    seq: int = 0
    careful: bool = False
