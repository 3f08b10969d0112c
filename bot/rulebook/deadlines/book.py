"""All deadline rules with the offices' calendars in one object: dates in, deadlines out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.rulebook.deadlines.closed_days import closed_days, load_offices, with_office
from bot.rulebook.deadlines.group import evaluate_topic
from bot.rulebook.deadlines.model import Anchor, Deadline, DeadlineRule, IsClosed
from bot.rulebook.deadlines.rules import load_rules

# 90 days from a moving-in notice: offices differ on whether that day itself is day 1 (S47, S40)
_NINETY_DAYS: Final = ("continued_use", "return_continued_use")


@dataclass(frozen=True)
class DeadlineBook:
    """Rules by id, anchors by id, which days the office is closed, and which of them whatever the weekday. Immutable; may be
    shared."""

    rules: Mapping[str, DeadlineRule]
    anchors: Mapping[str, Anchor]
    is_closed: IsClosed
    is_holiday: IsClosed

    def reckon(self, group: str, known: Mapping[str, date], *, today: date, insurer: str = "") -> tuple[Deadline, ...]:
        """The deadlines of `group` that follow from the known days, nearest first.

        Raises NotComputable when the days contradict each other, are not believable, or nothing follows from them.
        """
        return evaluate_topic(
            group,
            known,
            rules=self.rules,
            today=today,
            is_closed=self.is_closed,
            insurer=insurer or "general",
        )

    def counting(self, first_day: bool) -> DeadlineBook:
        """The book of an office that is known to count the day of the notice as day 1, or (False) from the next day."""
        ours = {
            name: replace(rule, due=rule.safe if first_day else rule.due, safe=(), notes=())
            for name, rule in self.rules.items()
            if name in _NINETY_DAYS and rule.safe
        }
        return replace(self, rules={**self.rules, **ours})


def load_deadline_book(office: str = "default") -> DeadlineBook:
    """The book for one office of deadlines.yml. Raises RulebookError for bad data, KeyError for an unknown office."""
    chosen = load_offices()[office]
    rules = with_office(load_rules(), chosen)
    anchors = {anchor.id: anchor for rule in rules.values() for anchor in rule.anchors}
    any_weekday = replace(chosen, closed_weekdays=frozenset())
    return DeadlineBook(rules, anchors, closed_days(chosen), closed_days(any_weekday))
