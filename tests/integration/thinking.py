"""An engine for tests that thinks: the real dialogue behind the real desk, without a trained model."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any, Final

import httpx

from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.phrases import load_phrases
from bot.dialogue.turn import take_turn
from bot.reading.model import pressed
from bot.reading.read import read
from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.needs_loader import load_book

TODAY: Final = date(2026, 11, 22)


@cache
def _context() -> Context:
    return Context(Rulebook(load_rules()), load_deadline_book(), load_phrases(), Statements(load_book()), TODAY)


def thinking(topics: dict[str, str]) -> Any:
    """Answers as the engine and its action do; `topics`: what each text is understood as."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"status": "ok"})
        body = json.loads(request.content)
        text, metadata = body["message"], body["metadata"]
        belief = Belief.from_json(metadata["belief"])
        if metadata.get("insurer"):
            belief = belief.but(insurer=metadata["insurer"])
        if text.startswith("/"):
            reading = pressed(text[1:])
        else:
            understood = {"verdict": "answer", "topics": [{"topic": topics[text], "confidence": 0.9, "text": text}], "choices": []}
            reading = read(text, understood, today=TODAY, open_=belief.open())
        reply = take_turn(reading, belief, _context())
        said = {
            "statements": [name for message in reply.messages for name in message.statements],
            "contacts": [name for message in reply.messages for name in message.contacts],
        }
        made = [{"custom": message.as_json()} for message in reply.messages]
        return httpx.Response(200, json=[*made, {"custom": {"belief": reply.belief.as_json(), **said}}])

    return answer
