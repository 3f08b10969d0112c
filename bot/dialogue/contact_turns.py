"""Whom to contact: the office that the words name, else that of the insurer told or chosen, else both; never another town's
by our number. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.model import Heard, HeardTopic, Message, State
from bot.reading.insurers import find_insurer, names_office, names_only_insurer, town_asked_about

OFFICES: Final = {"contact_kitamura": "kitamura", "contact_kitaku": "kitaku"}
TOPICS: Final = {insurer: topic for topic, insurer in OFFICES.items()}
ELSEWHERE: Final = "contact_elsewhere"  # no topic of the rulebook: the insurer is neither of ours
ASKS_CONTACT: Final = re.compile(
    r"電話|でんわ|番号|連絡|れんらく|住所|所在地|場所|どこ|時間|何時|なんじ|窓口|問い?合わせ|といあわせ|メール|ファ(?:ック|ッ)?ス|tel|phone|contact|fax|"
    r"土曜|日曜|土日|祝日|平日|休み|やすみ|開い|あいて|空いて|営業|受付|やって(?:い)?(?:る|ます)|行き方|アクセス|宛先|送り先|郵送|相談|話し?たい|つなが|係",
    re.IGNORECASE,
)
_CANCELS: Final = re.compile(r"(?:登録|マイナ保険証|利用).{0,8}(?:やめ|止め)|解除|取り?消")
# words by which an office that is not named is meant, when nobody has told an insurer
_MEANT: Final = (
    ("kitamura", re.compile(r"健保|けんぽ|組合|くみあい|健康保険組合")),
    ("kitaku", re.compile(r"国保|こくほ|国民健康保険|区民部|国保年金課|資格係|庁舎|区の|役所|やくしょ")),
)


def office(text: str, state: State) -> tuple[str, ...]:
    """The insurers whose office the text asks for: kitamura, kitaku, both, or other; empty when nothing tells.

    What the words name goes before what was told or chosen earlier."""
    if find_insurer(text) == "other" or town_asked_about(text):
        return ("other",)
    named = tuple(insurer for insurer in TOPICS if names_office(text, insurer))
    if named:
        return named
    if state.insurer:
        return (state.insurer,)
    return tuple(insurer for insurer, words in _MEANT if words.search(text))[:1]


def settled(heard: Heard, state: State, topics: list[HeardTopic]) -> list[HeardTopic]:
    """The topics with the right office in the place of a contact; `ELSEWHERE` for people of another insurer."""
    kept: list[HeardTopic] = []
    for one in topics:
        beside = OFFICES.get(one.topic, "")
        if not beside or not heard.text:
            kept.append(one)
        elif len(topics) == 1:
            kept += [replace(one, topic=topic) for topic in _topics(heard.text, state)]
        elif names_office(heard.text, beside) and names_only_insurer(one.text) is None and office(one.text, state) != ("other",):
            kept.append(one)
    if kept and all(one.topic == ELSEWHERE for one in kept) and _CANCELS.search(heard.text):
        return [replace(kept[0], topic="deregistration")]
    return kept or [replace(topics[0], topic=topic) for topic in _topics(heard.text, state)]


def _topics(text: str, state: State) -> list[str]:
    found = office(text, state)
    return [ELSEWHERE if one == "other" else TOPICS[one] for one in found] or ["human_handoff"]


def elsewhere(context: Context, text: str) -> Message:
    """Whom people of another town or insurer ask."""
    town = town_asked_about(text)
    if town:
        return say.phrase(context, "other_town", "human_handoff", town=town)
    return say.phrase(context, "other_office", "human_handoff")


def heard_contact(heard: Heard) -> Heard:
    """A guess at an office must be carried by the words: 「北とぴあ」 and 「カメラのキタムラ」 name a hall and a shop. Undecided
    between offices only, the first stands: which one it is, `settled` decides."""
    top = heard.topics[0] if heard.topics else None
    if heard.verdict == "choose" and heard.choices and set(heard.choices) <= {*OFFICES, "human_handoff"}:
        topic = HeardTopic(heard.choices[0], top.confidence if top else 0.5, heard.text)
        return replace(heard, verdict="answer", topics=(topic,), choices=())
    if heard.verdict != "answer" or not top or top.topic not in OFFICES or len(heard.topics) > 1 or not heard.text:
        return heard
    named = names_office(heard.text, "kitamura") or names_office(heard.text, "kitaku") or find_insurer(heard.text)
    if named or town_asked_about(heard.text) or ASKS_CONTACT.search(heard.text):
        return heard
    if any(words.search(heard.text) for _insurer, words in _MEANT):
        return heard
    return replace(heard, verdict="outside", topics=(replace(top, topic="out_of_scope"),))
