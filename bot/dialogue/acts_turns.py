"""Turns of dialogue acts (where? start over, my insurer is ...) and of messages that were not understood."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.dialogue import deadline_turns, people_turns, say
from bot.dialogue.ask_back import ask
from bot.dialogue.context import Context
from bot.dialogue.first_aspect import short_answer
from bot.dialogue.follow_ups import LONGEST, aspect_of, lines_about
from bot.dialogue.known_answers import about_known
from bot.dialogue.model import Heard, Message, Reply, State
from bot.dialogue.nearest import with_nearest
from bot.dialogue.reckonings import TOPICS, under_discussion
from bot.dialogue.told_dates import GROUP_DEFAULT
from bot.dialogue.turn_parts import TWINS, aspect_message, elsewhere
from bot.rulebook.statements.model import USUAL

ASKS_NUMBER = re.compile(r"(?:電話|でんわ|連絡先|れんらくさき|問い?合わせ先?)(?:番号|ばんごう)?(?:は|って|を|が|$)")
_NUMBER = re.compile(r"\d{2,4}-\d{2,4}-\d{3,4}")
GIVE_UP_AFTER = 3  # messages in a row that were not understood; then a person is offered


def act(context: Context, state: State, heard: Heard) -> Reply | None:
    """The reply to a dialogue act, or None when the act means nothing here and the topic should answer."""
    name = heard.act
    if name == "start_over":
        return Reply((say.phrase(context, "restarted", "greeting", buttons=say.first_buttons(context)),), State())
    if name == "capabilities":
        messages = say.answer(context, "greeting", state, case="capabilities")
        return Reply((*messages[:-1], _with_first_buttons(context, messages[-1])), state.but(misses=0))
    if name == "change_insurer":
        asked = say.phrase(context, "ask_insurer", state.topic or "greeting", buttons=say.insurer_buttons(context))
        return Reply((asked,), state.but(insurer="", asked_insurer_for=state.topic))
    if name == "tell_insurer":
        return _insurer_told(context, state, heard.act_detail)
    if name == "dont_know" and state.asked_insurer_for and not state.interview:
        return _insurer_told(context, state, "other")
    if name == "cancel":
        if heard.text.startswith("もういい") and not state.interview and not state.topic:
            return None
        return Reply(
            (say.phrase(context, "cancelled", state.topic or "greeting", buttons=say.first_buttons(context)),),
            state.but(interview=None, asked_insurer_for="", options=()),
        )
    if state.interview:
        reply = deadline_turns.act_in_interview(context, state, heard)
        if reply:
            return reply
    if name == "not_that" and state.kind and (state.interview or TOPICS.get(state.kind) == state.topic):
        anchor = state.interview.anchor if state.interview and not state.last else state.last
        return ask(context, state, state.kind, anchor or GROUP_DEFAULT[state.kind])
    if name == "not_that":
        return not_understood(
            context, state.but(interview=None, misses=max(state.misses, 1)), Heard(heard.text, "unclear")
        )
    if name in ("again", "simpler") and state.topic:
        said = again(context, state)
        if name == "again":
            return said
        return Reply(tuple(replace(message, text=message.easy) for message in said.messages), said.state)
    if name in ("ask_why", "follow_up") and state.topic:
        known = about_known(context, state, heard)
        if not known and heard.act_detail == "how_long":  # of the procedure, not how long a paper is valid
            taking = short_answer(context, state.topic, state, heard.text)
            known = Reply((taking,), state) if taking else None
        return known or _aspect(context, state, "why" if name == "ask_why" else heard.act_detail)
    if name in ("affirm", "deny") and not state.interview:
        if not state.topic or state.misses:
            return None
        return Reply((say.phrase(context, "acknowledged", state.topic, buttons=say.first_buttons(context)),), state)
    if name == "dont_know" and state.topic and not state.interview:
        return Reply(
            (say.phrase(context, "dont_know", state.topic, buttons=[say.topic_button(context, "human_handoff")]),),
            state,
        )
    if name in ("dont_know", "ask_why", "again", "simpler", "follow_up") and not state.interview:
        return Reply((say.phrase(context, "no_topic_yet", "greeting", buttons=say.first_buttons(context)),), state)
    return None


def _with_first_buttons(context: Context, message: Message) -> Message:
    return replace(message, buttons=say.first_buttons(context))


def _insurer_told(context: Context, state: State, insurer: str) -> Reply:
    state = state.but(insurer=insurer)
    names = context.phrases.names("insurer_names")
    if insurer in names:
        noted = say.phrase(context, "insurer_noted", state.topic or "greeting", insurer=names[insurer])
    else:
        noted = say.phrase(context, "insurer_noted_other", state.topic or "greeting")
    topic = their_office(state.asked_insurer_for or state.topic, insurer)
    if not topic or topic in say.SPOKEN_TO:
        return Reply((replace(noted, buttons=say.first_buttons(context)),), state)
    if state.interview:
        return Reply((noted,), state)
    on = date.fromisoformat(state.on) if state.on and topic == state.topic else None
    messages = say.answer(context, topic, state, case=state.case, on=on)
    return Reply((noted, *messages), state.but(asked_insurer_for="", topic=topic, misses=0))


def their_office(topic: str, insurer: str) -> str:
    """`topic`; of the topics of an office that of the insurer's: its number is asked for, not the other's."""
    if not topic.startswith("contact_") or not insurer:
        return topic
    return "human_handoff" if insurer == "other" else f"contact_{insurer}"


def again(context: Context, state: State) -> Reply:
    """The answer under discussion once more, for the insurer known by now."""
    if state.kind and state.known and TOPICS.get(state.kind) == state.topic:
        return deadline_turns.reckoned(context, state, state.kind, list(state.known)[-1:])
    own = people_turns.timeline(context, state) if state.topic == "my_deadline_status" else None
    if own:
        return own
    on = date.fromisoformat(state.on) if state.on else None
    return Reply(tuple(say.answer(context, state.topic, state, case=state.case, on=on)), state)


def loose_follow_up(context: Context, state: State, heard: Heard) -> Reply | None:
    """A short message that asks where, how much, who ... of the topic under discussion, in words of its own."""
    top = heard.topics[0] if heard.topics else None
    family = top is not None and top.topic in (state.topic, TWINS.get(state.topic))
    sure = heard.verdict == "answer" and top is not None and not family and top.topic not in say.SPOKEN_TO
    if not state.topic or state.topic in (*say.SPOKEN_TO, "out_of_scope") or (sure and top and top.confidence >= 0.6):
        return None
    if elsewhere(context, state, heard):
        return None
    aspect = aspect_of(heard.text)
    if aspect == "when" and under_discussion(state):
        return deadline_turns.reckoned(context, state, state.kind, list(state.known)[-1:])
    aspect = "cost" if aspect == "over_cost" else aspect
    short = aspect_message(context, state.topic, state, aspect) if aspect else None
    if not short or aspect in ("how_long", "closed"):
        short = short_answer(context, state.topic, state, heard.text) or short
    if aspect == "unverified":
        short = say.phrase(context, "unverified", state.topic)
    whole = say.answer(context, state.topic, state, case=state.case)[0]
    lines = lines_about(heard.text, whole.text, short.text if short else "") if aspect in ("", "online", "who") else []
    if not short and ASKS_NUMBER.search(heard.text) and len(heard.text) <= LONGEST:
        lines = [line.strip() for line in whole.text.split("\n") if _NUMBER.search(line)]
    if lines:  # 「電話で解除できる?」: the very lines that speak of it
        words = "\n".join(lines)
        short = replace(whole, text=words, easy=words, speech=words, buttons=())
    return Reply((short,), state.but(misses=0)) if short else None


def _aspect(context: Context, state: State, aspect: str) -> Reply:
    """「どこで?」「いくら?」: the short answer of the topic under discussion, else the whole answer, said to be so."""
    if aspect in ("when", "consequence") and under_discussion(state):
        return deadline_turns.reckoned(context, state, state.kind, list(state.known)[-1:])
    on = date.fromisoformat(state.on) if state.on else None
    short = aspect_message(context, state.topic, state, aspect)
    if short:
        return Reply((short,), state)
    messages = say.answer(context, state.topic, state, case=state.case, on=on)
    if aspect in ("when", "consequence", "why", "papers"):  # the whole answer holds it
        return Reply(tuple(messages), state)
    return Reply((say.phrase(context, "aspect_unknown", state.topic), *messages), state)


def not_understood(context: Context, state: State, heard: Heard) -> Reply:
    """Outside, several candidates, or nothing: never twice in a row the same words, then a person."""
    if heard.verdict == "outside":
        case = context.cases.find("out_of_scope", heard.text)
        confidence = heard.topics[0].confidence if heard.topics else 1.0
        if case == USUAL and state.misses:  # never twice in a row the same words; then a person
            again_outside = say.phrase(
                context, "outside_again", "out_of_scope", turn=state.misses, buttons=say.first_buttons(context)
            )
            contacts = say.answer(context, "human_handoff", state) if state.misses >= GIVE_UP_AFTER - 1 else []
            return Reply((again_outside, *contacts), state.but(misses=state.misses + 1))
        declined, *rest = say.answer(context, "out_of_scope", state, case=case, confidence=confidence)
        declined = with_nearest(context, heard, declined, unnamed=case == USUAL)
        return Reply((declined, *rest), state.but(misses=int(case == USUAL)))
    misses = state.misses + 1
    state = state.but(misses=misses)
    if misses >= GIVE_UP_AFTER:
        head = say.phrase(context, "person_after_misses", "human_handoff", turn=misses)
        return Reply((head, *say.answer(context, "human_handoff", state)), state.but(misses=0, case=USUAL))
    if heard.choices and heard.text.isascii():  # another language: the best guess helps more than a Japanese question
        best = say.answer(context, heard.choices[0], state)
        note = say.phrase(context, "foreign_words", state.topic)
        return Reply((*best, note), state.but(misses=0, topic=best[0].topic, case=USUAL))
    if heard.verdict == "choose" and heard.choices:
        topics = dict.fromkeys(say.ALIASES.get(choice, (choice, ""))[0] for choice in heard.choices)
        buttons = [say.topic_button(context, topic) for topic in topics][:3]
        return Reply((say.phrase(context, "choose", "", turn=misses, buttons=buttons),), state)
    buttons = list(say.first_buttons(context))
    key = "unclear" if heard.text else "empty"
    return Reply(
        (say.phrase(context, key, "", turn=misses - 1, buttons=buttons[:3] if heard.text else buttons),), state
    )
