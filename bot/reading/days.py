"""The days of one message as a `Days`: told of which event, asked about, planned, held against an answer. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.dates.find import DateMention
from bot.reading.marks import AT_MOST
from bot.reading.mentions import APART, EVENTS, Mentions, held_against, marked, persons, words
from bot.reading.model import Day, Days, Open, Told
from bot.reading.telling import TellsDay, only_answers, told_dates, told_families

LONGEST_PLAN: Final = 40  # characters; a longer message tells more than a plan


def day(mention: DateMention) -> Day:
    """A mention without its place in the text."""
    said = {name: bool(words(name).search(mention.text)) for name in ("has_year", "rough", "year_written")}
    shape = {"yearless": not said["has_year"], "rough": said["rough"], "slashed": said["year_written"]}
    return Day(mention.kind, mention.candidates, mention.text, mention.reason, **shape)


def read_days(text: str, fine: bool, today: date, open_: Open) -> Days:
    """The days of the normalised text. `fine`: it asks whether something would do. Nothing of it raises."""
    days = Mentions(text, today)
    if not days.every and not days.asked:
        return Days()
    held = [one for one in days.every if one.kind != "duration" and held_against(one, text[one.end :])]
    used = [one for one in days.every if one.kind == "month" and fine and len(text) <= AT_MOST["loose"]]
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
        held=day(held[0]) if held else None,
        planned={family: day(plan) for family in APART if (plan := planned_day(days, family))},
        used=day(used[0]) if used else None,
        past=day_asked_about(days),
        bare_past=bare_past_day(days),
        only=days.only(text),
        alone=days.only(words("doubt_at_end").sub("", text)),
        answers=answers_question(days, open_.event),
    )


def answers_question(days: Mentions, event: str) -> bool:
    """True when the text is a day and little else, the answer to the question for the day of `event`."""
    return bool(event and days.asked) and only_answers(event, marked(days.text, days.asked))


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
        for mention in (one for one, its in zip(days.named, of, strict=True) if its != family):  # blanked out
            text = text[: mention.start] + "、" * (mention.end - mention.start) + text[mention.end :]
        found[family] = tuple(map(_told, told_dates(Mentions(text, days.today), family)))
    return found if all(found.values()) else {}


def planned_day(days: Mentions, family: str) -> DateMention | None:
    """The day on which the message plans to go to the office about the deadlines of `family`, or None: 「1月15日に更新に
    行きます」. It is compared, nothing is counted from it."""
    found = [one for one in days.asked if one.kind in ("day", "ambiguous", "bare_day")]
    if len(found) != 1 or len(days.text) > LONGEST_PLAN or not words("goes").match(days.text[found[0].end :]):
        return None
    another = any(words(name).search(days.text) for name in (f"{family}_too", "strong")) or persons(days.text)
    unnamed = family == "overseas" and not words("office").search(days.text)
    return None if another or unnamed else found[0]


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
    behind = ((one, days.text[one.end :]) for one in days.past if _past(one, days.today))
    asked = (one for one, rest in behind if (was or words("on_it").match(rest)) and not words("of_card").match(rest))
    return next((one.candidates[0] for one in asked), None)


def bare_past_day(days: Mentions) -> date | None:
    """The past day that is nearly the whole message: 「じゃあ今年の3月は?」; None otherwise."""
    before, after = words("nothing_before"), words("nothing_after")
    past = (one for one in days.past if before.match(days.text[: one.start]) and after.match(days.text[one.end :]))
    return next((one.candidates[0] for one in past if _past(one, days.today)), None)
