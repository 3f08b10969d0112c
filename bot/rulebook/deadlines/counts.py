"""Counts beside the deadlines, from the same file: wrong PIN entries until the lock, and the age from which everybody in
the 75+ scheme is sent a 資格確認書."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.rulebook.deadlines.reckoning import age_reached
from bot.rulebook.deadlines.rules import DEADLINES_FILE
from bot.rulebook.deadlines.terms import nested, whole
from bot.rulebook.statements.fields import Fields
from bot.rulebook.statements.model import RulebookError
from bot.strict_yaml import read_yaml


@dataclass(frozen=True)
class Attempts:
    """`limit` wrong entries in a row lock the PIN `name`; neither time nor another device resets the count (S69, S71)."""

    id: str
    name: str
    limit: int

    def left(self, misses: int) -> int:
        """How many wrong entries in a row are left; 0 = locked. Raises ValueError below 0 misses."""
        if misses < 0:
            raise ValueError("misses must not be negative")
        return max(0, self.limit - misses)


@dataclass(frozen=True)
class ElderlyCertificate:
    """Everyone `years` old on the day `as_of` is sent a 資格確認書 without applying (75+ scheme, S88)."""

    as_of: date
    years: int

    def sent_to_all(self, birth: date) -> bool | None:
        """True: sent anyway. False: depends on the registration. None: the boundary birthday, ask the 広域連合."""
        return age_reached(birth, self.years, self.as_of)


def load_attempts(path: Path = DEADLINES_FILE) -> dict[str, Attempts]:
    """The lock limit of each PIN, by id. Raises RulebookError."""
    problems: list[str] = []
    fields = nested(Fields(path.name, read_yaml(path, problems), problems), "attempts")
    found: dict[str, Attempts] = {}
    for name in fields.data if fields else ():
        if fields is not None and name not in ("verified_on", "sources"):
            one = nested(fields, name)
            if one is not None:
                found[name] = Attempts(name, one.text("name"), whole(one, "limit", least=1, most=20))
    if not found:
        problems.append(f"{path.name}: attempts: missing; at least one PIN is required")
    if problems:
        raise RulebookError(problems)
    return found


def load_elderly_certificate(path: Path = DEADLINES_FILE) -> ElderlyCertificate:
    """The day and the age. Raises RulebookError."""
    problems: list[str] = []
    fields = nested(Fields(path.name, read_yaml(path, problems), problems), "elderly_certificate")
    if fields is None:
        raise RulebookError([*problems, f"{path.name}: elderly_certificate: missing; as_of and years are required"])
    found = ElderlyCertificate(fields.day("as_of") or date.min, whole(fields, "years", least=1, most=150))
    if problems:
        raise RulebookError(problems)
    return found
