"""Wires the LINE door together; only a desk whose settings name a channel has one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from socket import gethostname

from fastapi import APIRouter

from bot.desk.conversation import Conversations
from bot.desk.inbox import Inbox
from bot.desk.line_talks import LineTalks
from bot.desk.records import Records
from bot.desk.reminders import Reminders
from bot.doors.line.answers import Answers
from bot.doors.line.delivery import Delivery
from bot.doors.line.forgetting import Forgetting
from bot.doors.line.platform import Platform
from bot.doors.line.reminding import Asked, Reminding
from bot.doors.line.router import line_router
from bot.doors.line.runner import Runner
from bot.doors.line.telling import Telling
from bot.rulebook.store.database import open_conversations
from bot.settings import Settings


def open_inbox(settings: Settings) -> Inbox:
    """Where events wait. With MYNADESK_RETENTION_HOURS=0 in this process's memory alone."""
    url = settings.database_url if settings.retention_hours else ""
    keep = (settings.retention_hours or 24) * 3600.0
    me = f"{gethostname()} {settings.data}"
    engine = open_conversations(url, durable=True)
    return Inbox(engine, settings.secret, me, lease=settings.engine_timeout + 60.0, keep=keep)


def open_reminders(settings: Settings, inbox: Inbox) -> Reminders:
    """Where reminders wait: beside the events."""
    return Reminders(inbox.engine, settings.secret, f"{gethostname()} {settings.data}")


class LineDoor:
    """The router, and what runs while the desk does. `undelivered`: bot.doors.line.telling.Telling."""

    def __init__(
        self, settings: Settings, conversations: Conversations, records: Records,
        undelivered: Callable[[str], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._inbox, run = open_inbox(settings), records.run
        self._run = run
        reminders = open_reminders(settings, self._inbox)
        self._platform = Platform(settings.line, self._note)
        asked = Asked(reminders, run, settings.today, possible=settings.line.push and settings.retention_hours > 0)
        forgetting = Forgetting(self._inbox, records, reminders, run)
        talks = LineTalks(self._inbox.engine, settings.secret)
        self._telling = Telling(talks, records, self._platform, run, undelivered)
        answers = Answers(conversations, records, asked, forgetting, self._telling, settings.line.insurer)
        delivery = Delivery(self._inbox, self._platform, run, push=settings.line.push)
        self._runner = Runner(self._inbox, answers, delivery, self._platform, conversations, records, forgetting)
        self._reminding = Reminding(reminders, self._platform, run) if asked.possible else None
        self._noting: set[asyncio.Task[None]] = set()
        self.router: APIRouter = line_router(self._inbox, settings.line.secret, self._runner.came, run)

    def _note(self, kind: str) -> None:
        """Counts a trouble, beside whatever goes on."""

        async def note() -> None:
            with contextlib.suppress(Exception):
                await self._run(partial(self._inbox.note, kind))

        task = asyncio.get_running_loop().create_task(note())
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the desk serves."""
        tasks = [asyncio.create_task(one) for one in (self._runner.keep_running(), self._telling.keep_telling())]
        if self._reminding:
            tasks.append(asyncio.create_task(self._reminding.keep_sending()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._platform.close()

    def close(self) -> None:
        """Ends the connections: after the threads that use them, which are the records'."""
        self._inbox.engine.dispose()
