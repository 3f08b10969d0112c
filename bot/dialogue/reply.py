"""What is said: replies made of parts. Doors render parts; nobody searches finished prose. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal

from bot.dialogue.belief import Belief
from bot.rulebook.deadlines.model import Deadline
from bot.rulebook.statements.model import ShownSource

Kind = Literal["acknowledgement", "lead", "statement", "caution", "deadline", "question", "contacts"]
KINDS: Final[tuple[Kind, ...]] = ("acknowledgement", "lead", "statement", "caution", "deadline", "question", "contacts")


@dataclass(frozen=True)
class Button:
    """A choice to press. `payload` goes back as the text of the next message."""

    title: str
    payload: str = field(repr=False)


@dataclass(frozen=True)
class Part:
    """A piece of a reply in its forms: to read, in easy Japanese, to be heard; `id` of the statement, "" for others."""

    kind: Kind
    text: str = field(repr=False)
    easy: str = field(repr=False)
    speech: str = field(repr=False)
    id: str = ""

    def as_json(self) -> dict[str, str]:
        """The part of the chat API."""
        return {"kind": self.kind, "text": self.text, "easy": self.easy, "speech": self.speech, "id": self.id}


@dataclass(frozen=True)
class Message:
    """One bubble: its parts, and what belongs to them. `expects` is "date" when it asks for a day; `whose` is parallel to
    `deadlines` ("" = the speaker); `statements` and `contacts` are ids that the record keeps and nobody sees; `language`: easy,
    where the person reads the easy form."""

    parts: tuple[Part, ...]
    topic: str
    confidence: float = 1.0
    buttons: tuple[Button, ...] = ()
    sources: tuple[ShownSource, ...] = ()
    deadlines: tuple[Deadline, ...] = field(default=(), repr=False)
    expects: str = ""
    whose: tuple[str, ...] = field(default=(), repr=False)
    statements: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    need: str = ""
    language: str = ""

    @property
    def text(self) -> str:
        """The parts to read."""
        return "\n".join(part.text for part in self.parts if part.text)

    @property
    def easy(self) -> str:
        """The parts in easy Japanese."""
        return "\n".join(part.easy for part in self.parts if part.easy)

    @property
    def speech(self) -> str:
        """The parts to be heard."""
        return "".join(part.speech for part in self.parts if part.speech)

    def led_by(self, *parts: Part) -> Message:
        """The same with `parts` in front."""
        return replace(self, parts=(*parts, *self.parts))

    def followed_by(self, *parts: Part) -> Message:
        """The same with `parts` behind."""
        return replace(self, parts=(*self.parts, *parts))

    def as_json(self) -> dict[str, Any]:
        """The message of the chat API (design: contracts)."""
        return {
            "text": self.text,
            "easy": self.easy,
            "speech": self.speech,
            "topic": self.topic,
            "need": self.need,
            "expects": self.expects,
            "confidence": round(self.confidence, 4),
            "parts": [part.as_json() for part in self.parts],
            "buttons": [{"title": button.title, "payload": button.payload} for button in self.buttons],
            "sources": [source_json(one) for one in self.sources],
            "deadlines": [deadline_json(one, whose) for one, whose in _owned(self.deadlines, self.whose)],
            **({"language": self.language} if self.language else {}),
        }


def _owned(deadlines: Sequence[Deadline], whose: Sequence[str]) -> list[tuple[Deadline, str]]:
    return [(one, whose[number] if number < len(whose) else "") for number, one in enumerate(deadlines)]


def source_json(one: ShownSource) -> dict[str, str]:
    """A source of the chat API: `source_date` is the page's own."""
    shown = {"title": one.title, "section": one.section, "verified_on": one.verified_on.isoformat(), "url": one.url}
    return shown | {"source_date": one.source_date}


def deadline_json(deadline: Deadline, whose: str) -> dict[str, Any]:
    """A deadline of the chat API; days are ISO dates."""

    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "id": deadline.id,
        "name": deadline.name,
        "due": iso(deadline.due),
        "recommended_by": iso(deadline.recommended_by),
        "opens": iso(deadline.opens),
        "days_left": deadline.days_left,
        "state": deadline.state,
        "action": deadline.action,
        "consequence": deadline.consequence,
        "derivation": list(deadline.derivation),
        "notes": list(deadline.notes),
        "whose": whose,
    }


@dataclass(frozen=True)
class Reply:
    """The messages of one turn and what is believed after it."""

    messages: tuple[Message, ...]
    belief: Belief
