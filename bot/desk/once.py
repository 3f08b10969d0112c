"""A message is taken once: whoever sends the same id again while it is under way gets the same reply. What was taken before is
known by the conversation's record (bot.desk.record_store)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Reply = TypeVar("Reply")


@dataclass
class _UnderWay(Generic[Reply]):
    task: asyncio.Task[Reply]
    callers: int = 0


class Once(Generic[Reply]):
    """Runs work in tasks of its own, so that a caller who goes away breaks nothing in the middle. `give_up` is told of a
    task without callers and ends it, or lets it go on."""

    def __init__(self, give_up: Callable[[asyncio.Task[Any]], object]) -> None:
        self._give_up = give_up
        self._under_way: dict[str, _UnderWay[Reply]] = {}
        self._tasks: set[asyncio.Task[Reply]] = set()  # the loop itself holds tasks weakly

    async def run(self, key: str | None, work: Callable[[], Coroutine[Any, Any, Reply]]) -> Reply:
        """The reply of `work`, or of the same `key` under way. Without a key it is always run."""
        one = self._under_way.get(key) if key is not None else None
        if one is None:
            one = self._start(key, work)
        one.callers += 1
        try:
            return await asyncio.shield(one.task)
        except asyncio.CancelledError:
            if one.callers == 1 and self._give_up(one.task) and key is not None:
                self._under_way.pop(key, None)  # whoever comes next begins anew
            raise
        finally:
            one.callers -= 1

    def _start(self, key: str | None, work: Callable[[], Coroutine[Any, Any, Reply]]) -> _UnderWay[Reply]:
        one = _UnderWay(asyncio.ensure_future(work()))
        self._tasks.add(one.task)
        if key is not None:
            self._under_way[key] = one

        def ended(task: asyncio.Task[Reply]) -> None:
            self._tasks.discard(task)
            if key is not None and self._under_way.get(key) is one:
                del self._under_way[key]
            if not task.cancelled():
                task.exception()  # seen here: nobody may be left who looks

        one.task.add_done_callback(ended)
        return one
