"""What years, fiscal years and named days (年末, 元日, お盆, 月末) mean. Pure; see ``bot.dates.find``."""

from __future__ import annotations

import re
from datetime import date

from bot.dates import calendar as cal
from bot.dates.readers import Meaning, Place, named_year
from bot.dates.tense import Tense

_FISCAL = {"再来": 2, "来": 1, "翌": 1, "今": 0, "本": 0, "昨": -1, "前": -1}
# Named days. 年末年始 is 12/29 to 1/3, the offices' closed days (行政機関の休日に関する法律1条);
# the others are custom.
_NAMED_DAYS = {"元日": (1, 1), "元旦": (1, 1), "大晦日": (12, 31), "大みそか": (12, 31), "年末": (12, 31),
               "くりすます": (12, 25), "くりすますいぶ": (12, 24)}  # fmt: skip
_NAMED_PERIODS = {"年末年始": (12, 29, 6), "年始": (1, 1, 3), "正月": (1, 1, 3), "お正月": (1, 1, 3),
                  "年明け": (1, 1, 15),
                  "お盆": (8, 13, 4), "盆休み": (8, 13, 4),
                  "ごーるでんうぃーく": (4, 29, 7), "GW": (4, 29, 7)}  # fmt: skip


def read_year(match: re.Match[str], place: Place) -> Meaning:
    """Read a year alone as a period; 今年中 runs from today."""
    year = named_year(match, place.today)
    if not isinstance(year, int):
        return Meaning(cal.impossible(year or ""))
    if not cal.FIRST_YEAR <= year <= cal.LAST_YEAR:
        return Meaning(cal.out_of_range())
    first, last = date(year, 1, 1), date(year, 12, 31)
    part = match["ypart"]
    if part in ("末", "いっぱい"):
        return Meaning(cal.day_reading(last))
    if part == "前半":
        last = date(year, 6, 30)
    elif part == "後半":
        first = date(year, 7, 1)
    elif part == "中":
        first = max(first, place.today) if year == place.today.year else first
    return Meaning(cal.period(first, last), "relative_year" if match["ry"] and not part else "other")


def read_fiscal(match: re.Match[str], place: Place) -> Meaning:
    """Read 年度 (1 April to 31 March: 財政法11条, 地方自治法208条)."""
    today = place.today
    year: int | str | None = named_year(match, today)
    if year is None:
        running = today.year - (today.month < 4)
        if not match["fy"]:
            ending = match["fpart"] == "末"
            tense = Tense.PAST if place.tense() is Tense.PAST else Tense.FUTURE
            return Meaning(cal.choose_year(3 if ending else 4, 31 if ending else 1, today, tense))
        year = running + _FISCAL[match["fy"]]
    if isinstance(year, str) or not cal.FIRST_YEAR <= year < cal.LAST_YEAR:
        return Meaning(cal.impossible(year) if isinstance(year, str) else cal.out_of_range())
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    if match["fpart"]:
        return Meaning(cal.day_reading(last if match["fpart"] == "末" else first))
    return Meaning(cal.period(first, last), "fiscal_year")


def read_named(match: re.Match[str], place: Place) -> Meaning:
    """Read 年末, 元日, お盆, 月末 ...; feasts of several days are periods."""
    name, today = match["name"], place.today
    year = named_year(match, today)
    if isinstance(year, str):
        return Meaning(cal.impossible(year))
    if name == "月末":
        this_end = cal.month_end(today.year, today.month)
        last_end = cal.shift_days(today.replace(day=1), -1)
        return Meaning(cal.day_reading(last_end if place.tense() is Tense.PAST and today < this_end else this_end))
    if name == "年内":
        shown = today.year if year is None else year
        begin = today if shown == today.year else date(min(max(shown, 1), 9999), 1, 1)
        return Meaning(cal.period(begin, begin.replace(month=12, day=31)))
    if name in _NAMED_DAYS:
        month, day = _NAMED_DAYS[name]
        return Meaning(cal.choose_year(month, day, today, place.tense()) if year is None
                       else cal.exact_day(year, month, day), "calendar")  # fmt: skip
    month, day, length = _NAMED_PERIODS[name]
    if year is not None:
        begins = cal.exact_day(year, month, day)
    else:
        running = cal.occurrences(month, day, today)[0]
        inside = (today - running).days < length
        begins = cal.day_reading(running) if inside else cal.choose_year(month, day, today, place.tense())
    if not begins.candidates:
        return Meaning(begins)
    return Meaning(cal.period(begins.candidates[0], cal.shift_days(begins.candidates[0], length - 1)))
