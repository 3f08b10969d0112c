"""Visitors and attackers for attack.py: connections as light as can be, and what visitors met."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from bot.settings import ROOT

APOLOGIES: Final = ("自動の案内が答えられません", "混み合っていて")


def questions() -> list[str]:
    """What visitors ask: held-out questions."""
    lines = (ROOT / "tests" / "engine" / "heldout.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines if line.strip()]


@dataclass
class Seen:
    """What visitors met."""

    seconds: list[float] = field(default_factory=list)
    good: int = 0

    def say(self, name: str) -> str:
        """One line for people."""
        if not self.seconds:
            return f"{name}: nobody asked"
        p95 = statistics.quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else self.seconds[0]
        return f"{name}: {self.good} of {len(self.seconds)} answered, p50 {statistics.median(self.seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, worst {max(self.seconds) * 1000:.0f} ms"

    def p95(self) -> float:
        """Seconds."""
        return statistics.quantiles(self.seconds, n=20)[-1]


class Caller:
    """One connection, kept; as light as can be, so that the attack does not slow itself down."""

    def __init__(self, url: str) -> None:
        self._port = httpx.URL(url).port or 80
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Caller:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.drop()

    def drop(self) -> None:
        """Leaves at once."""
        if self._streams:
            self._streams[1].transport.abort()
        self._streams = None

    async def post(self, message: dict[str, str | None]) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer to one message. Raises OSError, EOFError or ValueError."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1_000_000)
        reader, writer = self._streams
        body = json.dumps(message, ensure_ascii=False).encode()
        head = f"POST /api/v1/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
        return int(lines[0].split()[1]), json.loads(await reader.readexactly(length))


async def ask(caller: Caller, text: str, seen: Seen | None = None, session: str | None = None) -> str | None:
    """One message; gives the session. Any failure is an answer that was not good."""
    began, good, token = time.perf_counter(), False, session
    try:
        async with asyncio.timeout(30):
            status, body = await caller.post({"session": session, "text": text})
        token = body.get("session", session)
        words = "".join(message["text"] for message in body.get("messages", []))
        good = status == 200 and bool(words) and not any(one in words for one in APOLOGIES)
    except (OSError, EOFError, ValueError):
        caller.drop()
    if seen is not None:
        seen.seconds.append(time.perf_counter() - began)
        seen.good += good
    return token


async def ask_once(url: str, text: str, seen: Seen | None = None) -> None:
    """One message on a connection of its own."""
    async with Caller(url) as own:
        await ask(own, text, seen)


async def visitors(url: str, people: int, seconds: float, seen: Seen, pause: float = 1.0) -> None:
    """`people` ask one question after the other, a second apart, each in a conversation of their own."""
    asked, ends = questions(), time.monotonic() + seconds

    async def person(number: int) -> None:
        await asyncio.sleep(pause * number / people)
        async with Caller(url) as own:
            session, turn = None, 0
            while time.monotonic() < ends:
                session = await ask(own, asked[(number * 37 + turn * 11) % len(asked)], seen, session)
                turn += 1
                await asyncio.sleep(pause)

    await asyncio.gather(*[person(number) for number in range(people)])


async def until_all_good(url: str, limit: float) -> float:
    """Seconds until twenty visitors in a row, five at a time, are all answered."""
    began, asked = time.monotonic(), questions()
    while time.monotonic() - began < limit:
        seen = Seen()
        for group in range(4):
            await asyncio.gather(*[ask_once(url, asked[group * 5 + number], seen) for number in range(5)])
        if seen.good == 20:
            return time.monotonic() - began
        await asyncio.sleep(0.2)
    return float("inf")


@asynccontextmanager
async def held(url: str, number: int, kind: str) -> AsyncIterator[list[asyncio.StreamReader]]:
    """`number` connections that send one byte a second of a head or a body, or nothing."""
    port = httpx.URL(url).port or 80
    readers: list[asyncio.StreamReader] = []
    writers: list[asyncio.StreamWriter] = []
    start = {"silent": b"", "head": b"POST /api/v1/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ", "body": b""}
    start["body"] = (
        b"POST /api/v1/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
    )

    async def slowly(writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(start[kind])
            while True:
                await asyncio.sleep(1)
                if kind != "silent":
                    writer.write(b"a")
                    await writer.drain()
        except (ConnectionError, RuntimeError):
            pass

    for _ in range(number):
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 5)
            readers.append(reader)
            writers.append(writer)
        except (OSError, TimeoutError):
            continue
    tasks = [asyncio.ensure_future(slowly(writer)) for writer in writers]
    try:
        yield readers
    finally:
        for task in tasks:
            task.cancel()
        for writer in writers:
            writer.transport.abort()
