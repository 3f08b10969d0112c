"""Facts of the card on the kiosk's reader, in this process's memory only.

They are wiped when the card leaves, when the visit ends, when the next visit begins, and after two idle minutes. They
enter no database, no log, no Rasa slot; the action reads them here, by the conversation's id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import Final

from bot.desk.memory import ForgetfulMemory

IDLE: Final = 120.0  # seconds


@dataclass(frozen=True, repr=False)
class CardFacts:
    """What the conversation may use. `expires_on`: the user authentication certificate's last day; tries by PIN name."""

    expires_on: date | None
    tries_left: Mapping[str, int] = field(default_factory=dict)

    def anchors(self) -> dict[str, date]:
        """As days that deadlines can be reckoned from."""
        return {"cert_expiry": self.expires_on} if self.expires_on else {}

    def __repr__(self) -> str:
        return "CardFacts(<masked>)"


class CardSessions:
    """Card facts by conversation, and which conversation each kiosk device has open: one visitor at a time."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._facts: ForgetfulMemory[CardFacts] = ForgetfulMemory(most=1000, seconds=IDLE, clock=clock)
        self._visits: dict[str, str] = {}

    def begin(self, device: str, conversation: str) -> None:
        """A new visitor stands at `device`; the one before leaves nothing behind."""
        self.end(device)
        self._visits[device] = conversation

    def visitor(self, device: str) -> str | None:
        """The conversation open at `device`."""
        return self._visits.get(device)

    def put(self, conversation: str, facts: CardFacts) -> None:
        """The card's facts, from now on for two minutes after each use."""
        self._facts.put(conversation, facts)

    def get(self, conversation: str) -> CardFacts | None:
        """The facts, or None; asking counts as use."""
        facts = self._facts.get(conversation)
        if facts is not None:
            self._facts.put(conversation, facts)
        return facts

    def wipe(self, conversation: str) -> None:
        """The card has left."""
        self._facts.forget(conversation)

    def end(self, device: str) -> None:
        """The visit at `device` is over."""
        conversation = self._visits.pop(device, None)
        if conversation is not None:
            self._facts.forget(conversation)
