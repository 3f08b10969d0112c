"""What the desk says by itself, in the shape of the chat API."""

from __future__ import annotations

from typing import Any

from bot.dialogue.phrases import Phrase, Phrases
from bot.rulebook.statements.lookup import Rulebook


def plain_message(said: Phrase, buttons: list[dict[str, str]], kind: str = "statement") -> dict[str, Any]:
    """A message of the chat API without a topic, of one part."""
    return {
        "text": said.text,
        "easy": said.easy,
        "speech": said.speech,
        "topic": "",
        "expects": "",
        "confidence": 1.0,
        "parts": [{"kind": kind, "text": said.text, "easy": said.easy, "speech": said.speech, "id": ""}],
        "buttons": buttons,
        "sources": [],
        "deadlines": [],
    }


def apology(rulebook: Rulebook, phrases: Phrases, offices: tuple[str, ...]) -> dict[str, Any]:
    """What people see when no answer can be made: sorry, and whom to call."""
    said, safe = phrases.get("apology"), phrases.get("safety_line")
    contacts = [rulebook.contact(name) for name in offices]
    lines = "\n".join(f"{c.name} {c.phone}" for c in contacts)
    spoken = "".join(f"{c.name}、{c.phone.replace('-', '、')}。" for c in contacts)
    return plain_message(
        Phrase(
            f"{said.text}\n{lines}\n{safe.text}",
            f"{said.easy}\n{lines}\n{safe.easy}",
            f"{said.speech}{spoken}{safe.speech}",
        ),
        [],
        "contacts",
    )
