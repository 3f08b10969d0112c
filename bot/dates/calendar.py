"""Calendar arithmetic for the date reader: eras, months, weeks and the choice of an unnamed year.

Pure; ``today`` is always a parameter. Dates outside 1900-01-01 .. 2100-12-31 are not offered to anybody.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from bot.dates.tense import Tense
from bot.words import Words

SAY: Final = Words(__file__)

Kind = Literal["day", "ambiguous", "month", "impossible", "duration", "bare_day", "unread"]

FIRST_YEAR, LAST_YEAR = 1900, 2100
WEEKDAYS = "月火水木金土日"
# Without a tense, a day about as far back as ahead is asked about: the two distances differ by at most this.
_EVEN_DISTANCE_DAYS = 60
_YEAR_DAYS = 366

# First days of the eras (元号): 改元 by the cabinet orders of 1989 and 2019 and the notices before them.
ERAS: tuple[tuple[str, str, date], ...] = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 10, 23)),
)


@dataclass(frozen=True)
class Reading:
    """What an expression means: see ``bot.dates.find.DateMention`` for kind, candidates and reason."""

    kind: Kind
    candidates: tuple[date, ...] = field(default=(), repr=False)
    reason: str = field(default="", repr=False)


def day_reading(day: date, reason: str = "") -> Reading:
    """Return the reading "exactly this day"; impossible when it lies outside the supported years."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return out_of_range()
    return Reading("day", (day,), reason)


def impossible(reason: str) -> Reading:
    """Return an impossible reading; `reason` is Japanese, for the citizen."""
    return Reading("impossible", (), reason)


def out_of_range() -> Reading:
    """Return the reading of a day outside the years that are offered."""
    return impossible(SAY("out_of_range", first=FIRST_YEAR, last=LAST_YEAR))


def period(first: date, last: date) -> Reading:
    """Return the reading "some day from `first` to `last`", both included."""
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        return out_of_range()
    return Reading("month", (first, last))


def either(*days: date, reason: str = "") -> Reading:
    """Return the reading "one of these days", most likely first; a single distinct day is just that day."""
    distinct = tuple(dict.fromkeys(days))
    if len(distinct) == 1:
        return day_reading(distinct[0], reason)
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in distinct):
        return out_of_range()
    return Reading("ambiguous", distinct[:3], reason)


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month (year 1..9999, month 1..12)."""
    return calendar.monthrange(year, month)[1]


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, month_length(year, month))


def shift_days(day: date, days: int) -> date:
    """Return `day` plus `days`, held inside the years the date type knows."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def shift_months(day: date, months: int) -> date:
    """Return the same day `months` later; a missing day becomes the month's last (民法143条2項)."""
    index = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, month_length(year, month)))


def whole_month(year: int, month: int) -> Reading:
    """Return the period of one month."""
    if not 1 <= month <= 12:
        return no_month()
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return out_of_range()
    return period(date(year, month, 1), month_end(year, month))


def exact_day(year: int, month: int, day: int) -> Reading:
    """Return the day, or why there is no such day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return out_of_range()
    reason = missing_day(month, day)
    if reason:
        return impossible(reason)
    if day > month_length(year, month):
        return impossible(SAY("month_of_year", year=year, month=month, last=month_length(year, month)))
    return day_reading(date(year, month, day))


def no_month() -> Reading:
    """Return the reading of a month that no year has."""
    return impossible(SAY("no_month"))


def missing_day(month: int, day: int) -> str:
    """Return why no year has this month and day, or "" when some year has it."""
    if not 1 <= month <= 12:
        return SAY("no_month")
    longest = month_length(2000, month)
    if day < 1:
        return SAY("no_day")
    return SAY("month_ends", month=month, last=longest) if day > longest else ""


def occurrences(month: int, day: int, today: date) -> tuple[date, date]:
    """Return the latest such day <= today and the earliest >= today; ValueError when no year has the day."""

    def found(year: int, step: int) -> date:
        # 29 February comes back after eight years at the latest (1896 to 1904).
        while day > month_length(year, month):
            year += step
        return date(year, month, day)

    if missing_day(month, day):
        raise ValueError(f"no year has month {month}, day {day}")

    this_year = (month, day) <= (today.month, today.day)
    past = found(today.year if this_year else today.year - 1, -1)
    later = (month, day) < (today.month, today.day)
    return past, found(today.year + 1 if later else today.year, 1)


def choose_year(month: int, day: int, today: date, tense: Tense) -> Reading:
    """Return the day that "M月D日" without a year means, by tense, else the nearest (see bot.dates.find)."""
    reason = missing_day(month, day)
    if reason:
        return impossible(reason)
    past, future = occurrences(month, day, today)
    if tense is Tense.PAST:
        return day_reading(past)
    back, ahead = (today - past).days, (future - today).days
    if back == 0:
        return day_reading(today)
    if ahead > _YEAR_DAYS and (tense is Tense.FUTURE or back > _YEAR_DAYS):
        # Only 29 February: the next year that could be meant has none.
        year = today.year if (month, day) > (today.month, today.day) else today.year + 1
        return impossible(SAY("month_of_year", year=year, month=month, last=month_length(year, month)))
    if tense is Tense.FUTURE:
        return day_reading(future)
    nearest_first = (past, future) if back < ahead else (future, past)
    if abs(back - ahead) <= _EVEN_DISTANCE_DAYS:
        return either(*nearest_first)
    return day_reading(nearest_first[0])


def choose_month_year(month: int, today: date, tense: Tense) -> int:
    """Return the year that "M月" (1..12) without a year means, by tense, else the nearest (ties: ahead)."""
    ahead = (month - today.month) % 12
    back = (today.month - month) % 12
    use_past = tense is Tense.PAST or (tense is Tense.UNKNOWN and back < ahead)
    return shift_months(today.replace(day=1), -back if use_past else ahead).year


def monday_of(day: date) -> date:
    """Return the Monday of the week of `day`; weeks begin on Monday."""
    return day - timedelta(days=day.weekday())


def era_year(era: str, number: int) -> int | str:
    """Return the western year of year `number` of `era` (令和 or R ...), or the Japanese reason against it.

    The era's last year is accepted whole (平成31年6月 is kindly read as 2019), later numbers are refused.
    """
    for index, (name, letter, first_day) in enumerate(ERAS):
        if era not in (name, letter):
            continue
        year = first_day.year + number - 1
        if number < 1:
            return SAY("era_begins", era=name)
        if index and year > ERAS[index - 1][2].year:
            last = ERAS[index - 1][2].year - first_day.year + 1
            meant, start = next((other, day) for other, _, day in ERAS if year >= day.year)
            guess = SAY("era_guess", era=meant, year=year - start.year + 1) if year <= LAST_YEAR else ""
            return SAY("era_ends", era=name, last=last, guess=guess)
        return year
    raise ValueError(f"unknown era {era!r}; known: {', '.join(name for name, _, _ in ERAS)}")


def wareki(day: date) -> str:
    """Return the day with its era, 令和8年12月3日; year 1 is 元年. From 1868-10-23 on, else ValueError."""
    for name, _, first_day in ERAS:
        if day >= first_day:
            number = day.year - first_day.year + 1
            return f"{name}{'元' if number == 1 else number}年{day.month}月{day.day}日"
    raise ValueError(f"no era for {day.isoformat()}: eras are known from {ERAS[-1][2].isoformat()}")


def spoken(day: date) -> str:
    """Return the day as it is read aloud by a speech engine, 2026年12月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday_ja(day: date) -> str:
    """Return the weekday in one letter: 月 火 水 木 金 土 日."""
    return WEEKDAYS[day.weekday()]


def with_weekday(day: date) -> str:
    """Return 2026年12月17日（木）."""
    return f"{spoken(day)}（{weekday_ja(day)}）"


def spoken_en(day: date) -> str:
    """Return 3 December 2026."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def with_weekday_en(day: date) -> str:
    """Return 17 December 2026 (Thu)."""
    return f"{spoken_en(day)} ({calendar.day_abbr[day.weekday()]})"
