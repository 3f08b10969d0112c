"""「役に立ちましたか」 for those who own the answers: counts by need, the ones that helped least often first. No words. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.staff.table_file import as_table_file
from bot.words import Words

SAY: Final = Words(__file__)

COLUMNS: Final = ("day", "door", "topic", "need", "yes", "no")


@dataclass(frozen=True)
class Helped:
    """How often the answers to one need were said to have helped. `need` may be "": of the topic as a whole."""

    topic: str
    need: str
    yes: int
    no: int

    @property
    def share(self) -> int:
        """Of a hundred judgements, those that said yes."""
        return round(100 * self.yes / max(1, self.yes + self.no))


def tally(rows: Iterable[Mapping[str, Any]]) -> list[Helped]:
    """All days and doors together; the most often refused first."""
    yes: Counter[tuple[str, str]] = Counter()
    no: Counter[tuple[str, str]] = Counter()
    for row in rows:
        yes[row["topic"], row["need"]] += row["yes"]
        no[row["topic"], row["need"]] += row["no"]
    found = [Helped(*which, yes[which], no[which]) for which in yes]
    return sorted(found, key=lambda one: (-one.no, one.yes, one.topic, one.need))


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """A row for each day, door and need."""
    head = SAY.table("head")
    return as_table_file((head[name] for name in COLUMNS), ([row[name] for name in COLUMNS] for row in rows))
