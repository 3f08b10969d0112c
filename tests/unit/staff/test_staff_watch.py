"""The watch over conversations that wait, when the desk ends."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any, cast

from bot.staff.chats import Chats


class SlowStore:
    """Its queue is read until `go` is set."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go = threading.Event()
        self.ended = False

    def queue(self) -> list[Any]:
        self.begun.set()
        assert self.go.wait(5)
        self.ended = True
        return []


async def nobody_asked_for() -> Any:
    return SimpleNamespace(people=False)


def test_a_look_that_has_begun_ends_before_the_watch_does() -> None:
    """Its thread holds a connection that would be left open when the database is closed under it."""
    store = SlowStore()
    nothing = cast(Any, None)
    settings = cast(Any, SimpleNamespace(now=nobody_asked_for))
    chats = Chats(cast(Any, store), nothing, nothing, nothing, settings, nothing, nothing, nothing)

    async def cancelled_in_the_middle() -> None:
        watch = asyncio.create_task(chats.keep_watch())
        assert await asyncio.to_thread(store.begun.wait, 5)
        watch.cancel()
        asyncio.get_running_loop().call_later(0.05, store.go.set)
        await asyncio.gather(watch, return_exceptions=True)
        assert watch.cancelled()
        assert store.ended

    asyncio.run(cancelled_in_the_middle())
