"""The records of all conversations, for the desk's event loop: the database in threads, and a way on when it fails."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from socket import gethostname
from time import time
from typing import Any, Final, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.desk.card_sessions import VISIT_IDLE, VISIT_LONGEST
from bot.desk.helpful import Helpful
from bot.desk.people import Also
from bot.desk.record import Held, Kept, Line, Record, Stay, Taken, Talk
from bot.desk.record_store import RecordStore
from bot.desk.sessions import IDLE, born
from bot.rulebook.store.database import open_conversations
from bot.settings import Settings

logger = logging.getLogger(__name__)
POLL: Final = 0.05  # seconds between looks whether the other desk is done
SWEEP: Final = 60.0  # seconds between removals of what is too old
_TURN: Final = 10.0  # seconds that a turn may take besides the engine's time
Value = TypeVar("Value")


class Records:
    """`durable` is where conversations are kept. While it fails the desk goes on in its own memory: an answer is worth more
    than a memory. `threads`: one suffices for SQLite, which writes one at a time."""

    def __init__(
        self, durable: RecordStore, standby: RecordStore, *, threads: int = 1, clock: Callable[[], float] = time
    ) -> None:
        self._stores = (durable, standby)
        self._helpful = Helpful(durable.engine)
        self._threads = ThreadPoolExecutor(threads, "records")
        self._clock = clock
        self._started = clock()
        self._fault = ""

    async def begin(
        self, conversation: str, message: str | None, door: str, patience: float, came: float | None = None
    ) -> Taken:
        """What to do with a message; waits up to `patience` seconds while another desk has the conversation or a message of it
        that came before `came` (seconds since 1970). Never raises."""
        loop = asyncio.get_running_loop()
        until, waited = loop.time() + patience, False
        while True:
            taken = await self._in_either(lambda store: store.begin(conversation, message, door, came))
            if taken.what != "busy" or loop.time() >= until:
                break
            waited = True
            await asyncio.sleep(POLL)
        if waited:
            with contextlib.suppress(Exception):  # it would be forgotten in a second anyway
                await self._run(lambda: self._stores[0].leave(conversation))
        return taken

    def has_lost(self, held: Held) -> bool:
        """Whether something told before is gone: the conversation is older than this desk and yet nothing is kept of it (the
        database was lost, or nothing durable is wanted)."""
        begun = born(held.record.conversation)
        return held.new and begun is not None and begun < int(self._started)

    async def commit(self, held: Held, record: Record, line: Line | None, also: Also | None = None) -> Kept:
        """RecordStore.commit of the store that it came from. Never raises: what cannot be stored is lost with a warning. Only
        where `also` must be written with it what is raised leaves, and nothing was written."""
        try:
            return await self._run(lambda: held.store.commit(held, record, line, also))
        except Exception as error:  # whatever a driver raises: the answer stands, only its memory does not
            await self.release(held)
            if also is not None:
                raise
            self._note(type(error).__name__)
            return "stored"

    async def release(self, held: Held) -> None:
        """Gives the conversation back without writing anything. Never raises."""
        with contextlib.suppress(Exception):
            await self._run(partial(held.store.release, held))

    def is_durable(self, held: Held) -> bool:
        """Whether it came from the database, not from this process's memory."""
        return held.store is self._stores[0] and bool(self.durable.engine.url.database)

    @property
    def durable(self) -> RecordStore:
        """Where conversations are kept."""
        return self._stores[0]

    async def forget_new(self, held: Held) -> None:
        """A conversation that `begin` has just made and nobody has spoken in is gone again. Never raises."""
        if held.new:
            with contextlib.suppress(Exception):
                await self._run(partial(held.store.drop, held.record.conversation))

    async def be_careful(self, conversation: str, door: str) -> None:
        """Danger was told in a message that found no place: nothing is written along. Never raises."""
        with contextlib.suppress(Exception):  # noted by _in_either
            await self._in_either(lambda store: store.be_careful(conversation, door))

    async def run(self, work: Callable[[], Value]) -> Value:
        """Work on the same database in turn with that on the records: SQLite writes one at a time. Raises what it raises."""
        return await self._run(work)

    async def state(self, conversation: str) -> tuple[bool, str]:
        """Whether danger was told, and the language. Never raises."""
        try:
            return await self._in_either(lambda store: store.state(conversation))
        except Exception:  # noted by _in_either
            return False, ""

    async def speak(self, conversation: str, door: str, language: str) -> None:
        """The conversation's replies are to be in another language ("ja", "easy"). Never raises."""
        taken = await self.begin(conversation, None, door, 0.0)
        if taken.held:
            await self.commit(taken.held, replace(taken.held.record, language=language), None)

    async def talk(self, conversation: str, after: int) -> Talk | None:
        """RecordStore.talk; None also while nothing can be read. Never raises."""
        for store in self._stores:
            with contextlib.suppress(Exception):  # the page goes on without its past
                if (found := await self._run(partial(store.talk, conversation, after))) is not None:
                    return found
        return None

    async def judge(self, conversation: str, seq: int, place: int, day: date, *, yes: bool) -> dict[str, Any] | None:
        """Counts whether message number `place` of the reply `seq` helped: each once, none in careful mode. The message, or None
        when it was not counted. Never raises."""
        shown = await self.talk(conversation, seq - 1) if seq > 0 else None
        if shown is None or shown.careful:
            return None
        said: list[dict[str, Any]] = [
            message for one in shown.spoken if one.seq == seq for message in one.reply["messages"][place : place + 1]
        ]
        if not said or not said[0]["topic"] or not self._helpful.once(f"{conversation} {seq} {place}"):
            return None
        try:
            await self._run(partial(self._helpful.count, day, shown.door, said[0], yes=yes))
        except Exception as error:  # a count is worth no error to anybody
            self._note(type(error).__name__)
            return None
        return said[0]

    async def helped(self, since: date) -> list[dict[str, Any]]:
        """The counts of `judge` from `since` on. Raises what the database raises."""
        return await self._run(lambda: list(self._helpful.counted(since)))

    async def end(self, conversation: str) -> bool:
        """Everything that is kept of it is gone, wherever. False: something of it may still be kept. Never raises."""
        return await self._gone(lambda store: store.end(conversation))

    async def drop(self, conversation: str) -> bool:
        """As `end`, but the next message under its name begins a new conversation."""
        return await self._gone(lambda store: store.drop(conversation))

    async def _gone(self, work: Callable[[RecordStore], object]) -> bool:
        gone = True
        for store in self._stores:
            try:
                await self._run(partial(work, store))
            except Exception as error:  # whatever a driver raises: the other one is still asked
                logger.warning("a conversation is not erased: %s", type(error).__name__)
                gone = False
        return gone

    async def keep_swept(self) -> None:
        """Removes what is too old, at once and then every minute, until cancelled."""
        while True:
            for store in self._stores:
                try:
                    await self._run(store.sweep)
                except (SQLAlchemyError, OSError) as error:
                    self._note(type(error).__name__)
            await asyncio.sleep(SWEEP)

    def close(self) -> None:
        """Ends the threads and the connections."""
        self._threads.shutdown()
        for store in self._stores:
            store.engine.dispose()

    async def _in_either(self, work: Callable[[RecordStore], Value]) -> Value:
        durable, standby = self._stores
        try:
            done = await self._run(lambda: work(durable))
        except Exception as error:  # whatever a driver raises
            self._note(type(error).__name__)
            return await self._run(lambda: work(standby))
        self._note("")
        return done

    async def _run(self, work: Callable[[], Value]) -> Value:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _note(self, fault: str) -> None:
        if fault != self._fault:
            logger.warning("conversations are %s", f"in memory only: {fault}" if fault else "stored again")
        self._fault = fault


def open_records(settings: Settings, clock: Callable[[], float] = time) -> Records:
    """The records of an installation. With MYNADESK_RETENTION_HOURS=0 nothing leaves this process's memory."""
    durable = open_store(settings, clock)
    standby = open_store(settings, clock, url="")
    threads = 1 if durable.engine.dialect.name == "sqlite" else 4
    return Records(durable, standby, threads=threads, clock=clock)


def open_store(settings: Settings, clock: Callable[[], float] = time, url: str | None = None) -> RecordStore:
    """The store at `url`; None: where the settings say."""
    retention = settings.retention_hours * 3600.0
    where = (settings.database_url if retention else "") if url is None else url
    visit, usual = Stay(VISIT_IDLE, VISIT_LONGEST), Stay(retention or IDLE)

    def stay(door: str) -> Stay:
        return visit if door == "kiosk" else usual

    me = f"{gethostname()} {settings.data}"
    lease = settings.engine_timeout + _TURN
    return RecordStore(open_conversations(where), settings.secret, me, lease=lease, stay=stay, clock=clock)


def reply_json(messages: tuple[dict[str, Any], ...], owner: str) -> dict[str, Any]:
    """A reply as it is kept for the same message again."""
    return {"messages": list(messages), "owner": owner}
