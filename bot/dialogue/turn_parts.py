"""Small parts that several turns share: an aspect of a topic, and which of two twin topics the words mean."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.follow_ups import aspect_of
from bot.dialogue.grounding import names_group
from bot.dialogue.model import Heard, Message, State
from bot.dialogue.telling import answers_question
from bot.dialogue.told_dates import only_a_day, real_mentions
from bot.reading.fragments import has_own_subject
from bot.rulebook.statements.model import USUAL, Answer

_OTHERS: Final = re.compile(
    r"業者|トラック|電気|ガス|水道|郵便|NHK|新聞|銀行|キャッシュ|クレジット|通帳|携帯|宅配|車庫|車検|不動産|家賃|賃貸|旅行保険|生命保険"
)
# what one topic of a pair does not say, the other may
TWINS: Final = {
    "moving_deadline": "moving",
    "moving": "moving_deadline",
    "overseas_deadline": "overseas",
    "overseas": "overseas_deadline",
}
_TO_ABROAD: Final = re.compile(
    r"(?:海外|国外|外国|アメリカ|米国|中国|韓国|台湾|ベトナム|タイ|ドイツ|フランス|イギリス|カナダ|オーストラリア|ハワイ|シンガポール|ブラジル|フィリピン|インド|ネパール)"
    r"(?:に|へ).{0,6}(?:引|移|転|行|住|帰)"
)
NEAR_YEARS: Final = 3  # a period told without a day is believed this many years around today
ASKS_DAY: Final = re.compile(r"いつまで|期限|締め?切|しめきり|何日(?:以内|まで)|なんにちまで|リミット|最終日|間に合")
MENTIONS_DAY: Final = re.compile(
    r"いつ|期限|締|しめきり|何日|なんにち|日以内|間に合|まにあ|遅れ|おくれ|過ぎ|すぎ|まで|日数|最終日|リミット|あと何|deadline|when",
    re.IGNORECASE,
)

VERY_SURE_OUTSIDE: Final = 0.9
SURE_OUTSIDE: Final = 0.5
_DOUBT: Final = re.compile(r"(?:かな|かも)?[?。!]*$")
_ASKS: Final = re.compile(r"(?:[?]|は|か|かな|教えて(?:ください|下さい)?)[。!]*$")


def elsewhere(context: Context, state: State, heard: Heard) -> bool:
    """True when the message speaks of other offices' business ("運転免許の住所変更はどこで?"): no further question of ours."""
    if heard.verdict != "outside":
        return heard.verdict != "answer" and bool(_OTHERS.search(heard.text))
    if state.interview and heard.topics and heard.topics[0].confidence >= VERY_SURE_OUTSIDE:
        # 「明日の天気は?」 while a day is being asked for: a question with a day in it is no answer
        day_told = only_a_day(_DOUBT.sub("", heard.text), context.today) or names_group(
            heard.text, state.interview.kind
        )
        day_told = day_told or answers_question(heard.text, state.interview.anchor, context.today)
        if _ASKS.search(heard.text) and not day_told:
            return True
    sure = bool(heard.topics) and heard.topics[0].confidence >= SURE_OUTSIDE
    day_in_it = bool(real_mentions(heard.text, today=context.today, tense=None, asked=False))  # its event decides
    if sure and not day_in_it and has_own_subject(heard.text, _under_discussion(context, state)):
        return True  # 「クレカ落とした、どこに電話?」 after an answer about the card
    case = context.cases.find("out_of_scope", heard.text)
    ours = case == USUAL or (case == "visa" and state.kind == "certificate")
    return not ours or bool(_OTHERS.search(heard.text))


def _under_discussion(context: Context, state: State) -> str:
    """Everything the rulebook says of the topic under discussion, "" without one."""
    found = answer_found(context, state.topic, state, state.case) if state.topic else None
    return "".join((found.text, *found.aspects.values())) if found else ""


def answer_found(context: Context, topic: str, state: State, case: str) -> Answer | None:
    """The rulebook's answer of today for the state's insurer, None when nothing is in force or it is not for them."""
    if topic == "human_handoff" and state.insurer == "other":
        return None
    found = context.rulebook.answer(topic, state.insurer or None, on=context.today, case=case)
    return found if isinstance(found, Answer) else None


def aspect_text(context: Context, topic: str, state: State, aspect: str, case: str = "") -> str:
    """The short answer of the topic (or of its twin) to where, how much, who ...; "" when there is none.

    `case` is that of the topic; left out, the case under discussion."""
    case = case or (state.case if topic == state.topic else USUAL)
    for name, its_case in ((topic, case), (TWINS.get(topic, ""), USUAL)):
        found = answer_found(context, name, state, its_case) if name else None
        if found and aspect in found.aspects:
            return found.aspects[aspect]
    return ""


def aspect_message(context: Context, topic: str, state: State, aspect: str) -> Message | None:
    """`aspect_text` as a message with its sources."""
    words = aspect_text(context, topic, state, aspect)
    if not words:
        return None
    found = context.rulebook.answer(topic, state.insurer or None, on=context.today)
    return Message(words, words, words, topic, sources=found.sources if isinstance(found, Answer) else ())


def counting(context: Context, state: State, text: str, topic: str) -> Message | None:
    """「90日は届け出た日を含みますか」: how the days of moving are counted."""
    if TWINS.get(topic, topic) not in ("moving", "moving_deadline") or aspect_of(text) != "counting":
        return None
    found = [aspect_message(context, "moving_deadline", state, aspect) for aspect in ("when", "how_long")]
    parts = [one for one in found if one]
    words = "\n".join(one.text for one in parts)
    return replace(parts[0], text=words, easy=words, speech=words) if parts else None


def with_or_without_deadline(context: Context, topic: str, text: str) -> str:
    """「海外転出 締切」 asks for a day, 「海外駐在、カードはどうする」 for what to do: words decide between twins."""
    pairs = {"overseas": "overseas_deadline", "moving": "moving_deadline"}
    if not text:  # a button
        return topic
    if TWINS.get(topic) in ("moving", "moving_deadline") and _TO_ABROAD.search(text) and "転入届" not in text:
        topic = "overseas_deadline"  # 「アメリカに引っ越します」
    if topic in pairs and ASKS_DAY.search(text):
        return pairs[topic]
    for base, twin in pairs.items():
        if topic == twin and not MENTIONS_DAY.search(text):
            mentions = real_mentions(text, today=context.today, tense=None, asked=False)
            if all(mention.kind == "month" for mention in mentions):
                return base
    return topic


def only_roughly(context: Context, text: str, group: str) -> bool:
    """True when the text names a period ("next month") but asks for no deadline: then no day is needed to answer."""
    mentions = real_mentions(text, today=context.today, tense=None, asked=False)
    rough = bool(mentions) and all(mention.kind == "month" for mention in mentions)
    # a year in which there were no cards is told so
    rough = rough and all(
        abs(day.year - context.today.year) <= NEAR_YEARS for one in mentions for day in one.candidates
    )
    asks_day = MENTIONS_DAY.search(text) or (group == "certificate" and re.search(r"使え|つかえ|切れ|きれ", text))
    return rough and not asks_day


def named_deadline(text: str) -> str | None:
    """「引っ越しの期限を知りたい」 names its topic, though it sounds like "my own deadlines"."""
    for topic, words in (
        ("overseas_deadline", r"海外|国外|外国"),
        ("moving_deadline", r"引っ?越|転入|転居|ひっこし"),
        ("cert_expiry", r"電子証明書|証明書"),
    ):
        if re.search(words, text):
            return topic
    return None


def tries_left(context: Context, topic: str, kind: str, name: str) -> tuple[Message, ...]:
    """What the card on the reader says of the PIN `kind`, called `name`, when the visitor asks about PINs."""
    left = context.tries_left.get(kind)
    if left is None or topic not in ("pin_lock", "pin_forgotten"):
        return ()
    return (say.phrase(context, "tries_left" if left else "tries_locked", topic, name=name, left=str(left)),)
