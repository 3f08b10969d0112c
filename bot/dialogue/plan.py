"""One plan of one visit to the office: what is to be done there, for whom, in which order, when, where, and what to bring. Pure.

Made from the visitor's deadlines as they were reckoned; it adds no day of its own but the open days between the first on which
all of it can be done and the last on which all of it is still in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.dialogue import say
from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.reply import Part
from bot.rulebook.deadlines.model import Deadline, NotComputable

Row = tuple[str, Deadline]
# what is done at the office of the town, in the order in which it is done there: deadline -> (step, topic)
AT_OFFICE: Final = {
    "moving_in": ("moving_in", "moving"),
    "moving_in_move_only": ("moving_in", "moving"),
    "relocation_same_town": ("relocation", "moving"),
    "continued_use": ("continued_use", "moving"),
    "return_continued_use": ("continued_use", "moving"),
    "cert_expiry": ("renewal", "cert_expiry"),
}
ORDER: Final = ("moving_in", "relocation", "continued_use", "renewal")
LOOK_AHEAD: Final = 60  # days within which an open day must come


@dataclass(frozen=True, repr=False)
class _Errand:
    step: str
    topic: str
    whose: str
    first: date  # from which it can be done
    last: date | None  # until which it is in time; None: it is over and still can be done


def visit_plan(context: Context, belief: Belief, rows: Sequence[Row]) -> Part | None:
    """The plan of what the rows ask for, None when nothing of it is done at the office."""
    errands = _errands(context, belief, rows)
    if not errands:
        return None
    now = [one for one in errands if one.first <= _last(errands)]
    later = [one for one in errands if one not in now]
    lines = [_when(context, now), _order(context, now), _where(context, now), *_bring(context, belief, now)]
    lines += [_later(context, one) for one in later]
    head, ask = context.phrases.get("plan_head"), context.phrases.get("plan_ask")
    text = "\n".join([head.text, *lines, ask.text])
    first = _first_open(context, max(one.first for one in now))
    short = context.phrases.get("plan_short").fill(day=context.phrases.spoken(first), steps=_steps(context, now))
    return Part("statement", text, short.easy, short.speech)


def _errands(context: Context, belief: Belief, rows: Sequence[Row]) -> list[_Errand]:
    found = []
    for whose, one in rows:
        if one.id not in AT_OFFICE:
            continue
        step, topic = AT_OFFICE[one.id]
        last = None if one.state == "over" else one.recommended_by or one.last_day
        first = max(_opens(context, one), context.today)
        if step == "moving_in":  # nobody moves in before the day of the move
            first = max(first, belief.days_of(whose).get("move_date", first))
        found.append(_Errand(step, topic, whose, first, last))
        if step == "moving_in":  # a card is rewritten where the notice is given, best on the same day
            found.append(_Errand("continued_use", topic, whose, first, last))
    return sorted(found, key=lambda one: (ORDER.index(one.step), one.whose))


def _opens(context: Context, one: Deadline) -> date:
    """From when it can be done: a certificate can be renewed from a day of its own."""
    if one.id == "cert_expiry" and one.due:
        try:
            every = context.deadlines.reckon("certificate", {"cert_expiry": one.due}, today=context.today)
        except NotComputable:
            return context.today
        return next((each.opens for each in every if each.id == "cert_renewal_opens" and each.opens), context.today)
    return one.opens or context.today


def _last(errands: Sequence[_Errand]) -> date:
    """The last day on which the most urgent errand is in time; for what is over that is the first day there is. Never before
    that errand can be done: something is always done now."""
    return min(max(one.last or one.first, one.first) for one in errands)


def _first_open(context: Context, day: date) -> date:
    ahead = (day + timedelta(days=number) for number in range(LOOK_AHEAD))
    return next((one for one in ahead if not context.deadlines.is_closed(one)), day)


def _when(context: Context, now: Sequence[_Errand]) -> str:
    first = _first_open(context, max(one.first for one in now))
    last = _last(now)
    if first >= last:
        return context.phrases.get("plan_on").fill(day=context.phrases.day(first)).text
    return context.phrases.get("plan_when").fill(first=context.phrases.day(first), last=context.phrases.day(last)).text


def _order(context: Context, now: Sequence[_Errand]) -> str:
    return context.phrases.get("plan_order").fill(steps=_steps(context, now)).text


def _steps(context: Context, now: Sequence[_Errand]) -> str:
    """The steps in their order, each with those whom it is for."""
    names, self_name = context.phrases.names("plan_steps"), context.phrases.line("timeline_whose")
    several = len({one.whose for one in now}) > 1
    words = []
    for step in dict.fromkeys(one.step for one in now):
        people = [one.whose or self_name for one in now if one.step == step]
        whose = context.phrases.line("plan_people").format(
            people=context.phrases.line("and").join(dict.fromkeys(people))
        )
        words.append(names[step] + (whose if several or people != [self_name] else ""))
    return context.phrases.line("plan_then").join(words)


def _where(context: Context, now: Sequence[_Errand]) -> str:
    moved = any(one.step == "moving_in" for one in now)
    return context.phrases.get("plan_where_new" if moved else "plan_where").text


def _bring(context: Context, belief: Belief, now: Sequence[_Errand]) -> list[str]:
    """What to bring, in the rulebook's own words."""
    topics = dict.fromkeys(one.topic for one in now)
    had = [say.aspect(context, topic, belief, "bring") for topic in topics]
    words = dict.fromkeys(one.text for one in had if one)
    return [context.phrases.get("plan_bring").fill(words="".join(words)).text] if words else []


def _later(context: Context, one: _Errand) -> str:
    whose = context.phrases.line("plan_people").format(people=one.whose) if one.whose else ""
    name = context.phrases.names("plan_steps")[one.step] + whose
    return context.phrases.get("plan_later").fill(step=name, day=context.phrases.day(one.first)).text
