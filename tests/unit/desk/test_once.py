"""The same message id while it is under way: one turn, one reply. (What was taken before: test_record_store.py.)"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from bot.desk.once import Once


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 20))


class Counted:
    """Work that counts how often it was done; it stands still until it is let go."""

    def __init__(self, answers: str = "good") -> None:
        self.done = 0
        self.answers = answers
        self.go_on = asyncio.Event()

    async def __call__(self) -> str:
        await self.go_on.wait()
        self.done += 1
        return f"{self.answers} {self.done}"


def once(*, waits: bool = False) -> Once[str]:
    return Once(lambda task: waits and task.cancel())


def test_the_same_key_while_the_first_is_under_way_waits_for_its_reply() -> None:
    async def test() -> None:
        work, kept = Counted(), once()
        callers = [asyncio.ensure_future(kept.run("c 1", work)) for _ in range(5)]
        await asyncio.sleep(0.01)
        work.go_on.set()
        assert await asyncio.gather(*callers) == ["good 1"] * 5

    run(test())


@pytest.mark.parametrize("keys", [("c 1", "c 2"), ("c 1", "d 1"), (None, None)])
def test_other_ids_other_conversations_and_no_ids_are_other_messages(keys: tuple[str | None, str | None]) -> None:
    async def test() -> None:
        work, kept = Counted(), once()
        work.go_on.set()
        assert [await kept.run(key, work) for key in keys] == ["good 1", "good 2"]

    run(test())


def test_work_that_has_begun_is_finished_for_whoever_asks_again() -> None:
    async def test() -> None:
        work, kept = Counted(), once()
        first = asyncio.ensure_future(kept.run("c 1", work))
        await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        again = asyncio.ensure_future(kept.run("c 1", work))
        await asyncio.sleep(0.01)
        work.go_on.set()
        assert await again == "good 1"

    run(test())


def test_work_that_still_waits_is_dropped_and_begun_anew_when_asked_again() -> None:
    async def test() -> None:
        work, kept = Counted(), once(waits=True)
        first = asyncio.ensure_future(kept.run("c 1", work))
        await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        again = asyncio.ensure_future(kept.run("c 1", work))
        work.go_on.set()
        assert (await again, work.done) == ("good 1", 1)

    run(test())


def test_one_of_two_callers_going_drops_nothing() -> None:
    async def test() -> None:
        work, kept = Counted(), once(waits=True)
        callers = [asyncio.ensure_future(kept.run("c 1", work)) for _ in range(2)]
        await asyncio.sleep(0.01)
        callers[0].cancel()
        await asyncio.gather(callers[0], return_exceptions=True)
        work.go_on.set()
        assert await callers[1] == "good 1"

    run(test())


def test_work_that_fails_is_not_kept() -> None:
    async def test() -> None:
        kept = once()

        async def fails() -> str:
            raise ValueError("as told")

        for _ in range(2):
            with pytest.raises(ValueError, match="as told"):
                await kept.run("c 1", fails)

    run(test())


def test_nothing_is_kept_of_what_is_done() -> None:
    async def test() -> None:
        work, kept = Counted(), once()
        work.go_on.set()
        assert [await kept.run("c 1", work) for _ in range(2)] == ["good 1", "good 2"]
        await asyncio.sleep(0)
        assert not kept._under_way and not kept._tasks

    run(test())
