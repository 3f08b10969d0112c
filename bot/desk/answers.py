"""What the bot answers: the guard first, then the engine; and what the desk says by itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection
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
from bot.reading.language import in_english, language_of
from bot.reading.marks import Said
from bot.reading.model import ENGLISH, JAPANESE
from bot.reading.safety import read_risk
from bot.rulebook.statements.lookup import Rulebook
from bot.text import MAX_CHARS, is_blank, normalise

logger = logging.getLogger(__name__)
PRESSED: Final = "human_handoff"  # an intent the engine knows, for a button whose payload goes along
GLANCE: Final = 200  # characters
NOTICES: Final = ("number_refused", "pin_refused", "masked", "too_long")
_BUTTON: Final = re.compile(
    r"(?:topic:(?P<topic>[a-z_]{2,40})|need:(?P<need>[a-z_]{2,40}\.[a-z0-9_]{2,40})|fact:[a-z_]+=[a-z0-9_]+|more:)"
)


class Answers:
    """The rulebook's topics and the statements' needs (`needs`: ids) decide which buttons are real."""

    def __init__(
        self,
        engine: EngineClient,
        rulebook: Rulebook,
        phrases: Phrases,
        calendar: CalendarLinks | None,
        today: Callable[[], date],
        needs: Collection[str] = (),
    ) -> None:
        self._engine = engine
        self._needs = frozenset(needs)
        self._rulebook = rulebook
        self._phrases = phrases
        self._calendar = calendar
        self._today = today
        self._ours = OurNumbers(rulebook, phrases)

    async def to(self, turn: Turn, record: Record, *, lost: bool) -> tuple[str, TurnReply, Record]:
        """The masked text, the reply, and what is known after it. `lost`: what was told before is gone."""
        say = self._say(turn.text, record)
        notices = [plain_message(say.get("context_lost"), [])] if lost else []
        if turn.topic:
            return "", *await self._ask(turn, f"/{turn.topic}", notices, record)
        button = _BUTTON.fullmatch(turn.text.strip())
        if button and self._is_real(button):
            return button[0], *await self._ask(turn, f"/{button['topic'] or PRESSED}", notices, record, button[0])
        guarded = guard(turn.text, earlier_digits=record.digits, expects_date=record.day_asked, ours=self._ours.every)
        blank, blanks = is_blank(guarded.text), record.blanks
        record = replace(record, digits=guarded.digits, blanks=blanks + 1 if blank else 0, day_asked=False)
        notices += self.notices(guarded, len(turn.text), say)
        if blank or nothing_else(guarded):
            empty = [plain_message(say.get("empty", blanks), self._first_buttons(say))] if blank else []
            return guarded.text, TurnReply((*notices, *empty)), record
        text = self._ours.named(guarded.text)
        if text.startswith("/"):  # never a Rasa command
            text = f"・{text[1:]}"
        return text, *await self._ask(turn, text, notices, record)

    def _is_real(self, button: re.Match[str]) -> bool:
        topic, need = button["topic"], button["need"]
        return topic in self._rulebook.rules.topics if topic else not need or need in self._needs

    async def _ask(
        self, turn: Turn, text: str, notices: list[dict[str, Any]], record: Record, pressed: str = ""
    ) -> tuple[TurnReply, Record]:
        insurer = turn.insurer if turn.insurer in INSURERS else None
        context = {"careful": record.careful, "salient": dict(record.salient), **self._context_of(text, record)}
        context |= {"pressed": pressed} if pressed else {}
        belief = {**record.belief, **({"language": record.language} if record.language != JAPANESE else {})}
        metadata = {"channel": turn.channel, "insurer": insurer, "belief": belief, **context}
        try:
            replies = await self._engine.send(turn.conversation, text, metadata)
            belief = dict(belief if replies.belief is None else replies.belief)
            language = str(belief.pop("language", JAPANESE))
            # the engine may hear danger where no list does
            told = bool(belief.get("careful")) or any(reply["topic"] == EMERGENCY for reply in replies)
            careful = record.careful or told
            answers = [self._with_calendar(reply, turn.conversation, careful) for reply in replies]
        except EngineUnavailable as error:
            logger.warning("engine unavailable: %s", error)
            return TurnReply((*notices, self.apology(turn, self._say(turn.text, record))), taken=False), record
        except Exception as error:  # a person waits for an answer, whatever it was
            logger.error("turn failed: %s", where(error))
            return TurnReply((*notices, self.apology(turn, self._say(turn.text, record))), taken=False), record
        known = str(belief.get("insurer") or insurer or "")
        day_asked = any(answer.get("expects") == "date" for answer in answers)
        after = replace(record, belief=belief, insurer=known, language=language, day_asked=day_asked, careful=careful)
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

    def notices(self, guarded: Guarded, length: int, say: Phrases | None = None) -> list[dict[str, Any]]:
        """What the person has to know of what was masked; `length` of the text as it came."""
        told: list[str] = []
        if guarded.refuses:
            told.append("number_refused")
        elif "pin" in guarded.found:
            told.append("pin_refused")
        elif guarded.found:
            told.append("masked")
        if length > MAX_CHARS:
            told.append("too_long")
        return [plain_message((say or self._phrases).get(key), []) for key in told]

    def _say(self, text: str, record: Record) -> Phrases:
        """The desk's own sentences in the language of the message, else of the conversation."""
        spoken = language_of(Said(normalise(text))) or record.language
        return self._phrases.in_english if spoken == ENGLISH else self._phrases

    def _first_buttons(self, say: Phrases) -> list[dict[str, str]]:
        topics = self._rulebook.rules.topics
        return [
            {"title": say.name("topics", one, topics[one].name), "payload": f"topic:{one}"}
            for one in say.ids("first_buttons")
        ]

    def is_notice(self, message: dict[str, Any]) -> bool:
        """Whether the message is one of `notices`."""
        spoken = (self._phrases, self._phrases.in_english)
        return message.get("text") in {say.get(key).text for say in spoken for key in NOTICES}

    def _in_haste(self, text: str) -> Phrases:
        """The sentences for a message that is not read: its first letters tell the language."""
        return self._phrases.in_english if in_english(text[:GLANCE]) else self._phrases

    def busy(self, turn: Turn, words: str, seconds: int) -> TurnReply:
        """The apology where there is no place for a message; `words`: the phrase."""
        said = self._in_haste(turn.text).get(words).fill(seconds=str(seconds))
        return TurnReply((plain_message(said, []),), taken=False, retry_after=seconds)

    def apology(self, turn: Turn, say: Phrases | None = None) -> dict[str, Any]:
        """What people see when no answer can be made: sorry, and whom to call."""
        offices = (turn.insurer,) if turn.insurer in OFFICES and turn.insurer else OFFICES
        return apology(self._rulebook, say or self._in_haste(turn.text), offices)
