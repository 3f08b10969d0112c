"""Turns about several people, and the timeline of everything known in a conversation."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.ask_back import ask
from bot.dialogue.context import Context
from bot.dialogue.deadline_text import easy_text, full_text, short_text, speech_text
from bot.dialogue.deadline_turns import reckoned
from bot.dialogue.follow_ups import LONGEST, aspect_of
from bot.dialogue.model import Heard, HeardTopic, Message, Reply, State
from bot.dialogue.reckonings import TOPICS, days_of, reckon
from bot.dialogue.told_dates import GROUP_OF, persons, real_mentions
from bot.reading.others import asks_about_other
from bot.rulebook.deadlines.model import Deadline, NotComputable

_FAMILY: Final = re.compile(
    r"^(?:あと|それと|じゃあ|ほかに|、|\s)*(?:妻|嫁|夫|主人|旦那|娘|息子|長男|長女|次男|次女|子ども(?:たち)?|子供|こども|母|父|両親|祖母|祖父|孫|兄|姉|弟|妹|家族"
    r"|私|わたし|僕|自分|さん|はん|だけ|と|や|、|・|\s|\d+|一|二|三|四|人|名|全員|の|分|ぶん|カード|も|は|なら|だと|同じ|おなじ|おんなじ|いっしょ|一緒|日|に|行き|来|同居し|引っ?越し?|ます|ました|です|だ|や|よ|ね|どう|なる|なります|いつ|まで|期限|か|か?\?|。)+$"
)
_CERTIFICATE: Final = re.compile(r"証明書|しょうめいしょ")
_DAYS: Final = re.compile(r"期限|きげん|いつ|まで|何日|更新")
# of these nothing is said about another person, or they are no question for a day
_NOT_DAYS: Final = re.compile(
    r"登録|とうろく|制限|支援|住所|居場所|病院|番号|届|調べ|加入|保険|必要|同じ|代わり|確認書"
)
_REGISTERED: Final = re.compile(r"登録|とうろく")
_PARTED: Final = re.compile(
    r"制限|せいげん|届|支援|別居|別れ|離婚|元(?:妻|夫|嫁|旦那|カレ|カノ|彼)|家を出|逃げ|居場所|住所"
)
# of the person concerned, or of somebody who cares; the first that fits
_OWN_TOPICS: Final = tuple(
    (re.compile(words), topic)
    for words, topic in (
        (r"制限|支援措置|フラグ|居場所|見え|見られ|知られ|ばれ|バレ|調べ|通知|分か|わか", "dv_restriction"),
        (r"なくし|落と|紛失|盗|見当たら|見つから|止め|停止|再交付|再発行", "loss"),
        (r"暗証番号", "pin_forgotten"),
        (r"更新|期限|電子証明書", "cert_expiry"),
        (r"資格確認書", "eligibility_certificate"),
        (r"登録|とうろく", "registration_how"),
    )
)
_LIKE: Final = re.compile(r"(.{1,6}?)と(?:同じ|おなじ|おんなじ|いっしょ|一緒)")


def is_family(text: str) -> bool:
    """True when the message only names family members: 「夫と子ども2人も」."""
    return bool(persons(text)) and len(text) <= 24 and bool(_FAMILY.match(text))


def family_too(context: Context, state: State, heard: Heard) -> Reply | None:
    """「夫と子ども2人も」: the days already told hold for them as well, each with their own card."""
    if not is_family(heard.text) or not state.kind:
        return None
    like = _LIKE.search(heard.text)  # 「娘は夫と一緒です」: the days of the one named beside と
    beside = [person for person in persons(like[0]) if person in state.known] if like else []
    model = beside[-1] if beside else ""
    named = [person for person in persons(heard.text) if person not in state.known]
    if state.kind == "certificate" and named:  # every card has its own day
        return ask(context, state, "certificate", "cert_expiry", named[0])
    if not named or not state.known.get(model) or state.kind not in ("moving", "overseas"):
        return None
    known = {person: dict(days) for person, days in state.known.items()}
    for person in named:
        known[person] = dict(known[model])
    state = state.but(known=known)
    reply = reckoned(context, state, state.kind, named)
    note = say.phrase(context, "whose_same", TOPICS[state.kind], persons="、".join(named), person=named[0])
    return Reply((*reply.messages[: len(named)], note), reply.state.but(interview=None))


def anothers_certificate(context: Context, state: State, heard: Heard) -> Reply | None:
    """「夫の電子証明書は?」 while deadlines are reckoned: the day on that person's card is asked for, nothing is looked up."""
    people = persons(heard.text)
    talking = bool(state.kind and (any(state.known.values()) or state.interview))
    if not talking or len(people) != 1 or len(heard.text) > LONGEST or asks_about_other(heard.text):
        return None
    about = _CERTIFICATE.search(heard.text) or (state.kind == "certificate" and _DAYS.search(heard.text))
    dated = real_mentions(heard.text, today=context.today, tense=None, asked=True)
    if (
        not about
        or dated
        or _NOT_DAYS.search(heard.text)
        or aspect_of(heard.text) not in ("", "family", "when", "opens")
    ):
        return None
    person, state = people[0], state.but(kind="certificate", topic="cert_expiry", case="usual", misses=0, probe=False)
    if "cert_expiry" in state.known.get(person, {}):
        return None if aspect_of(heard.text) == "opens" else reckoned(context, state, "certificate", [person])
    return ask(context, state, "certificate", "cert_expiry", person)


def refusal(context: Context, state: State, heard: Heard) -> Reply:
    """The same words for everybody who asks about another person; only the label says what was asked about."""
    registered = _REGISTERED.search(heard.text) and not _PARTED.search(heard.text)
    messages = say.answer(context, "third_party", state)
    if registered:
        messages = [replace(one, topic="registration_check") for one in messages]
    refused = state.but(interview=None, topic="dv_restriction", case="third_party", misses=0, probe=True)
    return Reply(tuple(messages), refused)


def own_topic(heard: Heard) -> Heard:
    """What the classifier took for a question about another person, though it comes from the person concerned or from
    somebody who cares: the topic that its words name."""
    if not any(one.topic == "third_party" for one in heard.topics):
        return heard
    kept = tuple(one for one in heard.topics if one.topic != "third_party")
    for words, topic in _OWN_TOPICS:
        if words.search(heard.text):
            return replace(heard, verdict="answer", topics=(HeardTopic(topic, 1.0, heard.text), *kept))
    if kept or heard.verdict != "answer":
        return replace(heard, topics=kept)
    return replace(heard, verdict="unclear", topics=())


def timeline(context: Context, state: State, topic: str = "my_deadline_status") -> Reply | None:
    """Everything known in this conversation as one list, nearest first; None when nothing is known."""
    people = {person: days_of(state, person) for person in state.known}
    if context.card:
        people[""] = {**people.get("", {}), **context.card}
    rows: list[tuple[str, Deadline]] = []
    for person, days in people.items():
        groups = {GROUP_OF[anchor] for anchor in days if anchor in GROUP_OF}
        for group in sorted(groups):
            try:
                rows += [(person, one) for one in reckon(context, group, days, state)]
            except NotComputable:
                continue
    rows = [row for row in rows if row[1].due or row[1].opens]
    if not rows:
        return None
    rows.sort(key=lambda row: (row[1].state == "over", row[1].last_day or row[1].opens or date.max))
    head = context.phrases.get("timeline_head")
    first = full_text(rows[0][1], rows[0][0])
    text = "\n".join([head.text, first, *(short_text(one, person) for person, one in rows[1:])])
    easy = "\n".join([head.easy, *(easy_text(one, person) for person, one in rows[:4])])
    speech = head.speech + "".join(speech_text([one], person) for person, one in rows[:3])
    if context.card:
        card = context.phrases.get("timeline_card")
        text, easy = f"{text}\n{card.text}", f"{easy}\n{card.easy}"
    deadlines = [one for _person, one in rows]
    message = Message(
        text,
        easy,
        speech,
        topic,
        sources=say.deadline_sources(context, deadlines),
        deadlines=tuple(deadlines),
        whose=tuple(person for person, _one in rows),
    )
    return Reply((message,), state.but(topic=topic, case="usual", interview=None))
