"""Attacks on a desk of its own with the real engine, while ordinary visitors ask: who is answered, and how fast.

`.venv/bin/python tests/bench/attack.py [NAME ...]`: worst, burst, flood, aborts, slow (all of them without a name). Exit code
1 when a bound is not kept. Everything comes from loopback, so attackers and visitors share one address: the hardest case.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path
from typing import Final

import httpx

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from attack_callers import Caller, Seen, ask, ask_once, held, questions, until_all_good, visitors  # noqa: E402
from bench_servers import Setup, ours, resident_mib  # noqa: E402

from bot.engine.training import model_path  # noqa: E402
from bot.settings import load_settings  # noqa: E402

WORST: Final = ("記号" * 1000, "12月3日と1月5日と" * 181, "期限は。" * 500, "カードをなくして困っています。" * 142)
FILES: Final = 1024  # descriptors of the desk: the usual bound of a system


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
