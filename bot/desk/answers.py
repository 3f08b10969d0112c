"""What the bot answers: the guard first, then the engine; and what the desk says by itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final

from bot.desk.calendar_links import CalendarLinks
from bot.desk.our_numbers import OurNumbers
from bot.desk.own_words import apology, plain_message
from bot.desk.record import Record
from bot.desk.salient import noted
from bot.desk.turn import INSURERS, OFFICES, Turn, TurnReply
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
PRESSED: Final = "human_handoff"  # an intent the engine knows, for a button whose payload goes along
NOTICES: Final = ("number_refused", "pin_refused", "masked", "too_long")
_BUTTON: Final = re.compile(
    r"(?:topic:([a-z_]{2,40})|need:([a-z_]{2,40})\.[a-z0-9_]{2,40}|fact:[a-z_]+=[a-z0-9_]+|more:)"
)


class Answers:
    """The rulebook's topics decide which buttons are real."""

    def __init__(
        self,
        engine: EngineClient,
        rulebook: Rulebook,
        phrases: Phrases,
        calendar: CalendarLinks | None,
        today: Callable[[], date],
    ) -> None:
        self._engine = engine
        self._rulebook = rulebook
        self._phrases = phrases
        self._calendar = calendar
        self._today = today
        self._ours = OurNumbers(rulebook, phrases)

    async def to(self, turn: Turn, record: Record, *, lost: bool) -> tuple[str, TurnReply, Record]:
        """The masked text, the reply, and what is known after it. `lost`: what was told before is gone."""
        notices = [self._message("context_lost")] if lost else []
        if turn.topic:
            return "", *await self._ask(turn, f"/{turn.topic}", notices, record)
        button = _BUTTON.fullmatch(turn.text.strip())
        if button and (button[1] or button[2] or PRESSED) in (*self._rulebook.rules.topics, PRESSED):
            return button[0], *await self._ask(turn, f"/{button[1] or PRESSED}", notices, record, button[0])
        guarded = guard(turn.text, earlier_digits=record.digits, expects_date=record.day_asked, ours=self._ours.every)
        blank, blanks = is_blank(guarded.text), record.blanks
        record = replace(record, digits=guarded.digits, blanks=blanks + 1 if blank else 0, day_asked=False)
        notices += self.notices(guarded, len(turn.text))
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

    def _with_calendar(self, reply: dict[str, Any], conversation: str, careful: bool) -> dict[str, Any]:
        if careful:  # an entry in a calendar is found by whoever looks at the phone
            return reply
        link = self._calendar.link(reply.get("deadlines") or [], conversation) if self._calendar else None
        return reply | {"calendar": link} if link else reply

    # ---- what the desk says by itself
    def masked(self, text: str, record: Record) -> Guarded:
        """The text as the people may see it."""
        return guard(text, earlier_digits=record.digits, ours=self._ours.every)

    def notices(self, guarded: Guarded, length: int) -> list[dict[str, Any]]:
        """What the person has to know of what was masked; `length` of the text as it came."""
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

    def is_notice(self, message: dict[str, Any]) -> bool:
        """Whether the message is one of `notices`."""
        return message.get("text") in {self._phrases.get(key).text for key in NOTICES}

    def busy(self, words: str, seconds: int) -> TurnReply:
        """The apology where there is no place for a message; `words`: the phrase."""
        said = self._phrases.get(words).fill(seconds=str(seconds))
        return TurnReply((plain_message(said, []),), taken=False, retry_after=seconds)

    def apology(self, insurer: str | None) -> dict[str, Any]:
        """What people see when no answer can be made: sorry, and whom to call."""
        return apology(self._rulebook, self._phrases, (insurer,) if insurer in OFFICES and insurer else OFFICES)
