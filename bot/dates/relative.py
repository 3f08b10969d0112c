"""What an expression counted from today means: 明日, 来週の金曜, 3日前, a bare 3日. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from bot.dates import calendar as cal
from bot.dates.calendar import Reading
from bot.dates.patterns import SPAN_AFTER, SPAN_BEFORE, UNKNOWN_ANCHOR
from bot.dates.readers import Meaning, Place, check_weekday
from bot.dates.tense import Tense
from bot.words import Words

SAY: Final = Words(__file__)

_DURATION = Meaning(Reading("duration"))
_DAYS = {"今日": 0, "本日": 0, "今朝": 0, "今夜": 0, "今晩": 0, "明日": 1, "明朝": 1, "明晩": 1, "明後日": 2,
         "明々後日": 3, "明明後日": 3, "昨日": -1, "昨晩": -1, "昨夜": -1, "ゆうべ": -1, "一昨日": -2,
         "一昨々日": -3, "一昨昨日": -3}  # fmt: skip
_WEEKS = {"再来週": 2, "さ来週": 2, "来週": 1, "今週": 0, "先週": -1, "先々週": -2, "先先週": -2}
_WEEK_PARTS = {"前半": (0, 2), "初め": (0, 1), "頭": (0, 1), "半ば": (2, 3), "後半": (3, 6), "中": (0, 6)}
_ANCHORED = {"翌日": 1, "次の日": 1, "翌々日": 2, "前日": -1}


def read_day(match: re.Match[str], place: Place) -> Meaning:
    """Read 今日, 明日, 昨日 ...; しあさって is the third day in most places, the fourth in some."""
    word = match["word"]
    if word == "しあさって":
        days = (cal.shift_days(place.today, 3), cal.shift_days(place.today, 4))
        return Meaning(check_weekday(cal.either(*days, reason=SAY("differs_by_region")), match), "day")
    return Meaning(check_weekday(cal.day_reading(cal.shift_days(place.today, _DAYS[word])), match), "day")


def read_anchored(match: re.Match[str], place: Place) -> Meaning:
    """Read 翌日 and 前日, which only mean something after another day."""
    days = _ANCHORED[match.group()]
    return Meaning(Reading("duration"), "anchored", shift=lambda day: cal.shift_days(day, days))


def _mondays(today: date, weeks: int) -> list[date]:
    """Return the Mondays `weeks` away: one, or on a Sunday two, as some people begin the week on Sunday."""
    monday = cal.monday_of(today)
    bases = [monday, monday + timedelta(days=7)] if today.weekday() == 6 else [monday]
    return [cal.shift_days(base, 7 * weeks) for base in bases]


def read_week(match: re.Match[str], place: Place) -> Meaning:
    """Read 来週, 来週の金曜, 今週末. On a Sunday 来週の金曜 is ambiguous, the Monday week's day first."""
    if match["alone"]:
        return Meaning(_weekend(place) if match["alone"] == "週末" else _after_weekend(place))
    weeks = _WEEKS[match["week"]]
    mondays = _mondays(place.today, weeks)
    if match["wd"]:
        index = cal.WEEKDAYS.index(match["wd"])
        days = [cal.shift_days(monday, index) for monday in mondays]
        if index == 6:
            return Meaning(cal.day_reading(days[0]), "weekday")
        if weeks == 0 and len(days) == 2 and place.tense() is not Tense.UNKNOWN:
            days = days[:1] if place.tense() is Tense.PAST else days[1:]
        return Meaning(cal.either(*days), "weekday")
    monday = mondays[0]
    if match["weekend"]:
        return Meaning(cal.either(cal.shift_days(monday, 5), cal.shift_days(monday, 6)))
    first, last = _WEEK_PARTS.get(match["wpart"] or "", (0, 6))
    begin = cal.shift_days(monday, first)
    if match["wpart"] == "中":
        begin = max(begin, place.today) if weeks == 0 else begin
    return Meaning(cal.period(begin, cal.shift_days(monday, last)), "other" if match["wpart"] else "week")


def _saturday(place: Place) -> date:
    """Return the Saturday of the weekend meant: the running or coming one, the last one for the past."""
    today, tense = place.today, place.tense()
    back = (today.weekday() - 5) % 7
    if tense is Tense.PAST or (tense is Tense.UNKNOWN and back <= 1):
        return cal.shift_days(today, -back)
    return cal.shift_days(today, (5 - today.weekday()) % 7)


def _weekend(place: Place) -> Reading:
    saturday = _saturday(place)
    return cal.either(saturday, cal.shift_days(saturday, 1))


def _after_weekend(place: Place) -> Reading:
    monday = cal.monday_of(place.today)
    return cal.day_reading(monday if place.tense() is Tense.PAST else cal.shift_days(monday, 7))


def read_holidays(match: re.Match[str], place: Place) -> Meaning:
    """Read 連休: which holidays is not said, so the three days of the weekend meant are offered."""
    saturday = _saturday(place)
    return Meaning(cal.either(*(cal.shift_days(saturday, days) for days in range(3))))


def read_weekday(match: re.Match[str], place: Place) -> Meaning:
    """Read a weekday alone: the nearest by tense, both neighbours when that is not clear."""
    today, prefix = place.today, match["pre"] or ""
    index = cal.WEEKDAYS.index(match["wd"])
    ahead = (index - today.weekday() - 1) % 7 + 1
    back = (today.weekday() - index - 1) % 7 + 1
    coming, gone = cal.shift_days(today, ahead), cal.shift_days(today, -back)
    this_monday = cal.monday_of(today)
    if prefix.startswith(("次", "つぎ", "今度", "こんど")):
        # 次の金曜 said on Wednesday: this week's Friday, for some the next week's.
        again = [cal.shift_days(coming, 7)] if cal.monday_of(coming) == this_monday else []
        return Meaning(cal.either(coming, *again), "weekday")
    if prefix in ("この前の", "こないだの", "この間の", "前の"):
        before = [cal.shift_days(gone, -7)] if cal.monday_of(gone) == this_monday else []
        return Meaning(cal.either(gone, *before), "weekday")
    tense = place.tense()
    if today.weekday() == index:
        days = {Tense.PAST: (today, gone), Tense.FUTURE: (today, coming)}.get(tense, (today, coming, gone))
        return Meaning(cal.either(*days), "weekday")
    if tense is not Tense.UNKNOWN:
        return Meaning(cal.day_reading(gone if tense is Tense.PAST else coming), "weekday")
    return Meaning(cal.either(*((gone, coming) if back < ahead else (coming, gone))), "weekday")


def _shifted(day: date, number: int, unit: str) -> date:
    if unit == "日":
        return cal.shift_days(day, number)
    if unit.startswith("週"):
        return cal.shift_days(day, 7 * number)
    return cal.shift_months(day, number * (12 if unit == "年" else 1))


def read_offset(match: re.Match[str], place: Place) -> Meaning:
    """Read 3日後, 半年前. After の/から/て the count starts elsewhere: a duration."""
    number, unit = (6, "か月") if match["half"] else (int(match["n"]), match["unit"])
    sign = -1 if match["dir"] in ("前", "まえ") else 1
    day = _shifted(place.today, sign * number, unit)
    if UNKNOWN_ANCHOR.search(place.before):
        reading = Reading("duration")
    elif match["about"] and unit == "日":
        reading = cal.either(day, cal.shift_days(day, -1), cal.shift_days(day, 1))
    elif match["about"]:
        slack = 3 if unit.startswith("週") else 10
        reading = cal.period(cal.shift_days(day, -slack), cal.shift_days(day, slack))
    else:
        reading = cal.day_reading(day)
    return Meaning(reading, "offset", shift=lambda base: _shifted(base, sign * number, unit))


def read_few(match: re.Match[str], place: Place) -> Meaning:
    """Read 2、3日前 as either day."""
    if UNKNOWN_ANCHOR.search(place.before):
        return _DURATION
    sign = -1 if match["dir"] in ("前", "まえ") else 1
    days = (_shifted(place.today, sign * int(match[name]), match["unit"]) for name in "ab")
    return Meaning(cal.either(*days))


def read_span(match: re.Match[str], place: Place) -> Meaning:
    """Read a length of time or a recurring day: claimed so that nothing inside it is taken for a date."""
    return _DURATION


def read_bare_day(match: re.Match[str], place: Place) -> Meaning | None:
    """Read 3日 without a month: one candidate by tense, else both neighbours; or a length of time."""
    number = int(match["n"])
    if number == 0:
        return None
    if number > 31 or SPAN_AFTER.match(place.after) or SPAN_BEFORE.search(place.before):
        return _DURATION
    if number == 14 and place.after.startswith(("を過ぎ", "をすぎ", "過ぎ")):
        return _DURATION  # the 14 days of the notification (住民基本台帳法22条), not the 14th
    tense = Tense.FUTURE if match["next"] else place.tense()
    past, future = days_of_month(number, place.today)
    if match["next"] and future == place.today:
        future = days_of_month(number, cal.shift_days(place.today, 1))[1]
    both = (past, future) if place.today - past < future - place.today else (future, past)
    chosen = {Tense.PAST: (past,), Tense.FUTURE: (future,)}.get(tense, tuple(dict.fromkeys(both)))
    chosen = tuple(day for day in chosen if cal.FIRST_YEAR <= day.year <= cal.LAST_YEAR)
    if not chosen:
        return Meaning(cal.out_of_range())
    checked = check_weekday(Reading("ambiguous", chosen), match)
    if not checked.candidates:
        return Meaning(checked)
    return Meaning(Reading("bare_day", checked.candidates, checked.reason), "bare", number)


def days_of_month(number: int, today: date) -> tuple[date, date]:
    """Return the latest day `number` (1..31) of a month <= today and the earliest >= today."""

    def found(month: date, step: int) -> date:
        while True:
            if number <= cal.month_length(month.year, month.month):
                day = month.replace(day=number)
                if (day <= today) if step < 0 else (day >= today):
                    return day
            month = cal.shift_months(month, step)

    first = today.replace(day=1)
    return found(first, -1), found(first, 1)
