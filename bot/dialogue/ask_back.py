"""Asking for a day, and asking back about one that does not exist, is no single day, or may be one of several."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dates.find import DateMention
from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.deadline_text import day_words
from bot.dialogue.model import Button, Interview, Message, Reply, State
from bot.dialogue.reckonings import TOPICS, days_of
from bot.dialogue.telling import Told
from bot.dialogue.year_choice import CORRECTS, nearest, readings
from bot.rulebook.deadlines.checks import check_believable
from bot.rulebook.deadlines.model import NotComputable

# beside which other day a day of moving lies, when no year is told
_BESIDE: Final = {
    "moving_out_planned": "move_date",
    "move_date": "moving_out_planned",
    "moving_in_filed": "move_date",
}


def ask(context: Context, state: State, group: str, anchor: str, person: str = "", failures: int = 0) -> Reply:
    """Asks for one day."""
    name = context.deadlines.anchors[anchor].name
    key = "ask_day_of" if person else "ask_day"
    message = say.phrase(context, key, TOPICS[group], anchor=name, person=person)
    return Reply((message,), state.but(kind=group, interview=Interview(group, anchor, person, failures)))


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def candidates(context: Context, state: State, one: Told, text: str) -> tuple[date, ...]:
    """The days a mention may mean; none when it is no day, and only one when it is sure."""
    if one.mention.kind in ("impossible", "unread", "month"):
        return ()
    if one.mention.kind == "bare_day" and state.month:  # 「12月に引っ越す」, then 「10日です」
        year, month = map(int, state.month.split("-"))
        try:
            return (date(year, month, one.mention.candidates[0].day),)
        except ValueError:
            return ()
    if state.month and one.mention.kind in ("day", "ambiguous") and not re.search(r"年|/\d+/", one.mention.text):
        within = [
            day for shift in (-1, 0, 1) if (day := _in_year(one.mention.candidates[0], int(state.month[:4]) + shift))
        ]
        told = [day for day in within if f"{day:%Y-%m}" == state.month]
        if told:  # 「去年の12月」, then 「12月10日」
            return (told[0],)
    before = days_of(state, one.person).get(one.anchor)
    if before and CORRECTS.search(text):  # 「間違えた、3月1日でした」: the past is that of telling, not of the day
        return nearest(one.mention, before)
    near = days_of(state, one.person).get(_BESIDE.get(one.anchor, ""))
    if near or one.anchor == "moving_out_planned":
        return nearest(one.mention, near or context.today)
    return readings(one.mention, text, context.today)


def which_day(context: Context, state: State, group: str, one: Told, found: tuple[date, ...]) -> Reply:
    """Asks back about a day that does not exist, is no single day, or may be one of several."""
    topic, mention = TOPICS[group], one.mention
    waiting = state.but(kind=group, interview=Interview(group, one.anchor, one.person))
    if mention.kind == "impossible":
        reason = mention.reason + ("" if mention.reason.endswith("。") or not mention.reason else "。")
        return Reply((say.phrase(context, "impossible_day", topic, words=mention.text, reason=reason),), waiting)
    if not found:
        odd = _unbelievable(context, one.anchor, mention)
        if odd:
            return Reply((Message(odd, odd, odd, topic),), waiting)
        first, last = (
            (mention.candidates[0], mention.candidates[-1]) if mention.candidates else (context.today, date.min)
        )
        within = f"{first:%Y-%m}" if (first.year, first.month) == (last.year, last.month) else ""
        return Reply((say.phrase(context, "need_day", topic, words=mention.text),), waiting.but(month=within))
    buttons = tuple(Button(day_words(day), day_words(day)) for day in found)
    which = say.phrase(context, "which_day", topic, words=f"「{mention.text}」", buttons=buttons)
    listed = "\n".join(f"・{button.title}" for button in buttons)
    which = replace(which, text=f"{which.text}\n{listed}")
    return Reply((which,), waiting.but(options=tuple(day.isoformat() for day in found)))


def _unbelievable(context: Context, anchor: str, mention: DateMention) -> str:
    """What to ask when every reading of a rough mention ("1990年", "40年後") cannot be; else nothing."""
    reasons = []
    for day in mention.candidates:
        try:
            check_believable(context.deadlines.anchors[anchor], day, context.today)
        except NotComputable as problem:
            reasons.append(problem.reason)
    return reasons[0] if reasons and len(reasons) == len(mention.candidates) else ""


def two_for_one(context: Context, state: State, group: str, told: list[Told]) -> Reply | None:
    """「12月3日か4日に引っ越します」: two days for one thing; which of them is asked, never chosen."""
    for number, one in enumerate(told):
        for other in told[number + 1 :]:
            if (one.person, one.anchor) != (other.person, other.anchor):
                continue
            days = [*candidates(context, state, one, ""), *candidates(context, state, other, "")]
            if len(set(days)) < 2:
                continue
            waiting = state.but(kind=group, interview=Interview(group, one.anchor, one.person))
            return one_of(
                context, waiting.but(options=tuple(day.isoformat() for day in dict.fromkeys(days))), TOPICS[group]
            )
    return None


def one_of(context: Context, state: State, topic: str) -> Reply:
    """The days on offer once more."""
    days = [day_words(date.fromisoformat(day)) for day in state.options]
    asked = say.phrase(context, "which_of", topic, buttons=tuple(Button(day, day) for day in days))
    return Reply((replace(asked, text="\n".join([asked.text, *(f"・{day}" for day in days)])),), state)
