"""People at the desk: a conversation is the bot's, waits, is somebody's, goes back or is closed; each change is told to the person.

This is what bot.desk.conversation asks (`People`); what operators do stands in bot.staff.chats.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from bot.desk.own_words import plain_message
from bot.desk.people import ASK, STOP, WITH_PEOPLE, Step
from bot.desk.record import Record
from bot.desk.turn import OFFICES
from bot.dialogue.phrases import Phrase
from bot.rulebook.statements.lookup import Rulebook
from bot.staff.desk_settings import DeskSettings, SettingStore
from bot.staff.doubt_asking import MISSES, DoubtAsking, missed, settled
from bot.staff.handover_store import HandoverStore, SaidLine
from bot.staff.said import DOORS, LINE, Names, told
from bot.staff.sessions import StaffSessions
from bot.words import Words

SAY: Final = Words(__file__)

WANTS_PERSON: Final = "human_handoff"
SHOWN: Final = 30  # messages of a packet
PRESSED: Final = (ASK, STOP)  # what the buttons say


@dataclass(frozen=True)
class Around:
    """What the hand-over looks at: the time, holidays, and whom to call instead."""

    now: Callable[[], datetime]
    is_holiday: Callable[[date], bool]
    rulebook: Rulebook


class HandoverPeople:
    """`store` is on the conversations' database; `names` masks names before anything is kept for staff; `doors` bring staff's
    words to the person."""

    def __init__(
        self, store: HandoverStore, settings: SettingStore, sessions: StaffSessions, names: Names, around: Around,
        doubts: DoubtAsking, doors: tuple[str, ...] = DOORS,
    ) -> None:  # fmt: skip
        self._store = store
        self._settings = settings
        self._sessions = sessions
        self._names = names
        self._around = around
        self._doubts = doubts
        self._doors = doors

    def concerns(self, text: str, record: Record) -> bool:
        """A person is asked for, waited for, or there; or an editor may see something."""
        return record.owner in WITH_PEOPLE or text.strip() in PRESSED or self._doubts.concerns(text)

    async def take(self, text: str, record: Record, seq: int, *, durable: bool) -> Step:
        """What becomes of the message."""
        if record.door == LINE and record.careful and record.owner in WITH_PEOPLE:
            return await self._stop(record, SAY("ended"))  # nothing may be pushed to that screen any more
        if text.strip() == ASK:
            return await self._ask(record, seq, durable=durable)
        if text.strip() == STOP:
            return await self._stop(record)
        if self._doubts.concerns(text):
            return await self._doubts.answered(text, record, durable=durable)
        masked = await self._names([text])
        if masked is None:
            return Step("", (told(SAY("not_passed_on")),), record, taken=False)
        if record.owner == "human":
            return Step(masked[0], (), record)
        return Step(masked[0], (told(await self._queue_words(record.conversation), (_button_stop(),)),), record)

    async def _ask(self, record: Record, seq: int, *, durable: bool) -> Step:
        if record.owner in WITH_PEOPLE:
            return Step("", (told(await self._queue_words(record.conversation), (_button_stop(),)),), record)
        if not self._brings(record):
            contacts = contact_lines(record.insurer, self._around.rulebook)
            return Step("", (told(SAY("not_here", contacts=contacts)),), record)
        settings = await self._settings.now()
        if not self._is_open(settings) or not durable:
            return Step("", (told(self._closed_words(settings, record.insurer)),), record)
        lines = await asyncio.to_thread(self._store.lines, record.conversation)
        packet = await self._packet(lines[-SHOWN:])
        reason = "danger" if record.careful else "asked"
        name = record.conversation
        waiting = await asyncio.to_thread(self._store.waiting)
        minutes = await self._minutes(waiting + 1, settings)
        words = SAY("called", place=waiting + 1, minutes=minutes, patience=settings.patience)
        kept = replace(settled(record), owner="waiting")  # what is said to staff was never what the bot missed
        return Step(
            "", (told(words, (_button_stop(),)),), kept, lambda connection: self._store.begin(connection, name, reason, seq, packet)
        )  # fmt: skip

    async def _packet(self, lines: list[SaidLine]) -> list[dict[str, Any]]:
        """What was said before, masked once more: without names. While the names cannot be masked only what we said."""
        said = [one.said for one in lines]
        masked = await self._names(said) if any(said) else said
        return [
            {"at": one.at, "said": text, "replies": list(one.replies)}
            for one, text in zip(lines, masked if masked is not None else [""] * len(lines))
        ]

    def _brings(self, record: Record) -> bool:
        """Whether staff's words reach the person. On LINE nothing is pushed where danger was told."""
        return record.door in self._doors and not (record.door == LINE and record.careful)

    async def _stop(self, record: Record, words: str = "") -> Step:
        """Whoever waits waits no more; who talks with somebody goes back to the bot."""
        said = (told(words or SAY("back")),)
        if record.owner not in WITH_PEOPLE:
            return Step("", said, record)
        name, before = record.conversation, record.owner
        row = await asyncio.to_thread(self._store.get, name)
        by = row.operator if row else ""
        return Step(
            "", said, replace(record, owner="bot"),
            lambda connection: self._store.step(connection, name, before, "bot", by=by),
        )  # fmt: skip

    async def _queue_words(self, conversation: str) -> str:
        row = await asyncio.to_thread(self._store.get, conversation)
        settings = await self._settings.now()
        place = row.place if row else 1
        return SAY("waiting", place=place, minutes=await self._minutes(place, settings))

    async def _minutes(self, place: int, settings: DeskSettings) -> int:
        """About how long, in minutes: those before, each as long as a talk takes, by as many as are there."""
        present = await asyncio.to_thread(self._sessions.present)
        return max(1, math.ceil(place * settings.minutes / max(1, len(present))))

    def _is_open(self, settings: DeskSettings) -> bool:
        return settings.is_open(self._around.now(), self._around.is_holiday)

    def _closed_words(self, settings: DeskSettings, insurer: str) -> str:
        opening = settings.next_opening(self._around.now(), self._around.is_holiday) if settings.people else None
        return closed_words(opening, insurer, self._around.rulebook)

    async def beside(
        self, messages: tuple[dict[str, Any], ...], before: Record, after: Record, seq: int, *, new: bool
    ) -> tuple[dict[str, Any], ...]:
        """The notice in front of a conversation's first reply; a person on offer behind an answer that calls for one."""
        try:
            settings = await self._settings.now()
        except Exception:  # whatever a driver raises: the answer goes out without what belongs beside it
            return messages
        notice = (notice_message(settings),) if new and settings.notice else ()
        if settings.learn:
            messages = (*messages, *await self._doubts.beside(messages, after, seq))
        offered = settings.people and self._brings(after)
        if not offered or not _calls_for_one(messages, before, after, settings):
            return (*notice, *messages)
        if self._is_open(settings):
            offer = told(SAY("offer"), ({"title": SAY("offer_button"), "payload": ASK},))
        else:
            offer = told(self._closed_words(settings, after.insurer))
        return (*notice, *messages, offer)

    async def unhelpful(self, record: Record, seq: int, message: dict[str, Any]) -> Step | None:
        """Whom an answer did not help may be asked whether an editor may see the question."""
        return await self._doubts.unhelpful(record, seq, message)


def _calls_for_one(messages: tuple[dict[str, Any], ...], before: Record, after: Record, settings: DeskSettings) -> bool:
    topics = {one["topic"] for one in messages}
    lost = missed(after) >= MISSES
    danger = after.careful and not before.careful
    return WANTS_PERSON in topics or lost or danger or not topics.isdisjoint(settings.topics)


def closed_words(opening: datetime | None, insurer: str, rulebook: Rulebook) -> str:
    """Nobody is there: since when again, and whom to call."""
    contacts = contact_lines(insurer, rulebook)
    if opening is None:
        return SAY("nobody", contacts=contacts)
    weekday = SAY.table("weekdays")[str(opening.weekday())]
    return SAY(
        "closed", day=f"{opening.month}/{opening.day}", weekday=weekday, time=f"{opening:%H:%M}", contacts=contacts
    )


def contact_lines(insurer: str, rulebook: Rulebook) -> str:
    """Whom to call, a line each."""
    named = [rulebook.contact(name) for name in ((insurer,) if insurer in OFFICES else OFFICES)]
    return "\n".join(f"{one.name} {one.phone}" for one in named)


def notice_message(settings: DeskSettings) -> dict[str, Any]:
    """The notice above every door."""
    easy = settings.notice_easy or settings.notice
    return plain_message(
        Phrase(SAY("notice", text=settings.notice), SAY("notice", text=easy), settings.notice), [], "caution"
    )


def _button_stop() -> dict[str, str]:
    return {"title": SAY("stop_button"), "payload": STOP}
