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
SWEEP: Final = 10.0  # seconds between looks for facts that nobody has asked for since
Later = Callable[[float, Callable[[], None]], object]
"""Calls back after so many seconds: the event loop's `call_later`."""


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
        self._sweep_planned = False

    def __len__(self) -> int:
        """Of how many conversations card facts are in memory."""
        return len(self._facts)

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

    def plan_sweep(self, later: Later) -> None:
        """Drop facts that are too old also where nobody asks for them any more, until none are left."""
        if self._sweep_planned:
            return
        self._sweep_planned = True

        def sweep() -> None:
            self._sweep_planned = False
            for conversation in self._visits.values():
                self._facts.get(conversation)  # forgets what is too old
            if len(self):
                self.plan_sweep(later)

        later(SWEEP, sweep)
