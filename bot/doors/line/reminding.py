"""Reminders as people ask for them, and the sending of those that are due. What is sent tells a bystander nothing."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from bot.dates.calendar import with_weekday
from bot.desk.reminders import Due, Reminders
from bot.doors.line import face
from bot.doors.line.commands import Command
from bot.doors.line.platform import RETRY, Outcome
from bot.guard.logs import where
from bot.words import Words

SAY: Final = Words(__file__)
logger = logging.getLogger(__name__)

USUAL: Final = 3  # days before, on the buttons
FURTHEST: Final = 400  # days from today
PACE: Final = 0.02  # seconds between two sendings: 50 a second, far below the platform's own limit
AT_ONCE: Final = 8
POLL: Final = 5.0  # seconds between looks whether one is due
QUOTA_WAIT: Final = 3600.0  # seconds until it is tried again when the month's messages are used up
Value = TypeVar("Value")
Run = Callable[[Callable[[], Value]], Awaitable[Value]]


class Pushes(Protocol):
    """The part of the platform that is needed here."""

    async def push(self, to: str, messages: Sequence[dict[str, Any]], key: str) -> Outcome: ...


def remind_choices(dues: Sequence[date], today: date) -> list[face.Choice]:
    """Buttons for the days that are far enough ahead."""
    ahead = [day for day in dues if (day - today).days > USUAL][:3]
    return [
        (SAY("remind_button", month=day.month, day=day.day, before=USUAL), f"remind:{day.isoformat()}:{USUAL}")
        for day in ahead
    ]


class Asked:
    """`possible`: whether this account may push at all. `run` does the database's work in its own thread."""

    def __init__(self, reminders: Reminders, run: Run[Any], today: Callable[[], date], *, possible: bool) -> None:
        self._reminders, self._run, self.today, self.possible = reminders, run, today, possible

    async def add(self, person: str, to: str, days: Sequence[date], before: int) -> list[dict[str, Any]]:
        """Keeps a reminder for each day and says so."""
        if not self.possible:
            return face.plain(SAY("not_possible"))
        wanted = [day for day in days if 0 <= (day - self.today()).days <= FURTHEST][:5]
        if not wanted:
            return face.plain(SAY("which_day"))
        kept = [(day, await self._run(partial(self._reminders.add, person, to, day, before))) for day in wanted]
        sent_on = [SAY("kept_line", sent=with_weekday(sent), day=with_weekday(day)) for day, sent in kept if sent]
        if not sent_on:
            return face.plain(SAY("too_late"))
        return face.plain(SAY("kept", days="\n".join(sent_on)), [(SAY("list"), SAY("list"))])

    async def listed(self, person: str) -> list[dict[str, Any]]:
        """All of a person, each with a button that removes it."""
        found: list[tuple[date, date]] = await self._run(lambda: self._reminders.of(person))
        if not found:
            return face.plain(SAY("none"))
        lines = "\n".join(SAY("kept_line", sent=with_weekday(sent), day=with_weekday(day)) for sent, day in found)
        buttons = [
            (SAY("cancel_button", month=day.month, day=day.day), f"cancel:{day.isoformat()}:{(day - sent).days}")
            for sent, day in found
        ]
        return face.plain(SAY("all", days=lines), [*buttons[:12], (SAY("cancel_all"), SAY("cancel_all"))])

    async def cancel(self, person: str, command: Command) -> list[dict[str, Any]]:
        """Removes the one that the command names, or all."""
        only = (command.day, command.before) if command.day else None
        gone = await self._run(lambda: self._reminders.forget(person, only))
        return face.plain(SAY("cancelled", count=gone) if gone else SAY("none"))


class Reminding:
    """Sends what is due, by pushing, paced; each once: claimed in the database, and the platform takes a retry key once."""

    def __init__(self, reminders: Reminders, platform: Pushes, run: Run[Any], *, pace: float = PACE) -> None:
        self._reminders, self._platform, self._run, self._pace = reminders, platform, run, pace

    async def keep_sending(self) -> None:
        """Until cancelled."""
        with contextlib.suppress(Exception):
            await self._run(self._reminders.resume)
        while True:
            try:
                await self.send_due()
            except Exception as error:  # the database: tried again
                logger.warning("reminders wait: %s", where(error))
            await asyncio.sleep(POLL)

    async def send_due(self) -> int:
        """Sends all that is due now. How many were claimed."""
        places, sending, count = asyncio.Semaphore(AT_ONCE), set[asyncio.Task[None]](), 0
        while True:
            await places.acquire()
            due: Due | None = await self._run(self._reminders.claim)
            if due is None:
                break
            count += 1
            task = asyncio.create_task(self._send(due))
            sending.add(task)
            task.add_done_callback(sending.discard)
            task.add_done_callback(lambda _task: places.release())
            await asyncio.sleep(self._pace)
        await asyncio.gather(*sending, return_exceptions=True)
        return count

    async def _send(self, due: Due) -> None:
        if not due.to:
            return
        outcome = await self._platform.push(due.to, face.plain(SAY("reminder", day=with_weekday(due.day))), due.id)
        if outcome == "quota":
            await self._run(lambda: self._reminders.later(due.id, QUOTA_WAIT))
        elif outcome in RETRY:
            await self._run(lambda: self._reminders.later(due.id, min(300.0, 2.0**due.tries)))
        else:  # sent, or refused for ever
            await self._run(lambda: self._reminders.done(due.id))
