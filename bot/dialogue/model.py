"""Values of the dialogue: what was heard, what is known, what is said. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.rulebook.deadlines.model import Deadline
from bot.rulebook.statements.model import ShownSource


@dataclass(frozen=True)
class HeardTopic:
    """A topic heard in the message or in the part `text` of it; confidence 0..1."""

    topic: str
    confidence: float
    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class Heard:
    """What understanding made of one message. `verdict`: answer, choose, outside or unclear."""

    text: str = field(repr=False)
    verdict: str
    topics: tuple[HeardTopic, ...] = ()
    choices: tuple[str, ...] = ()
    act: str = ""
    act_detail: str = ""


@dataclass(frozen=True)
class Button:
    """A choice to press. `payload` goes back as the text of the next message."""

    title: str
    payload: str = field(repr=False)


@dataclass(frozen=True)
class Message:
    """One reply. `text` to read, `easy` in easy Japanese, `speech` to be heard."""

    text: str = field(repr=False)
    easy: str = field(repr=False)
    speech: str = field(repr=False)
    topic: str
    confidence: float = 1.0
    buttons: tuple[Button, ...] = ()
    sources: tuple[ShownSource, ...] = ()
    deadlines: tuple[Deadline, ...] = field(default=(), repr=False)
    expects: str = ""  # "date" when the reply asks for a day
    whose: tuple[str, ...] = field(default=(), repr=False)  # parallel to `deadlines`; "" = the speaker
    statements: tuple[str, ...] = ()  # ids of the rulebook's statements said; the record keeps them, nobody sees them
    contacts: tuple[str, ...] = ()  # ids of the offices named

    def as_json(self) -> dict[str, Any]:
        """The message of the chat API (design: contracts)."""
        return {
            "text": self.text,
            "easy": self.easy,
            "speech": self.speech,
            "topic": self.topic,
            "expects": self.expects,
            "confidence": round(self.confidence, 4),
            "buttons": [{"title": button.title, "payload": button.payload} for button in self.buttons],
            "sources": [
                {"title": s.title, "section": s.section, "verified_on": s.verified_on.isoformat(), "url": s.url}
                for s in self.sources
            ],
            "deadlines": [
                deadline_json(deadline) | {"whose": self.whose[number] if number < len(self.whose) else ""}
                for number, deadline in enumerate(self.deadlines)
            ],
        }


def deadline_json(deadline: Deadline) -> dict[str, Any]:
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
    }


@dataclass(frozen=True)
class Interview:
    """A date being asked for. `anchor` is the day asked, `person` whose, `failures` how often no date came."""

    kind: str
    anchor: str
    person: str = field(default="", repr=False)
    failures: int = 0


@dataclass(frozen=True)
class State:
    """What one conversation remembers. It travels as JSON in a Rasa slot; it never holds a message's text."""

    insurer: str = ""  # kitamura, kitaku, other, or "" when not known
    topic: str = ""  # under discussion
    case: str = "usual"
    asked_insurer_for: str = ""  # topic waiting for the insurer
    interview: Interview | None = None
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)  # person -> anchor -> ISO date
    kind: str = ""  # family of deadlines under discussion
    last: str = ""  # the anchor told last; a correction means it
    misses: int = 0  # messages not understood, in a row
    probe: bool = False  # the last question was about another person
    options: tuple[str, ...] = field(default=(), repr=False)  # ISO dates offered as a choice
    on: str = field(default="", repr=False)  # the day asked about, when not today (ISO)
    month: str = field(default="", repr=False)  # the month a day was asked for in (YYYY-MM), when only the month was told
    counts: str = ""  # how the person's office counts 90 days: first (the day itself is day 1), next, or not known

    def but(self, **changes: Any) -> State:
        """A copy with changes."""
        return replace(self, **changes)

    def as_json(self) -> dict[str, Any]:
        """Plain values for the slot."""
        plain: dict[str, Any] = {
            name: value for name, value in vars(self).items() if name not in {"interview", "known", "options"} and value
        }
        plain["options"] = list(self.options)
        plain["known"] = {person: dict(days) for person, days in self.known.items()}
        plain["interview"] = vars(self.interview) if self.interview else None
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any] | None) -> State:
        """Reads `as_json`; unknown or missing keys are ignored."""
        if not plain:
            return cls()
        interview = plain.get("interview")
        names = {
            "insurer",
            "topic",
            "case",
            "asked_insurer_for",
            "kind",
            "last",
            "misses",
            "probe",
            "on",
            "counts",
            "month",
        }
        return cls(
            **{name: value for name, value in plain.items() if name in names},
            options=tuple(plain.get("options") or ()),
            known={str(p): dict(days) for p, days in (plain.get("known") or {}).items()},
            interview=Interview(**interview) if interview else None,
        )


@dataclass(frozen=True)
class Reply:
    """The messages of one turn and what to remember."""

    messages: tuple[Message, ...]
    state: State
