"""A second, slow opinion on the calendar: it walks the calendar day by day and shares no code with bot/.

Holidays come from the holiday law's own
rules, so the kept library is checked too.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

ONE = timedelta(days=1)
FIRST, LAST = date(2014, 1, 1), date(2048, 12, 31)


@cache
def holiday(day: date) -> bool:
    """Public holidays of 2022-2048, substitute and in-between days included."""
    if _named_holiday(day):
        return True
    # A holiday on a Sunday moves to the next day that is not a holiday itself.
    back = day - ONE
    while _named_holiday(back):
        if back.weekday() == 6:
            return True
        back -= ONE
    # A day between two holidays is a holiday.
    return _named_holiday(day - ONE) and _named_holiday(day + ONE)


def _named_holiday(day: date) -> bool:
    fixed = {(1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23)}
    if (day.month, day.day) in fixed:
        return True
    if day.weekday() == 0 and (day.month, (day.day + 6) // 7) in {(1, 2), (7, 3), (9, 3), (10, 2)}:
        return True
    leap_days = (day.year - 1980) // 4
    if day.month == 3:
        return day.day == int(20.8431 + 0.242194 * (day.year - 1980) - leap_days)
    return day.month == 9 and day.day == int(23.2488 + 0.242194 * (day.year - 1980) - leap_days)


@cache
def closed(day: date) -> bool:
    """Weekends, holidays, 29 December to 3 January."""
    turn = (day.month == 12 and day.day > 28) or (day.month == 1 and day.day < 4)
    return day.weekday() > 4 or turn or holiday(day)


def last_open(day: date) -> date:
    while closed(day):
        day -= ONE
    return day


def next_open(day: date) -> date:
    while closed(day):
        day += ONE
    return day


def count_from_next_day(day: date, days: int) -> date:
    """The `days`-th day when the next day is the first."""
    counted = 0
    while counted < days:
        day += ONE
        counted += 1
    return day


def count_from_same_day(day: date, days: int) -> date:
    """The `days`-th day when the day itself is the first."""
    counted = 1
    while counted < days:
        day += ONE
        counted += 1
    return day


def walk_back(day: date, days: int) -> date:
    for _ in range(days):
        day -= ONE
    return day


@cache
def months_back(day: date, months: int) -> date:
    """The latest day of the month `months` earlier that is not beyond the same day number."""
    walk, crossed = day, 0
    while crossed < months:
        before = walk - ONE
        crossed += before.month != walk.month
        walk = before
    while walk.day > day.day:
        walk -= ONE
    return walk


@cache
def months_on(day: date, months: int) -> date:
    """The latest day of the month `months` later that is not beyond the same day number."""
    walk, crossed = day, 0
    while crossed < months:
        after = walk + ONE
        crossed += after.month != walk.month
        walk = after
    while walk.day < day.day and (walk + ONE).month == walk.month:
        walk += ONE
    return walk


@cache
def end_of_third_month(day: date) -> date:
    """The eve of the fourth change of month."""
    crossed = 0
    while crossed < 4:
        day += ONE
        crossed += day.day == 1
    return day - ONE


@cache
def _days_of_the_year(month: int, day_of_month: int) -> list[date]:
    found, day = [], FIRST
    while day <= LAST:
        if day.month == month and day.day == day_of_month:
            found.append(day)
        day += ONE
    return found


def birthday_after(birth: date, day: date, count: int) -> date:
    """The count-th birthday that comes later than `day`."""
    birthdays = _days_of_the_year(birth.month, birth.day)
    return birthdays[bisect_right(birthdays, day) + count - 1]
