"""The words that ask for one thing of a subject (how much, where, until when), and what an answer to it must hold. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 80  # characters of a message; a longer one tells a story
LONGEST_WHY: Final = 24
MOST: Final = 3  # things asked that are answered before the whole answer


@dataclass(frozen=True)
class Ask:
    """One thing asked: the words that ask it, the aspects that may answer it, and what an answer to it must hold."""

    name: str
    question: re.Pattern[str]
    aspects: tuple[str, ...]
    fits: re.Pattern[str]
    unknown: str = ""  # what could not be confirmed, when nothing answers it; "" = nothing is said then
    in_text: bool = False  # True: a line of the answer may answer it


_NOT_PLACE: Final = r"(?:[でにへ](?:も|住|い[るたて]|お[るい]|置|落|なく|書|保存|載|しま|かざ|出)|か[でに、ら]|も|でも)"


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


ASKS: Final = (
    Ask(
        "cost",
        _any(
            r"いくら(?!待|言|や|調|で?も)|料金|手数料|費用|有料|無料",
            r"(?:お金|おかね)(?:は|が|って)?(?:かか|いる|要|いり|必要|取|と)",
            r"(?:タダ|ただ)(?:です|で|なの|\?|か|$)",
        ),
        ("cost",),
        _any("円|無料|有料|費用|料金|手数料"),
        "費用",
        in_text=True,
    ),
    Ask(
        "reserve",
        _any(r"予約(?:って|は|が|も|なし)?(?:いる|いりま|いらな|要|必要|しな|で|して|\?|か)|よやく"),
        ("when", "online"),
        _any("予約"),
        "予約が要るか",
        in_text=True,
    ),
    Ask(
        "days",
        _any("土日|日曜|土曜|祝日|休日|週末|年末年始"),
        ("when",),
        _any("24時間|毎日|前日が"),
        "土日や祝日に開いているか",
    ),
    Ask(
        "hours",
        _any(r"何時(?!間)|営業時間|受付時間|時間帯|(?:朝|夜|夕方).{0,6}(?:開|あい|やって)"),
        ("when",),
        _any(r"\d時|24時間|受付時間|時間帯"),
        "開いている時間",
        in_text=True,
    ),
    Ask(
        "how_long",
        _any(
            r"何分|何日(?:で|くらい|ぐらい|かか|ほど)|どの?[くぐ]らい(?:時間|かか|待|で)|どれ[くぐ]らい|何時間|何週間",
            r"時間(?:は|が)?かか|日数|即日|すぐ(?:に)?(?:でき|終わ|もらえ|発行)",
        ),
        ("how_long", "when"),
        _any(r"(?:か月|週間|日|分|時間)ほど|かかる期間|その場で|来庁|届くまで|日数"),
        "かかる時間",
        in_text=True,
    ),
    Ask(
        "who",
        _any(
            r"代理(?!人(?:に(?:な|設定|登録|指定)|を?(?:外|消|解除|やめ)|から))|委任|本人(?:じゃ|で)?(?:な[いくけ]|以外|だけ|しか|が行か|のみ)|家族(?:が|でも|だけ)(?:行|でき|いい|し)",
            r"(?:夫|妻|主人|旦那|父|母|親|祖父|祖母|娘|息子|子|子ども|家族|私|わたし|本人)[のがを]?代わりに",
            r"代わりに(?:私|家族|妻|夫|行|やっ|申請|手続|登録)",
        ),
        ("who",),
        _any("本人|自身|代わり|代理"),
        "本人以外でもできるか",
    ),
    Ask(
        "bring",
        _any(
            r"持ち物|何を?持っ|何(?:が|を)?(?:いる|要る|いりま|必要|用意)|必要な(?:もの|物|書類)|いるもの",
            r"(?:印鑑|はんこ|ハンコ|写真|身分証)(?:は|も|って|が)?(?:いる|要る|いりま|必要)",
        ),
        ("bring",),
        _any("."),
    ),
    Ask(
        "where",
        _any(
            rf"(?<!連絡先は)どこ(?!{_NOT_PLACE})(?:[でにへさ]|から|の窓口|行|いけ|いき|です|\?|$)",
            r"窓口は(?:どこ|\?|$)",
        ),
        ("where",),
        _any("窓口|発行元|役所|ATM|マイナポータル|病院|薬局|会場|電話|端末|庁舎|住所"),
    ),
    Ask(
        "online",
        _any(
            r"(?:ネット|オンライン(?!資格)|マイナポータル|スマホ|スマートフォン|パソコン)(?:だけ)?(?:で|から)も?"
            r".{0,8}(?:でき|申請|手続|更新|可能|いい)"
        ),
        ("online",),
        _any("."),
    ),
    Ask(
        "until",
        _any(r"いつまで|期限(?:は|って)?(?:いつ|ある|あり)|何日以内"),
        ("when", "how_long"),
        _any(r"^(?!次の)(?=[\s\S]*(?:まで|以内|いつでも|有効期限は))"),
    ),
    Ask("from", _any("いつから|何日から"), ("when",), _any("から|始ま")),
    Ask("why", _any(r"なぜ|なんで(?![すも])|どうして|理由"), ("why",), _any(".")),
)


def asks(text: str) -> list[Ask]:
    """What the message asks in particular, in the order of its words."""
    packed = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text)
    if not packed or len(packed) > LONGEST:
        return []
    found = [(match.start(), number) for number, ask in enumerate(ASKS) if (match := ask.question.search(packed))]
    named = [ASKS[number] for _start, number in sorted(found)]
    return [one for one in named if one.name != "why" or len(packed) <= LONGEST_WHY][:MOST]
