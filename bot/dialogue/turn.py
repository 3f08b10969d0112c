"""One turn: what was heard and what is known -> what is said and what to remember. Pure; the order is the policy."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.dialogue import (
    acts_turns,
    contact_turns,
    day_changes,
    deadline_turns,
    first_help,
    mixed_days,
    people_turns,
    say,
)
from bot.dialogue.context import Context
from bot.dialogue.first_aspect import short_answer
from bot.dialogue.first_help import DV, SURE_DV
from bot.dialogue.grounding import grounded, names_group, one_family
from bot.dialogue.known_answers import about_known, plan_compared
from bot.dialogue.model import Heard, HeardTopic, Interview, Message, Reply, State
from bot.dialogue.nearest import nearest_turn
from bot.dialogue.open_question import correction, in_interview, loose_act
from bot.dialogue.pin_counts import TOPICS as PIN_TOPICS
from bot.dialogue.pin_counts import count_message
from bot.dialogue.reckonings import GROUPS
from bot.dialogue.told_dates import only_a_day, real_mentions
from bot.dialogue.topic_turns import answers
from bot.dialogue.turn_parts import (
    ASKS_DAY,
    elsewhere,
    named_deadline,
)
from bot.dialogue.visits import as_of_again
from bot.dialogue.ward_turns import ward_named
from bot.reading.insurers import find_insurer, names_office, own_town
from bot.reading.others import asks_about_other, harmless, insists, leans_on_refusal, says_lost
from bot.rulebook.statements.model import USUAL

VERY_SURE: Final = 0.95
DOUBTFUL: Final = 0.8  # an outside guess less sure than this yields to plain words
_ALL_OF_THEM: Final = re.compile(r"まとめて|全部(?:の期限|教え|見せ|で)|ぜんぶ|一覧|期限(?:を)?(?:全部|すべて|全て)")
_UNSEEN: Final = re.compile(
    r"(?:知られ|見られ|ばれ|バレ|分から|わから|みられ|しられ)(?:ず|ない|たくない|ないよう|ません)"
)


def take_turn(heard: Heard, state: State, context: Context) -> Reply:
    """Answers one message. Always at least one message comes back."""
    heard = grounded(one_family(contact_turns.heard_contact(heard)), state)
    top = heard.topics[0] if heard.topics else None
    answered = heard.verdict == "answer" and top is not None
    if (
        state.kind
        and state.known
        and people_turns.is_family(heard.text)
        and not first_help.help_now(context, heard.text)
    ):
        family = people_turns.family_too(context, state, heard)
        if family:
            return family
    helped = first_help.help_turn(context, state, heard)
    if helped:
        return helped
    others_day = people_turns.anothers_certificate(context, state, heard)
    if others_day:
        return others_day
    if _about_other(heard, state, context):
        return people_turns.refusal(context, state, heard)
    state = state.but(probe=False)
    heard = people_turns.own_topic(heard)
    ward = ward_named(context, state, heard)
    if ward:
        return ward
    if state.insurer != "kitamura" and own_town(heard.text):  # 「高知市ですが」: no number of ours; a company's insurance stays
        state = state.but(insurer="other")
    insurer = find_insurer(heard.text)
    asks_contact = contact_turns.ASKS_CONTACT.search(heard.text)
    meant = contact_turns.OFFICES.get(top.topic, "") if top else ""
    if not insurer and state.topic and meant and not asks_contact and names_office(heard.text, meant):
        insurer = meant  # 「北区に変わりました」
    if insurer and not (top and top.topic.startswith("contact_") and asks_contact):
        other_insurer = insurer != state.insurer
        state = state.but(insurer=insurer, topic=acts_turns.their_office(state.topic, insurer))
        if (
            top and top.topic.startswith("contact_") and state.topic and not heard.act
        ):  # 「保険はキタムラです。もう一回言って」
            return acts_turns.again(context, state)
        sure = answered and top is not None and top.confidence >= SURE_DV
        if other_insurer and state.topic and not sure and not heard.act:  # 「いや今月から協会けんぽになった」
            return acts_turns.again(context, state)
    if heard.act:
        reply = acts_turns.act(context, state, heard)
        if reply:
            return reply
    if state.known and _ALL_OF_THEM.search(heard.text) and len(heard.text) <= 24:
        known = people_turns.timeline(context, state)
        if known:
            return Reply(known.messages, known.state.but(interview=state.interview))
    for change in _CHANGES:
        changed = change(context, state, heard)
        if changed:
            return changed
    if state.interview:
        reply = in_interview(context, state, heard, answers)
        if reply:
            return reply
    return _no_open_question(context, state, heard)


_CHANGES: Final = (
    plan_compared,
    mixed_days.several_kinds,
    mixed_days.pending_day,
    day_changes.other_year,
    day_changes.called_off,
    day_changes.office_counts,
    day_changes.same_municipality,
    day_changes.online_notice,
)


def _no_open_question(context: Context, state: State, heard: Heard) -> Reply:
    top = heard.topics[0] if heard.topics else None
    reply = _visit_meant(context, state, heard) or _named_special(context, state, heard)
    reply = reply or correction(context, state, heard)
    reply = reply or as_of_again(context, state, heard) or _not_printed(context, state, heard)
    if reply:
        return reply
    if state.topic.startswith("dv") and _UNSEEN.search(heard.text):
        return answers(context, state, Heard(heard.text, "answer", (HeardTopic("dv_restriction", 1.0, heard.text),)))
    counted = count_message(context, state, heard, top.topic if top else "")
    if (
        counted
        and not elsewhere(context, state, heard)
        and (heard.verdict != "answer" or not top or top.confidence < SURE_DV)
    ):
        return _counted(context, state, heard, counted)
    if top is None or not _own_subject(heard, state):
        if state.topic and loose_act(heard.text) == "simpler":
            return acts_turns.act(context, state, replace(heard, act="simpler")) or acts_turns.again(context, state)
        reply = about_known(context, state, heard) or acts_turns.loose_follow_up(context, state, heard)
        if reply:
            return reply
    if heard.verdict == "answer" and top is not None:
        return answers(context, state, heard)
    if acts_turns.ASKS_NUMBER.search(heard.text) and not elsewhere(context, state, heard):
        asked = HeardTopic("human_handoff", 1.0, heard.text)  # 「電話番号は?」 where the answer before has none
        return answers(context, state, Heard(heard.text, "answer", (asked,)))
    doubtful = not elsewhere(context, state, heard) and (top is None or top.confidence < DOUBTFUL)
    if doubtful and ASKS_DAY.search(heard.text):
        named = named_deadline(heard.text) or _named_by_words(heard.text)
        if named:  # 「引っ越しの期限」: the words leave no doubt
            return answers(context, state, Heard(heard.text, "answer", (HeardTopic(named, 1.0, heard.text),)))
    ours = doubtful or not elsewhere(context, state, heard)
    told = mixed_days.told_by_words(context, state, heard, sure_outside=not doubtful) if ours else None
    if told:
        return told
    helped = first_help.still_there(context, state, heard)
    if helped:
        return helped
    if only_a_day(heard.text, context.today):
        return mixed_days.what_day(context, state, heard)
    near = nearest_turn(context, state, heard, answers)
    return near or acts_turns.not_understood(context, state, heard)


def _visit_meant(context: Context, state: State, heard: Heard) -> Reply | None:
    """「12月2日に病院の予約がある」 after an expiry was told: whether the card serves on that day. Nothing was lost: a card is
    not to be stopped."""
    top = heard.topics[0] if heard.topics else None
    if state.kind != "certificate" or not state.known or top is None or top.topic not in ("loss_visit_soon", "loss"):
        return None
    return None if says_lost(heard.text) else deadline_turns.hear_dates(context, state, heard, "certificate")


def _counted(context: Context, state: State, heard: Heard, counted: Message) -> Reply:
    """How many entries are left; with it where to go, unless the whole answer was given just before."""
    if state.topic not in PIN_TOPICS:
        return answers(context, state, Heard(heard.text, "answer", (HeardTopic("pin_lock", 1.0, heard.text),)))
    also = short_answer(context, "pin_lock", state, heard.text)
    return Reply((counted, *([also] if also else [])), state.but(topic="pin_lock", case=USUAL, misses=0))


def _not_printed(context: Context, state: State, heard: Heard) -> Reply | None:
    """「カードを見ても書いてない」 after the expiry of the certificate was asked for."""
    if state.topic != "cert_expiry" or state.known or loose_act(heard.text) not in ("what", "dont_know"):
        return None
    if elsewhere(context, state, heard):  # 「図書館カードの暗証番号忘れた」
        return None
    anchor = context.deadlines.anchors["cert_expiry"]
    said = say.phrase(context, "where_printed", "cert_expiry", anchor=anchor.name, where=anchor.where)
    return Reply((said,), state.but(interview=Interview("certificate", "cert_expiry", failures=1), misses=0))


def _named_by_words(text: str) -> str | None:
    return "overseas_deadline" if names_group(text, "overseas") else None


def _named_special(context: Context, state: State, heard: Heard) -> Reply | None:
    """Support measures and express re-issue have deadlines of their own; their names leave no doubt."""
    for words, topic in (("支援措置", "dv_restriction"), ("特急発行", "loss")):
        if words in heard.text and not asks_about_other(heard.text):
            special = deadline_turns.ask_special(context, state, heard, topic)
            top = heard.topics[0].topic if heard.topics else ""
            if special or topic != "dv_restriction" or top in DV:
                return special
            return answers(context, state, Heard(heard.text, "answer", (HeardTopic(topic, 1.0, heard.text),)))
    return None


_SIDE_EFFECTS: Final = frozenset(
    {
        "reception_consent",
        "reception_how",
        "benefits",
        "privacy",
        "online_qualification",
        "registration_check",
        "old_card",
        "chitchat",
    }
)


def _own_subject(heard: Heard, state: State) -> bool:
    """True when the message starts a subject of its own, not a further question about what was just answered."""
    top = heard.topics[0]
    if heard.verdict != "answer" or top.topic in _SIDE_EFFECTS and top.confidence < VERY_SURE:
        return False
    same = GROUPS.get(top.topic, top.topic) == GROUPS.get(state.topic, state.topic)
    return not same and top.confidence >= SURE_DV


def _about_other(heard: Heard, state: State, context: Context) -> bool:
    top = heard.topics[0] if heard.topics else None
    # somebody who told of danger is asking for themself, until they ask for another
    concerned = state.topic in (first_help.EMERGENCY, *DV) and not state.probe and state.case != "third_party"
    if asks_about_other(heard.text, concerned=concerned):
        return True
    if harmless(heard.text):
        return False
    if top and heard.verdict == "answer" and top.topic == "third_party" and not concerned:
        # 「妻のはR9.1.15です」 while deadlines are being reckoned is no question about the wife
        return not (state.kind and real_mentions(heard.text, today=context.today, tense=None, asked=True))
    return state.probe and (insists(heard.text) or leans_on_refusal(heard.text))
