"""Turns about dates: telling a day, asking for one, reckoning, correcting, several people, the personal timeline."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.deadline_text import day_words
from bot.dialogue.model import Button, Heard, Interview, Message, Reply, State
from bot.dialogue.told_dates import BIRTHDAY, GROUP_DEFAULT, told_dates
from bot.dialogue.year_choice import readings
from bot.rulebook.deadline_model import Deadline, NotComputable

GROUPS: Final = {
    "moving_deadline": "moving",
    "moving": "moving",
    "overseas_deadline": "overseas",
    "overseas": "overseas",
    "cert_expiry": "certificate",
}
TOPICS: Final = {
    "moving": "moving_deadline",
    "overseas": "overseas_deadline",
    "certificate": "cert_expiry",
    "loss": "loss",
    "dv": "dv_restriction",
}
# topics whose deadlines are reckoned only when the words ask for one
SPECIAL: Final = {
    "loss": ("loss", re.compile(r"特急|急ぎ|速達|早く(?:ほしい|作)|紛失届|届け?(?:出|た|ま|を出)")),
    "dv_restriction": ("dv", re.compile(r"支援措置.{0,20}(?:期限|更新|延長|いつ|切れ)")),
    "dv_lift": ("dv", re.compile(r"支援措置.{0,20}(?:期限|更新|延長|いつ|切れ)")),
}
ASKING: Final = ("moving_deadline", "overseas_deadline")  # these ask for a day at once


def days_of(state: State, person: str) -> dict[str, date]:
    """The days known of a person ("" = the speaker) by anchor."""
    return {anchor: date.fromisoformat(day) for anchor, day in state.known.get(person, {}).items()}


def reckon(context: Context, group: str, days: dict[str, date], insurer: str) -> tuple[Deadline, ...]:
    """Deadlines of the group; with only one of the two moving days, the best that can be said for certain."""
    attempts = [group]
    if group == "moving" and "moving_in_filed" not in days:
        if "move_date" in days and "moving_out_planned" not in days:
            attempts = ["moving_without_plan"]
        elif "moving_out_planned" in days and "move_date" not in days:
            attempts = ["moving_without_move"]
        elif "relocation_date" in days and "move_date" not in days:
            attempts = ["relocation"]
    found = context.deadlines.reckon(attempts[0], days, today=context.today, insurer=insurer)
    # that renewal has begun is said with the expiry itself; the expiry comes before what still works after it
    shown = [one for one in found if one.id != "cert_renewal_opens"]
    return tuple(sorted(shown, key=lambda one: one.id == "cert_insurance_grace" and one.state != "over")) or found


def _put(state: State, person: str, anchor: str, day: date, group: str) -> State:
    known = {one: dict(days) for one, days in state.known.items()}
    known.setdefault(person, {})[anchor] = day.isoformat()
    return state.but(known=known, kind=group, last=anchor, options=(), interview=None)


def ask(context: Context, state: State, group: str, anchor: str, person: str = "", failures: int = 0) -> Reply:
    """Asks for one day."""
    name = context.deadlines.anchors[anchor].name
    key = "ask_day_of" if person else "ask_day"
    message = say.phrase(context, key, TOPICS[group], anchor=name, person=person)
    return Reply((message,), state.but(kind=group, interview=Interview(group, anchor, person, failures)))


def hear_dates(context: Context, state: State, heard: Heard, group: str) -> Reply | None:
    """The reply when the message tells a day for `group`; None when it tells none."""
    asked = state.interview.anchor if state.interview and state.interview.kind == group else ""
    person = state.interview.person if state.interview else ""
    topic = TOPICS[group]
    if group == "certificate" and BIRTHDAY.search(heard.text):  # nothing is reckoned from a birthday here
        return Reply(
            (say.phrase(context, "printed_please", topic),),
            state.but(kind=group, interview=Interview(group, "cert_expiry", person)),
        )
    told = told_dates(
        heard.text,
        group=group,
        asked=asked,
        person=person,
        last=state.last if state.kind == group else "",
        today=context.today,
    )
    if not told:
        return None
    before = state
    for one in told:
        kind, candidates = one.mention.kind, readings(one.mention, heard.text, context.today)
        waiting = state.but(kind=group, interview=Interview(group, one.anchor, one.person))
        if kind == "impossible":
            reason = one.mention.reason + ("" if one.mention.reason.endswith("。") or not one.mention.reason else "。")
            return Reply(
                (say.phrase(context, "impossible_day", topic, words=one.mention.text, reason=reason),), waiting
            )
        if kind == "month" or not candidates:
            return Reply((say.phrase(context, "need_day", topic, words=one.mention.text),), waiting)
        if len(candidates) != 1:
            buttons = tuple(Button(day_words(day), day_words(day)) for day in candidates)
            which = say.phrase(context, "which_day", topic, words=f"「{one.mention.text}」", buttons=buttons)
            listed = "\n".join(f"・{button.title}" for button in buttons)
            which = replace(which, text=f"{which.text}\n{listed}")
            return Reply((which,), waiting.but(options=tuple(day.isoformat() for day in candidates)))
        state = _put(state, one.person, one.anchor, candidates[0], group)
    if len(told) > 1:  # a bare correction later means none of several in particular
        state = state.but(last="")
    whose = list(dict.fromkeys(one.person for one in told))
    return reckoned(context, state, group, whose, before=before)


def reckoned(
    context: Context, state: State, group: str, whose: list[str], confidence: float = 1.0, before: State | None = None
) -> Reply:
    """The deadlines of the people in `whose`, and the one further day that could change them.

    A day that contradicts what was known is not kept: `before` is what was known until then.
    """
    messages: list[Message] = []
    topic = TOPICS[group]
    for person in whose:
        days = days_of(state, person)
        try:
            found = reckon(context, group, days, state.insurer)
        except NotComputable as problem:
            anchor = problem.needed[0] if problem.needed else GROUP_DEFAULT[group]
            if problem.why == "missing":
                return Reply(
                    (*messages, *ask(context, state, group, anchor, person).messages),
                    state.but(interview=Interview(group, anchor, person)),
                )
            messages.append(Message(problem.reason, problem.reason, problem.reason, topic))
            asked = state.last if before is not None and state.last in problem.needed else anchor
            known = before.known if before is not None else {}
            return Reply(tuple(messages), state.but(known=known, kind=group, interview=Interview(group, asked, person)))
        messages.append(say.deadline_message(context, topic, found, person, confidence))
    days = days_of(state, whose[-1])
    state = state.but(kind=group, topic=topic, case="usual", interview=None)
    if group == "moving" and "moving_in_filed" not in days and "relocation_date" not in days:
        for have, want, key in (
            ("move_date", "moving_out_planned", "ask_planned_too"),
            ("moving_out_planned", "move_date", "ask_move_too"),
        ):
            if have in days and want not in days:
                messages.append(say.phrase(context, key, topic))
                state = state.but(interview=Interview(group, want, whose[-1]))
    return Reply(tuple(messages), state)


def no_date(context: Context, state: State, heard: Heard) -> Reply:
    """A day was asked for and none came."""
    assert state.interview
    interview = replace(state.interview, failures=state.interview.failures + 1)
    anchor = context.deadlines.anchors[interview.anchor]
    topic = TOPICS[interview.kind]
    if interview.failures >= 3:  # enough: a person helps better than a third explanation
        head = say.phrase(context, "person_after_misses", "human_handoff")
        return Reply((head, *say.answer(context, "human_handoff", state)), state.but(interview=None))
    if interview.failures == 2:
        message = say.phrase(
            context, "no_day_twice", topic, where=anchor.where, buttons=[say.topic_button(context, "human_handoff")]
        )
    else:
        message = say.phrase(context, "no_day_heard", topic)
    return Reply((message,), state.but(interview=interview))


def act_in_interview(context: Context, state: State, heard: Heard) -> Reply | None:
    """Why, don't know, yes to an offered day: acts that belong to the day being asked for."""
    assert state.interview
    anchor = context.deadlines.anchors[state.interview.anchor]
    topic = TOPICS[state.interview.kind]
    if heard.act == "ask_why":
        return Reply((say.phrase(context, "why_day", topic, anchor=anchor.name),), state)
    if heard.act == "dont_know":
        optional = bool(days_of(state, state.interview.person)) and state.interview.kind == "moving"
        if optional:
            return Reply(
                (say.phrase(context, "optional_day", topic, anchor=anchor.name, where=anchor.where),),
                state.but(interview=None),
            )
        if state.interview.failures:  # where it is printed was said already
            return no_date(context, state, heard)
        message = say.phrase(context, "where_printed", topic, anchor=anchor.name, where=anchor.where)
        return Reply((message,), state.but(interview=replace(state.interview, failures=1)))
    if heard.act == "affirm" and len(state.options) > 1:
        buttons = tuple(
            Button(day_words(date.fromisoformat(day)), day_words(date.fromisoformat(day))) for day in state.options
        )
        return Reply((say.phrase(context, "which_of", topic, buttons=buttons),), state)
    if heard.act == "affirm" and state.options:
        asked = state.interview
        chosen = _put(state, asked.person, asked.anchor, date.fromisoformat(state.options[0]), asked.kind)
        return reckoned(context, chosen, asked.kind, [asked.person])
    return None
