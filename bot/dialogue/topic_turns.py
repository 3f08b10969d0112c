"""Turns that answer the topics of a message: the rulebook's answer, or the deadline that its words tell days for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.dialogue import contact_turns, deadline_turns, people_turns, say
from bot.dialogue.ask_back import ask
from bot.dialogue.context import Context
from bot.dialogue.first_aspect import asked_first, short_answer
from bot.dialogue.follow_ups import aspect_of
from bot.dialogue.known_answers import about_known
from bot.dialogue.model import Heard, Message, Reply, State
from bot.dialogue.open_question import SMALL, loose_act
from bot.dialogue.past_day import day_asked_about
from bot.dialogue.pin_counts import count_message, kind_named, limit_name
from bot.dialogue.reckonings import GROUPS, TOPICS
from bot.dialogue.told_dates import GROUP_DEFAULT
from bot.dialogue.turn_parts import (
    aspect_message,
    counting,
    named_deadline,
    only_roughly,
    tries_left,
    with_or_without_deadline,
)
from bot.dialogue.visits import AS_OF_TOPICS
from bot.rulebook.statements.model import USUAL

_WHEN: Final = re.compile(r"いつ|期限|きげん|何日|何年|何月|まで|あと")


def answers(context: Context, state: State, heard: Heard) -> Reply:
    """The topics of the message, in order; small talk beside a real question is left unsaid."""
    topics = [one for one in heard.topics if one.topic not in SMALL] or list(heard.topics)
    topics = contact_turns.settled(heard, state, topics)
    messages: list[Message] = []
    for one in topics[:3]:
        # a day told in another sentence of the message belongs to the deadline asked about
        words = heard.text if one.topic in GROUPS else one.text or heard.text
        part = Heard(words, "answer", (one,), act="")
        asked = aspect_of(one.text) if messages and one.topic.startswith("registration") else ""
        beside = aspect_message(context, topics[0].topic, state, asked) if asked and "登録" not in heard.text else None
        if beside:  # 「期限と持ち物を教えて」: what to bring of the same thing
            messages.append(beside)
            continue
        reply = _one(context, state, part if len(topics) > 1 else heard, one.topic, one.confidence)
        messages += [m for m in reply.messages if m not in messages]
        state = reply.state
    return Reply(tuple(messages), state.but(misses=0))


def _one(context: Context, state: State, heard: Heard, topic: str, confidence: float) -> Reply:
    theirs = topic == "human_handoff" and contact_turns.office(heard.text, state) == ("other",)
    if topic == contact_turns.ELSEWHERE or theirs:
        return Reply((contact_turns.elsewhere(context, heard.text),), state.but(insurer="other", topic="human_handoff"))
    if topic == "my_deadline_status":
        named = named_deadline(heard.text)
        if named and not (context.card and named == "cert_expiry"):
            return _one(context, state, heard, named, confidence)
        known = people_turns.timeline(context, state)
        if known:
            return known
        case = "kiosk" if context.channel == "kiosk" else USUAL
        return Reply(tuple(say.answer(context, topic, state, confidence=confidence, case=case)), state.but(topic=topic))
    topic = with_or_without_deadline(context, topic, heard.text)
    group = GROUPS.get(topic)
    special = deadline_turns.ask_special(context, state, heard, topic)
    if special:
        return special
    if group:
        open_days = state.interview or state.month or state.known
        rough = not open_days and only_roughly(context, heard.text, group)
        dated = None if rough else deadline_turns.hear_dates(context, state, heard, group)
        if dated:
            return dated
        if group == "certificate" and context.card and _WHEN.search(heard.text):
            read = people_turns.timeline(context, state)
            if read:  # the card on the reader says it
                return read
        how = counting(context, state, heard.text, topic)
        if how:
            return Reply((how,), state.but(topic=topic, kind=group, case=USUAL))
        if topic == "cert_expiry" and not state.known and loose_act(heard.text) == "what" and "空" in heard.text:
            anchor = context.deadlines.anchors["cert_expiry"]
            said = say.phrase(context, "where_printed", topic, anchor=anchor.name, where=anchor.where)
            asked = ask(context, state, "certificate", "cert_expiry")
            return Reply((said,), asked.state.but(topic=topic, case=USUAL))
        again = state.but(topic=TOPICS[group], kind=group)
        told = GROUP_DEFAULT[group] in again.known.get("", {}) and 0 < len(heard.text) <= 32
        further = about_known(context, again, heard) if told else None
        if further:
            return further
        if told and group == "certificate":  # never asked again for what was told
            return deadline_turns.reckoned(context, again, group, [""], confidence)
        if topic in deadline_turns.ASKING:
            return _explain_and_ask(context, state, topic, group, confidence, heard.text)
    limit = count_message(context, state, heard, topic)
    if limit and topic == state.topic:  # the whole answer was given before
        also = short_answer(context, topic, state, heard.text)
        return Reply((limit, *([also] if also else [])), state)
    counted = (*tries_left(context, topic, kind_named(heard.text), limit_name(kind_named(heard.text))), *([limit] if limit else []))
    on = day_asked_about(heard.text, context.today) if topic in AS_OF_TOPICS else None
    real, case = say.ALIASES.get(topic, (topic, context.cases.find(topic, heard.text)))
    messages = say.answer(context, topic, state, confidence=confidence, case=case, on=on)
    if heard.text and not on:
        messages[0] = asked_first(context, real, state, heard.text, messages[0], case)
    waiting = real if any(m.buttons == say.insurer_buttons(context) for m in messages) else ""
    kind = group or ""
    return Reply(
        (*counted, *messages),
        state.but(
            topic=real,
            case=case,
            asked_insurer_for=waiting,
            kind=kind or state.kind,
            on=on.isoformat() if on else "",
        ),
    )


def _explain_and_ask(
    context: Context, state: State, topic: str, group: str, confidence: float, heard_text: str
) -> Reply:
    """The rule in two sentences and the one day needed; with days already known, the reckoning."""
    if state.known.get("") and state.kind == group:
        return deadline_turns.reckoned(context, state, group, [""], confidence)
    anchor = {"moving": "move_date", "overseas": "departure_planned"}[group]
    messages = say.answer(context, topic, state, confidence=confidence)
    if not _WHEN.search(heard_text):
        messages[0] = asked_first(context, topic, state, heard_text, messages[0])
    asked = ask(context, state, group, anchor)
    messages[-1] = replace(messages[-1], expects="date")
    return Reply(tuple(messages), asked.state.but(topic=topic, case=USUAL))
