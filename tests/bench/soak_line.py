"""The LINE door at length: events sent again, out of order and cut off, desks killed; each answered once, compared event by event.

    .venv/bin/python tests/bench/soak_line.py [--events 100000] [--kills 10] [--rate 0] [--reminders 10000] [--people 400]
                                              [--real DATA --port 8320 --engine-port 5320]

The platform is `bot/line_box`, over real sockets; the desk is a process of its own (`mynadesk actions`), killed with SIGKILL. Behind it an
engine that says back what it was sent, so that each answer names its event; with --real it is `mynadesk up` on a folder with a trained
model, and answers are counted by event and person. --rate: events a second; 0: as many as are taken. Prints one line a figure; exit code 1
when one that must be 0 is not, or the webhook's p99 is over 500 ms at a given rate."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from desk_fakes import a_reply  # noqa: E402
from sqlalchemy import update  # noqa: E402

from bot.app.desk_process import desk_record  # noqa: E402
from bot.app.line_door import open_inbox, open_reminders  # noqa: E402
from bot.line_box.box import Box, Delivered, Faults  # noqa: E402
from bot.line_box.events import member, redelivered  # noqa: E402
from bot.line_box.sender import Sender  # noqa: E402
from bot.line_box.wire import Answer, Request, Server  # noqa: E402
from bot.rulebook.store.conversation_tables import LINE_REMINDER  # noqa: E402
from bot.settings import Settings, load_settings  # noqa: E402

CHANNEL, ACCESS = "the-channel-secret-of-the-soak", "the-access-token-of-the-soak"
LETTERS: Final = ("ぬねのはひふへほけせそて", "まみむめもゆよらりるれわ")  # no number words, and never one letter four times
QUESTIONS: Final = ("古い保険証はいつまで使えますか", "12月3日に引っ越します。いつまでに何をしますか", "カードをなくしました", "利用登録の方法", "暗証番号がわかりません")
AGAIN_SHARE, REORDERED, CUT = 0.20, 0.10, 0.01
MOST_P99: Final = 0.5  # seconds
PATIENCE: Final = 300.0  # seconds after the last event


def code(number: int) -> str:
    """A name of an event in letters: digits would be masked."""
    letters = ""
    for place in range(6):
        number, letter = divmod(number, 12)
        letters += LETTERS[place % 2][letter]
    return letters


async def says_back(request: Request) -> Answer:
    """The engine's door."""
    if request.method == "GET":
        return Answer(200, b'{"status": "ok"}')
    return Answer(200, json.dumps([a_reply(f"〔{json.loads(request.body)['message']}〕")]).encode())


@dataclass
class Plan:
    """What is to be done."""

    events: int = 100_000
    kills: int = 10
    rate: float = 0.0
    people: int = 400
    reminders: int = 10_000
    at_once: int = 40  # webhooks under way
    real: Path | None = None
    port: int = 8320
    engine_port: int = 5320


@dataclass
class Soak:
    """One run."""

    plan: Plan
    say: Callable[[str], object] = print
    box: Box = field(init=False)
    answers: Counter[str] = field(default_factory=Counter)  # by event
    by_person: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)  # answers that name no event: how they begin
    moments: list[float] = field(default_factory=list)
    kills: int = 0
    stopping: bool = False

    def __post_init__(self) -> None:
        self.box = Box(ACCESS, delivered=self._arrived, keep=False)
        self.dice = random.Random(14)

    def _arrived(self, one: Delivered) -> None:
        self.moments.append(time.monotonic())
        self.by_person[one.to] += 1
        text = next((message["text"] for message in one.messages if message["type"] == "text"), "")
        if "〔" in text:
            self.answers[text.partition("〔")[2].partition("〕")[0]] += 1
        elif not self.plan.real:
            self.other[text[:20]] += 1

    async def run(self) -> int:
        """0 when all is well."""
        platform, engine = Server(self.box.handle), Server(says_back)
        box_port, engine_port = await platform.start(), await engine.start()
        with tempfile.TemporaryDirectory() as folder:
            data = self.plan.real or Path(folder)
            own = {
                "MYNADESK_DATA": str(data), "MYNADESK_PORT": str(self.plan.port), "MYNADESK_TODAY": "2026-11-22", "MYNADESK_LINE_SECRET": CHANNEL,
                "MYNADESK_LINE_TOKEN": ACCESS, "MYNADESK_LINE_PUSH": "1", "MYNADESK_LINE_API": f"http://127.0.0.1:{box_port}",
                "MYNADESK_ENGINE_PORT": str(self.plan.engine_port if self.plan.real else engine_port),
            }  # fmt: skip
            env = os.environ | own
            settings = load_settings(env)
            desk = asyncio.create_task(self._keep_desk(env, settings))
            sender = Sender(self.box, CHANNEL, f"http://127.0.0.1:{self.plan.port}/line/webhook")
            try:
                await self._ready(sender)
                good = await self._events(sender, settings)
                good = await self._reminders(settings) and good
            finally:
                self.stopping = True
                desk.cancel()
                await asyncio.gather(desk, return_exceptions=True)
                await sender.close()
        await platform.stop()
        await engine.stop()
        return 0 if good else 1

    # ---- the desk, begun again when it is killed
    async def _keep_desk(self, env: dict[str, str], settings: Settings) -> None:
        program = [sys.executable, "-c", "from bot.cli.main import main; raise SystemExit(main())"]
        arguments = ["up"] if self.plan.real else ["actions"]
        while not self.stopping:
            child = await asyncio.create_subprocess_exec(*program, *arguments, cwd=ROOT, env=env, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL)
            self.child = child
            try:
                await child.wait()
            except asyncio.CancelledError:
                with contextlib.suppress(ProcessLookupError):
                    child.terminate()
                await child.wait()
                raise

    def _kill(self, settings: Settings) -> None:
        self.kills += 1
        with contextlib.suppress(ProcessLookupError, OSError, ValueError):
            if self.plan.real:
                os.kill(int(json.loads(desk_record(settings).read_text())[1]), signal.SIGKILL)
            else:
                self.child.kill()

    async def _ready(self, sender: Sender) -> None:
        async with asyncio.timeout(120):
            while await sender.send([], again=()) != 200:
                await asyncio.sleep(0.3)
        sender.statuses.clear()
        sender.seconds.clear()

    # ---- events
    async def _events(self, sender: Sender, settings: Settings) -> bool:
        plan = self.plan
        self.box.faults = Faults(shares={"cut": CUT / 2, "cut_after": CUT / 2})
        people = [member() for _ in range(plan.people)]
        expected: Counter[str] = Counter()
        names: dict[str, int] = {}
        places, sending, order = asyncio.Semaphore(plan.at_once), set[asyncio.Task[None]](), list(range(plan.events))
        for place in range(len(order) - 1):
            if self.dice.random() < REORDERED:
                order[place], order[place + 1] = order[place + 1], order[place]
        began, answered_ms = time.monotonic(), []
        kills = {plan.events * (number + 1) // (plan.kills + 1) for number in range(plan.kills)}

        async def one(event: dict[str, Any], again: bool) -> None:
            try:
                start = time.monotonic()
                status = await sender.send([event], again=())
                if status == 200:
                    answered_ms.append(time.monotonic() - start)
                tries = 0
                while status != 200 and tries < 60:
                    await asyncio.sleep(0.5 + self.dice.random())
                    status, tries = await sender.send([redelivered(event)], again=()), tries + 1
                if again:
                    await asyncio.sleep(self.dice.random() * 3)
                    await sender.send([redelivered(event)], again=(1.0, 2.0))
            finally:
                places.release()

        for done, number in enumerate(order):
            if plan.rate:
                await asyncio.sleep(max(0.0, began + done / plan.rate - time.monotonic()))
            await places.acquire()
            user = people[number % plan.people]
            text = QUESTIONS[number % len(QUESTIONS)] if plan.real else code(number)
            names[text] = number
            expected[user] += 1
            task = asyncio.create_task(one(sender.text(user, text), self.dice.random() < AGAIN_SHARE))
            sending.add(task)
            task.add_done_callback(sending.discard)
            if done in kills:
                self._kill(settings)
            if len(self.box.tokens) > 20_000:  # the oldest are void for long
                for token in list(self.box.tokens)[:10_000]:
                    del self.box.tokens[token]
        await asyncio.gather(*sending)
        until = time.monotonic() + PATIENCE
        while self.by_person.total() < plan.events and time.monotonic() < until:
            await asyncio.sleep(0.5)
        await asyncio.sleep(3.0)  # one too many would come now
        took = time.monotonic() - began
        return self._told(settings, sender, expected, names, sorted(answered_ms), took)

    def _told(self, settings: Settings, sender: Sender, expected: Counter[str], names: dict[str, int], waits: list[float], took: float) -> bool:
        inbox = open_inbox(settings)
        found = inbox.look()
        inbox.engine.dispose()
        if self.plan.real:
            lost, doubled = (expected - self.by_person).total(), (self.by_person - expected).total()
        else:
            lost, doubled = len(names.keys() - self.answers.keys()), sum(count - 1 for count in self.answers.values())
        p50, p99 = (waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.99))
        hows = Counter(one.how for one in self.box.delivered)
        self.say(f"events {self.plan.events}, webhooks {sender.statuses.total()} (by status {dict(sorted(sender.statuses.items()))}), desk killed {self.kills} times")
        self.say(f"lost {lost}, doubled {doubled}, dead {found['dead']}, still waiting {found['waiting']}, by {dict(hows)}")
        if self.other:
            self.say(f"answered with something else, counted as lost: {dict(self.other)}")
        self.say(f"requests to the platform {sum(self.box.statuses.values())} (by status {dict(sorted(self.box.statuses.items()))}), invalid {self.box.invalid_count}")
        self.say(f"trouble {({kind: count for kind, (count, _last) in sorted(found['trouble'].items())})}")
        self.say(f"webhook answered in p50 {p50:.0f} ms, p99 {p99:.0f} ms; {self.plan.events / took:.1f} events a second, {took:.0f} s")
        for one in self.box.invalid[:3]:
            self.say(f"  {one}")
        slow = bool(self.plan.rate) and p99 / 1000 > MOST_P99
        return not (lost or doubled or found["waiting"] or self.box.invalid_count or slow)

    # ---- reminders
    async def _reminders(self, settings: Settings) -> bool:
        if not self.plan.reminders:
            return True
        inbox = open_inbox(settings)
        store, day = open_reminders(settings, inbox), date.today() + timedelta(days=30)
        people = [member() for _ in range(self.plan.reminders)]
        for person in people:
            store.add(inbox.digest("person", person), person, day, 3)
        before, began = self.by_person.copy(), time.time()
        self.moments.clear()
        with inbox.engine.begin() as connection:
            connection.execute(update(LINE_REMINDER).values(at=began))
        kill_at = self.plan.reminders // 2
        until = time.monotonic() + PATIENCE * 4
        killed = False
        while store.count()[0] and time.monotonic() < until:
            await asyncio.sleep(0.5)
            if not killed and (self.by_person - before).total() >= kill_at:
                self._kill(settings)
                killed = True
        await asyncio.sleep(2.0)
        got = self.by_person - before
        seconds = Counter(int(moment) for moment in self.moments)
        lost, doubled = sum(got[person] == 0 for person in people), sum(max(0, got[person] - 1) for person in people)
        self.say(f"reminders {len(people)} due at once, desk killed once: lost {lost}, doubled {doubled}, at most {max(seconds.values(), default=0)} in a second, {time.time() - began:.0f} s, invalid {self.box.invalid_count}")
        inbox.engine.dispose()
        return not (lost or doubled or self.box.invalid_count)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = Plan()
    for name in ("events", "kills", "people", "reminders", "at-once", "port", "engine-port"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name.replace("-", "_")))
    parser.add_argument("--rate", type=float, default=usual.rate)
    parser.add_argument("--real", type=Path, default=None)
    return asyncio.run(Soak(Plan(**vars(parser.parse_args()))).run())


if __name__ == "__main__":
    sys.exit(main())
