"""Day, month and birthday arithmetic with the steps written out. Pure.

Every date comes with the `Step`s that led to it, so a person can count along. Day counting follows
the sources named in entries/deadlines.yml; the formulas themselves are `facts` of those entries, not of this code.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from bot.dates.calendar import with_weekday
from bot.words import Words

SAY: Final = Words(__file__)

Unit = Literal["day", "month", "month_last_day", "birthday"]
CountedFrom = Literal["next_day", "same_day"]

_LONGEST_CLOSURE: Final = 60


class BirthdayUnclear(ValueError):
    """Born on 29 February: the law's day in a common year (28 February or 1 March) is not settled by our sources."""


@dataclass(frozen=True)
class Step:
    """One line of a derivation: what was done, and the day it gave."""

    label: str
    day: date = field(repr=False)

    def __str__(self) -> str:
        return f"{self.label}：{with_weekday(self.day)}"


@dataclass(frozen=True)
class Term:
    """One reckoning from one known day. `fixed` (a constant day) stands instead of anchor and offset.

    offset: whole days, months or birthdays; negative = before the anchor. month: the same day of another month, or that
    month's last day when it is shorter. month_last_day: always the last day of that month. birthday: the n-th birthday
    strictly after the anchor. counted_from: next_day = the anchor's day is day 0; same_day = it is day 1.
    then_days: -1, 0 or 1, added after everything else. optional: left out silently when its anchor is not known.
    """

    anchor: str = ""
    offset: int = 0
    unit: Unit = "day"
    counted_from: CountedFrom = "next_day"
    then_days: int = 0
    optional: bool = False
    fixed: date | None = None
    label: str = ""


@dataclass(frozen=True)
class Reckoned:
    """A day, how it was found, and whether a month end had to be clamped on the way."""

    day: date = field(repr=False)
    steps: tuple[Step, ...] = field(repr=False)
    clamped: bool = False


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier); the month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day_of_month(day: date, months: int = 0) -> date:
    """The last day of the month `months` after the month of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def nth_birthday_after(birth: date, after: date, count: int) -> date:
    """The `count`-th birthday strictly after a day (a birthday on that very day is not counted; S3).

    Raises BirthdayUnclear for 29 February: 28 February and 1 March would move other dates by a month.
    """
    if (birth.month, birth.day) == (2, 29):
        raise BirthdayUnclear("born on 29 February")
    first_year = after.year if (birth.month, birth.day) > (after.month, after.day) else after.year + 1
    return date(first_year + count - 1, birth.month, birth.day)


def age_reached(birth: date, years: int, on: date) -> bool | None:
    """Whether somebody is `years` old or older on a day; None on the boundary.

    The boundary is the eve of the birthday (age law: the year is complete when the eve ends), and for 29 February
    the days on which the two readings of the birthday differ.
    """
    year = birth.year + years
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(year):
        earliest, latest = date(year, 2, 28), date(year, 3, 1)
    else:
        earliest = latest = date(year, birth.month, birth.day)
    if on >= latest:
        return True
    return None if on >= earliest - timedelta(days=1) else False


def open_day_on_or_before(day: date, is_closed: Callable[[date], bool]) -> date:
    """The last open day up to and including `day`. Raises ValueError when nothing is open within 60 days."""
    return _walk(day, -1, is_closed)


def open_day_on_or_after(day: date, is_closed: Callable[[date], bool]) -> date:
    """The first open day from `day` on. Raises ValueError when nothing is open within 60 days."""
    return _walk(day, 1, is_closed)


def _walk(day: date, step: int, is_closed: Callable[[date], bool]) -> date:
    for distance in range(_LONGEST_CLOSURE + 1):
        candidate = day + timedelta(days=step * distance)
        if not is_closed(candidate):
            return candidate
    raise ValueError(f"no open day within {_LONGEST_CLOSURE} days of {day}; check the closed-day settings")


def reckon(term: Term, anchors: Mapping[str, date], names: Mapping[str, str]) -> Reckoned:
    """The day of one term. `names` gives the Japanese name of each anchor.

    Raises KeyError for an unknown anchor (check first) and BirthdayUnclear.
    """
    if term.fixed is not None:
        return Reckoned(term.fixed, (Step(term.label, term.fixed),))
    start, name = anchors[term.anchor], names[term.anchor]
    steps = [Step(name, start)]
    clamped = False
    if term.unit == "day":
        day = start + timedelta(days=term.offset - (1 if term.counted_from == "same_day" else 0))
    elif term.unit == "month":
        day = add_months(start, term.offset)
        clamped = day.day != start.day
    elif term.unit == "month_last_day":
        day = last_day_of_month(start, term.offset)
    else:
        birth = anchors["birth_date"]
        steps.insert(0, Step(names["birth_date"], birth))
        day = nth_birthday_after(birth, start, term.offset)
    if day != start or term.offset:
        steps.append(Step(_how(term, name, clamped), day))
    if term.then_days:
        day += timedelta(days=term.then_days)
        steps.append(Step(SAY("day_after" if term.then_days > 0 else "the_day_before"), day))
    return Reckoned(day, tuple(steps), clamped)


def earliest(terms: tuple[Term, ...], anchors: Mapping[str, date], names: Mapping[str, str]) -> Reckoned:
    """The earliest of several terms, leaving out optional ones whose anchor is unknown. At least one must remain."""
    found = [
        reckon(term, anchors, names) for term in terms if term.fixed or term.anchor in anchors or not term.optional
    ]
    first = min(found, key=lambda one: one.day)
    if len(found) == 1:
        return first
    steps: list[Step] = []
    for one in found:
        steps += [step for step in one.steps if step not in steps]
    steps.append(Step(SAY("earliest" if len(found) > 2 else "earlier"), first.day))
    return Reckoned(first.day, tuple(steps), any(one.clamped for one in found))


def _how(term: Term, name: str, clamped: bool) -> str:
    amount = abs(term.offset)
    after = term.offset > 0
    if term.unit == "month_last_day":
        return SAY("month_end", name=name, months=amount)
    if term.unit == "month":
        short = SAY("clamped") if clamped else ""
        return SAY("months_after" if after else "months_before", name=name, months=amount, short=short)
    if term.unit == "birthday":
        return SAY("birthday", name=name, number=amount)
    if term.counted_from == "same_day":
        return SAY("with_first_day", name=name, number=amount)
    if after:
        return SAY("from_next_day", name=name, number=amount)
    return SAY("eve", name=name) if amount == 1 else SAY("days_before", name=name, days=amount)
