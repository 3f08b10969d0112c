"""Attacks on a desk of its own with the real engine, while ordinary visitors ask: who is answered, and how fast.

`.venv/bin/python tests/bench/attack.py [NAME ...]`: worst, burst, flood, aborts, slow (all of them without a name). Exit code
1 when a bound is not kept. Everything comes from loopback, so attackers and visitors share one address: the hardest case.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from bench_servers import Setup, ours, resident_mib  # noqa: E402

from bot.engine.training import model_path  # noqa: E402
from bot.settings import ROOT, load_settings  # noqa: E402

WORST: Final = ("記号" * 1000, "12月3日と1月5日と" * 181, "期限は。" * 500, "カードをなくして困っています。" * 142)
APOLOGIES: Final = ("自動の案内が答えられません", "混み合っていて")
FILES: Final = 1024  # descriptors of the desk: the usual bound of a system


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


async def worst(desk: Setup, seconds: float) -> bool:
    """One client with two connections sends the worst texts one after the other; twenty others ask."""
    ends, sent = time.monotonic() + seconds, 0

    async def attacker() -> None:
        nonlocal sent
        async with Caller(desk.url) as own:
            while time.monotonic() < ends:
                await ask(own, WORST[sent % len(WORST)])
                sent += 1

    seen = Seen()
    await asyncio.gather(attacker(), attacker(), visitors(desk.url, 20, seconds, seen))
    print(seen.say(f"worst texts on two connections, {seconds:.0f} s ({sent} sent)"))
    return seen.good >= 0.95 * len(seen.seconds) and seen.p95() <= 2


async def burst(desk: Setup, seconds: float) -> bool:
    """300 of the worst texts at once; during it and after it others ask."""
    seen, attack = Seen(), Seen()
    others = asyncio.ensure_future(visitors(desk.url, 5, 10, seen))
    began = time.monotonic()
    await asyncio.gather(*[ask_once(desk.url, WORST[number % len(WORST)], attack) for number in range(300)])
    over = time.monotonic() - began
    good_after = await until_all_good(desk.url, 30)
    await others
    print(attack.say("burst of 300 worst texts"))
    print(seen.say("  others meanwhile") + f"; everybody answered {over + good_after:.1f} s after its beginning")
    return over + good_after <= 10


async def flood(desk: Setup, seconds: float) -> bool:
    """600 chats in one second."""
    seen, asked = Seen(), questions()

    async def later(number: int) -> None:
        await asyncio.sleep(number / 600)
        await ask_once(desk.url, asked[number % len(asked)], seen)

    await asyncio.gather(*[later(number) for number in range(600)])
    good_after = await until_all_good(desk.url, 30)
    print(seen.say("600 chats in one second") + f"; everybody answered {good_after:.1f} s after the last answer")
    return good_after <= 10


async def aborts(desk: Setup, seconds: float) -> bool:
    """1,000 requests given up in the middle, within about five seconds."""
    asked = questions()

    async def one(number: int) -> None:
        await asyncio.sleep(number / 200)
        text = asked[number % len(asked)] if number % 3 else WORST[number % len(WORST)]
        caller = asyncio.ensure_future(ask_once(desk.url, text))
        await asyncio.sleep(0.005 * (number % 20))
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)

    await asyncio.gather(*[one(number) for number in range(1000)])
    good_after = await until_all_good(desk.url, 30)
    ready = httpx.get(f"{desk.url}/readyz", timeout=10, trust_env=False).status_code
    print(f"1,000 aborted requests: everybody answered {good_after:.1f} s later, /readyz {ready}")
    return good_after <= 10 and ready == 200


@asynccontextmanager
async def held(url: str, number: int, kind: str) -> AsyncIterator[list[asyncio.StreamReader]]:
    """`number` connections that send one byte a second of a head or a body, or nothing."""
    port = httpx.URL(url).port or 80
    readers: list[asyncio.StreamReader] = []
    writers: list[asyncio.StreamWriter] = []
    start = {"silent": b"", "head": b"POST /api/v1/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ", "body": b""}
    start["body"] = b"POST /api/v1/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"

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


async def slow(desk: Setup, seconds: float) -> bool:
    """1,150 silent connections, 1,500 slow heads, 1,500 slow bodies, each with 50 chats besides; the desk has 1,024 files."""
    good = True
    for kind, number in (("silent", 1150), ("head", 1500), ("body", 1500)):
        before = resident_mib(desk.leaders[:1])
        seen = Seen()
        async with held(desk.url, number, kind) as readers:
            await visitors(desk.url, 10, 5, seen)
            await asyncio.sleep(12)
            left = sum(reader.exception() is None and not reader._eof for reader in readers)  # type: ignore[attr-defined]
            await visitors(desk.url, 10, 2, seen)
            grown = resident_mib(desk.leaders[:1]) - before
        print(seen.say(f"{number} slow connections ({kind})") + f"; {left} still open after 17 s, {grown:+.0f} MiB")
        good = good and seen.good == len(seen.seconds)
    return good


ATTACKS: Final = {"worst": worst, "burst": burst, "flood": flood, "aborts": aborts, "slow": slow}


def main() -> int:
    """Runs the attacks one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ATTACKS, []], help="which (default: all)")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the worst texts are sent (default 60)")
    options = parser.parse_args()
    product = load_settings()
    settings = load_settings({"MYNADESK_DATA": str(product.data / "attack")})
    (settings.data / "models").mkdir(parents=True, exist_ok=True)
    link = settings.data / "models" / model_path(product).name
    link.unlink(missing_ok=True)
    link.symlink_to(model_path(product))
    failed = []
    with ours(settings, files=FILES) as desk:
        for name in options.names or ATTACKS:
            if not asyncio.run(ATTACKS[name](desk, options.seconds)):
                failed.append(name)
        print(f"resident memory at the end {resident_mib(desk.leaders):.0f} MiB; bounds not kept: {failed or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
