"""A day told without a year: which year is meant, and when to ask. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.dates.find import DateMention

FAR: Final = 270  # days from today; a yearless day read this far off is doubted
NEAR: Final = 120  # days; ... when the neighbouring year's day is this close
_HAS_YEAR: Final = re.compile(r"年|令和|平成|昭和|[RHS]\d|\d{4}|前|後|先|来|去|昨|今|明|翌|次", re.IGNORECASE)
# said of a stretch, not of a day: nothing is counted from them
_ROUGH: Final = re.compile(r"年度?末$|半年|(?:年|ヶ月|か月|カ月|ケ月|ヵ月|箇月)(?:くらい|ぐらい|ほど)?(?:前|後)$")
CORRECTS: Final = re.compile(
    r"間違|まちが|訂正|じゃなく|ではなく|やっぱり|やはり|変わ|変更|延び|のび|ずれ|早ま|でした[。!]?$|だった[。!]?$|でしたわ|だった(?:かな|と思|はず|ような)|と(?:出|あり)"
)


def _same_day(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def nearest(mention: DateMention, near: date) -> tuple[date, ...]:
    """The reading of a yearless day that is nearest to `near`; other mentions unchanged.

    A planned day of moving out lies around the move, whether it is spoken of as past or ahead.
    """
    if _ROUGH.search(mention.text):
        return ()
    if mention.kind not in ("day", "ambiguous") or _HAS_YEAR.search(mention.text):
        return mention.candidates
    days = {(day.month, day.day) for day in mention.candidates}
    if len(days) != 1:  # 来週の金曜 and the like
        return mention.candidates
    same = [_same_day(mention.candidates[0], near.year + shift) for shift in (-1, 0, 1)]
    found = [day for day in same if day] or list(mention.candidates)  # 29 February: not every year has it
    return (min(found, key=lambda day: abs((day - near).days)),)


def readings(mention: DateMention, text: str, today: date) -> tuple[date, ...]:
    """The mention's candidates, with a second year where the words leave it open.

    「11月24日に転入届を出した」 said on 22 November is last year's day by its tense, but a slip for the day after
    tomorrow is likelier than silence for a year: both are given, the nearer first. A correction ("1月4日に変わりました")
    speaks in the past of the change, not of the day: the nearer one alone. 「年末」「3年前」 give none: the day is asked for.
    """
    if _ROUGH.search(mention.text):
        return ()
    if mention.kind != "day" or _HAS_YEAR.search(mention.text):
        return mention.candidates
    day = mention.candidates[0]
    if abs((day - today).days) <= FAR:
        return mention.candidates
    other = _same_day(day, day.year + (1 if day < today else -1))
    if other is None or abs((other - today).days) > NEAR:
        return mention.candidates
    return (other,) if CORRECTS.search(text) else (other, day)
