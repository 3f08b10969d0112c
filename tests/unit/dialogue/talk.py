"""A conversation with the dialogue alone: messages are told how they were understood; the rulebook is the real one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.phrases import load_phrases
from bot.dialogue.reply import Message
from bot.dialogue.turn import take_turn
from bot.reading.model import Open, Reading, pressed
from bot.reading.read import NOTHING_OPEN, read
from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.needs_loader import load_book

TODAY: Final = date(2026, 11, 22)  # a Sunday


@lru_cache(maxsize=1)
def the_statements() -> Statements:
    """Every need and statement."""
    return Statements(load_book())


@lru_cache(maxsize=1)
def the_context() -> Context:
    """The real rulebook, deadlines and sentences, on the project's day."""
    return Context(Rulebook(load_rules()), load_deadline_book(), load_phrases(), the_statements(), TODAY)


Understood = dict[str, Any]


def heard(text: str, topic: str = "", confidence: float = 0.9, *, verdict: str = "", choices: tuple[str, ...] = (), more: tuple[str, ...] = ()) -> tuple[str, Understood]:
    """What the classifier makes of `text`: `topic` (and `more` topics) answered; without a topic, not understood."""
    topics = [{"topic": name, "confidence": confidence if topic else 0.1, "text": text} for name in (topic or "reception_how", *more)]
    return text, {"verdict": verdict or ("answer" if topic else "unclear"), "topics": topics, "choices": list(choices)}


def reading(text: str, topic: str = "", confidence: float = 0.9, open_: Open = NOTHING_OPEN, today: date = TODAY, **more: Any) -> Reading:
    """The reading of `text` understood as `topic`."""
    if not text and topic:
        return pressed(topic)
    return read(*heard(text, topic, confidence, **more), today=today, open_=open_)


class Talk:
    """One conversation. Reading and belief go through JSON, as between engine and desk."""

    def __init__(self, **context: object) -> None:
        self.belief = Belief()
        self._context = replace(the_context(), **context)
        self.messages: tuple[Message, ...] = ()

    def hear(self, one: Reading) -> str:
        """Everything said to a message."""
        assert Reading.from_json(json.loads(json.dumps(one.as_json()))) == one, "a reading must survive the engine"
        reply = take_turn(one, self.belief, self._context)
        assert reply.messages and all(message.text and message.easy and message.speech for message in reply.messages)
        self.belief = Belief.from_json(json.loads(json.dumps(reply.belief.as_json())))
        assert self.belief == reply.belief, "what is remembered must survive the engine"
        self.messages = reply.messages
        return self.text

    def say(self, text: str, topic: str = "", confidence: float = 0.9, **more: Any) -> str:
        """The same for a text understood as `topic`."""
        open_ = self.belief.open()
        return self.hear(reading(text, topic, confidence, open_, self._context.today, **more))

    def press(self, topic: str) -> str:
        """The same for a button."""
        return self.hear(pressed(topic))

    @property
    def text(self) -> str:
        """All texts of the last reply."""
        return "\n".join(message.text for message in self.messages)

    @property
    def topics(self) -> list[str]:
        """The topics of the last reply, in order."""
        return [message.topic for message in self.messages]

    @property
    def buttons(self) -> list[str]:
        """The payloads offered in the last reply."""
        return [button.payload for message in self.messages for button in message.buttons]

    @property
    def due(self) -> dict[str, str | None]:
        """Whose deadline -> last day, of the last reply's first deadline of each person."""
        found: dict[str, str | None] = {}
        for message in self.messages:
            for number, one in enumerate(message.deadlines):
                whose = message.whose[number] if number < len(message.whose) else ""
                found.setdefault(whose, one.due.isoformat() if one.due else None)
        return found
