"""Puts cards in and takes them out for as long as told, with faults at random.

Every cycle must be answered in time with what may be said of that card, and nothing may pile up. By hand:
`MYNADESK_SOAK_CYCLES=5000 pytest -s tests/card/test_pcsc_soak.py`, about 1.1 seconds a cycle. Runs in several
processes at once do not disturb each other; MYNADESK_SOAK_SEED gives each its own chance.
"""

from __future__ import annotations

import gc
import os
import random
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pcsc_expected import EXCHANGES, LASTING, LEAVING, allowed
from pcsc_place import READ_AT, Authorities, await_card
from pcsc_stack import FIRST, Stack
from pcsc_watching import Watching

from bot.card.dialogue import CardReader, Rules
from bot.card.emulator.card import EmulatedCard
from bot.card.emulator.faults import parse_faults
from bot.card.emulator.link import CardLink
from bot.card.emulator.profiles import card_of_kind
from bot.card.reader import open_service
from bot.card.status import State

DAYS = [date(2026 + year, month, 28) for year in range(5) for month in (2, 7)]
KINDS = {
    "smartphone": State.UNSUPPORTED,
    "juki": State.UNSUPPORTED,
    "licence": State.UNSUPPORTED,
    "felica": State.UNSUPPORTED,
    "none": State.UNREADABLE,
}


@dataclass
class Use:
    """What this process and the service hold: memory in KiB, open files, threads."""

    memory: int
    files: int
    threads: int

    @classmethod
    def of(cls, pid: int | str) -> Use:
        folder = Path("/proc") / str(pid)
        lines = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        return cls(int(lines["VmRSS"].split()[0]), len(os.listdir(folder / "fd")), int(lines["Threads"]))


@dataclass
class Report:
    """What a run found. `wrong`: what was said that must not be said, or not in time."""

    cycles: int = 0
    said: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    uses: list[tuple[int, Use, Use]] = field(default_factory=list)

    def __str__(self) -> str:
        uses = "\n".join(f"  after {done}: ours {ours}, service {theirs}" for done, ours, theirs in self.uses)
        return f"{self.cycles} cycles, said {self.said}, wrong {self.wrong}\n{uses}"


class Deck:
    """Cards drawn at random: whole ones (`whole` of those with a day to tell), foreign ones, and faulty ones."""

    def __init__(self, authorities: Authorities, chance: random.Random, whole: float) -> None:
        self._cards = {day: authorities.card(day) for day in DAYS}
        self._others = {kind: card_of_kind(kind, authorities.contents()) for kind in KINDS}
        self._chance, self._whole = chance, whole

    def draw(self) -> tuple[date | None, EmulatedCard, str, set[State]]:
        """The day on it, the card, its fault ("" = none), and what may be said of it."""
        chance = self._chance
        if chance.random() < 0.15:
            kind = chance.choice(list(KINDS))
            return None, self._others[kind], "", {KINDS[kind]}
        day = chance.choice(DAYS)
        if chance.random() < self._whole:
            return day, self._cards[day], "", {State.READ}
        fault, number = chance.choice([*LASTING, *LEAVING, "mute"]), chance.choice(EXCHANGES)
        return day, self._cards[day], f"{fault}@{number}", allowed(fault, number)


class Visitors:
    """One visitor after the other, with cards drawn by a random source of this `seed`."""

    def __init__(self, stack: Stack, authorities: Authorities, seed: int, report: Report) -> None:
        self._link = CardLink(stack.connect)
        trusted = (authorities.authentication.certificate,)
        self._reader = CardReader(open_service, lambda: READ_AT, Rules(authorities=trusted))
        self._deck = Deck(authorities, random.Random(seed), whole=0.4)
        self._report = report

    def come(self, cycles: int) -> None:
        """So many visits; ends early when something wrong was said."""
        with Watching(self._reader) as watching:
            fault = "at the start"
            try:
                watching.expect(State.NO_CARD)
                for _ in range(cycles):
                    day, card, fault, states = self._deck.draw()
                    self._visit(watching, day, card, fault, states)
            except AssertionError as error:
                self._report.wrong.append(f"{fault}: {error}")
        self._link.remove()

    def _visit(
        self, watching: Watching, day: date | None, card: EmulatedCard, fault: str, states: set[State]
    ) -> None:
        self._link.insert(card, parse_faults(fault))
        reading = watching.expect(*states)
        if reading.state is State.READ:
            assert reading.status is not None and reading.status.certificate_expires_on == day, (
                f"{fault}: {day}"
            )
        self._count(reading.state)
        self._link.remove()
        if reading.state is not State.REMOVED:
            watching.expect(State.NO_CARD)

    def _count(self, state: State) -> None:
        self._report.cycles += 1
        self._report.said[state] = self._report.said.get(state, 0) + 1


def soak(stack: Stack, authorities: Authorities, cycles: int, seed: int) -> Report:
    """`cycles` visits in ten parts, between which nothing may be held but what was held before."""
    report = Report()
    assert stack.service_pid is not None
    visitors = Visitors(stack, authorities, seed, report)
    for part in range(10):
        visitors.come(cycles * (part + 1) // 10 - cycles * part // 10)
        await_card(FIRST, False)
        gc.collect()
        report.uses.append((report.cycles, Use.of("self"), Use.of(stack.service_pid)))
        if report.wrong:
            break
    return report
