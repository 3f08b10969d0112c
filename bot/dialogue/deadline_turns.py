"""Turns about dates: telling a day, asking for one, reckoning, correcting, several people, the personal timeline."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.ask_back import ask, candidates, one_of, two_for_one, which_day
from bot.dialogue.context import Context
from bot.dialogue.follow_ups import aspect_of
from bot.dialogue.model import Heard, Interview, Message, Reply, State
from bot.dialogue.reckonings import TOPICS, days_of, reckon
from bot.dialogue.telling import Told, told_dates
from bot.dialogue.told_dates import BIRTHDAY, GROUP_DEFAULT, OTHER_DAY, VISIT, persons, real_mentions
from bot.dialogue.turn_parts import aspect_message
from bot.dialogue.visits import as_of_visit
from bot.rulebook.deadlines.model import NotComputable

_EXPRESS: Final = re.compile(r"特急|急(?:ぎ|い)|速達|早く(?:ほしい|作)|紛失届|届け?(?:出|た|ま|る|を出)")
_SUPPORT: Final = re.compile(r"支援措置.{0,40}(?:期限|更新|延長|いつ|切れ|まで|何年|何か月|続(?!けたまま|けながら|いたまま))")
# topics whose deadlines are reckoned only when the words ask for one
SPECIAL: Final = {
    "loss": ("loss", _EXPRESS),
    "loss_visit_soon": ("loss", _EXPRESS),
    "dv_restriction": ("dv", _SUPPORT),
    "dv_lift": ("dv", _SUPPORT),
}
ASKING: Final = ("moving_deadline", "overseas_deadline")  # these ask for a day at once
_ASKS_LIMIT: Final = re.compile(r"いつ|期限|まで|締め?切|何日|間に合|何年|何か月|続")
_CARD_DAYS: Final = ("cert_expiry", "card_expiry")
_ALONE: Final = re.compile(r"(?:私|わたし|僕|俺|自分)(?:だけ|は)|だけ(?!ど)|先に|あとから|後から|ひとりで|一人で")
_SAME_FOR_BOTH: Final = re.compile(
    r"(?:電子証明書|証明書|カード(?:自体|本体)?)(?:の(?:ほう|期限|有効期限))?も(?:同じ|おなじ|"
    r"一緒|同日)|両方(?:とも)?(?:同じ|おなじ)"
)


def put_day(state: State, person: str, anchor: str, day: date, group: str) -> State:
    known = {one: dict(days) for one, days in state.known.items()}
    known.setdefault(person, {})[anchor] = day.isoformat()
    return state.but(known=known, kind=group, last=anchor, options=(), interview=None)


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
    visits = [one for one in told if one.anchor == VISIT]
    if any(one.anchor == OTHER_DAY for one in told) and all(one.anchor in (OTHER_DAY, VISIT) for one in told):
        waiting = state.but(kind=group, topic=topic, interview=Interview(group, "cert_expiry", person))
        return Reply((say.phrase(context, "printed_instead", topic),), waiting)
    told = [one for one in told if one.anchor not in (VISIT, OTHER_DAY)]
    doubled = two_for_one(context, state, group, told)
    if doubled:
        return doubled
    if not told:
        return as_of_visit(context, state, visits) if visits else None
    if any(one.anchor == "return_filed" for one in told):
        group = "overseas"
    before = state
    for one in told:
        found = candidates(context, state, one, heard.text)
        if len(found) != 1:
            return which_day(context, state, group, one, found)
        state = put_day(state, one.person, one.anchor, found[0], group)
        for name in one.also if group in ("moving", "overseas") else ():
            state = put_day(state, name, one.anchor, found[0], group)
    along = _along(before, state, told, heard.text) if group in ("moving", "overseas") else []
    for name in along:
        state = put_day(state, name, told[0].anchor, date.fromisoformat(state.known[""][told[0].anchor]), group)
    if len(told) > 1:  # a bare correction later means none of several in particular
        state = state.but(last="")
    whose = list(dict.fromkeys(one.person for one in told))
    companions = [name for name in persons(heard.text) if name not in whose] if group in ("moving", "overseas") else []
    apart = [name for name in companions if any(name in one.also for one in told)] or along
    if visits:
        return as_of_visit(context, state, visits)
    if len(told) == 1 and told[0].anchor in _CARD_DAYS and _SAME_FOR_BOTH.search(heard.text):
        other = next(anchor for anchor in _CARD_DAYS if anchor != told[0].anchor)
        state = put_day(state, told[0].person, other, days_of(state, told[0].person)[told[0].anchor], group)
    if companions and len(whose) == 1:  # 「12月3日に引っ越します。夫と子ども2人も一緒です」
        state = state.but(known={**state.known, **dict.fromkeys(companions, state.known[whose[0]])})
    else:
        companions = apart
    reply = reckoned(context, state, group, whose, before=before)
    if not companions or not reply.messages[0].deadlines:
        return reply
    note = say.phrase(context, "whose_same", TOPICS[group], persons="、".join(companions), person=companions[0])
    return Reply((reply.messages[0], note, *reply.messages[1:]), reply.state)


def _along(before: State, state: State, told: list[Told], text: str) -> list[str]:
    """Who had the speaker's day and was not named apart: a day put off is put off for them as well."""
    if len(told) != 1 or told[0].person or persons(text) or _ALONE.search(text):
        return []
    anchor, old = told[0].anchor, before.known.get("", {}).get(told[0].anchor)
    waiting = before.interview is not None and before.interview.anchor == anchor and "" in before.known
    return [
        name
        for name, days in before.known.items()
        if name and ((old and days.get(anchor) == old) or (waiting and not old and not days))
    ]


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
            found = reckon(context, group, days, state)
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
            earlier = days_of(before, person) if before is not None else {}
            if problem.why == "contradiction" and len(problem.needed) > 1 and not earlier.keys() & set(problem.needed):
                known = state.known  # both told just now: one of them will be told again, the other stays
            return Reply(tuple(messages), state.but(known=known, kind=group, interview=Interview(group, asked, person)))
        messages.append(say.deadline_message(context, topic, found, person, confidence))
    days = days_of(state, whose[-1])
    state = state.but(kind=group, topic=topic, case="usual", interview=None, month="")
    if group == "moving" and not {"moving_in_filed", "relocation_date"} & days.keys():
        for have, want, key in (
            ("move_date", "moving_out_planned", "ask_planned_too"),
            ("moving_out_planned", "move_date", "ask_move_too"),
        ):
            if have in days and want not in days:
                messages.append(say.phrase(context, key, topic))
                state = state.but(interview=Interview(group, want, whose[-1]))
    return Reply(tuple(messages), state)


def ask_special(context: Context, state: State, heard: Heard, topic: str) -> Reply | None:
    """The reply to a question for a deadline that only some words ask for: the day told, or the question for it."""
    group, words = SPECIAL.get(topic, ("", None))
    if not words or not words.search(heard.text) or aspect_of(heard.text) in ("how_long", "cost", "where"):
        return None
    dated = hear_dates(context, state, heard, group)
    if dated or not _ASKS_LIMIT.search(heard.text):
        return dated
    if days_of(state, "").get(GROUP_DEFAULT[group]):
        return reckoned(context, state, group, [""])
    asked = ask(context, state, group, GROUP_DEFAULT[group])
    rule = aspect_message(context, "loss", state, "when") if group == "loss" else None
    if group == "dv":
        year = context.deadlines.rules["dv_support_renewal"].notes[-1]
        rule = Message(year, year, year, TOPICS[group])
    return Reply((*([rule] if rule else []), *asked.messages), asked.state.but(topic=TOPICS[group], case="usual"))


def no_date(context: Context, state: State, heard: Heard) -> Reply:
    """A day was asked for and none came."""
    assert state.interview
    if len(state.options) > 1:
        return one_of(context, state, TOPICS[state.interview.kind])
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
    elif real_mentions(heard.text, today=context.today, tense=None, asked=True):
        message = say.phrase(context, "other_day_heard", topic, anchor=anchor.name)
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
        return one_of(context, state, topic)
    if heard.act == "affirm" and state.options:
        asked = state.interview
        chosen = put_day(state, asked.person, asked.anchor, date.fromisoformat(state.options[0]), asked.kind)
        return reckoned(context, chosen, asked.kind, [asked.person])
    return None
