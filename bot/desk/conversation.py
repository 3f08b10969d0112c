"""The turns of all conversations: each once, in order, danger first, and never silence."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Any, Final, cast

from bot.desk.answers import Answers
from bot.desk.aside import Aside
from bot.desk.calendar_links import CalendarLinks
from bot.desk.first_help import FirstHelp
from bot.desk.lanes import RETRY_AFTER, Busy, Lanes, cost_of
from bot.desk.once import Once
from bot.desk.people import Also, Nobody, People, Step
from bot.desk.record import Held, Line, Record, Talk
from bot.desk.records import Records, reply_json
from bot.desk.turn import Owner, Turn, TurnReply
from bot.dialogue.phrases import Phrases
from bot.engine.client import EngineClient
from bot.guard.logs import where
from bot.rulebook.statements.lookup import Rulebook
from bot.text import MAX_CHARS

logger = logging.getLogger(__name__)
LOOKED: Final = 2 * MAX_CHARS  # characters that are looked at for danger: as many as a page sends
OTHER_DESK: Final = 3.0  # seconds that a message waits for another desk that has its conversation


class _NothingToSay(Exception):
    """Nothing is to be written in the conversation."""


class Conversations:
    """Takes turns. All parts come in by constructor. `wipe` is told which conversation is over, for what is kept of it
    elsewhere."""

    def __init__(
        self,
        engine: EngineClient,
        rulebook: Rulebook,
        phrases: Phrases,
        records: Records,
        calendar: CalendarLinks | None = None,
        lanes: Lanes | None = None,
        first_help: FirstHelp | None = None,
        wipe: Callable[[str], object] = lambda _conversation: None,
        today: Callable[[], date] = date.today,
        people: People | None = None,
        needs: Collection[str] = (),
    ) -> None:
        self._today = today
        self._people = people or Nobody()
        self._lanes = lanes or Lanes()
        self._once: Once[TurnReply] = Once(self._lanes.give_up)
        self._records = records
        self._wipe = wipe
        self._first_help = first_help
        self._answers = Answers(engine, rulebook, phrases, calendar, today, needs)

    async def take(self, turn: Turn) -> TurnReply:
        """The reply to one message, in the order of the conversation. Nothing raised here reaches a person: the worst case
        is an apology. Cancelling it drops a message that still waits; one that has begun is finished."""
        key = f"{turn.conversation} {turn.message_id}" if turn.message_id else None
        return await self._once.run(key, lambda: self._with_first_help(turn))

    def tells_danger(self, text: str) -> bool:
        """Whether a message does, by itself. Up to 60 ms for 4,000 characters."""
        return bool(self._first_help and self._first_help.known(text[:LOOKED]))

    def first_help(self, text: str) -> TurnReply:
        """What helps whoever writes it, without a turn: where there is no place even for that."""
        known = self._first_help.known(text[:LOOKED]) if self._first_help else ()
        return TurnReply(known, careful=True)

    async def _with_first_help(self, turn: Turn) -> TurnReply:
        """Whoever tells of danger waits in no queue: the numbers are known here. To look at a long text takes its time, so
        a flood of them is looked at in a fair order."""
        if self._first_help:
            try:
                looked = turn.text[:LOOKED]
                async with self._lanes.look(turn.address, cost_of(looked)):
                    own = self._first_help.known(looked)
            except Busy:
                return await self._refused(turn, "busy_desk", RETRY_AFTER)
            if own:
                return await self._with_numbers(replace(turn, danger=True), own, self._first_help)
        return await self._take_in_order(turn)

    async def _with_numbers(self, turn: Turn, own: tuple[dict[str, Any], ...], first_help: FirstHelp) -> TurnReply:
        """What helps now, as the usual turn's reply: its owner and its number. One that is still under way has none yet."""
        usual: list[TurnReply] = []

        async def ask() -> TurnReply:
            usual.append(await self._take_in_order(turn))
            return usual[-1]

        said = await first_help.beside(own, ask, self._answers.is_notice)
        known = usual[-1] if usual else TurnReply(())
        return replace(known, messages=said, taken=True, retry_after=None, careful=True)

    async def _take_in_order(self, turn: Turn) -> TurnReply:
        if turn.wait:
            return await self._refused(turn, "busy_desk", turn.wait)
        try:
            # the guard has its cost as well: no text is read before its turn has come
            cost = cost_of(turn.text[:MAX_CHARS])
            async with self._lanes.in_order(turn.conversation), self._lanes.place(turn.address, cost):
                return await self._take_once(turn)
        except Busy as busy:
            words = "busy_conversation" if busy.why == "conversation" else "busy_desk"
            return await self._refused(turn, words, RETRY_AFTER)

    async def _refused(self, turn: Turn, words: str, seconds: int) -> TurnReply:
        if turn.danger:  # heard, although there is no place for the message
            await self._records.be_careful(turn.conversation, turn.channel)
        return self._answers.busy(turn, words, seconds)

    async def _take_once(self, turn: Turn) -> TurnReply:
        taken = await self._records.begin(turn.conversation, turn.message_id, turn.channel, OTHER_DESK, turn.came)
        if taken.what == "again":
            return TurnReply(tuple(taken.reply["messages"]), taken.reply["owner"], seq=taken.seq, careful=taken.careful)
        if taken.what == "busy":
            raise Busy("conversation")
        if taken.held is None:  # it waited while the conversation was ended
            return TurnReply((), "closed")
        try:
            reply = await self._taken(turn, taken.held)
        except Exception as error:  # a person waits for an answer, and the conversation for its next message
            logger.error("turn failed: %s", where(error))
            await self._records.release(taken.held)
            reply = None
        if reply is None:
            if turn.danger:  # heard all the same
                await self._records.be_careful(turn.conversation, turn.channel)
            return TurnReply((self._answers.apology(turn),), taken=False)
        return reply

    async def _taken(self, turn: Turn, held: Held) -> TurnReply | None:
        """The reply, when it is kept; None when another desk has gone on: what was reckoned here holds no more."""
        said, reply, record, also = await self._with_people(turn, held)
        reply = replace(reply, careful=record.careful)
        line = Line(turn.message_id, said, reply_json(reply.messages, reply.owner)) if reply.taken else None
        kept = await self._records.commit(held, record, line, also)
        if kept == "lost":
            return None
        owner: Owner = reply.owner if kept == "stored" else "closed"
        return replace(reply, owner=owner, seq=held.seq + 1)

    async def _with_people(self, turn: Turn, held: Held) -> tuple[str, TurnReply, Record, Also | None]:
        """What the bot answers, or what becomes of a message that is the people's."""
        before = replace(held.record, careful=held.record.careful or turn.danger)
        if not self._people.concerns(turn.text, before):
            said, reply, after = await self._answers.to(turn, before, lost=self._records.has_lost(held))
            messages = await self._people.beside(reply.messages, held.record, after, held.seq + 1, new=held.new)
            return said, replace(reply, messages=messages), after, None
        guarded = self._answers.masked(turn.text, before)
        before = replace(before, digits=guarded.digits)
        step = await self._people.take(guarded.text, before, held.seq, durable=self._records.is_durable(held))
        notices = self._answers.notices(guarded, len(turn.text)) if step.taken else []
        owner = cast(Owner, step.record.owner)
        return step.said, TurnReply((*notices, *step.messages), owner, step.taken), step.record, step.also

    async def talk(self, conversation: str, after: int = 0) -> Talk | None:
        """What was said with a number above `after`, as masked as it is kept; None when nothing is kept."""
        return await self._records.talk(conversation, after)

    async def judge(self, conversation: str, seq: int, place: int, *, yes: bool) -> bool:
        """Whether message number `place` of the reply `seq` helped, as a count; whether it was counted. Whom it has not helped
        may be asked something in the conversation."""
        judged = await self._records.judge(conversation, seq, place, self._today(), yes=yes)
        if judged is None or yes:
            return judged is not None

        async def ask(record: Record) -> Step:
            step = await self._people.unhelpful(record, seq, judged)
            if step is None:
                raise _NothingToSay
            return step

        try:
            with contextlib.suppress(_NothingToSay, Busy):
                await Aside(self._lanes, self._records).do(conversation, ask)
        except Exception as error:  # the count stands; nobody waits for the question
            logger.warning("not asked: %s", where(error))
        return True

    async def end(self, conversation: str) -> bool:
        """Everything that was told in it is wiped; nothing else in the world has it: the engine keeps nothing. False: it could
        not be wiped, and may be tried again."""
        self._wipe(conversation)
        return await self._records.end(conversation)
