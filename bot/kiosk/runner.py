"""Runs one visit: feeds events into the session and does what it orders. Ends with the visit; its process goes with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Final, Protocol

from bot.kiosk.desk import NoAnswer
from bot.kiosk.drawn import View
from bot.kiosk.model import (
    Answered,
    Ask,
    CallStaff,
    Enough,
    Event,
    Failed,
    Hush,
    Listen,
    Message,
    Order,
    Print,
    Printed,
    Reached,
    Say,
    StaffCalled,
    TellCard,
    Tick,
    Voice,
    Why,
    Wipe,
)
from bot.kiosk.screens import view
from bot.kiosk.session import step
from bot.kiosk.state import EQUIPMENT, Session

TICK: Final = 0.25  # seconds
LOOK: Final = 5.0  # seconds between looks whether a desk that was away is back
LOG: Final = logging.getLogger(__name__)


class Desk(Protocol):
    """What answers: the desk, or where it is away the rulebook kept here. Each raises NoAnswer."""

    async def ask(self, text: str) -> tuple[Message, ...]:
        """The answer to the text."""

    async def card(self, facts: TellCard) -> tuple[Message, ...]:
        """The card's own dates."""

    async def end(self) -> None:
        """The visit is over."""

    async def look(self) -> Reached:
        """Whether the desk is there."""

    async def tell(self, parts: Mapping[str, bool]) -> None:
        """Which parts of this kiosk work."""


@dataclass(frozen=True)
class Parts:
    """What a visit works with. `show` gets each new view; `staff` the cause, and says whether somebody was told; `over` is
    told when all is wiped."""

    desk: Desk
    show: Callable[[View], object]
    staff: Callable[[str], Awaitable[bool]]
    over: Callable[[Why], object]
    printing: Callable[[Print], None] | None = None
    voice: Voice | None = None


class Visit:
    """One visit."""

    def __init__(self, parts: Parts, session: Session) -> None:
        self._parts = parts
        self._session = session
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended = False

    @property
    def session(self) -> Session:
        """The state that is now."""
        return self._session

    def begin(self, *orders: Order) -> None:
        """Show the first view and do the first orders."""
        self._parts.show(view(self._session))
        for order in orders:
            self._do(order)

    def feed(self, event: Event) -> None:
        """One event; nothing is heard any more once the visit is over."""
        if self._ended:
            return
        before = self._session
        self._session, orders = step(before, event, monotonic())
        if self._session is not before:
            self._parts.show(view(self._session))
        for order in orders:
            if not self._ended:
                self._do(order)

    async def live(self) -> None:
        """Let time pass, and look after the desk, until cancelled."""
        looked = monotonic()
        self._start(self._look())
        while True:
            await asyncio.sleep(TICK)
            self.feed(Tick())
            if self._parts.voice is not None:
                self._parts.voice.look()
            wait = LOOK if not self._session.online else LOOK * 4
            if monotonic() - looked >= wait and not self._session.waiting:
                looked = monotonic()
                self._start(self._look())

    # ---- orders
    def _do(self, order: Order) -> None:
        match order:
            case Ask(number, text):
                self._start(self._answer(number, self._parts.desk.ask(text)))
            case TellCard(number):
                self._start(self._answer(number, self._parts.desk.card(order)))
            case CallStaff(cause):
                self._start(self._called(self._parts.staff(cause)))
            case Print():
                self._start(self._print(order))
            case Wipe(why):
                self._ended = True
                self._start(self._wipe(why))
            case Say() | Hush() | Listen() | Enough():
                self._speak(order)

    def _speak(self, order: Say | Hush | Listen | Enough) -> None:
        voice = self._parts.voice
        if voice is None:
            return
        match order:
            case Say(text):
                voice.say(text, slow=self._session.slow, loud=self._session.loud)
            case Listen(choices):
                voice.listen(choices)
            case Enough():
                voice.enough()
            case Hush():
                voice.stop()

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)  # or it would be collected before it has run
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, number: int, asked: Awaitable[tuple[Message, ...]]) -> None:
        try:
            messages = await asked
        except NoAnswer as problem:
            if problem.away:
                self.feed(await self._parts.desk.look())
            self.feed(Failed(number))
            return
        self.feed(Answered(number, messages))

    async def _called(self, coming: Awaitable[bool]) -> None:
        self.feed(StaffCalled(await coming))

    async def _look(self) -> None:
        self.feed(await self._parts.desk.look())
        parts = {"reader": self._session.reader.state not in EQUIPMENT, "rulebook": self._session.can_go_on}
        hearing = {"hearing": self._session.hearing} if self._parts.voice is not None else {}
        await self._parts.desk.tell(parts | hearing)

    async def _print(self, order: Print) -> None:
        if self._parts.printing is None:
            return self.feed(Printed(False))
        try:
            await asyncio.to_thread(self._parts.printing, order)
        except Exception as error:  # noqa: BLE001 - whatever a printer does, the visit goes on
            LOG.warning("printing failed: %s", type(error).__name__)
            return self.feed(Printed(False))
        return self.feed(Printed(True))

    async def _wipe(self, why: Why) -> None:
        if self._parts.voice is not None:
            self._parts.voice.stop()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        await self._parts.desk.end()
        self._parts.over(why)
