"""Places for talks on LINE: so many at once, in order; whoever hurries waits for none, and no place is lost."""

from __future__ import annotations

import asyncio

from bot.doors.line.room import Room


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_places_are_taken_in_order_and_given_on() -> None:
    async def scenario() -> None:
        room, inside, go = Room(1), list[str](), asyncio.Event()

        async def one(lane: str) -> None:
            async with room.place(lane):
                inside.append(lane)
                await go.wait()

        tasks = [asyncio.create_task(one(lane)) for lane in "abcd"]
        await settle()
        assert inside == ["a"]
        room.hurry("c")
        await settle()
        assert inside == ["a", "c"]
        tasks[1].cancel()
        go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert inside == ["a", "c", "d"]
        async with asyncio.timeout(5), room.place("e"):
            room.calm("c")
            waits = asyncio.create_task(one("c"))
            await settle()
            assert inside == ["a", "c", "d"]
        await waits
        assert inside[-1] == "c"

    asyncio.run(scenario())


def test_one_cancelled_in_the_moment_of_its_place_gives_it_on() -> None:
    async def scenario() -> None:
        room = Room(1)

        async def one(lane: str) -> None:
            async with room.place(lane):
                await asyncio.sleep(0)

        async with room.place("a"):
            task = asyncio.create_task(one("b"))
            await settle()
        task.cancel()  # its place is given, and it has not gone on yet
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5), room.place("c"):
            pass

    asyncio.run(scenario())
