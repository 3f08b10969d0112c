"""The plain HTTP to the engine: which connections are used again, and what is no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot import wire
from bot.wire import Answer, NobodyThere, Wire, WireError

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-One: a:b\r\n\r\nfour"


class Server:
    """Answers each request with the next of `answers`, the last one for ever; None: not at all."""

    def __init__(self, *answers: bytes | None) -> None:
        self._answers = list(answers)
        self.connections = 0
        self.requests: list[bytes] = []
        self.ends_after_answer = False

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
                self.requests.append(head + await reader.readexactly(int(lengths[0].split(b":")[1]) if lengths else 0))
                answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                if answer is not None:
                    writer.write(answer)
                    await writer.drain()
                if self.ends_after_answer:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def served(server: Server, test: Callable[[Wire], Awaitable[None]]) -> None:
    async def run() -> None:
        listening = await asyncio.start_server(server, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        wire = Wire("127.0.0.1", port)
        async with listening:
            await asyncio.wait_for(test(wire), 20)
            wire.close()

    asyncio.run(run())


async def call(wire: Wire, body: bytes = b"{}") -> Answer:
    return await wire.call("POST", "/door?a=1", {"X-Token": "t"}, body)


def test_a_call_says_what_it_was_given_and_gives_what_was_answered() -> None:
    server = Server(GOOD)

    async def test(wire: Wire) -> None:
        answer = await call(wire, "期限".encode())
        assert (answer.status, answer.headers["x-one"], answer.body) == (200, "a:b", b"four")
        head, body = server.requests[0].split(b"\r\n\r\n")
        assert head.startswith(b"POST /door?a=1 HTTP/1.1\r\n") and b"X-Token: t" in head and b"Host: 127.0.0.1" in head
        assert body.decode() == "期限"

    served(server, test)


def test_one_connection_serves_call_after_call() -> None:
    server = Server(GOOD)

    async def test(wire: Wire) -> None:
        for _ in range(5):
            await call(wire)
        assert (server.connections, len(server.requests)) == (1, 5)
        await asyncio.gather(*[call(wire) for _ in range(3)])
        assert server.connections == 3

    served(server, test)


def test_a_connection_that_the_server_ended_is_not_used_again() -> None:
    server = Server(GOOD)
    server.ends_after_answer = True

    async def test(wire: Wire) -> None:
        for _ in range(3):
            await call(wire)
            await asyncio.sleep(0.05)  # until its end is seen
        assert server.connections == 3

    served(server, test)


def test_nor_one_that_was_kept_too_long_or_that_the_server_will_end(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(GOOD, GOOD, b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n", GOOD)

    async def test(wire_: Wire) -> None:
        await call(wire_)
        monkeypatch.setattr(wire, "IDLE", 0.0)
        await call(wire_)
        assert server.connections == 2
        monkeypatch.undo()
        await call(wire_)
        await call(wire_)
        assert server.connections == 3

    served(server, test)


def test_the_connection_of_a_caller_who_gave_up_gives_nobody_a_strangers_answer() -> None:
    server = Server(None, GOOD)

    async def test(wire: Wire) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await call(wire)
        assert (await call(wire)).body == b"four"
        assert server.connections == 2

    served(server, test)


NO_ANSWERS = {
    "nothing of HTTP": b"220 mail.example.jp\r\n\r\n",
    "no length": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n0\r\n\r\n",
    "odd length": b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nfour",
    "far too long": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    "endless head": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000,
}


@pytest.mark.parametrize("name", NO_ANSWERS)
def test_what_is_no_answer_is_an_error_and_ends_the_connection(name: str) -> None:
    server = Server(NO_ANSWERS[name], GOOD)

    async def test(wire: Wire) -> None:
        with pytest.raises(WireError):
            await call(wire)
        assert (await call(wire)).body == b"four"
        assert server.connections == 2

    served(server, test)


def test_half_an_answer_is_an_error() -> None:
    server = Server(GOOD[:-1])
    server.ends_after_answer = True

    async def test(wire: Wire) -> None:
        with pytest.raises(WireError, match="IncompleteReadError"):
            await call(wire)

    served(server, test)


def test_nobody_there_is_an_error_of_its_own() -> None:
    async def test() -> None:
        with pytest.raises(NobodyThere):
            await call(Wire("127.0.0.1", 9))

    asyncio.run(test())


def test_a_header_can_hold_no_second_one() -> None:
    server = Server(GOOD)

    async def test(wire: Wire) -> None:
        with pytest.raises(WireError, match="header"):
            await wire.call("GET", "/", {"X-Token": "a\r\nX-Other: b"})
        assert server.requests == []

    served(server, test)
