"""Few at once, a fair and short queue for the others, and no place lost whoever goes away when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.desk.fair_queue import FairQueue


class NoPlace(Exception):
    """The queue is full, and this turn would be served last."""


class Places:
    """`at_once` places; at most `waiting` turns wait for one, at most `address` of one address. One event loop uses it."""

    def __init__(self, at_once: int, *, address: int, waiting: int) -> None:
        self._at_once = at_once
        self._address = address
        self._most = waiting
        self._queue: FairQueue[asyncio.Future[None]] = FairQueue()
        self._running = 0

    @asynccontextmanager
    async def taken(self, address: str, cost: float) -> AsyncIterator[None]:
        """Inside, the turn has a place. `cost` in the units of FairQueue. Raises NoPlace."""
        await self._next(address, cost)
        try:
            yield
        finally:
            self._free()

    async def _next(self, address: str, cost: float) -> None:
        if self._running < self._at_once and not len(self._queue):
            self._running += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        ticket = self._queue.push(address, cost, turn)
        self._push_out(address)
        try:
            await turn
        except asyncio.CancelledError:
            self._queue.drop(ticket)
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._free()  # the place came in the same moment
            raise

    def _push_out(self, address: str) -> None:
        """Keeps the bounds: whoever would come last goes, not whoever came last."""
        if self._queue.count(address) > self._address:
            last = self._queue.last(address)
        elif len(self._queue) > self._most:
            last = self._queue.last()
        else:
            return
        self._queue.drop(last)
        if not last.item.done():
            last.item.set_exception(NoPlace())

    def _free(self) -> None:
        self._running -= 1
        while self._running < self._at_once and (ticket := self._queue.pop()) is not None:
            if not ticket.item.done():
                self._running += 1
                ticket.item.set_result(None)
