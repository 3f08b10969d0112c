"""The days of a message and the words around each (words/day_words.yml): what day it is, and whether it is told. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final

from bot.dates.find import DateMention, Tense, find_dates
from bot.reading.marks import load_marks

OTHER_DAY: Final = "other_day"
VISIT: Final = "visit_day"  # a day in a doctor's office: asked about, nothing is counted from it
# the days of each family of deadlines, as day_words.yml has them
EVENTS: Final = {
    "moving": (
        "moving_out_planned", "return_filed", "moving_in_filed", "move_in_online", "relocation_date", "move_date"
    ),
    "overseas": ("return_filed", "departure_planned"),
    "certificate": (OTHER_DAY, "stay_limit", "card_expiry", "cert_expiry", VISIT),
    "loss": ("loss_reported",),
    "dv": ("dv_support_until", "dv_support_start"),
}  # fmt: skip
FAMILY_OF: Final = {event: family for family, events in EVENTS.items() for event in events}
APART: Final = ("moving", "overseas", "certificate")  # families that one message may tell days of


def words(name: str) -> re.Pattern[str]:
    """An entry of day_words.yml."""
    return load_marks("day_words")[name]


def persons(text: str) -> tuple[str, ...]:
    """The family members named, in order, without repeats."""
    return tuple(dict.fromkeys(match[0] for match in words("person").finditer(text)))


def held_against(mention: DateMention, rest: str) -> bool:
    """True when the words after a day hold it against an answer ("12月19日じゃないんですか")."""
    return bool(words("doubted").match(rest) or (mention.kind == "bare_day" and words("bare_doubt").match(rest)))


def cue(clause: str, family: str) -> str:
    """The day of the family whose words stand nearest to the day 〓 in `clause`, "" for none."""
    day = clause.index("〓")
    found: list[tuple[int, bool, int, str]] = []  # equally near: those before the day 「引っ越し 12/3 転出 12/1」
    for order, event in enumerate(EVENTS[family]):
        for match in words(event).finditer(clause) if event in load_marks("day_words").marks else ():
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
        return _new_years_days(self.text, find_dates(self.text, today=self.today))

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
            return self._written(Tense.PAST) or self._real(_new_years_days(self.text, self.past))
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
        return [
            one
            for one in found
            if one.kind != "duration"
            and not words("not_a_day").match(self.text[one.end :])
            and not (words("bare_weekday").match(one.text) and words("any_weekday").match(self.text[one.end :]))
        ]

    def around(self, found: list[DateMention], number: int) -> tuple[str, str]:
        """The words before and after a day of `found`; days joined by "or" share theirs: 「12月3日か12月4日に引っ越します」."""
        text, first, last = self.text, number, number
        while first and words("or").match(text[found[first - 1].end : found[first].start]):
            first -= 1
        while last + 1 < len(found) and words("or").match(text[found[last].end : found[last + 1].start]):
            last += 1
        begin = found[first - 1].end if first else 0
        end = found[last + 1].start if last + 1 < len(found) else len(text)
        return text[begin : found[first].start], text[found[last].end : end]

    def family(self, number: int) -> str:
        """Of which family the words nearest to a named day say it is; "" when none do, or several."""
        before = self.text[self.named[number - 1].end if number else 0 : self.named[number].start]
        after = self.text[self.named[number].end :]
        if number + 1 < len(self.named):
            after = self.text[self.named[number].end : self.named[number + 1].start]
        clause, following = re.split(r"[。!?\n、,]", before)[-1], re.split(r"[。、,!?\n]", after, maxsplit=1)[0]
        found = [event for family in APART if (event := cue(f"{clause}〓{following}", family))]
        return FAMILY_OF[found[0]] if len(found) == 1 else ""

    def only(self, text: str | None = None) -> bool:
        """True when the text is a day and little else: 「すみません、4月30日です」「間違えた4月6日」."""
        text = self.text if text is None else text
        days = [one for one in self.every if one.kind in ("day", "ambiguous")]
        for one in reversed(days):
            text = text[: one.start] + text[one.end :]
        return bool(days) and not words("beside_a_day").sub("", text)


def _new_years_days(text: str, found: list[DateMention]) -> list[DateMention]:
    """「年明けの4日」 as one day, where it was read as a period and a bare day."""
    spans = [one.span() for one in words("new_year").finditer(text)]
    joined: list[DateMention] = []
    for mention in found:
        start, end = next(((start, end) for start, end in spans if start <= mention.start < end), (-1, -1))
        if joined and joined[-1].kind == "month" and joined[-1].start == start and mention.candidates:
            first, day = joined[-1].candidates[0], mention.candidates[0].day
            joined[-1] = DateMention(start, end, text[start:end], "day", (date(first.year, 1, day),))
        else:
            joined.append(mention)
    return joined
