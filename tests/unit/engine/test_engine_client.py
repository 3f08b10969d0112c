"""The engine's client against a server that stands still: it comes back, and keeps nobody waiting."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from bot.engine.breaker import Breaker
from bot.engine.client import EngineClient, EngineUnavailable

REPLY = json.dumps(
    [{"custom": {"text": "はい", "easy": "", "speech": "", "topic": "", "confidence": 1, "buttons": [], "sources": [], "deadlines": []}}]
).encode()


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 60))


class Engine:
    """An HTTP server that answers one request a time, or stands still."""

    def __init__(self) -> None:
        self.running = asyncio.Event()
        self.received = 0
        self.most_open = self.open = 0
        self._one = asyncio.Lock()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
                await reader.readexactly(length)
                self.received += 1
                await self.running.wait()
                async with self._one:
                    await asyncio.sleep(0.001)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(REPLY) + REPLY)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open -= 1
            writer.close()


def with_engine(test: Callable[[Engine, str], Awaitable[None]]) -> None:
    async def served() -> None:
        engine = Engine()
        server = await asyncio.start_server(engine, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            await test(engine, f"http://127.0.0.1:{port}")
            engine.running.set()
        await asyncio.sleep(0.05)

    run(served())


def patient() -> Breaker:
    """One that opens late and tries again soon."""
    return Breaker(failures=10_000)


async def ask(client: EngineClient, number: int, after: float = 0.0) -> bool:
    await asyncio.sleep(after)
    try:
        await client.send(f"c{number}", "期限は", {})
    except EngineUnavailable:
        return False
    return True


async def soon_all_are_answered(client: EngineClient) -> bool:
    """Whether forty at once are answered, within some tries: a machine that is short of breath is no fault."""
    for _ in range(20):
        if all(await asyncio.gather(*[ask(client, number) for number in range(40)])):
            return True
    return False


def test_after_600_calls_in_a_moment_to_an_engine_that_stands_still_the_next_is_answered() -> None:
    """httpcore keeps connections of cancelled waiters for ever; with its pool in front nothing was answered afterwards."""

    async def test(engine: Engine, url: str) -> None:
        client = EngineClient(url, "t" * 16, 0.4, breaker=patient())
        for _ in range(2):  # not in one instant: those who give up meet those who come
            assert not any(await asyncio.gather(*[ask(client, number, number / 2000) for number in range(600)]))
        engine.running.set()
        assert await soon_all_are_answered(client)
        await client.close()

    with_engine(test)


def test_after_1000_callers_who_gave_up_the_next_is_answered() -> None:
    async def test(engine: Engine, url: str) -> None:
        engine.running.set()
        client = EngineClient(url, "t" * 16, 2.0, breaker=patient())
        callers = [asyncio.ensure_future(ask(client, number)) for number in range(1000)]
        for number, caller in enumerate(callers):
            asyncio.get_running_loop().call_later(0.0005 * (number % 300), caller.cancel)
        await asyncio.gather(*callers, return_exceptions=True)
        assert await soon_all_are_answered(client)
        await client.close()

    with_engine(test)


def test_no_more_than_so_many_connections_are_opened() -> None:
    async def test(engine: Engine, url: str) -> None:
        engine.running.set()
        client = EngineClient(url, "t" * 16, 5.0, at_once=3)
        assert all(await asyncio.gather(*[ask(client, number) for number in range(60)]))
        assert engine.most_open <= 3
        await client.close()

    with_engine(test)


def test_after_time_outs_in_a_row_nobody_waits_and_the_first_answer_ends_it() -> None:
    async def test(engine: Engine, url: str) -> None:
        breaker = Breaker(failures=3, pause=0.3)
        client = EngineClient(url, "t" * 16, 0.1, breaker=breaker)
        assert [await ask(client, n) for n in range(3)] == [False] * 3
        received = engine.received
        assert breaker.state == "open"
        assert [await ask(client, n) for n in range(50)] == [False] * 50
        assert engine.received == received  # the engine was left alone
        engine.running.set()
        await asyncio.sleep(0.35)
        assert breaker.state == "half_open"
        assert [await ask(client, n) for n in range(5)] == [True] * 5
        assert breaker.state == "closed"
        await client.close()

    with_engine(test)


def test_a_refused_connection_keeps_nobody_waiting_and_opens_nothing() -> None:
    async def test() -> None:
        client = EngineClient("http://127.0.0.1:9", "t" * 16, 5.0)
        for _ in range(5):
            with pytest.raises(EngineUnavailable, match="ConnectError"):
                await client.send("c", "期限は", {})
        assert client.breaker.state == "closed"
        await client.close()

    run(test())
