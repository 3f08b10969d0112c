"""Join neighbouring date expressions: 来週の27日, 明日の金曜, 12月3日の翌日, 11月13日か20日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.dates import calendar as cal
from bot.dates.readers import Meaning
from bot.dates.steps import from_base, inside_offset
from bot.words import Words

SAY: Final = Words(__file__)

_BETWEEN_ALTERNATIVES = re.compile(
    r"[ 、,]?(?:か|と|や|または|又は|もしくは|あるいは|から|~|-|→|・|、|,|ないし)[ 、]?"
    r"|(?:か|と)、|でなければ"
)
_SENTENCE_END = re.compile(r"[。!?\n]")
_SAME_SENTENCE = 40  # characters back to the day that 翌月 counts from
_RANGE = re.compile(r"から|~|-|→")
_CONTAINERS = ("week", "relative_month", "relative_year", "fiscal_year")


@dataclass(frozen=True)
class Found:
    """A half-open range of the folded text and what it means."""

    start: int
    end: int
    meaning: Meaning


def join_all(founds: list[Found], text: str, today: date) -> list[Found]:
    """Return `founds` (in text order) with neighbours joined; 翌日 without a day is dropped."""
    joined: list[Found] = []
    for found in founds:
        if joined and found.meaning.anew:
            found = _from_before(joined, found, text)
        elif joined:
            previous = joined[-1]
            gap = text[previous.end : found.start]
            merged = _merge(previous, found, gap, text, today) if len(gap) <= 6 else None
            if merged is not None:
                joined[-1] = Found(previous.start, found.end, merged)
                continue
            if found.meaning.role == "anchored" and _BETWEEN_ALTERNATIVES.fullmatch(gap):
                joined[-1] = _or_next(previous, found)
            inherits = found.meaning.role == "bare" and previous.meaning.role == "calendar"
            if inherits and _BETWEEN_ALTERNATIVES.fullmatch(gap):
                found = Found(found.start, found.end, _inherit(previous.meaning, found.meaning, gap))
        if found.meaning.role != "anchored":
            joined.append(found)
    return joined


def _from_before(joined: list[Found], found: Found, text: str) -> Found:
    """Read 翌月25日 from the day said before it in the sentence; 12月3日の翌週の火曜 is one expression with that day."""
    previous = joined[-1]
    gap, base = text[previous.end : found.start], previous.meaning.reading
    if _SENTENCE_END.search(gap) or len(gap) > _SAME_SENTENCE or not base.candidates:
        return found
    meaning = Meaning(from_base(found.meaning, base.candidates, base.kind), "calendar")
    if gap in ("の", ""):
        joined.pop()
        return Found(previous.start, found.end, meaning)
    return Found(found.start, found.end, meaning)


def _or_next(previous: Found, found: Found) -> Found:
    """Read 12月3日か翌日 as either day."""
    days = previous.meaning.reading.candidates
    if len(days) != 1 or not found.meaning.shift:
        return previous
    both = cal.either(days[0], found.meaning.shift(days[0]))
    return Found(previous.start, found.end, Meaning(both, "calendar"))


def _inherit(first: Meaning, second: Meaning, gap: str) -> Meaning:
    """Return the day of `second` in the month of `first`, or in the next month where that is meant.

    The next month is meant by a range that would run backwards (11月28日から3日) and by a month's end
    before a month's beginning (11月30日か1日).
    """
    if not first.reading.candidates or second.reading.kind == "duration":
        return second
    readings = []
    for base in first.reading.candidates:
        wraps = second.number < base.day and (bool(_RANGE.search(gap)) or (base.day >= 25 and second.number <= 7))
        month = cal.shift_months(base.replace(day=1), int(wraps))
        readings.append(cal.exact_day(month.year, month.month, second.number))
    days = [reading.candidates[0] for reading in readings if reading.candidates]
    return Meaning(cal.either(*days) if days else readings[0], "calendar")


def _merge(first: Found, second: Found, gap: str, text: str, today: date) -> Meaning | None:
    one, two = first.meaning, second.meaning
    if two.shift and len(one.reading.candidates) == 1 and gap in (("の", "") if two.role == "anchored" else
                                                                   ("の", "から", "より")):  # fmt: skip
        return Meaning(cal.day_reading(two.shift(one.reading.candidates[0])), "calendar")
    if two.role == "void":  # 12月3日の5営業日後
        return two if gap in ("の", "から", "より", "から数えて") else None
    if gap not in ("の", "", "、", " "):
        return None
    words = tuple(text[found.start : found.end] for found in (first, second))
    if one.role == "offset" and gap == "の" and two.role in ("bare", "weekday") and one.reading.candidates:
        weekday = two.reading.candidates[0].weekday() if two.role == "weekday" else None
        return Meaning(inside_offset(words[0], one.reading.candidates[0], two.number, weekday), "calendar")
    if one.role in _CONTAINERS:
        return _inside(one, two, gap, words, today)
    if two.role == "calendar" and two.reading.kind == "day":
        # 年度末の3月31日 and 年明けの1月6日 say one day twice, the second time exactly.
        low, high = one.reading.candidates[:1], one.reading.candidates[-1:]
        if one.reading.kind in ("day", "month") and low <= two.reading.candidates <= high:
            return two
    if one.role == "day" and one.reading.kind == "day":
        return _same_day(one, two, gap, words, today)
    return None


def _clash(words: tuple[str, ...]) -> Meaning:
    return Meaning(cal.impossible(SAY("do_not_fit", first=words[0], second=words[1])))


def _inside(one: Meaning, two: Meaning, gap: str, words: tuple[str, ...], today: date) -> Meaning | None:
    """Read 来週 + X: X must lie inside the period; without の an X outside it is left alone."""
    if len(one.reading.candidates) != 2 or two.reading.kind in ("impossible", "duration"):
        return None
    first, last = one.reading.candidates
    if two.role in _CONTAINERS:
        if gap != "の" or len(two.reading.candidates) != 2:
            return None
        fits = first <= two.reading.candidates[0] and two.reading.candidates[1] <= last
        return two if fits else _clash(words)
    if two.role == "weekday":
        if one.role != "week":
            return Meaning(one.reading)
        return Meaning(cal.day_reading(cal.shift_days(first, two.reading.candidates[0].weekday())), "weekday")
    if two.role == "day" and gap == "の" and two.reading.candidates == (today,):
        return Meaning(cal.day_reading(_same_day_in(one, today)), "calendar")
    if two.role == "bare" and one.role == "week":
        days = [day for step in range(7) if (day := cal.shift_days(first, step)).day == two.number]
    elif two.role in ("day", "calendar"):
        days = [day for day in two.reading.candidates if first <= day <= last]
        if not days and one.role == "fiscal_year":
            # 来年度の3月1日: the period, not the tense, gives the year.
            moved = [cal.shift_months(two.reading.candidates[0], months) for months in (-12, 12)]
            days = [day for day in moved if first <= day <= last]
    else:
        return None
    if days:
        return Meaning(cal.either(*days), "calendar")
    return _clash(words) if gap == "の" else None


def _same_day_in(period: Meaning, today: date) -> date:
    """Return 来週の今日, 来月の今日, 去年の今日: today moved by whole weeks, months or years."""
    first = period.reading.candidates[0]
    if period.role == "week":
        return cal.shift_days(today, (first - cal.monday_of(today)).days)
    months = (first.year - today.year) * 12
    return cal.shift_months(today, months + (first.month - today.month if period.role == "relative_month" else 0))


def _same_day(one: Meaning, two: Meaning, gap: str, words: tuple[str, ...], today: date) -> Meaning | None:
    """Read 明日 + X: the same day said twice; a contradiction joined by の is asked about or impossible."""
    day = one.reading.candidates[0]
    if two.role in _CONTAINERS and len(two.reading.candidates) == 2:
        first, last = two.reading.candidates
        return None if gap != "の" or first <= day <= last else _clash(words)
    if two.role == "day":
        # 昨日の今日 is an idiom about how recent something is, so it is left alone.
        return None if gap != "の" or words[1] in ("今日", "本日") else _clash(words)
    if two.role not in ("calendar", "bare", "weekday") or not two.reading.candidates:
        return None
    agrees = day.day == two.number if two.role == "bare" else day in two.reading.candidates
    others = two.reading.candidates
    if two.role == "weekday":
        ahead = (others[0].weekday() - day.weekday()) % 7
        agrees, others = ahead == 0, (cal.shift_days(day, ahead - 7 if day < today else ahead),)
    if agrees:
        return Meaning(cal.day_reading(day), "calendar")
    if gap != "の":
        return None
    reason = SAY("is_day", words=words[0], month=day.month, day=day.day, weekday=cal.weekday_ja(day))
    return Meaning(cal.either(day, others[0], reason=reason))
