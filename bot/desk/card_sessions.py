"""Visits at the kiosk, and facts of the card on its reader, in this process's memory only.

Card facts are wiped when the card leaves, when the visit ends, when the next visit begins, and after two idle minutes. They
enter no database, no log, no Rasa slot; the action reads them here, by the conversation's id. A visit ends when the visitor
or the next one says so, after five idle minutes, and after an hour in any case; what was told in it is then wiped too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import Final

from bot.desk.memory import ForgetfulMemory

IDLE: Final = 120.0  # seconds until card facts are wiped
VISIT_IDLE: Final = 300.0  # seconds until a visit that nobody goes on with is over
VISIT_LONGEST: Final = 3600.0  # seconds until any visit is over
MOST_VISITS: Final = 1000  # devices with an open visit
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


@dataclass
class _Visit:
    conversation: str = field(repr=False)
    begun: float
    used: float


class CardSessions:
    """Card facts by conversation, and which conversation each kiosk device has open: one visitor at a time."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._facts: ForgetfulMemory[CardFacts] = ForgetfulMemory(most=1000, seconds=IDLE, clock=clock)
        self._visits: OrderedDict[str, _Visit] = OrderedDict()  # the longest unused first
        self._sweep_planned = False
        self._watch_planned = False

    def __len__(self) -> int:
        """Of how many conversations card facts are in memory."""
        return len(self._facts)

    @property
    def visits(self) -> int:
        """How many devices have an open visit."""
        return len(self._visits)

    def begin(self, device: str, conversation: str) -> list[str]:
        """A new visitor stands at `device`; the one before leaves nothing behind. Gives the conversations that are over."""
        over = [*self.end(device), *self.end_old()]
        now = self._clock()
        self._visits[device] = _Visit(conversation, now, now)
        while len(self._visits) > MOST_VISITS:
            over += self.end(next(iter(self._visits)))
        return over

    def visitor(self, device: str) -> str | None:
        """The conversation open at `device`; asking counts as use."""
        visit = self._visits.get(device)
        if visit is None or self._is_old(visit):
            return None
        visit.used = self._clock()
        self._visits.move_to_end(device)
        return visit.conversation

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

    def end(self, device: str) -> list[str]:
        """The visit at `device` is over. Gives its conversation, if there was one."""
        visit = self._visits.pop(device, None)
        if visit is None:
            return []
        self._facts.forget(visit.conversation)
        return [visit.conversation]

    def end_old(self) -> list[str]:
        """Ends the visits whose time is over. Gives their conversations."""
        old = [device for device, visit in self._visits.items() if self._is_old(visit)]
        return [conversation for device in old for conversation in self.end(device)]

    def _is_old(self, visit: _Visit) -> bool:
        now = self._clock()
        return now - visit.used >= VISIT_IDLE or now - visit.begun >= VISIT_LONGEST

    def plan_sweep(self, later: Later) -> None:
        """Drop facts that are too old also where nobody asks for them any more, until none are left."""
        if self._sweep_planned:
            return
        self._sweep_planned = True

        def sweep() -> None:
            self._sweep_planned = False
            for visit in self._visits.values():
                self._facts.get(visit.conversation)  # forgets what is too old
            if len(self):
                self.plan_sweep(later)

        later(SWEEP, sweep)

    def plan_watch(self, later: Later, over: Callable[[str], object]) -> None:
        """End visits when their time is over, also where nobody comes any more, until none are left; `over` gets each of
        their conversations."""
        if self._watch_planned:
            return
        self._watch_planned = True

        def look() -> None:
            self._watch_planned = False
            for conversation in self.end_old():
                over(conversation)
            if self._visits:
                self.plan_watch(later, over)

        later(SWEEP, look)
