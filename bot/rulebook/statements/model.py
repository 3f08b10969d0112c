"""The rulebook's own types: plain frozen values, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

INSURERS: Final = ("general", "kitamura", "kitaku")
USUAL: Final = "usual"
ASPECTS: Final = ("where", "cost", "bring", "when", "how_long", "family", "online", "who", "why")


class RulebookError(Exception):
    """The rulebook's data cannot be used. `problems` lists every fault found: file, key, value, what is allowed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Topic:
    """A topic id with its Japanese name; `personal` = the answer may depend on the person's own dates or card."""

    id: str
    name: str
    about: str
    personal: bool = False


@dataclass(frozen=True)
class Source:
    """A document that facts were taken from. `date` is the date the document shows, or empty."""

    id: str
    title: str
    publisher: str
    date: str = ""
    url: str = ""


@dataclass(frozen=True)
class SourceRef:
    """A place in a source."""

    id: str
    section: str = ""


@dataclass(frozen=True)
class Contact:
    """An office or a telephone line that people are sent to."""

    id: str
    name: str
    phone: str = ""
    hours: str = ""
    address: str = ""
    note: str = ""
    sources: tuple[SourceRef, ...] = ()
    verified_on: date = date.min


@dataclass(frozen=True)
class FactDate:
    """A calendar date that texts may mention, with what happened on it and who says so."""

    id: str
    day: date
    says: str
    sources: tuple[SourceRef, ...] = ()
    verified_on: date = date.min


@dataclass(frozen=True)
class Entry:
    """One answer, for one topic, insurer and case, in force on start <= day < end (`end` None = open)."""

    id: str
    topic: str
    insurer: str
    case: str
    start: date
    end: date | None
    verified_on: date
    text: str
    easy: str
    speech: str
    sources: tuple[SourceRef, ...]
    contacts: tuple[str, ...] = ()
    asks_insurer: bool = False
    statements: tuple[str, ...] = ()
    followups: tuple[str, ...] = ()
    aspects: Mapping[str, str] = field(default_factory=dict)

    def in_force(self, on: date) -> bool:
        """True when the entry answers for the day `on`."""
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True)
class Rules:
    """Everything that the YAML files say, checked."""

    topics: Mapping[str, Topic]
    sources: Mapping[str, Source]
    contacts: Mapping[str, Contact]
    dates: Mapping[str, FactDate]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ShownSource:
    """A source as people see it: which document, which part, when we last compared."""

    title: str
    section: str
    verified_on: date
    url: str = ""
    source_date: str = ""  # the page's own date; "none" when it shows none


@dataclass(frozen=True)
class Answer:
    """What the rulebook says about a topic for an insurer on a day."""

    entry: str
    topic: str
    insurer: str
    case: str
    on: date
    text: str
    easy: str
    speech: str
    sources: tuple[ShownSource, ...]
    contacts: tuple[Contact, ...]
    followups: tuple[str, ...]
    asks_insurer: bool
    aspects: Mapping[str, str]
    statements: tuple[str, ...] = ()
    to_issuer: bool = False  # for people of another insurer: something of ours was left out

    def speaks_of(self, word: str) -> bool:
        """True when the answer or an aspect of it holds the word."""
        return word in self.text or any(word in one for one in self.aspects.values())

    def missing_contacts(self) -> list[Contact]:
        """The contacts whose number the text does not give yet."""
        return [one for one in self.contacts if one.phone and one.phone not in self.text]


@dataclass(frozen=True)
class NothingInForce:
    """No entry answers for this topic on this day: the caller must say so, never guess."""

    topic: str
    insurer: str
    on: date
