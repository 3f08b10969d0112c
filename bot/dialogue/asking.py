"""Asking for a day, and asking back about one that does not exist, is no single day, or may be one of several. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from bot.dates.calendar import with_weekday
from bot.dialogue import say
from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.reckon import TOPICS, reckon
from bot.dialogue.reply import Button, Message, Reply
from bot.reading.model import Day, Told
from bot.rulebook.deadlines.checks import check_believable
from bot.rulebook.deadlines.model import NotComputable

GRACE: Final = "cert_insurance_grace"  # rule of how long an expired certificate serves
FAR: Final = 270  # days from today; a yearless day read this far off is doubted
NEAR: Final = 120  # days; ... when the neighbouring year's day is this close
# beside which other day a day of moving lies, when no year is told
BESIDE: Final = {
    "moving_out_planned": "move_date",
    "move_date": "moving_out_planned",
    "moving_in_filed": "move_date",
}


def ask(context: Context, belief: Belief, kind: str, event: str, person: str = "", failures: int = 0) -> Reply:
    """Asks for one day."""
    name = say.day_name(context, event)
    said = say.phrase(context, "ask_day_of" if person else "ask_day", TOPICS[kind], anchor=name, person=person)
    return Reply((said,), belief.asking(kind, event, person, failures))


def where_printed(context: Context, event: str, topic: str, key: str = "where_printed") -> Message:
    """Where the day that is asked for is printed."""
    return say.phrase(context, key, topic, anchor=say.day_name(context, event), where=say.day_where(context, event))


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def candidates(context: Context, belief: Belief, one: Told, corrects: bool) -> tuple[date, ...]:
    """The days that a day told may mean: none when it is no day, only one when it is sure. `corrects`: the message corrects
    what was told, so its past is that of telling, not of the day."""
    day = one.day
    if day.kind in ("impossible", "unread", "month"):
        return ()
    if belief.month and (within := _in_month(day, belief.month)) is not None:
        return within
    before = belief.days_of(one.person).get(one.event)
    if before and corrects:
        return _nearest(day, before)
    near = belief.days_of(one.person).get(BESIDE.get(one.event, ""))
    if near or one.event == "moving_out_planned":
        return _nearest(day, near or context.today)
    return _readings(day, corrects, context.today)


def _in_month(day: Day, month: str) -> tuple[date, ...] | None:
    """「12月に引っ越す」, then 「10日です」 or 「12月10日」: the day in the month that was told; None when it says otherwise."""
    year, number = map(int, month.split("-"))
    if day.kind == "bare_day":
        try:
            return (date(year, number, day.candidates[0].day),)
        except ValueError:
            return ()
    if day.kind not in ("day", "ambiguous") or day.slashed:
        return None
    shifted = (_in_year(day.candidates[0], year + shift) for shift in (-1, 0, 1))
    return next(((one,) for one in shifted if one and f"{one:%Y-%m}" == month), None)


def _nearest(day: Day, near: date) -> tuple[date, ...]:
    """The reading of a yearless day that is nearest to `near`; others unchanged. A planned day of moving out lies around the
    move, whether it is spoken of as past or ahead."""
    if day.rough:
        return ()
    if day.kind not in ("day", "ambiguous") or not day.yearless:
        return day.candidates
    if len({(one.month, one.day) for one in day.candidates}) != 1:  # 来週の金曜 and the like
        return day.candidates
    same = [_in_year(day.candidates[0], near.year + shift) for shift in (-1, 0, 1)]
    found = [one for one in same if one] or list(day.candidates)  # 29 February: not every year has it
    return (min(found, key=lambda one: abs((one - near).days)),)


def _readings(day: Day, corrects: bool, today: date) -> tuple[date, ...]:
    """With a second year where the words leave it open: 「11月24日に転入届を出した」 said on 22 November is last year's day by
    its tense, but a slip for the day after tomorrow is likelier than silence for a year. A correction means the nearer."""
    if day.rough:
        return ()
    if day.kind != "day" or not day.yearless:
        return day.candidates
    first = day.candidates[0]
    if abs((first - today).days) <= FAR:
        return day.candidates
    other = _in_year(first, first.year + (1 if first < today else -1))
    if other is None or abs((other - today).days) > NEAR:
        return day.candidates
    return (other,) if corrects else (other, first)


def which_day(context: Context, belief: Belief, kind: str, one: Told, found: tuple[date, ...]) -> Reply:
    """Asks back about a day that does not exist, is no single day, or may be one of several."""
    topic, day = TOPICS[kind], one.day
    waiting = belief.asking(kind, one.event, one.person)
    if day.kind == "impossible":
        stop = (
            "" if not day.reason or day.reason.endswith(context.phrases.line("stop")) else context.phrases.line("stop")
        )
        return Reply(
            (say.phrase(context, "impossible_day", topic, words=day.words, reason=day.reason + stop),), waiting
        )
    if found:
        return offer(
            context, waiting.but(options=tuple(one.isoformat() for one in found)), topic, "which_day", day.words
        )
    odd = _unbelievable(context, one.event, day)
    if odd:
        return Reply((Message((say.plain(context.phrases.instead("day", odd), "question"),), topic),), waiting)
    first, last = (day.candidates[0], day.candidates[-1]) if day.candidates else (context.today, date.min)
    within = f"{first:%Y-%m}" if (first.year, first.month) == (last.year, last.month) else ""
    if within and one.event == "cert_expiry":
        return Reply((_month_enough(context, belief, last, day.words),), waiting.but(month=within))
    return Reply((say.phrase(context, "need_day", topic, words=day.words),), waiting.but(month=within))


def _month_enough(context: Context, belief: Belief, last: date, words: str) -> Message:
    """How long a certificate serves in a doctor's office that expires in the month of the day `last`: any day gives the same."""
    grace = next(one for one in reckon(context, "certificate", {"cert_expiry": last}, belief) if one.id == GRACE)
    assert grace.due
    key = "month_over" if grace.state == "over" else "month_enough"
    said = say.phrase(context, key, TOPICS["certificate"], words=words, day=context.phrases.spoken(grace.due))
    return replace(said, sources=say.deadline_sources(context, [grace]))


def _unbelievable(context: Context, event: str, day: Day) -> str:
    """What to ask when every reading of a rough mention ("1990年", "40年後") cannot be; else nothing."""
    reasons = []
    for one in day.candidates:
        try:
            check_believable(context.deadlines.anchors[event], one, context.today)
        except NotComputable as problem:
            reasons.append(problem.reason)
    return reasons[0] if reasons and len(reasons) == len(day.candidates) else ""


def offer(context: Context, belief: Belief, topic: str, key: str = "which_of", words: str = "") -> Reply:
    """The days on offer, as buttons and as lines."""
    days = [date.fromisoformat(day) for day in belief.options]
    quoted = context.phrases.line("quoted").format(words=words)
    buttons = [Button(context.phrases.day(day), with_weekday(day)) for day in days]
    asked = say.phrase(context, key, topic, buttons=buttons, words=quoted)
    listed = "\n".join(context.phrases.line("list_item").format(words=context.phrases.day(day)) for day in days)
    first = replace(asked.parts[0], text=f"{asked.parts[0].text}\n{listed}")
    return Reply((replace(asked, parts=(first,)),), belief)
