"""The few things that are said to the door itself, not to the desk: reminders, forgetting, easy Japanese. Whole messages only, so
that no question is taken for one; the words stand in words.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final, Literal

from bot.text import normalise
from bot.words import Words

SAY: Final = Words(__file__)

Name = Literal["forget", "easy", "ja", "remind", "list", "cancel"]
LONGEST: Final = 40  # characters of a command
_BUTTON: Final = re.compile(r"(remind|cancel):(\d{4}-\d{2}-\d{2}):(\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class Command:
    """`day`, `before`: of a reminder: the day it is about, and how many days ahead of it."""

    name: Name
    day: date | None = field(default=None, repr=False)
    before: int = field(default=0, repr=False)


@cache
def _patterns() -> list[tuple[Name, re.Pattern[str]]]:
    names: tuple[Name, ...] = ("forget", "easy", "ja", "remind", "list", "cancel")
    table = SAY.table("patterns")
    return [(name, re.compile(table[name])) for name in names]


def read_command(text: str) -> Command | None:
    """The command that the whole message is, or None."""
    if len(text) > LONGEST:
        return None
    said = re.sub(r"\s+", "", normalise(text))
    for name, pattern in _patterns():
        found = pattern.fullmatch(said)
        if found:
            return Command(name, None, days_before(*found.groups()) if name == "remind" else 0)
    return None


def days_before(number: str, unit: str) -> int:
    """Days that are meant by 「3」「日」 or 「1」「週間」."""
    digits = SAY.table("digits")
    count = int(number) if number.isdecimal() else int(digits.get(number, "3"))
    return count * 7 if unit == SAY("week") else count


def button_command(data: str) -> Command | None:
    """The command that a button of ours sends, or None."""
    found = _BUTTON.fullmatch(data)
    if found is None:
        return read_command(data)
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        return None
    return Command("remind" if found[1] == "remind" else "cancel", day, int(found[3]))
