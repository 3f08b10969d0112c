"""The days of a message and the words around each (words/day_words.yml): what day it is, and whether it is told. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final

from bot.dates.find import DateMention, Tense, find_dates
from bot.reading.marks import load_marks

DAY: Final = "〓"
OTHER_DAY: Final = "other_day"
VISIT: Final = "visit_day"  # a day in a doctor's office: asked about, nothing is counted from it
# the days of each family of deadlines, in the order of day_words.yml
EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "moving": (
        *["moving_out_planned", "return_filed", "moving_in_filed", "move_in_online", "relocation_date", "move_date"],
    ),
    "overseas": ("return_filed", "departure_planned"),
    "certificate": (OTHER_DAY, "stay_limit", "card_expiry", "cert_expiry", VISIT),
    "loss": ("loss_reported",),
    "dv": ("dv_support_until", "dv_support_start"),
}
FAMILY_OF: Final = {event: family for family, events in EVENTS.items() for event in events}
APART: Final = ("moving", "overseas", "certificate")  # families that one message may tell days of
END: Final = re.compile(r"[。!?\n]")
CLAUSE_END: Final = re.compile(r"[。!?\n、,]")


def words(name: str) -> re.Pattern[str]:
    """An entry of day_words.yml."""
    return load_marks("day_words")[name].pattern


def persons(text: str) -> tuple[str, ...]:
    """The family members named, in order, without repeats."""
    return tuple(dict.fromkeys(match[0] for match in words("person").finditer(text)))


def held_against(mention: DateMention, rest: str) -> bool:
    """True when the words after a day hold it against an answer ("12月19日じゃないんですか")."""
    return bool(words("doubted").match(rest) or (mention.kind == "bare_day" and words("bare_doubt").match(rest)))


def cue(clause: str, family: str) -> str:
    """The day of the family whose words stand nearest to the day 〓 in `clause`, "" for none."""
    day, known = clause.index(DAY), load_marks("day_words")
    found: list[tuple[int, bool, int, str]] = []  # equally near: those before the day 「引っ越し 12/3 転出 12/1」
    for order, event in enumerate(EVENTS[family]):
        for match in known[event].pattern.finditer(clause) if event in known else ():
            behind = match.start() > day
            between = clause[day + 1 : match.start()] if behind else clause[match.end() : day]
            found.append((len(words("label").sub("", between)), behind, order, event))
    return min(found, default=(0, False, 0, ""))[3]


class Mentions:
    """The days of one normalised text; each look at it is made once."""

    def __init__(self, text: str, today: date) -> None:
        self.text, self.today = text, today

    @cached_property
    def every(self) -> list[DateMention]:
        """All that bot.dates finds."""
        return self._new_years_days(find_dates(self.text, today=self.today))

    @cached_property
    def past(self) -> list[DateMention]:
        """The same, where what was is spoken of."""
        return find_dates(self.text, today=self.today, tense=Tense.PAST)

    @cached_property
    def named(self) -> list[DateMention]:
        """Those that name a day, without an open question."""
        return [one for one in self._real(self.every) if one.kind != "bare_day"]

    @cached_property
    def asked(self) -> list[DateMention]:
        """Those that name a day when one was asked for: 「30日」 counts, and 「1203」."""
        return self._written() or self._real(self.every)

    def told(self, event: str) -> list[DateMention]:
        """Those that may tell a day; `event`: the one asked for, "" for none."""
        if event == "moving_in_filed":
            return self._written(Tense.PAST) or self._real(self._new_years_days(self.past))
        return self.asked if event else self.named

    def _written(self, tense: Tense | None = None) -> list[DateMention]:
        """The day that is the whole text: 「1203」."""
        digits = words("month_day").match(self.text)
        if not digits:
            return []
        start, end = digits.start(1), digits.end(2)
        written = find_dates(f"{int(digits[1])}月{int(digits[2])}日", today=self.today, tense=tense)
        return [replace(one, start=start, end=end, text=self.text[start:end]) for one in written]

    def _real(self, found: list[DateMention]) -> list[DateMention]:
        """Without stretches, 「30日のほうの期限」 and any Sunday."""
        behind = [(one, self.text[one.end :]) for one in found if one.kind != "duration"]
        days = [(one, rest) for one, rest in behind if not words("not_a_day").match(rest)]
        any_day = words("bare_weekday"), words("any_weekday")
        return [one for one, rest in days if not (any_day[0].match(one.text) and any_day[1].match(rest))]

    def _new_years_days(self, found: list[DateMention]) -> list[DateMention]:
        """「年明けの4日」 as one day, where it was read as a period and a bare day."""
        for written in words("new_year").finditer(self.text):
            start, end = written.span()
            inside = [one for one in found if start <= one.start < end]
            if [one.kind for one in inside] == ["month", "bare_day"] and inside[1].candidates:
                day = date(inside[0].candidates[0].year, 1, inside[1].candidates[0].day)
                joined = DateMention(start, end, written[0], "day", (day,))
                found = [joined if one is inside[0] else one for one in found if one is not inside[1]]
        return found

    def between(self, found: list[DateMention], first: int, last: int) -> tuple[str, str]:
        """The words before the day number `first` of `found` and after the day number `last`."""
        begin = found[first - 1].end if first else 0
        end = found[last + 1].start if last + 1 < len(found) else len(self.text)
        return self.text[begin : found[first].start], self.text[found[last].end : end]

    def around(self, found: list[DateMention], number: int) -> tuple[str, str]:
        """The words before and after a day; days joined by "or" share theirs: 「12月3日か12月4日に引っ越します」."""
        first = last = number
        while first and words("or").match(self.between(found, first, first)[0]):
            first -= 1
        while last + 1 < len(found) and words("or").match(self.between(found, last, last)[1]):
            last += 1
        return self.between(found, first, last)

    def family(self, number: int) -> str:
        """Of which family the words nearest to a named day say it is; "" when none do, or several."""
        before, after = self.between(self.named, number, number)
        clause = f"{CLAUSE_END.split(before)[-1]}{DAY}{CLAUSE_END.split(after)[0]}"
        found = [event for family in APART if (event := cue(clause, family))]
        return FAMILY_OF[found[0]] if len(found) == 1 else ""

    def only(self, text: str) -> bool:
        """True when `text`, a beginning of this, is a day and little else: 「すみません、4月30日です」「間違えた4月6日」."""
        days = [one for one in self.every if one.kind in ("day", "ambiguous")]
        return bool(days) and not words("beside_a_day").sub("", marked(text, days, ""))


def marked(text: str, found: list[DateMention], mark: str = DAY) -> str:
    """The text with a mark for each day."""
    for one in reversed(found):
        text = text[: one.start] + mark + text[one.end :]
    return text
