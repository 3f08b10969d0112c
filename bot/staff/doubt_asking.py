"""Whether an editor may see a question: asked in one line where an answer was none, was doubtful or did not help; kept with a yes.

What was asked about and is not answered yet stands in this process's memory alone. Nobody is asked where danger was told."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.desk.memory import ForgetfulMemory
from bot.desk.people import MAY, MAY_NOT, WITH_PEOPLE, Step
from bot.desk.record import Record
from bot.dialogue.belief import Belief
from bot.staff.desk_settings import SettingStore
from bot.staff.doubts import About, Doubts
from bot.staff.handover_store import HandoverStore
from bot.staff.said import DOORS, Names, told
from bot.words import Words

SAY: Final = Words(__file__)

MISSES: Final = 2
LOW: Final = 0.4  # confidence of an answer; below it, whether it was the right one is doubtful
DAY: Final = 24 * 3600.0
_ANSWER: Final = re.compile(rf"({MAY}|{MAY_NOT})(?::(\d{{1,7}}))?", re.ASCII)
_PRESSED: Final = re.compile(r"[a-z]+:\S*", re.ASCII)  # what a button says is no question


def missed(record: Record) -> int:
    """Messages in a row that the bot has not understood."""
    return int(record.belief.get("misses") or 0)


def settled(record: Record) -> Record:
    """The record, with nothing missed any more."""
    belief = Belief.from_json(record.belief)
    return replace(record, belief=belief.but(misses=0).as_json()) if belief.misses else record


@dataclass(frozen=True)
class _Open:
    """A question that was asked about. `seq`: of its turn."""

    seq: int
    about: About = field(repr=False)


class DoubtAsking:
    """`names` masks names before anything is kept."""

    def __init__(self, store: HandoverStore, settings: SettingStore, names: Names, doubts: Doubts) -> None:
        self._store, self._settings, self._names, self._doubts = store, settings, names, doubts
        self._open: ForgetfulMemory[_Open] = ForgetfulMemory(most=10_000, seconds=DAY)
        self._asked: ForgetfulMemory[bool] = ForgetfulMemory(most=10_000, seconds=DAY)

    @staticmethod
    def concerns(text: str) -> bool:
        """Whether it is an answer to the question."""
        return _ANSWER.fullmatch(text.strip()) is not None

    async def beside(self, messages: tuple[dict[str, Any], ...], after: Record, seq: int) -> tuple[dict[str, Any], ...]:
        """What stands behind the reply `seq`: the question, at the second miss in a row, and once a conversation behind an answer
        given with little confidence."""
        if missed(after) == MISSES and self._may_keep(after):
            return (told(SAY("asked"), _buttons()),)
        doubtful = [one for one in messages if one["topic"] and one.get("confidence", 1.0) < LOW]
        if not doubtful or missed(after) or not self._may_keep(after) or self._asked.get(after.conversation):
            return ()
        return (self._ask(after, seq, About.of("low", doubtful[0]), SAY("asked")),)

    async def unhelpful(self, record: Record, seq: int, message: dict[str, Any]) -> Step | None:
        """The same of an answer that did not help; None where nobody is asked."""
        if not self._may_keep(record) or self._asked.get(record.conversation) or not (await self._settings.now()).learn:
            return None
        if not await self._typed(record.conversation, seq):
            return None
        return Step("", (self._ask(record, seq, About.of("unhelpful", message), SAY("asked_unhelpful")),), record)

    def _ask(self, record: Record, seq: int, about: About, words: str) -> dict[str, Any]:
        self._open.put(f"{record.conversation} {seq}", _Open(seq, about))
        self._asked.put(record.conversation, True)
        return told(words, _buttons(f":{seq}"))

    async def answered(self, text: str, record: Record, *, durable: bool) -> Step:
        """What the person decides; each question is answered once."""
        found = _ANSWER.fullmatch(text.strip())
        number = found[2] if found else None
        may = bool(found and found[1] == MAY and durable)
        if number:
            key = f"{record.conversation} {number}"
            asked, after = self._open.get(key), record
            self._open.forget(key)
        else:
            asked, after = (_Open(0, About("misses")) if missed(record) >= MISSES else None), settled(record)
        no = Step("", (told(SAY("not_kept")),), after)
        if not may or asked is None or not self._may_keep(record):
            return no
        if not (await self._settings.now()).learn or await asyncio.to_thread(self._doubts.is_full):
            return no
        self._asked.forget(record.conversation)  # who allows it once may be asked again
        said = await self._typed(record.conversation, asked.seq)
        masked = await self._names(said) if said else None
        if not masked:
            return no
        return Step(
            "", (told(SAY("kept")),), after, lambda connection: self._doubts.add(connection, masked, asked.about)
        )

    async def _typed(self, conversation: str, seq: int) -> list[str]:
        """What the person typed in the turn `seq`; with 0 the last MISSES messages."""
        lines = await asyncio.to_thread(self._store.lines, conversation)
        said = [one.said for one in lines if one.said and (not seq or one.seq == seq)]
        typed = [one for one in said if not _PRESSED.fullmatch(one)]
        return typed if seq else said[-MISSES:]

    def _may_keep(self, record: Record) -> bool:
        """At a door, and of a conversation, that something may be kept of."""
        kept = bool(self._store.engine.url.database)  # not with MYNADESK_RETENTION_HOURS=0
        return kept and record.door in DOORS and not record.careful and record.owner not in WITH_PEOPLE


def _buttons(number: str = "") -> tuple[dict[str, str], ...]:
    yes, no = SAY("yes_button"), SAY("no_button")
    return {"title": yes, "payload": MAY + number}, {"title": no, "payload": MAY_NOT + number}
