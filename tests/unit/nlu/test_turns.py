"""The order of the engine's work."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from bot.nlu.turns import Turns


def here() -> bool:
    return False


def test_messages_of_one_conversation_are_taken_in_the_order_of_their_coming() -> None:
    done: list[str] = []

    async def work(name: str, pause: float) -> None:
        done.append(f"{name} begins")
        await asyncio.sleep(pause)
        done.append(f"{name} ends")

    async def all_of_them() -> None:
        turns = Turns()
        pauses = (("one", 0.03), ("two", 0.0), ("three", 0.01))
        await asyncio.gather(*(turns.take("a", here, lambda n=n, p=p: work(n, p)) for n, p in pauses))  # type: ignore[misc]

    asyncio.run(all_of_them())
    assert done == [f"{name} {what}" for name in ("one", "two", "three") for what in ("begins", "ends")]


def test_ten_messages_at_once_wait_for_each_other_and_for_nothing_else() -> None:
    async def ten() -> float:
        turns, loop = Turns(), asyncio.get_running_loop()
        began = loop.time()
        await asyncio.gather(*(turns.take("a", here, lambda: asyncio.sleep(0.01)) for _ in range(10)))
        return loop.time() - began

    assert asyncio.run(ten()) < 0.9  # a look once a second would take nine


def test_one_conversation_does_not_wait_for_another() -> None:
    async def both() -> bool:
        turns, opened = Turns(), asyncio.Event()
        waits = asyncio.create_task(turns.take("a", here, opened.wait))  # type: ignore[arg-type]
        await turns.take("b", here, lambda: asyncio.sleep(0))
        under_way = turns.under_way("a") and not turns.under_way("b")
        opened.set()
        await waits
        return under_way and not turns.under_way("a")

    assert asyncio.run(both())


def test_nothing_is_done_for_a_caller_who_has_gone() -> None:
    async def work() -> None:
        raise AssertionError("done all the same")

    assert asyncio.run(Turns().take("a", lambda: True, work)) is False


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_turn_that_ends_badly_lets_the_next_one_in(cancelled: bool) -> None:
    async def fails() -> None:
        if cancelled:
            await asyncio.sleep(60)
        raise ValueError

    async def both() -> bool:
        turns = Turns()
        first = asyncio.create_task(turns.take("a", here, fails))
        second = asyncio.create_task(turns.take("a", here, lambda: asyncio.sleep(0)))
        await asyncio.sleep(0.02)
        if cancelled:
            first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        return await asyncio.wait_for(second, 5) and not turns.under_way("a")

    assert asyncio.run(both())


def test_of_many_that_come_together_those_that_left_meanwhile_are_not_worked_off() -> None:
    """Real connections: each asks with one byte, and all but the first are closed while the first is computed."""

    async def many() -> int:
        turns, callers, worked = Turns(), [], 0

        class Server(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                self.transport = transport

            def data_received(self, data: bytes) -> None:
                gone: Callable[[], bool] = self.transport.is_closing
                tasks.append(asyncio.create_task(turns.take(data.hex(), gone, work)))

        async def work() -> None:
            nonlocal worked
            worked += 1
            for caller in callers:  # without an await: as understanding does, this keeps the loop busy
                caller.close()

        tasks: list[asyncio.Task[bool]] = []
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
        place = server.sockets[0].getsockname()
        for number in range(50):
            callers.append(socket.create_connection(place))
            callers[-1].sendall(bytes([number]))
        while len(tasks) < 50:
            await asyncio.sleep(0.01) if len(tasks) == 0 else await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        server.close()
        await server.wait_closed()
        return worked

    assert asyncio.run(many()) <= 5
