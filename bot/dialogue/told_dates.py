"""Which day of whom a message tells: "転出予定日は10月20日" -> moving_out_planned. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.dates import DateMention, Tense, find_dates

# What the words around a date say it is; the first that fits the clause before or after the date wins.
_CUES: Final = (
    (
        "moving_out_planned",
        re.compile(r"転出(?:の)?予定|てんしゅつよてい|転出日|転出届(?:の|に)(?:書いた)?(?:日付|日)"),
    ),
    (
        "departure_planned",
        re.compile(r"国外|海外|出国|渡航|日本を(?:出|離れ|発)|赴任|留学|移住|出発|フライト|飛行機|空港|便で|外国"),
    ),
    ("return_filed", re.compile(r"帰国")),
    (
        "moving_in_filed",
        re.compile(
            r"転入(?:の)?(?:届|届け|届出|手続き).{0,20}(?:出し(?:た|て|ま(?:した|して))|だし(?:た|て|ました)|済ませ|すませ|済み|した(?:の|ん|$)|しました|しており|終え|終わ)|届け出た日|転入届を出した日|転入(?:した|しました|手続き)|転入日"
        ),
    ),
    (
        "relocation_date",
        re.compile(r"転居届|(?:同じ|おなじ)(?:市|区|町|村|市区町村|自治体)|(?:市|区|町)内(?:で|の)(?:引|転居|移)"),
    ),
    ("move_date", re.compile(r"引っ?越|ひっこ|転居|移っ|移り|越し|越す|入居|住み始|転入|新居")),
    ("loss_reported", re.compile(r"紛失届|(?:なく|失く|無く)した(?:と)?届")),
    ("dv_support_start", re.compile(r"支援措置")),
    ("stay_limit", re.compile(r"在留")),
    ("card_expiry", re.compile(r"カード(?:自体|本体|そのもの)?の(?:有効)?期限")),
    ("cert_expiry", re.compile(r"電子証明書|証明書の期限|有効期限|期限(?:が|は)|切れ")),
)
_PERSON: Final = re.compile(
    r"(妻|嫁|家内|奥さん|夫|主人|旦那|娘|息子|長男|長女|次男|次女|子ども(?:たち)?(?:\d人|二人|三人)?|子供|こども|母|父|両親|祖母|祖父|おばあちゃん|おじいちゃん|孫|兄|姉|弟|妹|同居人|パートナー|彼女|彼)"
    r"(?=の|は|も|が|と|、|$)"
)
STRONG: Final = re.compile(r"間違|まちが|訂正|じゃなく|ではなく|やっぱり|やはり|変わ|変更")
BIRTHDAY: Final = re.compile(r"生年月日|誕生日|生まれ|うまれ")
_MONTH_DAY: Final = re.compile(r"(0?[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_NOT_A_DAY: Final = re.compile(r"^\s*(?:のほう|の方|の期限|ルール|以内|間|という|の締)")
GROUP_DEFAULT: Final = {
    "moving": "move_date",
    "overseas": "departure_planned",
    "certificate": "cert_expiry",
    "loss": "loss_reported",
    "dv": "dv_support_start",
}
_GROUP_ANCHORS: Final = {
    "moving": {"moving_out_planned", "moving_in_filed", "move_date", "relocation_date", "return_filed"},
    "overseas": {"departure_planned", "return_filed"},
    "certificate": {"cert_expiry", "card_expiry", "stay_limit"},
    "loss": {"loss_reported"},
    "dv": {"dv_support_start"},
}
GROUP_OF: Final = {anchor: group for group, anchors in _GROUP_ANCHORS.items() for anchor in anchors}


@dataclass(frozen=True)
class Told:
    """A day told: whose ("" = the speaker), which day it is, and the mention it came from."""

    person: str
    anchor: str
    mention: DateMention


def persons(text: str) -> tuple[str, ...]:
    """The family members named, in order, without repeats."""
    return tuple(dict.fromkeys(match[1] for match in _PERSON.finditer(text)))


def real_mentions(text: str, *, today: date, tense: Tense | None, asked: bool) -> list[DateMention]:
    """Mentions that name a day. A bare 「30日」 counts only when a date was asked for, and not in 「30日のほうの期限」."""
    if asked and (digits := _MONTH_DAY.fullmatch(text.strip())):  # 「1203」 in answer to "which day?"
        written = find_dates(f"{int(digits[1])}月{int(digits[2])}日", today=today, tense=tense)
        return [replace(one, start=0, end=len(text), text=text.strip()) for one in written]
    found: list[DateMention] = []
    for mention in find_dates(text, today=today, tense=tense):
        if mention.kind == "duration" or _NOT_A_DAY.match(text[mention.end :]):
            continue
        if mention.kind == "bare_day" and not asked:
            continue
        found.append(mention)
    return found


def _cue(text: str, group: str) -> str | None:
    for anchor, pattern in _CUES:
        if anchor in _GROUP_ANCHORS.get(group, ()) and pattern.search(text):
            return anchor
    return None


def told_dates(text: str, *, group: str, asked: str, person: str, last: str, today: date) -> list[Told]:
    """The days the message tells for `group`.

    `asked` is the anchor that was asked for ("" = none), `person` whose; `last` the anchor told last, which a correction
    ("間違えた、11月16日") means.
    """
    tense = Tense.PAST if asked == "moving_in_filed" else None
    mentions = real_mentions(text, today=today, tense=tense, asked=bool(asked))
    told: list[Told] = []
    for number, mention in enumerate(mentions):
        before_start = mentions[number - 1].end if number else 0
        after_end = mentions[number + 1].start if number + 1 < len(mentions) else len(text)
        before, after = text[before_start : mention.start], text[mention.end : after_end]
        sentence = re.split(r"[。!?\n]", before)[-1]
        clause = re.split(r"[、,]", sentence)[-1]
        following = re.split(r"[。、,!?\n]", after, maxsplit=1)[0]
        # the nearest words first; 「転入届は、十月五日に出した」 needs the whole sentence before
        chosen = _cue(f"{clause}〓{following}", group) or _cue(f"{sentence}〓{following}", group)
        corrected = last if last and len(mentions) == 1 and STRONG.search(text) else ""
        chosen = chosen or corrected
        named = persons(before)
        told.append(
            Told(named[-1] if named else person, chosen or asked or last or GROUP_DEFAULT.get(group, ""), mention)
        )
    return told
