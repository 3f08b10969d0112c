"""One turn: what was heard and what is known -> what is said and what to remember. Pure; the order is the policy."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dates import Tense, find_dates
from bot.dialogue import acts_turns, deadline_turns, people_turns, say
from bot.dialogue.context import Context
from bot.dialogue.model import Heard, Message, Reply, State
from bot.dialogue.safety import asks_about_other, fled, in_distress, insists, is_emergency
from bot.dialogue.told_dates import real_mentions
from bot.insurers import find_insurer
from bot.rulebook.model import USUAL

SURE_DV: Final = 0.6  # a question from the person concerned, not about another person
DV: Final = frozenset({"dv_restriction", "dv_use_with_restriction", "dv_lift"})
SMALL: Final = frozenset({"greeting", "thanks", "goodbye", "chitchat"})
AS_OF_TOPICS: Final = frozenset({"old_card"})
ASKS_DAY: Final = re.compile(r"いつまで|期限|締め?切|しめきり|何日(?:以内|まで)|なんにちまで|リミット|最終日|間に合")
MENTIONS_DAY: Final = re.compile(
    r"いつ|期限|締|しめきり|何日|なんにち|日以内|間に合|まにあ|遅れ|おくれ|過ぎ|すぎ|まで|日数|最終日|リミット|あと何|deadline|when",
    re.IGNORECASE,
)
CONTACT: Final = re.compile(
    r"電話|でんわ|番号|連絡|れんらく|住所|場所|どこ|時間|何時|窓口|問い?合わせ|メール|ファ(?:ック|ッ)?ス|tel|phone|contact",
    re.IGNORECASE,
)


def take_turn(heard: Heard, state: State, context: Context) -> Reply:
    """Answers one message. Always at least one message comes back."""
    top = heard.topics[0] if heard.topics else None
    answered = heard.verdict == "answer" and top is not None
    if state.kind and state.known and not is_emergency(heard.text) and people_turns.is_family(heard.text):
        family = people_turns.family_too(context, state, heard)
        if family:
            return family
    own = answered and top is not None and top.topic in DV and top.confidence >= SURE_DV
    if is_emergency(heard.text) or (fled(heard.text) and not own) or (answered and top and top.topic == "dv_emergency"):
        helped = say.answer(context, "dv_emergency", state)
        for one in heard.topics:
            if one.topic in DV and one.confidence >= SURE_DV:  # the way to restrict, after what helps at once
                helped += say.answer(context, one.topic, state, confidence=one.confidence)
        return Reply(tuple(helped), state.but(interview=None, topic="dv_emergency", case=USUAL, misses=0, probe=False))
    if in_distress(heard.text):
        return Reply(
            tuple(say.answer(context, "out_of_scope", state, case="distress")), state.but(interview=None, misses=0)
        )
    if _about_other(heard, state, context):
        messages = say.answer(context, "third_party", state)
        return Reply(
            tuple(messages), state.but(interview=None, topic="dv_restriction", case="third_party", misses=0, probe=True)
        )
    state = state.but(probe=False)
    insurer = find_insurer(heard.text)
    if insurer and not (top and top.topic.startswith("contact_") and CONTACT.search(heard.text)):
        state = state.but(insurer=insurer)
        if (
            top and top.topic.startswith("contact_") and state.topic and not heard.act
        ):  # 「保険はキタムラです。もう一回言って」
            return acts_turns.again(context, state)
    if heard.act:
        reply = acts_turns.act(context, state, heard)
        if reply:
            return reply
    if state.interview:
        reply = _in_interview(context, state, heard)
        if reply:
            return reply
    corrected = _correction(context, state, heard)
    if corrected:
        return corrected
    if answered:
        return _answers(context, state, heard)
    return acts_turns.not_understood(context, state, heard)


def _about_other(heard: Heard, state: State, context: Context) -> bool:
    top = heard.topics[0] if heard.topics else None
    own = top is not None and top.topic in DV and top.confidence >= SURE_DV
    if asks_about_other(heard.text) and not own:
        return True
    if top and heard.verdict == "answer" and top.topic == "third_party":
        # 「妻のはR9.1.15です」 while deadlines are being reckoned is no question about the wife
        return not (state.kind and real_mentions(heard.text, today=context.today, tense=None, asked=True))
    return state.probe and insists(heard.text)


def _in_interview(context: Context, state: State, heard: Heard) -> Reply | None:
    """A message while a day is being asked for: the day, or another subject (then back), or neither."""
    interview = state.interview
    assert interview
    top = heard.topics[0] if heard.topics else None
    same = top is None or deadline_turns.GROUPS.get(top.topic) == interview.kind or top.topic == "my_deadline_status"
    other = heard.verdict == "answer" and not same and top is not None and top.topic not in SMALL
    other_group = deadline_turns.GROUPS.get(top.topic) if top and other else None
    if not (other_group and top and top.confidence >= 0.6):
        reply = deadline_turns.hear_dates(context, state, heard, interview.kind)
        if reply:
            return reply.__class__(reply.messages, reply.state.but(misses=0))
    family = people_turns.family_too(context, state, heard)
    if family:
        return family
    if other and top:
        reply = _answers(context, state.but(interview=None), heard)
        if reply.state.interview:
            return reply
        anchor = context.deadlines.anchors[interview.anchor].name
        back = say.phrase(context, "back_to_day", deadline_turns.TOPICS[interview.kind], anchor=anchor)
        return Reply((*reply.messages, back), reply.state.but(interview=interview))
    if top and top.topic == "my_deadline_status" and heard.verdict == "answer":
        known = people_turns.timeline(context, state)
        if known:
            return Reply(known.messages, known.state.but(interview=interview))
    if top and top.topic in SMALL - {"chitchat"} and heard.verdict == "answer":
        return Reply(
            tuple(say.answer(context, top.topic, state, case=context.cases.find(top.topic, heard.text))), state
        )
    if heard.verdict == "answer" and same:
        days = state.known.get(interview.person)
        if days:
            return deadline_turns.reckoned(context, state, interview.kind, [interview.person])
    if heard.verdict == "outside" and top and top.confidence >= 0.9 and len(heard.text) > 3:
        return None
    return deadline_turns.no_date(context, state, heard)


def _correction(context: Context, state: State, heard: Heard) -> Reply | None:
    """A day told after the answer, without a subject of its own: a correction, or another person's day."""
    special = deadline_turns.SPECIAL.get(state.topic)
    if special and special[1].search(heard.text):
        dated = deadline_turns.hear_dates(context, state, heard, special[0])
        if dated:
            return dated
    if not state.kind:
        return None
    top = heard.topics[0] if heard.topics else None
    group = deadline_turns.GROUPS.get(top.topic) if top and heard.verdict == "answer" else None
    if group and top and group != state.kind and top.confidence >= 0.6:
        return None
    own_subject = top and group is None and top.topic not in ("my_deadline_status", "third_party")
    if own_subject and top and heard.verdict == "answer" and top.confidence >= 0.6:
        return people_turns.family_too(context, state, heard) if len(heard.text) <= 20 else None
    return deadline_turns.hear_dates(context, state, heard, state.kind) or people_turns.family_too(
        context, state, heard
    )


def _answers(context: Context, state: State, heard: Heard) -> Reply:
    """The topics of the message, in order; small talk beside a real question is left unsaid."""
    topics = [one for one in heard.topics if one.topic not in SMALL] or list(heard.topics)
    messages: list[Message] = []
    for one in topics[:3]:
        # a day told in another sentence of the message belongs to the deadline asked about
        words = heard.text if one.topic in deadline_turns.GROUPS else one.text or heard.text
        part = Heard(words, "answer", (one,), act="")
        reply = _one(context, state, part if len(topics) > 1 else heard, one.topic, one.confidence)
        messages += [m for m in reply.messages if m not in messages]
        state = reply.state
    return Reply(tuple(messages), state.but(misses=0))


def _one(context: Context, state: State, heard: Heard, topic: str, confidence: float) -> Reply:
    if topic == "my_deadline_status":
        named = _named_deadline(heard.text)
        if named:
            return _one(context, state, heard, named, confidence)
        known = people_turns.timeline(context, state)
        if known:
            return known
        case = "kiosk" if context.channel == "kiosk" else USUAL
        return Reply(tuple(say.answer(context, topic, state, confidence=confidence, case=case)), state.but(topic=topic))
    topic = _with_or_without_deadline(context, topic, heard.text)
    group = deadline_turns.GROUPS.get(topic)
    special = deadline_turns.SPECIAL.get(topic)
    if special and special[1].search(heard.text):
        dated = deadline_turns.hear_dates(context, state, heard, special[0])
        if dated:
            return dated
    if group:
        dated = deadline_turns.hear_dates(context, state, heard, group)
        if dated:
            return dated
        if topic in deadline_turns.ASKING:
            return _explain_and_ask(context, state, topic, group, confidence)
    counted = _tries(context, topic)
    on = _day_asked_about(context, heard) if topic in AS_OF_TOPICS else None
    real, case = say.ALIASES.get(topic, (topic, context.cases.find(topic, heard.text)))
    messages = say.answer(context, topic, state, confidence=confidence, case=case, on=on)
    waiting = real if any(m.buttons == say.insurer_buttons(context) for m in messages) else ""
    kind = group or ""
    return Reply(
        (*counted, *messages), state.but(topic=real, case=case, asked_insurer_for=waiting, kind=kind or state.kind)
    )


def _tries(context: Context, topic: str) -> tuple[Message, ...]:
    """What the card on the reader says of its PIN, when the visitor asks about PINs."""
    left = context.tries_left.get("user_authentication")
    if left is None or topic not in ("pin_lock", "pin_forgotten"):
        return ()
    return (say.phrase(context, "tries_left" if left else "tries_locked", topic, left=str(left)),)


def _with_or_without_deadline(context: Context, topic: str, text: str) -> str:
    """「海外転出 締切」 asks for a day, 「海外駐在、カードはどうする」 for what to do: words decide between twins."""
    pairs = {"overseas": "overseas_deadline", "moving": "moving_deadline"}
    if not text:  # a button
        return topic
    if topic in pairs and ASKS_DAY.search(text):
        return pairs[topic]
    for base, twin in pairs.items():
        if topic == twin and not MENTIONS_DAY.search(text):
            mentions = real_mentions(text, today=context.today, tense=None, asked=False)
            if all(mention.kind == "month" for mention in mentions):
                return base
    return topic


def _named_deadline(text: str) -> str | None:
    """「引っ越しの期限を知りたい」 names its topic, though it sounds like "my own deadlines"."""
    for topic, words in (
        ("overseas_deadline", r"海外|国外|外国"),
        ("moving_deadline", r"引っ?越|転入|転居|ひっこし"),
        ("cert_expiry", r"電子証明書|証明書"),
    ):
        if re.search(words, text):
            return topic
    return None


def _explain_and_ask(context: Context, state: State, topic: str, group: str, confidence: float) -> Reply:
    """The rule in two sentences and the one day needed; with days already known, the reckoning."""
    if state.known.get("") and state.kind == group:
        return deadline_turns.reckoned(context, state, group, [""], confidence)
    anchor = {"moving": "move_date", "overseas": "departure_planned"}[group]
    messages = say.answer(context, topic, state, confidence=confidence)
    asked = deadline_turns.ask(context, state, group, anchor)
    messages[-1] = replace(messages[-1], expects="date")
    return Reply(tuple(messages), asked.state.but(topic=topic, case=USUAL))


def _day_asked_about(context: Context, heard: Heard) -> date | None:
    """「去年の10月なら使えた?」: the past day a question is about, or None for today."""
    for mention in find_dates(heard.text, today=context.today, tense=Tense.PAST):
        # of a month the first day answers, when all of it is past: 「今月まで使える?」 asks about today
        if mention.kind in ("day", "month") and mention.candidates and mention.candidates[-1] < context.today:
            return mention.candidates[0]
    return None
