"""The conversation record with whole desks and real engines: doubled messages, order, two desks, kills, a new start, the end.

    .venv/bin/python tests/bench/record_engine.py [--postgres] [--doubled 1000] [--conversations 200] [--messages 20] [--kills 10]

Each desk is `mynadesk up` with a folder and an engine of its own and the model that `mynadesk train` made; all share one database.
Prints one line a figure; exit code 1 when one of them is not 0."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "bench"), str(ROOT / "tests" / "integration")]

from record_house import House, desks  # noqa: E402

from bot.app.desk_process import desk_record  # noqa: E402
from bot.engine.process import engine_record  # noqa: E402
from bot.rulebook.store.conversation_tables import CONVERSATION  # noqa: E402
from bot.settings import load_settings  # noqa: E402

SORRY: Final = "申し訳ありません"
NAME: Final = "トドロキ銀次郎"
APART: Final = 0.03  # seconds between two messages sent to two desks, so that it is known which came first
SENT: Final = 0.02  # seconds between two messages sent to one desk: what arrives while its loop is busy has no order for it
AT_ONCE: Final = 2  # conversations at a time, ten messages each
# a second taking of any of these would show: a day, a further miss, a further blank, digits counted on, what is due again
EFFECTS: Final = ("12月3日に引っ越します。転入届の期限は？", "ぬるぽがっ", "……", "番号は12", "もう一度言ってください", "間違えた、12月4日")


def texts(answer: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in answer["messages"])


def kill(record: Path) -> int:
    """Kills the process that the record names at once, and says which."""
    pid = int(json.loads(record.read_text())[1])
    os.kill(pid, signal.SIGKILL)
    return pid


async def doubled(house: House, count: int) -> tuple[int, int]:
    """Messages, half sent again after their answer and half twice at once (to one desk, or to two), that had another effect than
    one: (effects, replies that differ)."""
    effects = differing = 0
    session = ""
    for number in range(count):
        if number % 30 == 0:
            session = (await house.say("こんにちは"))["session"]
        text, mark, other = EFFECTS[number % len(EFFECTS)], str(uuid4()), number // 2 % len(house.desks)
        before = house.row(session)
        if number % 2:
            first = await house.say(text, session, mark)
            after = house.row(session)
            again = await house.say(text, session, mark, other)
        else:
            first, again = await asyncio.gather(house.say(text, session, mark), house.say(text, session, mark, other))
            after = house.row(session)
        names = [column.name for column in CONVERSATION.columns]
        kept = [dict(zip(names, row)) for row in (before, after, house.row(session))]
        effects += kept[1]["seq"] != kept[0]["seq"] + 1 or kept[2] != kept[1]
        differing += first["messages"] != again["messages"] or SORRY in texts(first)
    return effects, differing


async def ordered(house: House, conversations: int, messages: int) -> int:
    """Conversations whose messages, ten at once, were not taken in their order, or whose last day does not hold."""
    days = [f"12月{number + 1}日に引っ越します" for number in range(messages)]

    async def talk() -> bool:
        session = (await house.say("転入届の期限を知りたい"))["session"]
        for start in range(0, messages, 10):
            await house.send_in_turn(session, days[start : start + 10], SENT, 1)
        due = date(2026, 12, messages) + timedelta(14)
        last = texts(await house.say("もう一度言ってください", session))
        taken, holds = house.transcript(session)[1:-1], f"{due.month}月{due.day}日" in last
        if taken != days or not holds:
            print(f"taken {[days.index(day) + 1 for day in taken]}, the last day {'holds' if holds else 'does not hold'}", file=sys.stderr)
        return taken == days and holds

    good = 0
    for start in range(0, conversations, AT_ONCE):
        good += sum(await asyncio.gather(*(talk() for _ in range(start, min(start + AT_ONCE, conversations)))))
    return conversations - good


async def ordered_over_desks(house: House, conversations: int) -> int:
    """Conversations whose ten messages, sent to the desks in turn and faster than they are answered, were not taken as they came."""
    days = [f"12月{number + 1}日に引っ越します" for number in range(10)]
    wrong = 0
    for _ in range(conversations):
        session = (await house.say("転入届の期限を知りたい"))["session"]
        await house.send_in_turn(session, days, APART, len(house.desks))
        wrong += house.transcript(session)[1:] != days
    return wrong


async def killed(house: House, times: int) -> tuple[int, int]:
    """The engine killed under one running conversation: (messages neither answered nor apologised for, times that context was lost)."""
    silent = lost = 0
    session: str | None = None
    record = engine_record(load_settings({"MYNADESK_DATA": str(house.desks[0].data)}))
    for number in range(times):
        day = number + 1
        session = (await house.say(f"12月{day}日に引っ越します。転入届の期限は？", session))["session"]
        under_way = [asyncio.ensure_future(house.say("もう一度言ってください", session)) for _ in range(4)]
        await asyncio.sleep(0.02)
        old = kill(record)
        answers = await asyncio.gather(*under_way)
        answers += [await house.say("もう一度言ってください", session) for _ in range(2)]
        silent += sum(not texts(answer) for answer in answers)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            again = texts(await house.say("もう一度言ってください", session))
            if SORRY not in again:
                break
            await asyncio.sleep(0.5)
        lost += f"12月{day + 14}日" not in again
        assert int(json.loads(record.read_text())[1]) != old
        await asyncio.sleep(35 if times > 1 else 0)  # each for itself: kills soon after one another make the supervisor's pauses grow
    return silent, lost


async def restarted(house: House) -> int:
    """The desk killed in mid-conversation, and killed under a message: times that context was lost."""
    told = await house.say("12月3日に引っ越します。転入届の期限は？")
    record = desk_record(load_settings({"MYNADESK_DATA": str(house.desks[0].data)}))
    kill(record)
    lost = "12月17日" not in texts(await house.say("もう一度言ってください", told["session"]))
    under_way = asyncio.ensure_future(house.say("間違えた、12月4日", told["session"]))
    await asyncio.sleep(0.01)
    kill(record)
    await under_way
    return lost + ("12月18日" not in texts(await house.say("もう一度言ってください", told["session"])))


async def wiped(house: House) -> tuple[int, int]:
    """(Files that hold a visitor's words while a conversation is under way, files that hold a piece of it after its end)."""
    said = f"{NAME}です。12月3日に引っ越します"
    session = (await house.say(said))["session"]
    await house.say(f"妻は{NAME}花子です", session)
    words = [NAME.encode(), json.dumps(NAME)[1:-1].encode(), NAME.encode("utf-16-le"), b"2026-12-03"]
    readable = house.holding(words[:3])
    parts = house.sealed(session)
    await house.end(session)
    left = house.holding([*words[:3], *parts])
    return len(readable), len(left)


async def measure(house: House, options: argparse.Namespace) -> dict[str, int]:
    found: dict[str, int] = {}
    async with house:

        def note(says: str, count: int) -> None:
            found[says] = count
            print(f"{says}: {count}", flush=True)

        effects, differing = await doubled(house, options.doubled)
        note(f"of {options.doubled} doubled messages, doubled effects", effects)
        note(f"of {options.doubled} doubled messages, replies that differ", differing)
        note(f"of {options.conversations} conversations x {options.messages} messages, ten at once, out of order", await ordered(house, options.conversations, options.messages))
        over = max(1, options.conversations // 10)
        if len(house.desks) > 1:
            note(f"of {over} conversations x 10 messages over two desks, out of order", await ordered_over_desks(house, over))
        readable, left = await wiped(house)
        note("files with a visitor's words", readable)
        note("files with a piece of an ended conversation", left)
        note("of 2 kills of the desk, context lost", await restarted(house))
        silent, lost = await killed(house, options.kills)
        note(f"of {options.kills} kills of the engine, messages without an answer", silent)
        note(f"of {options.kills} kills of the engine, context lost", lost)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="a PostgreSQL of its own instead of a SQLite file")
    parser.add_argument("--desks", type=int, default=2)
    for name, count in (("doubled", 1000), ("conversations", 200), ("messages", 20), ("kills", 10)):
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as held:
        folder = Path(place)
        if options.postgres:
            from postgres_place import fresh_database

            url = held.enter_context(fresh_database(folder))
        else:
            (folder / "desk0").mkdir()
            url = f"sqlite:///{folder / 'desk0' / 'shared.sqlite3'}"
        started = held.enter_context(desks(folder, url, options.desks))
        found = asyncio.run(measure(House(started, url), options))
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
