"""Bounded work: messages of one conversation in order, few turns at the engine at once, a fair and short queue before it.

Nothing is computed for a caller who gave up while waiting, and nothing that has begun is cut off in the middle.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from bot.desk.places import NoPlace, Places

RETRY_AFTER: Final = 10  # seconds; whoever waits now is answered or refused long before
_CHARS_PER_UNIT: Final = 100  # a turn of some words costs the engine as much as a hundred more characters
_SHORT: Final = 4.0  # units; of a shorter text the desk sees in some milliseconds what it tells
_BREATH: Final = 0.03  # seconds between two long texts, about as long as one takes: the others are heard, or have gone


class Busy(Exception):
    """No place for this message now. `why`: this conversation has too many under way, or everybody together has."""

    def __init__(self, why: Literal["conversation", "desk"]) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Limits:
    """How much may be under way. Offices, families and LINE share an address: its bound is generous."""

    at_once: int = 4  # turns at the engine
    conversation: int = 12  # messages of one conversation, the one being answered included
    address: int = 200  # turns of one address waiting for the engine
    waiting: int = 400  # turns waiting for the engine, of everybody
    wait: float = 3.5  # seconds that a turn may wait in all, for its conversation and for the engine
    reading: float = 2.0  # seconds that a long text may wait before, until the desk has looked at it


def cost_of(text: str) -> float:
    """What a message costs the engine, in units of a very short one."""
    return 1 + len(text) / _CHARS_PER_UNIT


@dataclass
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)  # first come, first served
    users: int = 0


def _this_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("turns are taken inside a task")
    return task


class Lanes:
    """The queues. One for the whole desk; one event loop uses it."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lanes: dict[str, _Lane] = {}
        of_one, of_all = self._limits.address, self._limits.waiting
        self._engine = Places(self._limits.at_once, address=of_one, waiting=of_all)
        self._reading = Places(1, address=of_one, waiting=of_all)
        self._since: dict[asyncio.Task[Any], float] = {}  # loop time at which a turn came
        self._waiting: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def in_order(self, conversation: str) -> AsyncIterator[None]:
        """Inside, no other message of the conversation is under way. Raises Busy."""
        lane = self._lanes.setdefault(conversation, _Lane())
        if lane.users >= self._limits.conversation:
            raise Busy("conversation")
        lane.users += 1
        task = _this_task()
        self._since[task] = asyncio.get_running_loop().time()
        try:
            try:
                async with self._wait(task, self._limits.wait):
                    await lane.lock.acquire()
            except TimeoutError:
                raise Busy("conversation") from None
            try:
                yield
            finally:
                lane.lock.release()
        finally:
            del self._since[task]
            lane.users -= 1
            if not lane.users:
                self._lanes.pop(conversation, None)

    @asynccontextmanager
    async def place(self, address: str, cost: float) -> AsyncIterator[None]:
        """Inside, the turn has a place at the engine. Raises Busy."""
        async with AsyncExitStack() as place:
            try:
                async with self._wait(_this_task(), self._limits.wait):
                    await place.enter_async_context(self._engine.taken(address, cost))
            except (TimeoutError, NoPlace):
                raise Busy("desk") from None
            yield

    @asynccontextmanager
    async def look(self, address: str, cost: float) -> AsyncIterator[None]:
        """Inside, the desk itself reads the text, which keeps everybody waiting meanwhile. A short one waits for nobody;
        of long ones one is read at a time, in the fair order. Raises Busy."""
        async with AsyncExitStack() as place:
            if cost > _SHORT:
                try:
                    async with self._wait(_this_task(), self._limits.reading):
                        await place.enter_async_context(self._reading.taken(address, cost))
                        await asyncio.sleep(_BREATH)
                except (TimeoutError, NoPlace):
                    raise Busy("desk") from None
            yield

    def give_up(self, task: asyncio.Task[Any]) -> bool:
        """The caller of `task` is gone: ends it when it still waits. One that has begun goes on, and False is said."""
        return task in self._waiting and task.cancel()

    @asynccontextmanager
    async def _wait(self, task: asyncio.Task[Any], seconds: float) -> AsyncIterator[None]:
        since = self._since.get(task, asyncio.get_running_loop().time())
        self._waiting.add(task)
        try:
            async with asyncio.timeout_at(since + seconds):
                yield
        finally:
            self._waiting.discard(task)
