"""What the durable record costs and holds: the desk's own share of a turn, doubled messages, order, two desks, kills.

`python tests/bench/record.py [--url URL] [--doubled 1000] [--conversations 200] [--messages 20]`. The desk is the real app, the
engine a fake one that answers at once and keeps nothing. Ends with 1 when anything was doubled, out of order or forgotten."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from desk_fakes import FakeEngine, remembering  # noqa: E402

from actions.actions import all_actions  # noqa: E402
from bot.app.build import Parts, create_app, prepare_rulebook  # noqa: E402
from bot.engine.client import EngineClient  # noqa: E402
from bot.settings import Settings  # noqa: E402

LETTERS = "あいうえおかきくけこさすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"  # no word of two of them tells of danger


def word(number: int) -> str:
    """A word for a number; digits would be masked."""
    return f"{LETTERS[number // len(LETTERS) % len(LETTERS)]}{LETTERS[number % len(LETTERS)]}の件"


def open_desk(folder: Path, url: str, engine: FakeEngine) -> httpx.AsyncClient:
    """A desk of its own folder."""
    settings = Settings(folder, url, fixed_today=date(2026, 11, 22), engine_timeout=5.0, secret="a secret of the bench", engine_token="a token of the bench")
    rulebook, database = prepare_rulebook(settings)
    client = EngineClient(settings.engine_url, settings.engine_token, 5.0, httpx.MockTransport(engine))
    app = create_app(settings, all_actions, Parts(rulebook, database, client))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost", timeout=60)


async def post(client: httpx.AsyncClient, text: str, session: str | None, mark: str | None = None) -> Any:
    """The answer; what is refused for want of a place comes again with the same id, as the page does."""
    mark = mark or str(uuid4())
    while True:
        answer = await client.post("/api/v1/chat", json={"session": session, "text": text, "message_id": mark})
        if answer.status_code != 429:
            return answer.raise_for_status().json()
        await asyncio.sleep(0.2)


def told(answer: Any) -> list[str]:
    return str(answer["messages"][-1]["text"]).split("、")


async def latency(client: httpx.AsyncClient, turns: int = 400) -> str:
    session, took = None, []
    for number in range(turns):
        if number % 20 == 0:
            session = (await post(client, "始め", None))["session"]
        began = time.perf_counter()
        await post(client, word(number), session)
        took.append(1000 * (time.perf_counter() - began))
    return f"p50 {statistics.median(took):.2f} ms, p95 {statistics.quantiles(took, n=20)[18]:.2f} ms"


async def doubled(clients: list[httpx.AsyncClient], engine: FakeEngine, count: int) -> int:
    """How many of `count` messages, each sent twice at once to one desk or to two, had another effect than one."""
    session = (await post(clients[0], "始め", None))["session"]
    wrong = 0
    for number in range(count):
        if number % 40 == 0:
            session = (await post(clients[0], "始め", None))["session"]
        mark, before = str(uuid4()), len(engine.requests)
        answers = await asyncio.gather(*(post(clients[side % len(clients)], word(number), session, mark) for side in range(2)))
        wrong += len(engine.requests) - before != 1 or answers[0]["messages"] != answers[1]["messages"]
        wrong += told(answers[0])[1:] != [word(n) for n in range(number // 40 * 40, number + 1)]
    return wrong


async def ordered(client: httpx.AsyncClient, conversations: int, messages: int) -> int:
    """Conversations whose messages, ten at once, were not taken in their order."""

    async def talk(name: int) -> bool:
        session = (await post(client, word(name), None))["session"]
        sent = [word(n) for n in range(messages)]
        last: list[str] = []
        for start in range(0, messages, 10):
            answers = await asyncio.gather(*(post(client, one, session) for one in sent[start : start + 10]))
            last = max((told(answer) for answer in answers), key=len)
        return last == [word(name), *sent]

    good = 0
    for start in range(0, conversations, 20):
        good += sum(await asyncio.gather(*map(talk, range(start, min(start + 20, conversations)))))
    return conversations - good


async def killed(client: httpx.AsyncClient, engine: FakeEngine, times: int = 10) -> int:
    """Kills of the engine after which something told before was gone."""

    def dead(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("killed")

    session, forgotten = (await post(client, "始め", None))["session"], 0
    for number in range(times):
        engine.answers = dead
        await post(client, "届かない", session)
        engine.answers = remembering
        forgotten += told(await post(client, word(number), session)) != ["始め", *map(word, range(number + 1))]
    return forgotten


async def measure(options: argparse.Namespace, folder: Path) -> int:
    engine = FakeEngine()
    engine.answers = remembering
    url = options.url or f"sqlite:///{folder / 'shared.sqlite3'}"
    one, other = (open_desk(folder / name, url, engine) for name in ("one", "other"))
    print(f"a turn at the desk alone: {await latency(one)}")
    found = {
        f"of {options.doubled} messages sent twice to one desk, doubled": await doubled([one], engine, options.doubled),
        f"of {options.doubled} messages sent twice, to two desks, doubled": await doubled([one, other], engine, options.doubled),
        f"of {options.conversations} conversations x {options.messages}, ten at once, out of order": await ordered(one, options.conversations, options.messages),
        "of 10 kills of the engine, context lost": await killed(one, engine),
    }
    for says, count in found.items():
        print(f"{says}: {count}")
    for client in (one, other):
        await client.aclose()
    return int(any(found.values()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="", help="database; default: a fresh SQLite file")
    parser.add_argument("--doubled", type=int, default=1000)
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--messages", type=int, default=20)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
