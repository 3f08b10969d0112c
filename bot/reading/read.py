"""One message read once: from its text and what the classifier made of it to a `Reading`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final

from bot.reading.acts import find_act
from bot.reading.cases import load_cases
from bot.reading.day_words import persons
from bot.reading.days import read_days
from bot.reading.foreign import names_others
from bot.reading.fragments import nouns
from bot.reading.insurers import read_insurer
from bot.reading.marks import load_marks, packed
from bot.reading.model import Choice, Near, Need, Open, Pins, Reading, Risk
from bot.reading.near_things import nearest
from bot.reading.others import asks_about_other, harmless, insists, leans_on_refusal
from bot.reading.safety import alarms, in_english, shipped_alarms
from bot.text import normalise

LONGEST: Final = 80  # characters of a message; a longer one tells a story
LONGEST_WHY: Final = 24
MOST_ASKED: Final = 3
NOTHING_OPEN: Final = Open()
NEARLY: Final = 0.5  # of the likeliest need's share
CHOICE_AT_MOST: Final = 16
_YEARS: Final = {"去年": -1, "昨年": -1, "今年": 0, "来年": 1, "再来年": 2}
_YEAR_ONLY: Final = re.compile(
    r"^(?:すみません|\d年間違え(?:た|ました|て)|ごめん(?:なさい)?|間違え(?:た|ました)|あ|いや|いえ|違(?:う|います)|それ(?:は)?|[、。\s])*"
    r"(去年|昨年|今年|来年|再来年|20\d\d)年?(?:の(?:ほう|方|話|こと|間違い)?)?(?:でした|です|だった|だ)?[。!]?$"
)
_FIRST: Final = re.compile(r"(?:前|先|早い|はやい|1つ目|一つ目|最初|上|左)の?(?:ほう|方|日|やつ)?")
_LAST: Final = re.compile(r"(?:後|あと|遅い|おそい|2つ目|二つ目|最後|下|右)の?(?:ほう|方|日|やつ)?")
_ONE_DAY: Final = re.compile(r"\D{0,4}(\d{1,2})日\D{0,8}")
_LIKE: Final = re.compile(r"(.{1,6}?)と(?:同じ|おなじ|おんなじ|いっしょ|一緒)")
_MISSES: Final = re.compile(
    r"(?<!もう)(?<!あと)(\d|一|二|三|四|五)(?:回|度)(?:も|ほど|くらい|連続で|続けて)?.{0,4}(?:間違|まちが|失敗|ミス|ちが|違)"
)
_ASKS_WHETHER: Final = re.compile(r"(?:[?]|(?:です|ます|でしょう|せん|ない)か|の|かな|かね|よね)[。?！!]*$")
_WH: Final = re.compile(r"何|なに|なん(?!で?も)|いつ|どこ|どう|いくら|なぜ|誰|だれ|どれ|どの|どんな")
_WORD: Final = re.compile(r"[一-龠]{2,}|[ァ-ヶー]{3,}")
_WHETHER: Final = re.compile(r"でき(?:る|ます)|使え|つかえ|受けられ|もらえ|大丈夫")
# asks that hold a whether themselves: their answer says yes or no
_WITH_WHETHER: Final = ("online", "who")
_NUMBERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
# ids of the card room (bot.card.status.Pin)
_PINS: Final = (
    ("digital_signature", re.compile(r"署名用|英数字|6[桁文けた]|16[桁文けた]|長い(?:ほう|方)")),
    ("resident_register", re.compile(r"住民基本台帳|住基|継続利用")),
    ("card_info_input", re.compile(r"券面")),
)
# of the person concerned, or of somebody who cares; the first that fits
_OWN_TOPICS: Final = (
    (re.compile(r"制限|支援措置|フラグ|居場所|見え|見られ|知られ|ばれ|バレ|調べ|通知|分か|わか"), "dv_restriction"),
    (re.compile(r"なくし|落と|紛失|盗|見当たら|見つから|止め|停止|再交付|再発行"), "loss"),
    (re.compile(r"暗証番号"), "pin_forgotten"),
    (re.compile(r"更新|期限|電子証明書"), "cert_expiry"),
    (re.compile(r"資格確認書"), "eligibility_certificate"),
    (re.compile(r"登録|とうろく"), "registration_how"),
)


@cache
def _cases() -> Any:
    return load_cases()


def read_risk(text: str) -> Risk:
    """What the text tells of danger and of others. The desk asks this before everything and sends it along."""
    stealth = asks_about_other(text, concerned=True)
    asks = stealth or asks_about_other(text)
    return Risk(
        kinds=alarms(shipped_alarms(), text),
        other="stealth" if stealth else "asks" if asks else "",
        harmless=harmless(text),
        insists=insists(text),
        leans=leans_on_refusal(text),
    )


def read(
    text: str,
    understood: Mapping[str, Any],
    *,
    today: date,
    open_: Open = NOTHING_OPEN,
    yomi: str = "",
    risk: Risk | None = None,
) -> Reading:
    """The reading of a message. `text` is normalised here; `understood` is the classifier's output (verdict, topics with
    confidence and text, choices); `yomi` the hiragana reading; `risk` when it is known already."""
    text = normalise(text)
    whole = _read_words(text, today, open_, yomi)
    topics = understood.get("topics") or ()
    parts = [_part(one, text, today, open_) if len(topics) > 1 else None for one in topics]
    needs = tuple(
        Need(str(one["topic"]), float(one["confidence"]), part, *_finer(one, understood))
        for one, part in zip(topics, parts, strict=True)
    )
    return replace(
        whole,
        verdict=understood.get("verdict") or "unclear",
        needs=needs,
        choices=tuple(understood.get("choices") or ()),
        points=tuple(str(one) for one, _near in understood.get("points") or ()),
        risk=risk or read_risk(text),
    )


def _finer(one: Mapping[str, Any], understood: Mapping[str, Any]) -> tuple[str, str]:
    """The likeliest need of the topic's family, and another that is nearly as likely; "" for none."""
    ranked = one.get("needs") or understood.get("needs") or ()
    ours = [need for need in ranked if str(need["need"]).startswith(f"{one['topic']}.")]
    near = [need for need in ours[1:2] if need["confidence"] >= NEARLY * ours[0]["confidence"]]
    return (str(ours[0]["need"]) if ours else ""), (str(near[0]["need"]) if near else "")


def _part(one: Mapping[str, Any], text: str, today: date, open_: Open) -> Reading | None:
    piece = normalise(str(one.get("text") or ""))
    return _read_words(piece, today, open_, "") if piece and piece != text else None


def _read_words(text: str, today: date, open_: Open, yomi: str) -> Reading:
    tight = packed(text)
    said = load_marks("marks").found(tight, yomi)
    acts, asks = load_marks("acts"), load_marks("asks")
    act, detail = find_act(text)
    return Reading(
        length=len(text),
        english=in_english(text),
        latin=text.isascii(),
        act=act,
        detail=detail,
        hint=acts.hint(text),
        asks=_asked(tight, yomi),
        aspect=asks.hint(text),
        says=frozenset(said),
        people=persons(text),
        like=_like(text),
        own_topic=next((topic for words, topic in _OWN_TOPICS if words.search(text)), ""),
        year=_year(text, today),
        choice=_choice(text, today),
        insurer=read_insurer(text),
        days=read_days(text, "fine_then" in said, today, open_),
        pins=read_pins(text),
        near=_near(text),
        facts=_facts(tight),
        whether=bool(_ASKS_WHETHER.search(tight)) and not _WH.search(tight),
        cases={topic: case for topic in _cases().named() if (case := _cases().find(topic, text))},
        things=tuple(nouns(text)),
        words=tuple(_WORD.findall(text)),
        yes_no=bool(_WHETHER.search(asks.without(tight, _WITH_WHETHER))),
    )


def _facts(text: str) -> dict[str, str]:
    """What is said by the way: condition -> value; the first value of a condition counts."""
    facts: dict[str, str] = {}
    for name in load_marks("facts").found(text):
        key, _, value = name.partition(".")
        facts.setdefault(key, value)
    return facts


def _asked(text: str, yomi: str) -> tuple[str, ...]:
    """What is asked in particular, in the order of the words."""
    if len(text) > LONGEST:
        return ()
    places = load_marks("asks").found(text, yomi)
    found = [name for name in sorted(places, key=lambda one: places[one]) if name != "why" or len(text) <= LONGEST_WHY]
    return tuple(found[:MOST_ASKED])


def _like(text: str) -> str:
    """「娘は夫と一緒です」: whose days are those of the one named."""
    found = _LIKE.search(text)
    beside = persons(found[0]) if found else ()
    return beside[-1] if beside else ""


def _year(text: str, today: date) -> int:
    """The year that is nearly the whole message (「今年でした」), 0 for none."""
    found = _YEAR_ONLY.match(text)
    return 0 if not found else today.year + _YEARS[found[1]] if found[1] in _YEARS else int(found[1])


def _choice(text: str, today: date) -> Choice:
    if len(text) > CHOICE_AT_MOST:
        return Choice()
    years = [today.year + shift for word, shift in _YEARS.items() if word in text] + [
        int(y) for y in re.findall(r"20\d\d", text)
    ]
    number, first, last = _ONE_DAY.fullmatch(text), _FIRST.search(text), _LAST.search(text)
    end = "first" if first and not last else "last" if last and not first else ""
    return Choice(tuple(years), int(number[1]) if number else 0, end, bool(re.search(r"\d", text)))


def read_pins(text: str) -> Pins:
    """Which PIN the text names and how many wrong entries it tells."""
    misses = _MISSES.search(text)
    kind = next((name for name, words in _PINS if words.search(text)), "")
    return Pins(kind, (_NUMBERS.get(misses[1]) or int(misses[1])) if misses else 0)


def _near(text: str) -> Near | None:
    found = nearest(text)
    return (
        Near(found.topics, found.say if found.say != "any" or not names_others(text) else "others") if found else None
    )
