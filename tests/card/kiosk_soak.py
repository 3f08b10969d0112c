"""The whole kiosk, visitor after visitor, with faults at random: real PC/SC service, real agent and its processes, a running desk.

    .venv/bin/python tests/card/kiosk_soak.py [--cycles N] [--minutes M] [--seed S]

A cycle is a card that is put down (whole, foreign, faulty, or pulled out at once), what the visitor then does (asks, presses whatever
there is, ends, walks off with the card), and the end. Every step must come in time, no view may show a day of another card, and nothing
may pile up. No browser: the views are looked at as they are sent to it. Prints a table for docs/kiosk.md; exit code 1 when something
was wrong."""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "integration"), str(ROOT), str(Path(__file__).parent)]

import httpx  # noqa: E402
from kiosk_stage import Agent, by_hand, until  # noqa: E402
from pcsc_place import Authorities, await_card  # noqa: E402
from pcsc_soak import DAYS, Deck, Use  # noqa: E402
from pcsc_stack import FIRST, Stack  # noqa: E402

from bot.card.emulator.faults import parse_faults  # noqa: E402
from bot.card.emulator.link import CardLink  # noqa: E402
from bot.card.status import State  # noqa: E402
from bot.strict_yaml import load_yaml  # noqa: E402

WITHIN: Final = 30.0  # seconds; longer is a hang
LATE: Final = 1.0  # seconds after which the kiosk has seen that a card is gone
ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:\d+/\?k=\S+")
DAY: Final = re.compile(r"(\d+)年(\d+)月(\d+)日")
TIMES: Final = {"put": "card seen by the service -> timeline", "ask": "key -> answer", "end": "card out or end -> the next visit's screen"}
View = dict[str, Any]


def _says(*states: State) -> dict[str, State]:
    """What the screen says of these states."""
    table = load_yaml(ROOT / "bot" / "card" / "states.yml")
    found = {table["states"][one]["says"]: one for one in states if one is not State.UNSUPPORTED}
    foreign = table["unsupported"].values() if State.UNSUPPORTED in states else ()
    return found | {one["says"]: State.UNSUPPORTED for one in foreign}


class Wrong(Exception):
    """Something that must not be."""


class Door:
    """What one visit's page is sent, and its keys."""

    def __init__(self, address: str) -> None:
        base, _, token = address.partition("?k=")
        self._http = httpx.Client(base_url=base, headers={"X-Kiosk-Token": token}, trust_env=False, timeout=WITHIN)
        self.views: list[View] = []
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        try:
            with self._http.stream("GET", "/events", timeout=None) as answer:
                for line in answer.iter_lines():
                    if line.startswith("data: "):
                        self.views.append(json.loads(line[6:]))
        except httpx.HTTPError:
            return  # the visit is over

    def press(self, key: str) -> None:
        try:
            self._http.post("/press", json={"key": key})
        except httpx.HTTPError:
            return  # as above

    def close(self) -> None:
        self._thread.join(WITHIN)
        self._http.close()


@dataclass
class Report:
    """What a run found. `uses`: of the agent and the service, after so many cycles."""

    cycles: int = 0
    visits: int = 0
    said: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in TIMES})
    uses: list[tuple[int, Use, Use]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [f"{self.cycles} cycles, {self.visits} visits, {dict(self.said)}, wrong: {self.wrong or 'nothing'}"]
        for name, words in TIMES.items():
            if len(found := self.seconds[name]) > 1:
                middle, last = (quantiles(found, n=20, method="inclusive")[at] for at in (9, 18))
                rows.append(f"{words}: {len(found)} times, p50 {middle:.2f} s, p95 {last:.2f} s, longest {max(found):.2f} s")
        return "\n".join([*rows, *(f"after {done}: agent {ours}, service {theirs}" for done, ours, theirs in self.uses)])


class Visitors:
    """One visitor after the other at one kiosk."""

    def __init__(self, agent: Agent, stack: Stack, authorities: Authorities, seed: int) -> None:
        self._agent, self._link, self._chance = agent, CardLink(stack.connect), random.Random(seed)
        self._deck = Deck(authorities, self._chance, whole=0.5)
        self._door: Door | None = None
        self._known = 0
        self.report = Report()
        self._next_visit()

    # ---- what is seen
    def _addresses(self) -> list[str]:
        return ADDRESS.findall((self._agent.home / "agent.log").read_text(encoding="utf-8", errors="replace"))

    def _over(self) -> bool:
        return len(self._addresses()) > self._known

    def _next_visit(self) -> None:
        self._until("the next visit", self._over)
        if self._door:
            self._door.close()
        found = self._addresses()
        self._known = len(found)
        self._door = Door(found[-1])
        self._until("its first view", lambda: bool(self._views))
        self.report.visits += 1
        if self._views[0]["bars"] or self._views[0]["draft"]:
            raise Wrong("the next visitor does not start clean")

    @property
    def _views(self) -> list[View]:
        assert self._door
        return self._door.views

    def _until(self, what: str, so: Callable[[], bool]) -> float:
        try:
            return until(so, WITHIN)
        except AssertionError as late:
            raise Wrong(f"{what} {late}") from None

    # ---- what is done
    def come(self) -> None:
        """One cycle. Raises Wrong."""
        day, card, fault, states = self._deck.draw()
        seen = len(self._views)
        self._link.insert(card, parse_faults(fault))
        if self._chance.random() < 0.1:
            time.sleep(self._chance.random() * 0.4)
            self.report.said["pulled at once"] += 1
        else:
            self._read(states, fault)
            if self._views[-1]["screen"] == "timeline":
                self._stay()
        shown = self._views[seen:]
        self._leave()
        if others := self._days(shown) & set(DAYS) - {day}:
            raise Wrong(f"{fault}: the days {others} instead of {day}")
        self.report.cycles += 1

    def _read(self, states: set[State], fault: str) -> None:
        await_card(FIRST, True) if not states & {State.REMOVED} else None
        words = _says(*states)
        left = next(iter(_says(State.LEFT_BEHIND)))
        found: list[str] = []

        def told() -> bool:
            view = self._views[-1]
            lines = view["lines"] or [""]
            if view["screen"] == "timeline":
                found[:] = [State.READ]
            elif view["screen"] == "card" and lines[0] in words:
                found[:] = [words[lines[0]]]
            elif view["screen"] == "goodbye" and "残っています" in "".join(lines) or lines[0] == left:
                found[:] = [State.LEFT_BEHIND]  # it came before the next visit had seen the reader empty
            return bool(found)

        try:
            seconds = self._until("a word about the card", told)
        except Wrong as wrong:
            view = self._views[-1]
            raise Wrong(f"{fault}: {wrong}; {view['screen']}, {view['lines']}, expected {sorted(states)}") from None
        if found[0] == State.READ and State.READ not in states:
            raise Wrong(f"{fault}: read, expected {sorted(states)}")
        if found[0] == State.READ and not fault:
            self.report.seconds["put"].append(seconds)
        self.report.said[found[0]] += 1

    def _stay(self) -> None:
        """What somebody does who has read their days."""
        assert self._door
        what = self._chance.choice(["goes", "asks", "asks", "child"])
        if what == "asks":
            self._door.press("ask")
            self._until("the question", lambda: self._views[-1]["screen"] == "question")
            began = time.monotonic()
            self._door.press(f"choice:{self._chance.randrange(1, 6)}")
            self._until("the answer", lambda: self._views[-1]["screen"] == "answer" and not self._views[-1]["busy"])
            self.report.seconds["ask"].append(time.monotonic() - began)
        if what == "child":
            for _key in range(30):
                view = self._views[-1]
                rows = [view["keys"], [one for one in view["always"] if one["id"] != "end"], *view["board"]]
                listed = [one["id"] for row in rows for one in row if one["id"]]
                self._door.press(self._chance.choice([*listed, "type:あ", "type:9", "nothing", "choice:99"]))
        if self._chance.random() < 0.2:
            self._door.press("end")  # and the card lies there a while

    def _leave(self) -> None:
        """The card goes, and the visit is ended where that alone did not end it."""
        assert self._door
        was_read = any(one["screen"] == "timeline" for one in self._views)
        began = time.monotonic()
        self._link.remove()
        await_card(FIRST, False)
        if was_read:
            self._next_visit()
            self.report.seconds["end"].append(time.monotonic() - began)
        else:
            time.sleep(LATE)
        while not self._at_rest():
            if time.monotonic() - began > WITHIN:
                raise Wrong(f"it does not come to rest: {self._views[-1]['screen']}")
            self._door.press("end")
            time.sleep(0.05)
            if self._over():
                self._next_visit()

    def _at_rest(self) -> bool:
        """Somebody may begin, and this visit is not the one that is just ending."""
        new = {one["screen"] for one in self._views} <= {"goodbye", "idle"}
        last = self._views[-1]
        return last["screen"] == "idle" or (new and any(one["id"] == "begin" for one in last["keys"]))

    def _days(self, views: list[View]) -> set[date]:
        words = [bar["words"] for view in views for bar in view["bars"]]
        return {date(*map(int, found)) for one in words for found in DAY.findall(one)}


def soak(agent: Agent, stack: Stack, authorities: Authorities, cycles: int, seconds: float, seed: int) -> Report:
    """So many cycles, or as many as come within the seconds."""
    visitors = Visitors(agent, stack, authorities, seed)
    report, end, looked = visitors.report, time.monotonic() + seconds, -1
    assert stack.service_pid is not None
    try:
        while report.cycles < cycles and time.monotonic() < end:
            visitors.come()
            part = max(report.cycles * 10 // cycles, int(10 - (end - time.monotonic()) / seconds * 10))
            if part > looked:
                looked = part
                report.uses.append((report.cycles, Use.of(agent.process.pid), Use.of(stack.service_pid)))
    except (Wrong, AssertionError) as wrong:
        report.wrong.append(str(wrong))
    family = len(agent.family())
    if family != 2:  # this visit's process and the next one's
        report.wrong.append(f"{family} processes below the agent")
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with by_hand("--no-screen") as (stack, agent):
        report = soak(agent, stack, Authorities(), options.cycles, options.minutes * 60, options.seed)
    print(report)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
