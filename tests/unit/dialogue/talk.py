"""A conversation with the dialogue alone: messages are told how they were understood; the rulebook is the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from bot.dialogue.cases import load_cases
from bot.dialogue.context import Context
from bot.dialogue.model import Heard, HeardTopic, Message, State
from bot.dialogue.phrases import load_phrases
from bot.dialogue.turn import take_turn
from bot.reading.acts import find_act
from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.text import normalise

TODAY: Final = date(2026, 11, 22)  # a Sunday


@lru_cache(maxsize=1)
def the_context() -> Context:
    """The real rulebook, deadlines and sentences, on the project's day."""
    return Context(Rulebook(load_rules()), load_deadline_book(), load_phrases(), load_cases(), TODAY)


def heard(text: str, topic: str = "", confidence: float = 0.9, *, verdict: str = "", choices: tuple[str, ...] = (), more: tuple[str, ...] = ()) -> Heard:
    """What understanding makes of `text`: `topic` (and `more` topics) answered; without a topic, not understood."""
    text = normalise(text)
    act = find_act(text)
    topics = tuple(HeardTopic(name, confidence, text) for name in (topic or "reception_how", *more))
    if not topic:
        topics = (replace(topics[0], confidence=0.1),)
    return Heard(text, verdict or ("answer" if topic else "unclear"), topics, choices, act.name if act else "", act.detail if act else "")


class Talk:
    """One conversation. State goes through JSON after each turn, as in the engine."""

    def __init__(self, **context: object) -> None:
        self.state = State()
        self._context = replace(the_context(), **context)
        self.messages: tuple[Message, ...] = ()

    def hear(self, one: Heard) -> str:
        """Everything said to a message."""
        reply = take_turn(one, self.state, self._context)
        assert reply.messages and all(message.text and message.easy and message.speech for message in reply.messages)
        self.state = State.from_json(reply.state.as_json())
        assert self.state == reply.state, "what is remembered must survive the engine"
        self.messages = reply.messages
        return self.text

    def say(self, text: str, topic: str = "", confidence: float = 0.9, **more: object) -> str:
        """The same for a text understood as `topic`."""
        return self.hear(heard(text, topic, confidence, **more))  # type: ignore[arg-type]

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
