"""Turns under way: in order within a conversation, few at once, nobody waits long, nobody's place is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from bot.desk.lanes import Busy, Lanes, Limits, cost_of


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 20))


class Work:
    """Turns that stay at the engine until they are let go."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.began: list[str] = []
        self.go_on = asyncio.Event()

    async def turn(self, name: str, conversation: str = "", address: str = "a", text: str = "") -> str:
        try:
            async with self.lanes.in_order(conversation or name), self.lanes.place(address, cost_of(text)):
                self.began.append(name)
                await self.go_on.wait()
        except Busy as busy:
            return busy.why
        return "done"

    async def start(self, *names: str, **more: str) -> list[asyncio.Task[str]]:
        tasks = [asyncio.ensure_future(self.turn(name, **more)) for name in names]
        await self.settle()
        return tasks

    @staticmethod
    async def settle() -> None:
        for _ in range(10):
            await asyncio.sleep(0)


def test_messages_of_one_conversation_come_one_after_the_other_in_their_order() -> None:
    async def test() -> None:
        lanes, order, under_way = Lanes(), [], 0

        async def turn(number: int) -> None:
            nonlocal under_way
            async with lanes.in_order("c"), lanes.place("a", 1):
                under_way += 1
                assert under_way == 1
                await asyncio.sleep(0.002 * (10 - number))
                order.append(number)
                under_way -= 1

        await asyncio.gather(*[turn(number) for number in range(10)])
        assert order == list(range(10))

    run(test())


def test_so_many_are_at_the_engine_and_the_next_comes_when_one_leaves() -> None:
    async def test() -> None:
        work = Work(Lanes(Limits(at_once=2)))
        tasks = await work.start("1", "2", "3", "4")
        assert work.began == ["1", "2"]
        work.go_on.set()
        assert await asyncio.gather(*tasks) == ["done"] * 4
        assert work.began == ["1", "2", "3", "4"]

    run(test())


def test_one_address_does_not_keep_another_waiting() -> None:
    async def test() -> None:
        work = Work(Lanes(Limits(at_once=1)))
        tasks = await work.start(*[f"a{n}" for n in range(50)], address="a")
        tasks += await work.start("b", address="b")
        work.go_on.set()
        await asyncio.gather(*tasks)
        assert work.began.index("b") <= 2

    run(test())


def test_too_many_messages_of_a_conversation_are_refused_at_once() -> None:
    async def test() -> None:
        work = Work(Lanes(Limits(conversation=3)))
        tasks = await work.start("1", "2", "3", "4", conversation="c")
        assert await tasks[3] == "conversation"
        work.go_on.set()
        assert await asyncio.gather(*tasks[:3]) == ["done"] * 3

    run(test())


def test_a_short_question_finds_a_place_where_long_ones_fill_the_queue() -> None:
    async def test() -> None:
        work = Work(Lanes(Limits(at_once=1, address=5)))
        long = await work.start(*[f"L{n}" for n in range(6)], text="記号" * 1000)
        short = await work.start("s", text="期限は")
        assert await long[5] == "desk"  # pushed out
        work.go_on.set()
        assert await asyncio.gather(*short, *long[:5]) == ["done"] * 6
        assert work.began[:2] == ["L0", "s"]

    run(test())


def test_the_queue_of_everybody_is_bounded_and_the_fullest_address_pays() -> None:
    async def test() -> None:
        work = Work(Lanes(Limits(at_once=1, address=100, waiting=10)))
        flood = await work.start(*[f"a{n}" for n in range(11)], address="a")
        other = await work.start("b", address="b")
        assert await flood[10] == "desk"
        work.go_on.set()
        assert await asyncio.gather(*other, *flood[:10]) == ["done"] * 11

    run(test())


def test_nobody_waits_longer_than_allowed_for_both_queues_together() -> None:
    async def test() -> None:
        work = Work(Lanes(Limits(at_once=1, wait=0.15)))
        await work.start("first", conversation="c")
        began = asyncio.get_running_loop().time()
        told = await asyncio.gather(work.turn("second", conversation="c"), work.turn("other"))
        assert told == ["conversation", "desk"]
        assert asyncio.get_running_loop().time() - began < 2

    run(test())


def test_what_its_caller_gave_up_while_waiting_is_never_begun() -> None:
    async def test() -> None:
        lanes = Lanes(Limits(at_once=1))
        work = Work(lanes)
        (first,) = await work.start("first")
        left = await work.start(*[f"left{n}" for n in range(20)])
        (last,) = await work.start("last")
        assert [lanes.give_up(task) for task in left] == [True] * 20
        assert not lanes.give_up(first)  # begun: goes on
        work.go_on.set()
        assert await asyncio.gather(first, last) == ["done", "done"]
        assert work.began == ["first", "last"]

    run(test())


@pytest.mark.parametrize("round_", range(5))
def test_no_place_is_lost_when_callers_go_at_any_moment(round_: int) -> None:
    async def test() -> None:
        lanes = Lanes(Limits(at_once=3, wait=1.0))

        async def turn(number: int) -> None:
            async with lanes.in_order(f"c{number % 7}"), lanes.place(f"a{number % 3}", 1):
                await asyncio.sleep(0.0005 * (number % 4))

        tasks = [asyncio.ensure_future(turn(number)) for number in range(200)]
        for number, task in enumerate(tasks):
            if (number + round_) % 2:
                asyncio.get_running_loop().call_later(0.0003 * ((number * 7 + round_) % 60), lanes.give_up, task)
        await asyncio.gather(*tasks, return_exceptions=True)
        work = Work(lanes)  # all three places are free again, and no conversation is locked
        await work.start("x", "y", "z", "w")
        assert work.began == ["x", "y", "z"]
        assert len(lanes._lanes) == 4

    run(test())


@pytest.mark.parametrize(("short", "long"), [("", "期限は？"), ("期限は？", "あ" * 2000)])
def test_a_longer_text_costs_more(short: str, long: str) -> None:
    assert 0 < cost_of(short) < cost_of(long)


def test_long_texts_are_looked_at_one_at_a_time_and_short_ones_at_once() -> None:
    async def test() -> None:
        lanes, order, looking = Lanes(), [], 0

        async def look(name: str, text: str) -> None:
            nonlocal looking
            async with lanes.look("a", cost_of(text)):
                looking += name[0] == "L"
                assert looking <= 1
                order.append(name)
                await asyncio.sleep(0.001)
                looking -= name[0] == "L"

        long = [asyncio.ensure_future(look(f"L{number}", "記号" * 1000)) for number in range(20)]
        await Work.settle()
        await look("s", "助けて")
        await asyncio.gather(*long)
        assert order.index("s") <= 2
        assert [name for name in order if name != "s"] == [f"L{number}" for number in range(20)]

    run(test())


def test_a_long_text_is_not_waited_for_longer_than_allowed() -> None:
    async def test() -> None:
        lanes = Lanes(Limits(reading=0.1))

        async def look(seconds: float) -> str:
            try:
                async with lanes.look("a", cost_of("あ" * 2000)):
                    await asyncio.sleep(seconds)
            except Busy as busy:
                return busy.why
            return "done"

        assert await asyncio.gather(look(0.4), look(0), look(0)) == ["done", "desk", "desk"]
        assert await look(0) == "done"

    run(test())
