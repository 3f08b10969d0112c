"""What a calendar expression (with a year, month or day of its own) means. Pure; see ``bot.dates.find``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from bot.dates import calendar as cal
from bot.dates.calendar import Reading
from bot.dates.patterns import DATE_FOLLOWS
from bot.dates.tense import Tense
from bot.words import Words

SAY: Final = Words(__file__)


@dataclass(frozen=True)
class Place:
    """Where a match stands: today, the folded text around it, and the tense of its clause."""

    today: date
    before: str = field(repr=False)
    after: str = field(repr=False)
    tense: Callable[[], Tense]


@dataclass(frozen=True)
class Meaning:
    """A reading plus what its neighbours need to know.

    role: calendar | bare | day | week | weekday | relative_month | relative_year | fiscal_year | offset |
    anchored | stepped | void | other;
    number: the day of the month of a bare day; shift: how an offset moves the day before it;
    anew: what 翌月25日 means from another day.
    """

    reading: Reading
    role: str = "other"
    number: int = 0
    shift: Callable[[date], date] | None = field(default=None, compare=False)
    anew: Callable[[date], Reading] | None = field(default=None, compare=False)


_RELATIVE_YEARS = {
    "再来年": 2,
    "さ来年": 2,
    "来年": 1,
    "今年": 0,
    "本年": 0,
    "去年": -1,
    "昨年": -1,
    "一昨年": -2,
}
_RELATIVE_MONTHS = {"再来月": 2, "さ来月": 2, "来月": 1, "今月": 0, "当月": 0, "本月": 0, "先月": -1,
                    "先々月": -2,
                    "先先月": -2}  # fmt: skip
# Parts of a month as (first day, last day); 31 stands for the month's last day.
_PARTS = {"上旬": (1, 10), "初旬": (1, 10), "初め": (1, 10), "始め": (1, 10), "はじめ": (1, 10),
          "頭": (1, 10),
          "中旬": (11, 20), "半ば": (11, 20), "なかば": (11, 20), "中頃": (11, 20), "中ごろ": (11, 20),
          "下旬": (21, 31), "終わり": (21, 31), "おわり": (21, 31), "前半": (1, 15), "後半": (16, 31),
          "中": (1, 31)}  # fmt: skip


def named_year(match: re.Match[str], today: date) -> int | str | None:
    """Return the year written in the match, a Japanese reason against it, or None when none is written."""
    groups = match.groupdict()
    if groups.get("era"):
        number = 1 if groups["ey"] == "元" else int(groups["ey"])
        return cal.era_year(groups["era"].upper(), number)
    if groups.get("wy"):
        return int(groups["wy"])
    if groups.get("ry"):
        return today.year + _RELATIVE_YEARS[groups["ry"]]
    return None


def check_weekday(reading: Reading, match: re.Match[str]) -> Reading:
    """Compare a weekday written beside the date; a contradiction is ambiguous, the written date first."""
    groups = match.groupdict()
    letter = groups.get("wd") or groups.get("wd2")
    if not letter or not reading.candidates or reading.kind not in ("day", "ambiguous"):
        return reading
    fitting = [day for day in reading.candidates if cal.weekday_ja(day) == letter]
    if fitting:
        return cal.day_reading(fitting[0])
    written = reading.candidates[0]
    ahead = (cal.WEEKDAYS.index(letter) - written.weekday()) % 7
    nearest = cal.shift_days(written, ahead if ahead <= 3 else ahead - 7)
    reason = SAY("weekday", day=cal.spoken(written), weekday=cal.weekday_ja(written))
    return cal.either(written, nearest, reason=reason)


def _note_other_era(reading: Reading, match: re.Match[str]) -> Reading:
    """Say so when the day lies just outside the era written (平成31年6月1日 is 令和元年6月1日)."""
    era = match.groupdict().get("era")
    if not era or reading.kind != "day":
        return reading
    real = cal.wareki(reading.candidates[0])
    name = next(name for name, letter, _ in cal.ERAS if era.upper() in (name, letter))
    return reading if real.startswith(name) else Reading("day", reading.candidates, SAY("same_as", day=real))


def _short_year(number: int, month: int, day: int, today: date) -> Reading:
    """Return the day of 8年12月3日: 令和 up to three years ahead, else 2026 for 26, 平成, 昭和."""
    years = [year for era in ("令和", "平成", "昭和") if isinstance(year := cal.era_year(era, number), int)]
    if years and years[0] <= today.year + 3 and number <= today.year - 2018 + 3:
        return cal.exact_day(years[0], month, day)
    years = [2000 + number, *years] if abs(2000 + number - today.year) <= 3 else years
    readings = [cal.exact_day(year, month, day) for year in years if year <= today.year + 3]
    days = [reading.candidates[0] for reading in readings if reading.candidates]
    if days:
        return cal.either(*days)
    return readings[0] if readings else cal.impossible(SAY("which_year"))


def month_part(year: int, month: int, match: re.Match[str], place: Place) -> Reading:
    """Return the reading of a month of a known year with what follows it: nothing, 末, 上旬, 第2金曜 ..."""
    whole = cal.whole_month(year, month)
    if whole.kind != "month":
        return whole
    first, last = whole.candidates
    if match["end"]:
        return cal.day_reading(last)
    if match["part"]:
        start, end = _PARTS[match["part"]]
        begin = first.replace(day=start)
        if match["part"] == "中" and first <= place.today <= last:
            begin = place.today
        return cal.period(begin, last if end == 31 else first.replace(day=end))
    if match["nth"]:
        nth = int(match["nth"]) if match["nth"].isdigit() else "一二三四五".index(match["nth"]) + 1
        day = first + timedelta(days=(cal.WEEKDAYS.index(match["nwd"]) - first.weekday()) % 7 + 7 * (nth - 1))
        if day > last:
            return cal.impossible(SAY("no_such_weekday", year=year, month=month, nth=nth, weekday=match["nwd"]))
        return cal.day_reading(day)
    return whole


def read_calendar(match: re.Match[str], place: Place) -> Meaning:
    """Read [year] month [day or part]: 令和8年12月3日, 12月3日, 来月末, 去年の10月."""
    groups = match.groupdict()
    today = place.today
    day = int(groups["dd"]) if groups["dd"] else None
    if groups.get("rm"):
        base = cal.shift_months(today.replace(day=1), _RELATIVE_MONTHS[groups["rm"]])
        if day is not None:
            return Meaning(check_weekday(cal.exact_day(base.year, base.month, day), match), "calendar")
        plain = not (groups["end"] or groups["part"] or groups["nth"])
        return Meaning(month_part(base.year, base.month, match, place), "relative_month" if plain else "other")
    month = int(groups["mo"])
    if groups.get("sy") and day is not None:
        return Meaning(check_weekday(_short_year(int(groups["sy"]), month, day, today), match), "calendar")
    year = named_year(match, today)
    if groups.get("sy"):
        year = 2018 + int(groups["sy"])
    if isinstance(year, str):
        return Meaning(cal.impossible(year))
    if not 1 <= month <= 12:
        return Meaning(cal.no_month())
    if day is None:
        known = year if year is not None else cal.choose_month_year(month, today, place.tense())
        return Meaning(month_part(known, month, match, place))
    if year is not None:
        reading = _note_other_era(cal.exact_day(year, month, day), match)
        return Meaning(check_weekday(reading, match), "calendar")
    return Meaning(_day_without_year(month, day, match, place), "calendar")


def _day_without_year(month: int, day: int, match: re.Match[str], place: Place) -> Reading:
    """Choose the year by tense; a weekday that fits only the other year is ambiguous."""
    reading = cal.choose_year(month, day, place.today, place.tense())
    checked = check_weekday(reading, match)
    if reading.kind == "impossible" or not checked.reason or place.tense() is not Tense.UNKNOWN:
        return checked
    letter = match.groupdict().get("wd") or match.groupdict().get("wd2")
    others = [other for other in cal.occurrences(month, day, place.today) if cal.weekday_ja(other) == letter]
    return cal.either(reading.candidates[0], *others, reason=checked.reason) if others else checked


def read_numeric(match: re.Match[str], place: Place) -> Meaning | None:
    """Read 2026/12/3, R8.12.3, 2026年12/3. None when a western year is far from any date (1234-5-6)."""
    year = named_year(match, place.today)
    if isinstance(year, str):
        return Meaning(cal.impossible(year))
    if match.groupdict().get("sy"):
        return Meaning(_short_year(int(match["sy"]), int(match["mo"]), int(match["dd"]), place.today), "calendar")
    if year is None or not 1800 <= year <= 2200:
        return None
    reading = _note_other_era(cal.exact_day(year, int(match["mo"]), int(match["dd"])), match)
    return Meaning(check_weekday(reading, match), "calendar")


def read_eight_digits(match: re.Match[str], place: Place) -> Meaning | None:
    """Read 20261203; None when it is no valid day, for then it is some other number."""
    reading = cal.exact_day(int(match["wy"]), int(match["mo"]), int(match["dd"]))
    return Meaning(reading, "calendar") if reading.kind == "day" else None


def read_year_month(match: re.Match[str], place: Place) -> Meaning | None:
    """Read 2026/12 as a month; None when it is no month of the supported years."""
    reading = cal.whole_month(int(match["wy"]), int(match["mo"]))
    return Meaning(reading) if reading.kind == "month" else None


def read_slash(match: re.Match[str], place: Place) -> Meaning | None:
    """Read 12/3. A small rising pair (1/2) needs a date word, a weekday or to stand alone."""
    month, day = int(match["mo"]), int(match["dd"])
    sure = bool(match["wd"] or DATE_FOLLOWS.match(place.after))
    alone = not (place.before + place.after).strip(" 。、です")
    looks_like_date = 1 <= month <= 12 and 1 <= day <= 31 and (alone or not month < day <= 10)
    if not (sure or looks_like_date) or month > 31:
        return None
    return Meaning(_day_without_year(month, day, match, place), "calendar")


def read_dashed(match: re.Match[str], place: Place) -> Meaning | None:
    """Read 12-3 or 12.3 before a date word; None when no year has that day, for it may be a house number."""
    month, day = int(match["mo"]), int(match["dd"] or match["dd2"])
    if cal.missing_day(month, day):
        return None
    return Meaning(cal.choose_year(month, day, place.today, place.tense()), "calendar")
