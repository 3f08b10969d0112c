"""What the desk knows, one thing at a time: needs, statements, cautions, amounts. Plain frozen values, no I/O.

A *need* is what somebody wants; a *statement* is one thing that is so, for whom, since when, from which source, in every
wording. The vocabularies below are closed: a word that is not in them is refused at load.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from bot.rulebook.statements.model import Contact, FactDate, Source

FORMS: Final = ("text", "easy", "speech", "en")
SPOKEN_BY_ALL: Final = ("text", "easy", "speech")
REST: Final = "more"
ASKS: Final = (
    "yes_no", "what_is", "where", "until", "since", "when", "cost", "bring", "who_may", "online", "how_long", "hours", "why",
    "what_if", "what_next", "which_paper", "contact", "how", "again", "enough", "seen_by", "need", REST,
)  # fmt: skip
SAYS: Final = ("yes", "no", "depends", "-")
GENERAL: Final = "general"
ISSUERS: Final = (GENERAL, "kitamura", "kitaku", "kouki", "other")
WHEN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "insurer": ISSUERS,
        "card": ("has", "lost", "forgot", "broken", "none", "applied", "expired", "taken"),
        "cert": ("valid", "expired"),
        "registered": ("yes", "no"),
        "age": ("baby", "child", "adult", "over75"),
        "nationality": ("japanese", "foreign"),
        "place": ("hospital", "care_home", "abroad", "in_hospital"),
        "phone": ("has", "none"),
        "who": ("self", "family", "clinic", "employer"),
        "restricted": ("yes", "no"),
        "pin": ("known", "forgotten", "locked"),
    }
)
DANGERS: Final = ("dv",)
CONTACT_FIELDS: Final = ("phone", "name", "hours", "address")
DAY_STYLES: Final = ("month_day", "year_month")
EXAMPLES_FREQUENT: Final = 25
EXAMPLES: Final = 12
NAME_LENGTH: Final = 14


@dataclass(frozen=True)
class StatedSource:
    """A place in a source. `source_date`: the day the page itself shows (2025, 2025-04 or 2025-04-01), "" = it shows none."""

    id: str
    section: str
    source_date: str


@dataclass(frozen=True)
class Family:
    """Needs that belong together. The id is the chat API's `topic`."""

    id: str
    name: str
    about: str


@dataclass(frozen=True)
class Need:
    """What somebody wants. `more`: needs offered after its answer. `danger`: of whom its answers must protect (or "")."""

    id: str
    family: str
    name: str
    frequent: bool
    more: tuple[str, ...]
    examples: tuple[str, ...]
    danger: str = ""
    file: str = field(default="", compare=False)


@dataclass(frozen=True)
class Wording:
    """The same thing said for every ear: plain, easy Japanese with readings, to be heard, English ("" = there is none)."""

    text: str
    easy: str
    speech: str
    en: str = ""

    def form(self, form: str) -> str:
        """The wording of a form of FORMS. Raises KeyError for another."""
        return {"text": self.text, "easy": self.easy, "speech": self.speech, "en": self.en}[form]


@dataclass(frozen=True)
class Statement:
    """One thing that is so on start <= day < end (`end` None = open), for those of whom `when` is true."""

    id: str
    need: str
    asks: tuple[str, ...]
    says: str
    when: Mapping[str, tuple[str, ...]]
    start: date
    end: date | None
    verified_on: date
    sources: tuple[StatedSource, ...]
    words: Wording
    covers: tuple[str, ...] = ()
    must_say: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()
    danger: str = ""
    file: str = field(default="", compare=False)

    def in_force(self, on: date) -> bool:
        """True when the statement holds on the day `on`."""
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True)
class Caution:
    """A warning that is never cut from a statement that names it."""

    id: str
    words: Wording
    sources: tuple[StatedSource, ...]


@dataclass(frozen=True)
class Amount:
    """Money, in one place: {fee.NAME} in every wording."""

    id: str
    words: Wording
    sources: tuple[StatedSource, ...]


@dataclass(frozen=True)
class CitedSource:
    """A source as people see it: the document, the part, the page's own day ("" = it shows none) and when we looked."""

    title: str
    publisher: str
    section: str
    source_date: str
    verified_on: date
    url: str


@dataclass(frozen=True)
class Values:
    """What placeholders are filled from.

    `words`: contact id -> form -> field -> wording, where a contact's name, hours or address reads otherwise than its plain
    text (easy Japanese with readings, to be heard, English).
    """

    contacts: Mapping[str, Contact]
    words: Mapping[str, Mapping[str, Mapping[str, str]]]
    amounts: Mapping[str, Amount]
    days: Mapping[str, FactDate]


@dataclass(frozen=True)
class Book:
    """Everything that needs/*.yml says, checked, with the sources and values that it draws on. Statements in file order."""

    families: Mapping[str, Family]
    needs: Mapping[str, Need]
    statements: tuple[Statement, ...]
    cautions: Mapping[str, Caution]
    sources: Mapping[str, Source]
    values: Values
