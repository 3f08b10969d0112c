"""What operators do with conversations that were handed over. Nobody writes before claiming; one owner at a time; every step is
in the trail, and told to the person where it concerns them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from time import time
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from bot.desk.aside import Aside
from bot.desk.our_numbers import OurNumbers
from bot.desk.people import Step
from bot.desk.record import Record
from bot.dialogue.belief import Belief
from bot.guard.guard import guard
from bot.guard.logs import where
from bot.staff.audit import Audit
from bot.staff.desk_settings import SettingStore
from bot.staff.handover import Around, closed_words
from bot.staff.handover_store import HandoverStore, NotYours
from bot.staff.said import Names, told
from bot.staff.sessions import StaffSessions
from bot.text import is_blank
from bot.words import Words

SAY: Final = Words(__file__)

logger = logging.getLogger(__name__)
AWAY: Final = 120.0  # seconds without a sign of life of its operator, until a conversation waits again
LOOK: Final = 5.0  # seconds between looks
LONGEST: Final = 2000  # characters of a message
SYSTEM: Final = "(desk)"
Value = TypeVar("Value")


class Gone(Exception):
    """The conversation is over."""


class Chats:
    """`store`, `audit` and the conversations are on one database. `ours`: numbers that the guard leaves alone."""

    def __init__(
        self, store: HandoverStore, aside: Aside, audit: Audit, sessions: StaffSessions, settings: SettingStore, around: Around,
        names: Names, ours: OurNumbers,
        clock: Callable[[], float] = time,
    ) -> None:  # fmt: skip
        self.store = store
        self._aside = aside
        self._audit = audit
        self._sessions = sessions
        self._settings = settings
        self._around = around
        self._names = names
        self._ours = ours
        self._clock = clock

    async def claim(self, who: str, conversation: str) -> None:
        """It is `who`'s from now on. Raises NotYours when somebody was first, and Gone."""
        await self._step(who, conversation, "waiting", "human", "chat_claimed", SAY("joined"), to=who)

    async def take_over(self, who: str, conversation: str, before: str) -> None:
        """From the colleague `before`, whose it is now. Raises NotYours and Gone."""
        await self._step(who, conversation, "human", "human", "chat_transferred", SAY("other"), by=before, to=who)

    async def pass_on(self, who: str, conversation: str, to: str) -> None:
        """To a colleague. Raises NotYours and Gone."""
        await self._step(who, conversation, "human", "human", "chat_transferred", SAY("other"), by=who, to=to)

    async def put_back(self, who: str, conversation: str) -> None:
        """It waits again. Raises NotYours and Gone."""
        await self._step(who, conversation, "human", "waiting", "chat_put_back", SAY("waits_again"), by=who)

    async def close(self, who: str, conversation: str) -> None:
        """The talk with a person is over, for good; what the person writes next begins with the bot anew."""
        await self._step(who, conversation, "human", "closed", "chat_closed", SAY("closed"), by=who, owner="bot")

    async def give_back(self, who: str, conversation: str, insurer: str = "") -> None:
        """To the bot, which knows the insurer from then on. Raises NotYours and Gone."""
        await self._step(
            who, conversation, "human", "bot", "chat_given_back", SAY("given_back"), by=who, insurer=insurer
        )

    async def say(self, who: str, conversation: str, message_id: str, text: str) -> None:
        """A message to the person; the same `message_id` again is the same message. Numbers in it are masked like everybody's,
        but those of the offices. Raises NotYours, Gone, and ValueError for an empty one."""
        masked = self._guarded(text)

        async def act(record: Record) -> Step:
            if record.owner != "human":
                raise NotYours(record.owner)
            return Step("", (told(masked),), record, lambda connection: self._still_mine(connection, conversation, who))

        await self._do(conversation, act, message_id)

    async def note(self, who: str, conversation: str, text: str) -> None:
        """For colleagues only. Raises NotYours, and ValueError for an empty one."""
        masked = self._guarded(text)

        def write() -> None:
            with self._audit.acting(who, "chat_note", _short(conversation)) as connection:
                self.store.add_note(connection, conversation, who, masked)

        await asyncio.to_thread(write)

    async def undelivered(self, conversation: str) -> None:
        """Something that was said has not reached the person, and never will: colleagues read it beside the talk."""

        def write() -> None:
            with self._audit.acting(SYSTEM, "chat_undelivered", _short(conversation)) as connection:
                self.store.add_note(connection, conversation, SYSTEM, SAY("undelivered"))

        with contextlib.suppress(NotYours):  # over: nobody reads it
            await asyncio.to_thread(write)

    def _guarded(self, text: str) -> str:
        """Raises ValueError when nothing is left."""
        masked = guard(text[:LONGEST], ours=self._ours.every).text
        if is_blank(masked):
            raise ValueError("empty")
        return masked

    async def _step(
        self, who: str, conversation: str, before: str, after: str, act_name: str, words: str, *, by: str = "", to: str = "",
        owner: str = "", insurer: str = "",
    ) -> None:  # fmt: skip
        async def act(record: Record) -> Step:
            if record.owner != before:
                raise NotYours(record.owner)

            def also(connection: Connection) -> None:
                self.store.step(connection, conversation, before, after, by=by, to=to)
                self._audit.add(connection, who, act_name, _short(conversation), to)

            changed = replace(record, owner=owner or after, belief=_with(record.belief, insurer))
            return Step("", (told(words),), changed, also)

        await self._do(conversation, act)

    async def _do(self, conversation: str, act: Any, message_id: str | None = None) -> None:
        if await self._aside.do(conversation, act, message_id) == "over":
            raise Gone

    def _still_mine(self, connection: Connection, conversation: str, who: str) -> None:
        self.store.step(connection, conversation, "human", "human", by=who, to=who)

    async def keep_watch(self) -> None:
        """Until cancelled: who waits too long is told so and is the bot's again; whose operator went away waits again. Where people
        are asked for, the recogniser of names is loaded now and not with the first of them. A look under way is taken to its end:
        its thread holds a connection, and who cancels closes them all next."""
        with contextlib.suppress(Exception):
            if (await _to_its_end(self._settings.now())).people:
                await self._names([""])
        while True:
            try:
                await _to_its_end(self.look())
            except Exception as error:  # the next look may do better
                logger.warning("hand-over: %s", where(error))
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """One look. Raises SQLAlchemyError."""
        queue = await asyncio.to_thread(self.store.queue)
        if not queue:
            return
        settings = await self._settings.now()
        seen = await asyncio.to_thread(self._sessions.last_seen)
        now = self._clock()
        for one in queue:
            name, insurer = one.conversation, one.insurer
            try:
                if one.state == "waiting" and now - one.wanted > settings.patience * 60:
                    words = SAY("nobody_came", words=closed_words(None, insurer, self._around.rulebook))
                    await self._step(SYSTEM, name, "waiting", "bot", "chat_unclaimed", words)
                elif one.state == "human" and now - max(seen.get(one.operator, 0.0), one.claimed) > AWAY:
                    words = SAY("operator_away")
                    await self._step(SYSTEM, name, "human", "waiting", "chat_operator_away", words, by=one.operator)
            except (NotYours, Gone):
                continue  # somebody was quicker


def _short(conversation: str) -> str:
    """What the trail calls a conversation: enough to tell two apart, too little to open one."""
    return conversation[:14]


def _with(belief: Any, insurer: str) -> Any:
    return Belief.from_json(belief).but(insurer=insurer, misses=0).as_json() if insurer else belief


async def _to_its_end(work: Coroutine[Any, Any, Value]) -> Value:
    """What it gives. When cancelled, first waits until it has ended."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
