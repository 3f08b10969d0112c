"""Takes events out of the inbox: those of one conversation one after the other, conversations side by side."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Iterable
from functools import partial
from typing import Any, Final, TypeVar

from bot.desk.conversation import Conversations
from bot.desk.inbox import Claimed, Inbox
from bot.desk.memory import ForgetfulMemory
from bot.desk.records import Records
from bot.doors.line import face
from bot.doors.line.answers import DOOR, Answer, Answers, NotNow
from bot.doors.line.delivery import Delivery
from bot.doors.line.events import Event, read_event
from bot.doors.line.forgetting import Forgetting, Talk
from bot.doors.line.limits import BUBBLES
from bot.doors.line.platform import Platform
from bot.doors.line.room import Room
from bot.guard.logs import where
from bot.words import Words

SAY: Final = Words(__file__)
logger = logging.getLogger(__name__)

AT_ONCE: Final = 24  # conversations side by side
POLL: Final = 1.0  # seconds between looks for what waits: tries that failed, and other desks' events
SWEEP: Final = 60.0
GRACE: Final = 4.0  # seconds that an ending desk gives to answers that nobody could give after it
MOST_FAULTS: Final = 5  # tries of an event that fails by a fault of ours
Value = TypeVar("Value")


class Runner:
    """Takes and answers events until it is ended."""

    def __init__(
        self,
        inbox: Inbox,
        answers: Answers,
        delivery: Delivery,
        platform: Platform,
        conversations: Conversations,
        records: Records,
        forgetting: Forgetting,
    ) -> None:
        self._inbox, self._answers, self._delivery, self._platform = inbox, answers, delivery, platform
        self._conversations, self._records, self._run = conversations, records, records.run
        self._forgetting = forgetting
        self._room = Room(AT_ONCE)
        self._must_end: set[asyncio.Task[Any]] = set()  # of which nothing is kept: cut off, they would be lost
        self._closing = False
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._beside: set[asyncio.Task[Any]] = set()
        self._sorry: ForgetfulMemory[bool] = ForgetfulMemory(most=10_000, seconds=24 * 3600.0)

    def came(self, lane: str, event: Event) -> None:
        """It is stored. A talk in which danger is told is taken before the others."""
        if self._is_danger(event):
            self._room.hurry(lane)
        self.wake([lane])

    def _is_danger(self, event: Event) -> bool:
        return event.kind == "text" and event.addressed and self._conversations.tells_danger(event.text)

    def wake(self, lanes: Iterable[str]) -> None:
        """Something came for these lanes."""
        for lane in lanes:
            if lane in self._running:
                self._again.add(lane)
            else:
                self._running[lane] = asyncio.create_task(self._drain(lane))

    async def keep_running(self) -> None:
        """Goes on with what a predecessor left, then with all that comes, until cancelled."""
        ready, swept = False, 0.0
        try:
            while True:
                try:
                    if not ready:
                        await self._run(self._inbox.resume)
                        ready = True
                    self.wake(await self._run(self._inbox.lanes))
                    if (now := asyncio.get_running_loop().time()) - swept >= SWEEP:
                        swept = now
                        await self._run(self._inbox.sweep)
                except Exception as error:  # the database: tried again
                    logger.warning("events wait: %s", where(error))
                await asyncio.sleep(POLL)
        finally:
            self._closing = True
            tasks = {*self._running.values(), *self._beside}
            for task in tasks - self._must_end:
                task.cancel()
            if self._must_end:
                await asyncio.wait(self._must_end, timeout=GRACE)
            for task in tasks:
                task.cancel()

    async def _drain(self, lane: str) -> None:
        try:
            while not self._closing:
                self._again.discard(lane)
                async with self._room.place(lane):
                    claimed = await self._run(partial(self._inbox.claim, lane))
                    if claimed is not None:
                        await self._take(claimed)
                if claimed is None and lane not in self._again:
                    return
        except Exception as error:  # the database: the next look finds it
            logger.warning("a lane waits: %s", where(error))
        finally:
            self._room.calm(lane)
            self._must_end.discard(self._running.pop(lane))

    async def _take(self, claimed: Claimed) -> None:
        """One event to its end. Whatever fails in it is tried again, a few times."""
        try:
            event = read_event(claimed.body)
            if event is None:
                await self._run(partial(self._inbox.done, claimed.id))
                return
            await self._answer(claimed, event)
        except NotNow as full:
            await self._delivery.later(claimed, "busy", full.seconds)
        except Exception as error:
            logger.error("event failed: %s", where(error))
            if claimed.tries < MOST_FAULTS:
                await self._delivery.later(claimed, "fault")
            else:
                await self._run(partial(self._inbox.bury, claimed.id, "fault"))
                await self._run(partial(self._inbox.note, "fault"))

    async def _answer(self, claimed: Claimed, event: Event) -> None:
        talk = await self._talk(claimed, event)
        danger = self._is_danger(event)
        careful = talk.careful or danger
        if careful:  # from here on nothing of it stands anywhere; what cannot be erased now is erased with the next try
            self._must_end.add(self._running[claimed.lane])
            await self._forgetting.events(talk, own=True)
        elif event.source == "user" and event.kind in ("text", "button") and not self._answers.telling.follows(talk.conversation):
            self._spawn(self._platform.loading(event.talk))
        patient = not careful and self._delivery.fresh(claimed)
        answer = await self._answers.to(event, talk, danger=danger, patient=patient)
        if careful or answer.careful:
            self._must_end.add(self._running[claimed.lane])
            await self._forgetting.events(talk, own=True)
            if answer.messages and await self._delivery.careful(event, answer.messages) != "sent":
                await self._run(partial(self._inbox.note, "careful"))
            return
        await self._deliver(claimed, event, answer)

    async def _deliver(self, claimed: Claimed, event: Event, answer: Answer) -> None:
        messages = list(answer.messages)
        if messages and self._sorry.get(claimed.lane) and len(messages) < BUBBLES:
            messages = [*face.plain(SAY("sorry")), *messages]
        why = await self._delivery.deliver(claimed, event, messages)
        if not why and messages:
            self._sorry.forget(claimed.lane)
        elif why == "stale":
            self._sorry.put(claimed.lane, True)

    async def _talk(self, claimed: Claimed, event: Event) -> Talk:
        person = self._inbox.digest("person", event.talk)
        if event.source != "user" and event.kind == "text":  # a group's questions stand each alone
            return Talk(f"{DOOR}{claimed.id[:40]}", person, claimed.lane, claimed.id, event.at)
        name = f"{DOOR}{claimed.lane[:40]}"
        careful, language = await self._records.state(name)
        return Talk(name, person, claimed.lane, claimed.id, event.at, careful, language)

    def _spawn(self, work: Awaitable[Any]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(Exception):  # an ornament: nothing depends on it
                await work

        task = asyncio.create_task(quietly())
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
