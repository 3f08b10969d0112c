"""Many people at once in real time at the web door, while the desk is killed and begun again: none lost, none doubled, all in order.

    .venv/bin/python tests/bench/crowd.py [--people 200] [--turns 8] [--pause 15] [--restarts 2] [--real DATA --port 8330 --engine-port 5330]

Each person reads and thinks for about `pause` seconds between two messages and behaves as the page does: an id for each message, sent again
after 1, 3 and 8 seconds without an answer, then by hand. The desk is a process of its own, killed with SIGKILL and with SIGTERM in turns.
Behind it an engine that says back what it was sent; with --real it is `mynadesk up` on a folder with a trained model. At the end the desk's
own record of each talk is compared with what the person sent and saw, and the database with the number of messages. Exit code 1 when they differ."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration"), str(ROOT / "tests" / "bench")]

import httpx  # noqa: E402
from soak_line import QUESTIONS, code, says_back  # noqa: E402
from sqlalchemy import create_engine, func, select  # noqa: E402

from bot.app.desk_process import desk_record  # noqa: E402
from bot.line_box.wire import Server  # noqa: E402
from bot.rulebook.store.conversation_tables import CONVERSATION, TURN  # noqa: E402
from bot.settings import Settings, load_settings  # noqa: E402

PATIENCE: Final = 12.0  # seconds; as delivery.js
AGAIN: Final = (1.0, 3.0, 8.0)
BY_HAND: Final = 10  # times that somebody presses もう一度送る


@dataclass
class Plan:
    """What is to be done."""

    people: int = 200
    turns: int = 8
    pause: float = 15.0
    restarts: int = 2
    real: Path | None = None
    port: int = 8330
    engine_port: int = 5330


@dataclass
class Person:
    """Somebody at the page: what was sent, and what was seen for it."""

    session: str | None = None
    sent: list[str] = field(default_factory=list)
    seen: list[list[str]] = field(default_factory=list)
    again: int = 0
    faults: list[str] = field(default_factory=list)


class Crowd:
    """`say` takes the figures, a line each."""

    def __init__(self, plan: Plan, say: Callable[[str], Any] = print) -> None:
        self.plan, self.say = plan, say
        self.people = [Person() for _ in range(plan.people)]
        self.dice = random.Random(13)
        self.seconds: list[float] = []
        self.waited: list[float] = []  # of messages that were sent again
        self.killed = 0
        self.stopping = False
        self.child: asyncio.subprocess.Process | None = None

    async def run(self) -> int:
        """0 when all is well."""
        engine = Server(says_back)
        engine_port = await engine.start()
        with tempfile.TemporaryDirectory() as folder:
            env = os.environ | {
                "MYNADESK_DATA": str(self.plan.real or folder), "MYNADESK_PORT": str(self.plan.port), "MYNADESK_TODAY": "2026-11-22",
                "MYNADESK_ENGINE_PORT": str(self.plan.engine_port if self.plan.real else engine_port),
            }  # fmt: skip
            settings = load_settings(env)
            before = rows(settings) if self.plan.real else (0, 0)
            desk = asyncio.create_task(self._keep_desk(env))
            try:
                good = await self._crowd(settings)
            finally:
                self.stopping = True
                desk.cancel()
                await asyncio.gather(desk, return_exceptions=True)
            talks, turns = (now - old for now, old in zip(rows(settings), before))
        await engine.stop()
        sent = sum(len(one.sent) for one in self.people)
        self.say(f"in the database: {turns} messages of {sent}, {talks} conversations of {self.plan.people}")
        return 0 if good and turns == sent and talks == self.plan.people else 1

    async def _crowd(self, settings: Settings) -> bool:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=self.plan.people)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.plan.port}", timeout=PATIENCE, limits=limits, trust_env=False) as line:
            await ready(line)
            began = time.monotonic()
            kills = asyncio.create_task(self._restart(settings))
            await asyncio.gather(*(self._talk(line, number, one) for number, one in enumerate(self.people)))
            took = time.monotonic() - began
            kills.cancel()
            await ready(line)
            wrong = [fault for one in self.people for fault in (*one.faults, *await compare(line, one))]
        self.say(
            f"{self.plan.people} people, {self.plan.turns} messages each in {took:.0f} s ({(len(self.seconds) + len(self.waited)) / took:.1f} a second), desk begun again "
            f"{self.killed} times: {len(wrong)} lost, doubled or out of order {sorted(set(wrong))[:5]}"
        )
        self.say(f"answers at the first try: p50 {1000 * statistics.median(self.seconds):.0f} ms, p95 {1000 * statistics.quantiles(self.seconds, n=20)[-1]:.0f} ms")
        self.say(f"{len(self.waited)} messages were sent again by themselves; the longest was answered after {max(self.waited, default=0):.1f} s")
        return not wrong and self.killed == self.plan.restarts

    async def _talk(self, line: httpx.AsyncClient, number: int, one: Person) -> None:
        await asyncio.sleep(self.dice.uniform(0, self.plan.pause))
        for turn in range(self.plan.turns):
            text = f"{QUESTIONS[(number + turn) % len(QUESTIONS)]} {code(number * self.plan.turns + turn)}"
            one.sent.append(text)
            began, tries = time.monotonic(), one.again
            answer = await self._send(line, one, text)
            if answer is None:
                one.faults.append("no answer at all")
                continue
            (self.waited if one.again > tries else self.seconds).append(time.monotonic() - began)
            one.session = answer["session"]
            one.seen.append([message["text"] for message in answer["messages"]])
            if answer["seq"] != turn + 1:
                one.faults.append(f"number {answer['seq']} instead of {turn + 1}")
            await asyncio.sleep(self.dice.uniform(0.5, 1.5) * self.plan.pause)

    async def _send(self, line: httpx.AsyncClient, one: Person, text: str) -> dict[str, Any] | None:
        body = {"session": one.session, "text": text, "message_id": str(uuid4())}
        for _ in range(BY_HAND):
            for pause in (*AGAIN, 2.0):
                with contextlib.suppress(httpx.HTTPError, ValueError):
                    answer = await line.post("api/v1/chat", json=body)
                    if answer.status_code == 200 and answer.json()["seq"]:
                        return dict(answer.json())
                    if answer.status_code == 401:
                        one.faults.append("session lost")
                        return None
                one.again += 1
                await asyncio.sleep(pause)
        return None

    # ---- the desk, begun again when it is killed
    async def _keep_desk(self, env: dict[str, str]) -> None:
        program = [sys.executable, "-c", "from bot.cli.main import main; raise SystemExit(main())", "up" if self.plan.real else "actions"]
        quiet = {"stdout": asyncio.subprocess.DEVNULL, "stderr": asyncio.subprocess.DEVNULL}
        while not self.stopping:
            child = await asyncio.create_subprocess_exec(*program, cwd=ROOT, env=env, **quiet)
            self.child = child
            try:
                await child.wait()
            except asyncio.CancelledError:
                with contextlib.suppress(ProcessLookupError):
                    child.terminate()
                await child.wait()
                raise

    async def _restart(self, settings: Settings) -> None:
        everything = self.plan.people * self.plan.turns
        for number in range(self.plan.restarts):
            while sum(len(one.seen) for one in self.people) < everything * (number + 1) / (self.plan.restarts + 1):
                await asyncio.sleep(0.05)
            how = signal.SIGTERM if number % 2 else signal.SIGKILL
            if self.plan.real:
                os.kill(int(json.loads(desk_record(settings).read_text())[1]), how)
            elif self.child:
                self.child.send_signal(how)
            self.killed += 1


async def ready(line: httpx.AsyncClient) -> None:
    """Waits until the desk answers everything. Raises TimeoutError."""
    async with asyncio.timeout(240):
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await line.get("readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.2)


async def compare(line: httpx.AsyncClient, one: Person) -> list[str]:
    """What is wrong with the desk's own record of somebody's talk."""
    answer = await line.get("api/v1/conversation", headers={"X-Session": str(one.session)})
    if answer.status_code != 200:
        return [f"the talk is gone: {answer.status_code}"]
    spoken = answer.json()["spoken"]
    wrong = [] if [turn["said"] for turn in spoken] == one.sent else ["other messages than were sent"]
    told = [[message["text"] for message in turn["messages"]] for turn in spoken]
    return wrong + ([] if told == one.seen else ["other answers than were seen"])


def rows(settings: Settings) -> tuple[int, int]:
    """Conversations and messages that the database has."""
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            return tuple(connection.scalar(select(func.count()).select_from(one)) or 0 for one in (CONVERSATION, TURN))  # type: ignore[return-value]
    except Exception:  # there is no database yet
        return 0, 0
    finally:
        engine.dispose()


def main() -> int:
    """Exit code 1 when something was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = Plan()
    parser.add_argument("--people", type=int, default=usual.people)
    parser.add_argument("--turns", type=int, default=usual.turns)
    parser.add_argument("--pause", type=float, default=usual.pause, help="seconds that a person reads and thinks, about")
    parser.add_argument("--restarts", type=int, default=usual.restarts)
    parser.add_argument("--real", type=Path, help="a data folder with a trained model")
    parser.add_argument("--port", type=int, default=usual.port)
    parser.add_argument("--engine-port", type=int, default=usual.engine_port)
    return asyncio.run(Crowd(Plan(**vars(parser.parse_args()))).run())


if __name__ == "__main__":
    raise SystemExit(main())
