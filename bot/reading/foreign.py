"""Words of other offices' business, and of our own. They sharpen the out-of-scope decision where spelling misleads
(源泉徴収票の再発行 looks like a lost card; マイナンバーカードをなくした like a document of another office). Pure; used by the engine."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bot import strict_yaml

_OTHERS: Final = re.compile(
    r"免許|パスポート|ぱすぽーと|旅券|年金|ねんきん|源泉徴収|確定申告(?!.{0,12}(?:医療費|便利|楽|メリット))|住民税|固定資産税|ふるさと納税|ぜいきん|税務署|"
    r"住民票|じゅうみんひょう|印鑑|いんかん|戸籍|出生届|婚姻届|離婚届|死亡届|介護|かいご|児童手当|保育|ごみ|ゴミ|粗大|犬|猫|ペット|"
    r"マイナポイント|まいなぽいんと|ビザ|びざ|在留資格|在留カード|失業|ハローワーク|労災|給料|給与|奨学金|図書館|駐車|自転車|車検|"
    r"クレジットカード|キャッシュカード|銀行口座|定期券|suica|pasmo|保険料|国保料|生命保険|自動車保険|火災保険|生活保護|障害者手帳|"
    r"(?<!転)出生|通知カード|医療費の?(?:お知らせ|通知)|診察券|お薬手帳|医療証|予防接種|ワクチン|健診の予約|がん検診|傷病手当|出産(?:一時|手当)|高額療養費の申請|(?<!高額)療養費|医療費控除(?!.{0,12}(?:便利|楽|メリット|簡単))|任意継続|扶養",
    re.IGNORECASE,
)
_OURS: Final = re.compile(
    r"保険証|ほけんしょう|マイナ保険|資格確認書|資格情報|(?<!医療費の)お知らせ|電子証明書|利用登録|暗証番号|閲覧制限|支援措置|フラグ|継続利用|転入|転出|顔認証|"
    r"オンライン資格|マイナンバーカード|チップ|ちっぷ|申し?込み|カードリーダー|一時停止|病院|医療機関|薬局|受診"
    r"|(?<!印鑑)(?<!口座)(?<!住民)登録(?:し|の(?:とき|時|際))"
)
# Other offices' things whose names hold a word of ours.
_SURELY_OTHERS: Final = re.compile(
    r"通知カード(?!じゃな|では)|介護(?:の)?保険証|(?:スマホ|スマートフォン|携帯(?:電話)?|iphone|パソコン|銀行|図書館)(?:カード|自体|画面)?の(?:暗証番号|パスワード|パスコード)",
    re.IGNORECASE,
)


def surely_of_others(text: str) -> bool:
    """True for another office's thing whose name holds a word of ours: 介護保険証, 通知カード, スマホの暗証番号."""
    return bool(_SURELY_OTHERS.search(text))


def speaks_of_others(text: str) -> bool:
    """True when the text names other offices' business and nothing of ours."""
    return bool(_SURELY_OTHERS.search(text)) or (bool(_OTHERS.search(text)) and not _OURS.search(text))


class ThingsFaulty(Exception):
    """our_things.yml cannot be used; the message names the part and the sentence."""


def read_things(content: dict[str, Any]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(ours, others) of a parsed list. Raises ThingsFaulty when a part is missing or one of its sentences fails."""
    patterns = []
    for part in ("ours", "others"):
        entry = content.get(part) or {}
        for key in ("words", "must", "must_not"):
            if not entry.get(key):
                raise ThingsFaulty(f"our_things.yml: {part}: {key}: missing or empty")
        pattern = re.compile("|".join(entry["words"]), re.IGNORECASE)
        for sentence in entry["must"]:
            if not pattern.search(sentence):
                raise ThingsFaulty(f"our_things.yml: {part}: must: {sentence!r} was not found")
        for sentence in entry["must_not"]:
            if pattern.search(sentence):
                raise ThingsFaulty(f"our_things.yml: {part}: must_not: {sentence!r} was found")
        patterns.append(pattern)
    return patterns[0], patterns[1]


@cache
def _things() -> tuple[re.Pattern[str], re.Pattern[str]]:
    content = (files("bot.reading") / "words" / "our_things.yml").read_text(encoding="utf-8")
    return strict_yaml.read_words(content, "our_things.yml", read_things)


def names_others(text: str) -> bool:
    """True when the normalised text names business of another office, whatever else it names."""
    return bool(_things()[1].search(text) or _SURELY_OTHERS.search(text) or _OTHERS.search(text))


def names_ours(text: str) -> bool:
    """True when the normalised text names a thing of ours and no business of another office."""
    return bool(_things()[0].search(text)) and not names_others(text)
