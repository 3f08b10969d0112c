"""Who answers: the desk, and what is kept here only on the days on which it is good."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast

import pytest

from bot.kiosk.answering import DeskOrKept
from bot.kiosk.desk import DeskClient, NoAnswer
from bot.kiosk.model import Message, Reached, TellCard

MADE = date(2026, 11, 27)
CARD = TellCard(1, {}, date(2026, 12, 20))


@dataclass
class Desk:
    """The desk's client; `away`: it cannot be reached."""

    away: bool = False
    given: int = 0  # snapshots

    async def ask(self, _text: str) -> tuple[Message, ...]:
        return self._answer()

    async def card(self, _facts: object) -> tuple[Message, ...]:
        return self._answer()

    async def reachable(self) -> bool:
        return not self.away

    async def snapshot(self) -> bytes:
        self.given += 1
        return b""

    def _answer(self) -> tuple[Message, ...]:
        if self.away:
            raise NoAnswer(away=True)
        return (Message("the desk's"),)


@dataclass
class Kept:
    """A rulebook good for a week; `days` are those on which it reckoned."""

    days: list[date] = field(default_factory=list)

    def ask(self, _text: str) -> tuple[Message, ...]:
        return (Message("what is kept"),)

    def card(self, _told: TellCard, today: date) -> tuple[Message, ...]:
        self.days.append(today)
        return (Message("what is kept"),)

    def good(self, today: date) -> bool:
        return MADE <= today <= MADE + timedelta(days=7)


class Stage:
    """Desk and kept rulebook on a day that can be moved."""

    def __init__(self) -> None:
        self.day = MADE
        self.desk, self.kept = Desk(), Kept()
        client = cast(DeskClient, self.desk)
        self.both = DeskOrKept(client, lambda: self.day, self.kept, lambda _content: self.kept)

    def asked(self) -> str:
        return asyncio.run(self.both.ask("x"))[0].text

    def card(self) -> str:
        return asyncio.run(self.both.card(CARD))[0].text

    def look(self) -> Reached:
        return asyncio.run(self.both.look())


def test_the_desk_answers_while_it_is_there_and_the_kept_rulebook_when_it_has_gone() -> None:
    stage = Stage()
    assert stage.asked() == stage.card() == "the desk's"
    stage.desk.away = True
    assert stage.asked() == stage.card() == "what is kept"
    assert stage.look() == Reached(False, True)


def test_the_kept_rulebook_reckons_with_the_day_of_the_visitor() -> None:
    stage = Stage()
    stage.desk.away = True
    stage.card()
    stage.day += timedelta(days=3)  # nobody came over the weekend: the same process is still waiting
    stage.card()
    assert stage.kept.days == [MADE, MADE + timedelta(days=3)]


@pytest.mark.parametrize("away_before", [True, False])
def test_a_kept_rulebook_that_has_grown_too_old_answers_nothing(away_before: bool) -> None:
    stage = Stage()
    stage.desk.away = True
    if away_before:
        stage.look()
    stage.day += timedelta(days=8)
    for ask in (stage.asked, stage.card):
        with pytest.raises(NoAnswer):
            ask()
    assert stage.look() == Reached(False, False)


def test_a_new_rulebook_is_fetched_once_a_day() -> None:
    stage = Stage()
    for _look in range(3):
        stage.look()
    assert stage.desk.given == 1
    stage.day += timedelta(days=1)
    stage.look()
    assert stage.desk.given == 2
