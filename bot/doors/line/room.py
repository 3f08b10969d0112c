"""How many talks are answered side by side. One in which danger was told waits for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Room:
    """`most` lanes at once, first come, first served; those that hurry come on top."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._waiting: dict[str, asyncio.Future[bool]] = {}
        self._hurry: set[str] = set()

    def hurry(self, lane: str) -> None:
        """The lane needs no place until it is `calm`."""
        self._hurry.add(lane)
        self._wake(lane, counted=False)

    def calm(self, lane: str) -> None:
        """As any other again."""
        self._hurry.discard(lane)

    @asynccontextmanager
    async def place(self, lane: str) -> AsyncIterator[None]:
        """Inside, the lane has a place."""
        counted = await self._enter(lane)
        try:
            yield
        finally:
            if counted:
                self._leave()

    async def _enter(self, lane: str) -> bool:
        if lane in self._hurry:
            return False
        if self._free:
            self._free -= 1
            return True
        place: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[lane] = place
        try:
            return await place
        except asyncio.CancelledError:
            self._waiting.pop(lane, None)
            if place.done() and not place.cancelled() and place.result():
                self._leave()
            raise

    def _leave(self) -> None:
        if not any(self._wake(lane, counted=True) for lane in list(self._waiting)):
            self._free += 1

    def _wake(self, lane: str, *, counted: bool) -> bool:
        place = self._waiting.pop(lane, None)
        if place is None or place.done():
            return False
        place.set_result(counted)
        return True
