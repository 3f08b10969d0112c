"""Whether and how an answer reaches its person: with the event's reply token while it is fresh, else by pushing, if that is
allowed. In careful mode by the token alone, and nothing waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from time import time
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from bot.desk.inbox import Claimed, Inbox
from bot.doors.line.events import Event
from bot.doors.line.platform import NOT_TAKEN, RETRY, Outcome, Platform

FRESH: Final = 50.0  # seconds after the event came that its token is used; the platform gives it a minute
LONGEST_WAIT: Final = 60.0  # seconds between two tries
CAREFUL_TRIES: Final = 3
_KEYS: Final = UUID(
    "6f1d3c9a-0a5e-4d0a-9a4c-8f0b1f6c2d77"
)  # retry keys are derived from the event, so that they outlive a crash
Value = TypeVar("Value")
Run = Callable[[Callable[[], Value]], Awaitable[Value]]


class Delivery:
    """`push`: whether answers may be pushed. `clock` gives seconds since 1970."""

    def __init__(
        self, inbox: Inbox, platform: Platform, run: Run[Any], *, push: bool, clock: Callable[[], float] = time
    ) -> None:
        self._inbox, self._platform, self._run, self._push, self._clock = inbox, platform, run, push, clock

    def fresh(self, claimed: Claimed) -> bool:
        """Whether the event's token can be good still."""
        return claimed.reason != "revived" and self._clock() - claimed.received < FRESH

    async def deliver(self, claimed: Claimed, event: Event, messages: Sequence[dict[str, Any]]) -> str:
        """Sends and settles the event's row: "" when it is done, else why it waits or is dead."""
        if not messages:
            await self._run(partial(self._inbox.done, claimed.id))
            return ""
        outcome, used = await self._reply(claimed, event, messages)
        if outcome == "void":
            if used and self.fresh(claimed):  # by an earlier try whose answer was lost
                outcome = "sent"
            elif used:
                return await self._bury(claimed, "uncertain")
            else:
                outcome = await self._pushed(claimed, event, messages)
        return await self._settle(claimed, outcome)

    async def _reply(self, claimed: Claimed, event: Event, messages: Sequence[dict[str, Any]]) -> tuple[Outcome, bool]:
        """What came of the token, and whether it may have been used before."""
        used = claimed.replied is not None
        if not event.token or claimed.reason == "revived" or not (used or self.fresh(claimed)):
            return "void", False
        if not used:
            await self._run(partial(self._inbox.replying, claimed.id))
        outcome = await self._platform.reply(event.token, messages)
        if outcome in (*NOT_TAKEN, "void") and not used:
            await self._run(partial(self._inbox.unreached, claimed.id))
        return outcome, used

    async def _pushed(self, claimed: Claimed, event: Event, messages: Sequence[dict[str, Any]]) -> Outcome:
        if not self._push and claimed.reason != "revived":
            return "void"
        return await self._platform.push(event.talk, messages, str(uuid5(_KEYS, claimed.id)))

    async def _settle(self, claimed: Claimed, outcome: Outcome) -> str:
        if outcome == "sent":
            await self._run(partial(self._inbox.done, claimed.id))
            return ""
        if outcome in RETRY:
            return await self.later(claimed, outcome)
        if outcome == "void":
            return await self._bury(claimed, "stale")
        await self._run(partial(self._inbox.bury, claimed.id, outcome))  # Platform has counted it
        return outcome

    async def later(self, claimed: Claimed, reason: str, seconds: float | None = None) -> str:
        """The event is to be tried again, soon while its token is fresh."""
        wait = min(2.0 ** min(claimed.tries - 1, 6), 3.0 if self.fresh(claimed) else LONGEST_WAIT)
        kept = claimed.reason if claimed.reason == "revived" else reason
        await self._run(partial(self._inbox.later, claimed.id, wait if seconds is None else seconds, kept))
        return reason

    async def _bury(self, claimed: Claimed, reason: str) -> str:
        await self._run(partial(self._inbox.bury, claimed.id, reason))
        await self._run(partial(self._inbox.note, reason))
        return reason

    async def careful(self, event: Event, messages: Sequence[dict[str, Any]]) -> Outcome:
        """With the token alone; the event's row is gone already, so that no other try comes after these."""
        outcome: Outcome = "void"
        for tried in range(CAREFUL_TRIES if event.token and messages else 0):
            before, outcome = outcome, await self._platform.reply(event.token, messages)
            if (before, outcome) == ("away", "void"):  # it had arrived, only the platform's answer was lost
                return "sent"
            if outcome not in RETRY:
                break
            await asyncio.sleep(1.0 + tried)
        return outcome
