"""Everything that is kept of a talk on LINE, wherever it stands, is gone: events that wait or are dead, the record, reminders."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.desk.inbox import Inbox
from bot.desk.records import Records
from bot.desk.reminders import Reminders
from bot.guard.logs import where

logger = logging.getLogger(__name__)


class NotForgotten(Exception):
    """Something is still kept."""


@dataclass(frozen=True)
class Talk:
    """Whose event it is: the conversation's name here, digests of the person and of the event, and what is known before. `lane`,
    `event`: as the inbox names them; `at`: when it happened."""

    conversation: str = field(repr=False)
    person: str = field(repr=False)
    lane: str = field(repr=False)
    event: str = field(repr=False)
    at: float
    careful: bool = False
    language: str = ""

    @property
    def message(self) -> str:
        """The event's name as a message of the conversation."""
        return self.event[:40]


class Forgetting:
    """`run` does the database's work in its own thread. Nothing raises: what is asked is whether all of it is gone."""

    def __init__(
        self, inbox: Inbox, records: Records, reminders: Reminders, run: Callable[[Callable[[], Any]], Awaitable[Any]]
    ) -> None:
        self._inbox, self._records, self._reminders, self._run = inbox, records, reminders, run

    async def all(self, talk: Talk, *, reminders: bool = True) -> bool:
        """Of the talk, and, with `reminders`, what its person wanted to be told."""
        gone = [await self.events(talk), await self._records.drop(talk.conversation)]
        return all(gone) and (not reminders or await self.reminders(talk))

    async def danger(self, talk: Talk) -> bool:
        """What would be sent later, by itself or by an operator. The record is careful by itself."""
        events, reminders = await self.events(talk), await self.reminders(talk)
        return events and reminders

    async def events(self, talk: Talk, *, own: bool = False) -> bool:
        """Those that wait since before it, and the dead; the event itself with `own` alone."""
        return await self._tried(partial(self._inbox.forget_lane, talk.lane, talk.event, own=own, older=talk.at))

    async def reminders(self, talk: Talk) -> bool:
        """Of the talk's person."""
        return await self._tried(partial(self._reminders.forget, talk.person))

    async def _tried(self, work: Callable[[], Any]) -> bool:
        try:
            await self._run(work)
        except Exception as error:  # whatever a driver raises: the caller says so
            logger.warning("not erased: %s", where(error))
            return False
        return True
