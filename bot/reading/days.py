"""The days of one message as a `Days`: told of which event, asked about, planned, held against an answer. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.dates.find import DateMention
from bot.reading.marks import LOOSE_AT_MOST
from bot.reading.mentions import APART, EVENTS, Mentions, held_against, persons, words
from bot.reading.model import Day, Days, Open, Told
from bot.reading.telling import TellsDay, answers_question, told_dates, told_families

LONGEST_PLAN: Final = 40  # characters; a longer message tells more than a plan


def day(mention: DateMention) -> Day:
    """A mention without its place in the text."""
    return Day(
        mention.kind,
        mention.candidates,
        mention.text,
        mention.reason,
        yearless=not words("has_year").search(mention.text),
        rough=bool(words("rough").search(mention.text)),
        slashed=bool(words("year_written").search(mention.text)),
    )


def read_days(text: str, fine: bool, today: date, open_: Open) -> Days:
    """The days of the normalised text. `fine`: it asks whether something would do. Nothing of it raises."""
    days = Mentions(text, today)
    if not days.every and not days.asked:
        return Days()
    held = next((one for one in days.every if one.kind != "duration" and held_against(one, text[one.end :])), None)
    used = (
        next((one for one in days.every if one.kind == "month"), None) if fine and len(text) <= LOOSE_AT_MOST else None
    )
    last = {open_.kind: open_.last}
    told = {
        family: told_dates(days, family, asked=open_.event, person=open_.person, last=last.get(family, ""))
        for family in EVENTS
    }
    return Days(
        named=tuple(map(day, days.named)),
        asked=len(days.asked),
        told={family: tuple(map(_told, found)) for family, found in told.items() if found},
        apart=_apart(days),
        events=tuple(told_families(days)),
        held=day(held) if held else None,
        planned={family: day(plan) for family in APART if (plan := planned_day(days, family))},
        used=day(used) if used else None,
        past=day_asked_about(days),
        bare_past=bare_past_day(days),
        only=days.only(),
        alone=days.only(words("doubt_at_end").sub("", text)),
        answers=bool(open_.event) and answers_question(days, open_.event),
    )


def _told(one: TellsDay) -> Told:
    return Told(one.person, one.anchor, day(one.mention), one.also)


def _apart(days: Mentions) -> dict[str, tuple[Told, ...]]:
    """「電子証明書が1月15日、引っ越しが12月1日」: the days of each family, in the order told; {} when they are of one."""
    of = [days.family(number) for number in range(len(days.named))]
    if len(set(of)) < 2 or "" in of:
        return {}
    found = {}
    for family in dict.fromkeys(of):
        text = days.text
        for mention, its in zip(days.named, of, strict=True):
            if its != family:  # the days of the other families are blanked out
                text = text[: mention.start] + "、" * (mention.end - mention.start) + text[mention.end :]
        found[family] = tuple(map(_told, told_dates(Mentions(text, days.today), family)))
    return found if all(found.values()) else {}


def planned_day(days: Mentions, family: str) -> DateMention | None:
    """The day on which the message plans to go to the office about the deadlines of `family`, or None: 「1月15日に更新に
    行きます」. It is compared, nothing is counted from it."""
    text = days.text
    if (
        len(text) > LONGEST_PLAN
        or any(words(name).search(text) for name in (f"{family}_too", "strong"))
        or persons(text)
    ):
        return None
    if family == "overseas" and not words("office").search(text):
        return None
    found = [one for one in days.asked if one.kind in ("day", "ambiguous", "bare_day")]
    return found[0] if len(found) == 1 and words("goes").match(text[found[0].end :]) else None


def _past(mention: DateMention, today: date) -> bool:
    """True for a day or month that lies wholly in the past."""
    return mention.kind in ("day", "month") and bool(mention.candidates) and mention.candidates[-1] < today


def day_asked_about(days: Mentions) -> date | None:
    """The past day (of a month the first) that the text asks about (「去年の10月なら使えた?」); None for today, and in doubt.

    An answer for another day may say that a card could be used which today cannot. So today is answered unless the words ask
    about that day without doubt: a date printed on the card, or the year it was issued in, is no such day.
    """
    if words("of_today").search(days.text):
        return None
    was = words("was").search(days.text)
    for mention in days.past:
        rest = days.text[mention.end :]
        asked = (was or words("on_it").match(rest)) and not words("of_card").match(rest)
        if asked and _past(mention, days.today):
            return mention.candidates[0]
    return None


def bare_past_day(days: Mentions) -> date | None:
    """The past day that is nearly the whole message: 「じゃあ今年の3月は?」; None otherwise."""
    for mention in days.past:
        alone = words("nothing_before").match(days.text[: mention.start]) and words("nothing_after").match(
            days.text[mention.end :]
        )
        if alone and _past(mention, days.today):
            return mention.candidates[0]
    return None
