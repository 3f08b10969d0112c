"""What a turn may use: the rulebook, fixed sentences, today, the door, and card facts if a card lies on the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.dialogue.phrases import Phrases
from bot.rulebook.deadlines.book import DeadlineBook
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.lookup import Rulebook


@dataclass(frozen=True)
class Context:
    """Built by the caller for each turn; the parts are shared and immutable. `card` maps events to days, `tries_left` PIN names to
    entries left before the lock (0 = locked); both only while a card lies on a kiosk's reader."""

    rulebook: Rulebook
    deadlines: DeadlineBook
    phrases: Phrases
    statements: Statements
    today: date
    channel: str = "web"
    card: Mapping[str, date] = field(default_factory=dict, repr=False)
    tries_left: Mapping[str, int] = field(default_factory=dict, repr=False)

    @property
    def english(self) -> bool:
        """Whether everything is to be said in English."""
        return self.phrases.english

    def in_english(self) -> Context:
        """The same, to answer in English."""
        return self if self.english else replace(self, phrases=self.phrases.in_english)
