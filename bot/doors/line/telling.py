"""What staff say in a talk on LINE is pushed to its person: in order, each once (the platform takes a retry key once), over
restarts and desks. Nothing is pushed where danger was told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from bot.desk.aside import ASIDE
from bot.desk.line_talks import LineTalk, LineTalks
from bot.desk.people import WITH_PEOPLE
from bot.desk.record import Spoken
from bot.desk.records import Records
from bot.doors.line import face
from bot.doors.line.platform import RETRY
from bot.doors.line.reminding import Pushes
from bot.guard.logs import where

logger = logging.getLogger(__name__)
POLL: Final = 1.0  # seconds between looks
AT_ONCE: Final = 8
LONGEST_WAIT: Final = 60.0  # seconds between two tries
UNREAD: Final = 5.0  # seconds until a talk that cannot be read is looked at again
_KEYS: Final = UUID("b0f4f0d6-6d4b-4b7e-9a53-2f2d2a5a9c11")  # retry keys are derived, so that they outlive a crash
Value = TypeVar("Value")
Run = Callable[[Callable[[], Value]], Awaitable[Value]]


class Telling:
    """`undelivered` is told of a conversation in which something of the staff's has not reached the person and never will."""

    def __init__(
        self, talks: LineTalks, records: Records, platform: Pushes, run: Run[Any],
        undelivered: Callable[[str], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._talks, self._records, self._platform, self._run = talks, records, platform, run
        self._undelivered = undelivered
        self._followed: set[str] = set()

    def follows(self, conversation: str) -> bool:
        """Whether staff have the talk or are asked for, as far as this desk knows."""
        return conversation in self._followed

    async def follow(self, conversation: str, to: str, seq: int) -> None:
        """A person is asked for: what staff say after the message `seq` goes to `to`."""
        await self._run(partial(self._talks.keep, conversation, to, seq))
        self._followed.add(conversation)

    async def keep_telling(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.tell_all()
            except Exception as error:  # the database: tried again
                logger.warning("staff's words wait: %s", where(error))
            await asyncio.sleep(POLL)

    async def tell_all(self) -> None:
        """One look at every talk."""
        found: list[LineTalk] = await self._run(self._talks.every)
        self._followed = {one.conversation for one in found}
        places = asyncio.Semaphore(AT_ONCE)

        async def tell(one: LineTalk) -> None:
            async with places:
                await self._tell(one)

        for fault in await asyncio.gather(*map(tell, found), return_exceptions=True):
            if isinstance(fault, Exception):
                logger.warning("a talk's words wait: %s", where(fault))

    async def _tell(self, one: LineTalk) -> None:
        talk = await self._records.talk(one.conversation, one.seq)
        if talk is None:  # gone, and its row with it; or nothing can be read just now
            await self._run(partial(self._talks.later, one, UNREAD))
            return
        for line in () if talk.careful else talk.spoken:
            if not await self._told(one, line):
                return
        if talk.careful or talk.owner not in WITH_PEOPLE:
            self._followed.discard(one.conversation)
            await self._run(partial(self._talks.over, one.conversation))

    async def _told(self, one: LineTalk, line: Spoken) -> bool:
        """Whether to go on with the next message. What answers a message of the person has gone out with that."""
        if line.reply.get(ASIDE):
            key = str(uuid5(_KEYS, f"{one.conversation} {line.seq}"))
            outcome = await self._platform.push(one.to, face.faces(line.reply["messages"]), key)
            if outcome in RETRY:
                await self._run(partial(self._talks.later, one, min(LONGEST_WAIT, 2.0**one.tries)))
                return False
            if outcome != "sent":
                await self._undelivered(one.conversation)
        await self._run(partial(self._talks.told, one.conversation, line.seq))
        return True
