"""Who answers: the desk, and while it is away the rulebook that was fetched from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.kiosk.desk import DeskClient, NoAnswer
from bot.kiosk.model import Message, Reached, TellCard


class Kept(Protocol):
    """A rulebook that answers without the desk."""

    def ask(self, text: str) -> tuple[Message, ...]:
        """What is known about it."""

    def card(self, told: TellCard, today: date) -> tuple[Message, ...]:
        """The card's own dates."""

    def good(self, today: date) -> bool:
        """Whether it may be used on this day."""


@dataclass
class DeskOrKept:
    """Asks the desk; while it cannot be reached, `kept`, where there is one that is good today: between two visitors days may
    pass."""

    client: DeskClient
    today: Callable[[], date]
    kept: Kept | None = None
    fetched: Callable[[bytes], Kept | None] = lambda _content: None  # keeps a new snapshot; None: it is refused
    away: bool = False
    _fetched: date | None = None  # when there was a snapshot last

    async def ask(self, text: str) -> tuple[Message, ...]:
        """The answer. Raises NoAnswer where nobody can give one."""
        try:
            return await self.client.ask(text) if not self.away else self._kept().ask(text)
        except NoAnswer as problem:
            return self._went(problem).ask(text)

    async def card(self, told: TellCard) -> tuple[Message, ...]:
        """The card's own dates. Raises NoAnswer where nobody can reckon them."""
        try:
            return await self.client.card(told.facts) if not self.away else self._kept().card(told, self.today())
        except NoAnswer as problem:
            return self._went(problem).card(told, self.today())

    async def end(self) -> None:
        """The visit is over. A desk that cannot be reached ends it by itself, at the latest as the next one begins."""
        if not self.away:
            await self.client.end()

    async def look(self) -> Reached:
        """Whether the desk is there."""
        self.away = not await self.client.reachable()
        if not self.away and self._fetched != self.today():
            await self._fetch()
        return Reached(not self.away, self._usable() is not None)

    async def tell(self, parts: Mapping[str, bool]) -> None:
        """How this kiosk is."""
        if not self.away:
            await self.client.tell(parts)

    async def _fetch(self) -> None:
        """A new snapshot once a visit, and once a day."""
        try:
            content = await self.client.snapshot()
        except NoAnswer:
            return
        self._fetched = self.today()
        self.kept = await asyncio.to_thread(self.fetched, content) or self.kept

    def _usable(self) -> Kept | None:
        return self.kept if self.kept and self.kept.good(self.today()) else None

    def _kept(self) -> Kept:
        if (kept := self._usable()) is None:
            raise NoAnswer(away=True)
        return kept

    def _went(self, problem: NoAnswer) -> Kept:
        """The rulebook kept here, when the desk has just gone. Raises NoAnswer for any other problem."""
        kept = self._usable()
        if not problem.away or self.away or kept is None:
            raise problem
        self.away = True
        return kept
