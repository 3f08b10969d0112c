"""A day told beside a question for an office, on which offices are usually closed: said, with the next open one. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.reply import Reply
from bot.dialogue.view import View

SOON: Final = 14  # days ahead that people mean by 明日, 土曜, 23日
LONGEST_BREAK: Final = 14  # days to look for the next open one
ASKS: Final = frozenset({"hours", "closed"})


def with_closed_day(view: View, reply: Reply) -> Reply:
    """The reply, with the closed day that the message names; unchanged where it names none or asks for no office. The last sentence
    of the first message, before what is asked back."""
    day = _closed(view)
    if day is None or not reply.messages or not reply.messages[0].parts:
        return reply
    phrases = view.context.phrases
    told = phrases.get("day_is_closed").fill(day=phrases.day(day), open=phrases.day(_next_open(view.context, day)))
    first, *rest = reply.messages
    at = next((place for place, part in enumerate(first.parts) if part.kind == "question"), len(first.parts))
    parts = (*first.parts[:at], say.part(told), *first.parts[at:])
    return replace(reply, messages=(replace(first, parts=parts), *rest))


def _closed(view: View) -> date | None:
    reading, today = view.reading, view.context.today
    asks = ASKS.intersection(reading.asks) or reading.aspect in ASKS or reading.said("opening")
    if not asks or view.belief.careful or reading.days.told:
        return None
    last = today + timedelta(days=SOON)
    named = [one.candidates for one in reading.days.named if one.kind != "month"]  # a stretch is no day
    if any(min(days) > last for days in named if days):  # 「3月28日の土曜に発ちます。土曜だと前日の金曜ですか」
        return None
    near = ([day for day in days if today <= day <= last] for days in named)
    soon = [days[0] for days in near if len(days) == 1]
    return next((day for day in soon if view.context.deadlines.is_closed(day)), None)


def _next_open(context: Context, day: date) -> date:
    ahead = (day + timedelta(days=number) for number in range(1, LONGEST_BREAK))
    return next((one for one in ahead if not context.deadlines.is_closed(one)), day)
