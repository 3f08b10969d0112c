"""One turn of a conversation: guard first, then the engine, and never silence."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from time import time
from typing import Any, Final, Literal, cast

from bot.desk.calendar_links import CalendarLinks
from bot.desk.first_help import FirstHelp
from bot.desk.lanes import RETRY_AFTER, Busy, Lanes, cost_of
from bot.desk.once import Once
from bot.desk.our_numbers import OurNumbers
from bot.desk.own_words import apology, plain_message
from bot.desk.people import Also, Nobody, People
from bot.desk.record import Held, Line, Record, Talk
from bot.desk.records import Records, reply_json
from bot.desk.salient import noted
from bot.dialogue.belief import Belief
from bot.dialogue.phrases import Phrases
from bot.dialogue.view import EMERGENCY
from bot.engine.client import EngineClient, EngineUnavailable
from bot.guard.guard import Guarded, guard
from bot.guard.logs import where
from bot.guard.rest import nothing_else
from bot.reading.safety import read_risk
from bot.rulebook.statements.lookup import Rulebook
from bot.text import MAX_CHARS, is_blank

logger = logging.getLogger(__name__)
Owner = Literal["bot", "waiting", "human", "closed"]
OFFICES: Final = ("kitamura", "kitaku")
INSURERS: Final = (*OFFICES, "kouki")
PRESSED: Final = "human_handoff"  # an intent the engine knows, for a button whose payload goes along
NOTICES: Final = ("number_refused", "pin_refused", "masked", "too_long")
_BUTTON: Final = re.compile(
    r"(?:topic:([a-z_]{2,40})|need:([a-z_]{2,40})\.[a-z0-9_]{2,40}|fact:[a-z_]+=[a-z0-9_]+|more:)"
)
LOOKED: Final = 2 * MAX_CHARS  # characters that are looked at for danger: as many as a page sends
OTHER_DESK: Final = 3.0  # seconds that a message waits for another desk that has its conversation


@dataclass(frozen=True)
class Turn:
    """One message as a door hands it in. `insurer` is a choice made at the door, or None. `message_id`: the same id again
    in the conversation is the same message. `address`: whom the cost of the turn is counted to. `wait`: seconds, when its
    sender has sent too many: it gets the apology, and what helps in danger. `danger`: it tells of danger. `topic`: asked
    for by the door itself, without words. `came`: seconds since 1970; messages of a conversation are taken in this order."""

    conversation: str = field(repr=False)
    text: str = field(repr=False)
    channel: str
    insurer: str | None = None
    message_id: str | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)
    wait: int = 0
    danger: bool = False
    topic: str = ""
    came: float = field(default_factory=time, compare=False)


@dataclass(frozen=True)
class TurnReply:
    """What the door shows: messages of the chat API, and who owns the conversation. `taken` is False for an apology: the
    same message may be sent again. `retry_after`, seconds, when there was no place for it. `seq`: the number of the message
    in the conversation, 0 while it has none; `careful`: danger was told, so nothing may be kept at the door either."""

    messages: tuple[dict[str, Any], ...] = field(repr=False)
    owner: Owner = "bot"
    taken: bool = True
    retry_after: int | None = None
    seq: int = 0
    careful: bool = False


class Conversations:
    """Takes turns. All parts come in by constructor; the rulebook's topics decide which buttons are real. `wipe` is told
    which conversation is over, for what is kept of it elsewhere."""

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
    ) -> None:
        self._today = today
        self._people = people or Nobody()
        self._lanes = lanes or Lanes()
        self._once: Once[TurnReply] = Once(self._lanes.give_up)
        self._records = records
        self._wipe = wipe
        self._first_help = first_help
        self._calendar = calendar
        self._engine = engine
        self._rulebook = rulebook
        self._phrases = phrases
        self._ours = OurNumbers(rulebook, phrases)

    async def take(self, turn: Turn) -> TurnReply:
        """The reply to one message, in the order of the conversation. Nothing raised here reaches a person: the worst case
        is an apology. Cancelling it drops a message that still waits; one that has begun is finished."""
        key = f"{turn.conversation} {turn.message_id}" if turn.message_id else None
        return await self._once.run(key, lambda: self._with_first_help(turn))

    def tells_danger(self, text: str) -> bool:
        """Whether a message does, by itself. Up to 30 ms for 2,000 characters."""
        return bool(self._first_help and self._first_help.known(text[:MAX_CHARS]))

    async def _with_first_help(self, turn: Turn) -> TurnReply:
        """Whoever tells of danger waits in no queue: the numbers are known here. To look at a long text takes its time, so
        a flood of them is looked at in a fair order."""
        if self._first_help:
            try:
                looked = turn.text[:LOOKED]
                async with self._lanes.look(turn.address, cost_of(looked)):
                    own = self._first_help.known(looked)
            except Busy:
                return self._busy("busy_desk", RETRY_AFTER)
            if own:
                return await self._with_numbers(replace(turn, danger=True), own, self._first_help)
        return await self._take_in_order(turn)

    async def _with_numbers(self, turn: Turn, own: tuple[dict[str, Any], ...], first_help: FirstHelp) -> TurnReply:
        """What helps now, as the usual turn's reply: its owner and its number. One that is still under way has none yet."""
        usual: list[TurnReply] = []

        async def ask() -> TurnReply:
            usual.append(await self._take_in_order(turn))
            return usual[-1]

        said = await first_help.beside(own, ask, self._is_notice)
        known = usual[-1] if usual else TurnReply(())
        return replace(known, messages=said, taken=True, retry_after=None, careful=True)

    def _is_notice(self, message: dict[str, Any]) -> bool:
        return message.get("text") in {self._phrases.get(key).text for key in NOTICES}

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
        return self._busy(words, seconds)

    def _busy(self, words: str, seconds: int) -> TurnReply:
        said = self._phrases.get(words).fill(seconds=str(seconds))
        return TurnReply((plain_message(said, []),), taken=False, retry_after=seconds)

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
            return TurnReply((self.apology(turn.insurer),), taken=False)
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
            said, reply, after = await self._answered(turn, held)
            messages = await self._people.beside(reply.messages, held.record, after, new=held.new)
            return said, replace(reply, messages=messages), after, None
        guarded = guard(turn.text, earlier_digits=before.digits, ours=self._ours.every)
        before = replace(before, digits=guarded.digits)
        step = await self._people.take(guarded.text, before, held.seq, durable=self._records.is_durable(held))
        notices = self._notices(guarded, len(turn.text)) if step.taken else []
        owner = cast(Owner, step.record.owner)
        return step.said, TurnReply((*notices, *step.messages), owner, step.taken), step.record, step.also

    async def _answered(self, turn: Turn, held: Held) -> tuple[str, TurnReply, Record]:
        """The masked text, the reply, and what is known after it."""
        record = replace(held.record, careful=held.record.careful or turn.danger)
        notices = [self._message("context_lost")] if self._records.has_lost(held) else []
        if turn.topic:
            return "", *await self._ask(turn, f"/{turn.topic}", notices, record)
        button = _BUTTON.fullmatch(turn.text.strip())
        if button and (button[1] or button[2] or PRESSED) in (*self._rulebook.rules.topics, PRESSED):
            return button[0], *await self._ask(turn, f"/{button[1] or PRESSED}", notices, record, button[0])
        guarded = guard(turn.text, earlier_digits=record.digits, expects_date=record.day_asked, ours=self._ours.every)
        blank, blanks = is_blank(guarded.text), record.blanks
        record = replace(record, digits=guarded.digits, blanks=blanks + 1 if blank else 0, day_asked=False)
        notices += self._notices(guarded, len(turn.text))
        if blank or nothing_else(guarded):
            empty = [self._message("empty", blanks, buttons=True)] if blank else []
            return guarded.text, TurnReply((*notices, *empty)), record
        text = self._ours.named(guarded.text)
        if text.startswith("/"):  # never a Rasa command
            text = f"・{text[1:]}"
        return text, *await self._ask(turn, text, notices, record)

    async def _ask(
        self, turn: Turn, text: str, notices: list[dict[str, Any]], record: Record, pressed: str = ""
    ) -> tuple[TurnReply, Record]:
        insurer = turn.insurer if turn.insurer in INSURERS else None
        context = {"careful": record.careful, "salient": dict(record.salient), **self._context_of(text, record)}
        context |= {"pressed": pressed} if pressed else {}
        metadata = {"channel": turn.channel, "insurer": insurer, "belief": dict(record.belief), **context}
        try:
            replies = await self._engine.send(turn.conversation, text, metadata)
            belief = record.belief if replies.belief is None else replies.belief
            # the engine may hear danger where no list does
            told = bool(belief.get("careful")) or any(reply["topic"] == EMERGENCY for reply in replies)
            careful = record.careful or told
            answers = [self._with_calendar(reply, turn.conversation, careful) for reply in replies]
        except EngineUnavailable as error:
            logger.warning("engine unavailable: %s", error)
            return TurnReply((*notices, self.apology(turn.insurer)), taken=False), record
        except Exception as error:  # a person waits for an answer, whatever it was
            logger.error("turn failed: %s", where(error))
            return TurnReply((*notices, self.apology(turn.insurer)), taken=False), record
        known = str(belief.get("insurer") or insurer or "")
        day_asked = any(answer.get("expects") == "date" for answer in answers)
        after = replace(record, belief=belief, insurer=known, day_asked=day_asked, careful=careful)
        return TurnReply((*notices, *answers)), noted(after, replies)

    def _context_of(self, text: str, record: Record) -> dict[str, Any]:
        """What the reading of the message may use: the day, what is open, and what is known of danger already."""
        open_ = Belief.from_json(record.belief).open(careful=record.careful)
        known = {} if text.startswith("/") else {"risk": asdict(read_risk(text))}
        return {"today": self._today().isoformat(), "open": asdict(open_), **known}

    async def talk(self, conversation: str, after: int = 0) -> Talk | None:
        """What was said with a number above `after`, as masked as it is kept; None when nothing is kept."""
        return await self._records.talk(conversation, after)

    async def judge(self, conversation: str, seq: int, place: int, *, yes: bool) -> bool:
        """Whether message number `place` of the reply `seq` helped, as a count; whether it was counted."""
        return await self._records.judge(conversation, seq, place, self._today(), yes=yes)

    async def end(self, conversation: str) -> None:
        """Everything that was told in it is wiped; nothing else in the world has it: the engine keeps nothing."""
        self._wipe(conversation)
        await self._records.end(conversation)

    def _with_calendar(self, reply: dict[str, Any], conversation: str, careful: bool) -> dict[str, Any]:
        if careful:  # an entry in a calendar is found by whoever looks at the phone
            return reply
        link = self._calendar.link(reply.get("deadlines") or [], conversation) if self._calendar else None
        return reply | {"calendar": link} if link else reply

    def _notices(self, guarded: Guarded, length: int) -> list[dict[str, Any]]:
        notices: list[dict[str, Any]] = []
        if guarded.refuses:
            notices.append(self._message("number_refused"))
        elif "pin" in guarded.found:
            notices.append(self._message("pin_refused"))
        elif guarded.found:
            notices.append(self._message("masked"))
        if length > MAX_CHARS:
            notices.append(self._message("too_long"))
        return notices

    def _message(self, key: str, turn: int = 0, *, buttons: bool = False) -> dict[str, Any]:
        shown = [
            {"title": self._rulebook.rules.topics[topic].name, "payload": f"topic:{topic}"}
            for topic in (self._phrases.ids("first_buttons") if buttons else ())
        ]
        return plain_message(self._phrases.get(key, turn), shown)

    def apology(self, insurer: str | None) -> dict[str, Any]:
        """What people see when no answer can be made: sorry, and whom to call."""
        return apology(self._rulebook, self._phrases, (insurer,) if insurer in OFFICES and insurer else OFFICES)
