"""What one conversation knows: frozen, JSON there and back, never a message's text. `but` is the only way to another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from bot.reading.model import OUTSIDE, SMALL_TALK, Open

USUAL: Final = "usual"


@dataclass(frozen=True)
class Question:
    """A day being asked for: of which family (`kind`), which event (`anchor`), whose; `failures`: how often none came."""

    kind: str
    anchor: str
    person: str = field(default="", repr=False)
    failures: int = 0


@dataclass(frozen=True)
class Belief:
    """`insurer`: kitamura, kitaku, kouki, other or ""; `known`: person -> event -> ISO date; `kind`: family of deadlines under
    discussion; `last`: the event told last (a correction means it); `probe`: the last question was about another;
    `options`: days on offer; `on`: the day asked about when not today; `month`: of the day asked for; `counts`: how the
    person's office counts 90 days (first, next); `need` under discussion, `earlier`: what was answered before it (a need, or a
    topic); `facts` told (condition -> value), `said`: ids of statements, `wants`: the fact that was asked for; `careful`: which
    danger was told (danger, crisis), until it is denied (`denied`: it was); `nearly`: of the last turns, which danger they
    nearly told; `dismissed`: families that the conversation is not about, `circumstances`: those of life's circumstances that were
    told; `corrected`: messages in a row that said the answer was not what was asked; `asked`: the needs that messages may have
    meant, with their largest shares; `language`: en, easy, or "" for everybody's Japanese; `usual`: that
    was asked for, so that words of kana bring no easy Japanese any more."""

    insurer: str = ""
    topic: str = ""
    case: str = USUAL
    asked_insurer_for: str = ""
    question: Question | None = None
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    kind: str = ""
    last: str = ""
    misses: int = 0
    probe: bool = False
    options: tuple[str, ...] = field(default=(), repr=False)
    on: str = field(default="", repr=False)
    month: str = field(default="", repr=False)
    counts: str = ""
    need: str = ""
    earlier: str = ""
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)
    said: tuple[str, ...] = field(default=(), repr=False)
    wants: str = ""
    careful: str = ""
    denied: bool = False
    nearly: tuple[str, ...] = ()
    dismissed: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()
    corrected: int = 0
    asked: Mapping[str, float] = field(default_factory=dict, repr=False)
    language: str = ""
    usual: bool = False

    @property
    def answered(self) -> str:
        """The need of ours answered last, its topic where that was a page, "" for none."""
        if self.topic in (*SMALL_TALK, OUTSIDE):
            return ""
        return self.need if self.need.partition(".")[0] == self.topic else self.topic

    def but(self, **changes: Any) -> Belief:
        """A copy with changes."""
        return replace(self, **changes)

    def days_of(self, person: str) -> dict[str, date]:
        """The days known of a person ("" = the speaker) by event."""
        return {event: date.fromisoformat(day) for event, day in self.known.get(person, {}).items()}

    def told(self, person: str, event: str, day: date, kind: str) -> Belief:
        """With a day told: no question for it is open any more."""
        known = {one: dict(days) for one, days in self.known.items()}
        known.setdefault(person, {})[event] = day.isoformat()
        return self.but(known=known, kind=kind, last=event, options=(), question=None)

    def asking(self, kind: str, event: str, person: str = "", failures: int = 0) -> Belief:
        """With the question for a day open."""
        return self.but(kind=kind, question=Question(kind, event, person, failures))

    def about(self, topic: str, case: str = USUAL) -> Belief:
        """With another subject under discussion, understood."""
        return self.but(topic=topic, case=case, misses=0)

    def with_days(self, people: Iterable[str], days: Mapping[str, str]) -> Belief:
        """The same days for several people."""
        return self.but(known={**self.known, **{one: dict(days) for one in people}})

    def without_day(self, event: str) -> Belief:
        """Without the speaker's day of `event`; who goes along on that day loses it too and follows the new one."""
        old = self.known.get("", {}).get(event)
        return self.but(
            known={
                person: {name: day for name, day in days.items() if (name, day) != (event, old)}
                for person, days in self.known.items()
            }
        )

    def open(self, *, careful: bool = False) -> Open:
        """What the reading of the next message may use."""
        asked, careful = self.question, careful or bool(self.careful)
        event, person = (asked.anchor, asked.person) if asked else ("", "")
        return Open(event, person, self.last, self.kind, careful, self.answered, self.earlier, self.said, self.asked)

    def as_json(self) -> dict[str, Any]:
        """Plain values; what is empty is left out."""
        plain = {
            name: value for name, value in vars(self).items() if value and name not in ("question", "known", "options")
        }
        if self.known:
            plain["known"] = {person: dict(days) for person, days in self.known.items()}
        if self.options:
            plain["options"] = list(self.options)
        for name in ("facts", "asked"):
            if getattr(self, name):
                plain[name] = dict(getattr(self, name))
        for name in ("said", "nearly", "dismissed", "circumstances"):
            if getattr(self, name):
                plain[name] = list(getattr(self, name))
        if self.question:
            plain["question"] = dict(vars(self.question))
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any] | None) -> Belief:
        """Reads `as_json`; unknown keys (of another version) are ignored."""
        if not plain:
            return cls()
        asked = plain.get("question")
        names = vars(cls()).keys() - {"question", "options", "known", "facts", "said", "nearly", "dismissed", "circumstances"}
        return cls(
            **{name: value for name, value in plain.items() if name in names},
            options=tuple(plain.get("options") or ()),
            facts=dict(plain.get("facts") or {}),
            said=tuple(plain.get("said") or ()),
            nearly=tuple(plain.get("nearly") or ()),
            dismissed=tuple(plain.get("dismissed") or ()),
            circumstances=tuple(plain.get("circumstances") or ()),
            known={str(person): dict(days) for person, days in (plain.get("known") or {}).items()},
            question=Question(**asked) if asked else None,
        )
