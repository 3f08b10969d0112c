"""Which insurer a text names. Pure; the insurers' ids are the rulebook's."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.model import Insurer
from bot.reading.places import other_place, without_other_places

# "カメラのキタムラ" alone is a shop; said with insurance or work it is the insured's employer.
KITAMURA: Final = re.compile(
    r"(?<!カメラの)キタムラ|カメラのキタムラ(?=.{0,12}(?:健康保険|健保|けんぽ|社員|勤め|勤務|働))"
    r"|きたむら|[北喜]多?村(?:さん)?の?(?:健|けん|保険)"
)
# Other cities have a 北区 too (札幌市北区): those are other insurers. Speech recognition writes きたく as 帰宅.
KITAKU: Final = re.compile(
    r"(?<!市)(?:北区|きたく|帰宅)(?:の|ノ|\s|に住んでいて|在住で|民で)*(?:国保|国民健康保険|こくほ|こくみんけんこうほけん|保険)"
    r"|(?:国保|国民健康保険)(?:は|の|\s|・|、|で|/|（|\()*(?:東京都)?北区|国保資格係|(?<!市)北区役所の国保"
)
OTHER: Final = re.compile(
    r"協会けんぽ|きょうかいけんぽ|共済(?:組合|保険)?|他の健保|ほかの健保|別の健保|国保組合|船員保険"
    r"|(?:他|ほか|別|よそ)の(?:保険|健康保険|(?:区|市)(?:の(?:国保|国民健康保険|保険)|です|$))|[ぁ-んァ-ヶ一-龥]市北区(?:の|ノ|\s)*(?:国保|国民健康保険|保険)"
)
KOUKI: Final = re.compile(
    r"後期高齢(?:者)?(?:医療)?(?:制度|の保険|広域連合)?|75歳以上(?:の(?:保険|医療))?です|広域連合"
)
# 「北区です」 names the ward, not yet an insurer; in answer to a question it means the ward's insurance.
_WARD: Final = re.compile(
    r"(?:えっと|ええと|あの|はい|うん|では|じゃあ|私は|わたしは|うちは|[、\s])*(?:東京都?の?)?(?:北区|きたく)(?:の(?:者|もの|人|方|ほう|場合|区民|住民))?(?:民)?"
    r"(?:です|でした|だ|だよ|なん|になります|でお願いします)*(?:が|けど|けれど|よ|ね|なら)?[。、!\s]*"
)
_LIVES: Final = re.compile(
    r"(?:私は|わたしは|うちは|今は|[、\s])*(?:東京都?の?)?(?:北区|きたく)(?:内)?(?:に|で)?(?:住んで(?:い)?(?:ます|る|おります)|住みです|在住|暮らして(?:い)?(?:ます|る))(?:です|の(?:者|人)です|よ|けど|が|[。、!])*"
)
# 「横浜市の者です」 in a text whose other towns are marked: in answer to a question it means that town's insurance
_OTHER_TOWN: Final = re.compile(
    r"(?:私は|わたしは|うちは|はい|ええと|[、\s])*〇(?:〇|の?北区)?(?:(?:の(?:者|人|方|住民|市民|区民))(?:です|だよ|だ)?|です|だよ|だ)(?:が|けど|よ|[。、!])*"
)
_TOWNS_INSURANCE: Final = re.compile(r"国保|国民健康保険|国民保険|こくほ|こくみんけんこうほけん|保険|ほけん|健保")
_LEFT: Final = re.compile(r"から(?!の国保)")  # 「札幌市から越してきました」: no longer theirs
# behind a town (〇): where somebody goes, came from, or only was; and 「きたく」 said to be a ward of that town
_NOT_OWN: Final = re.compile(
    r"から|(?:に|へ|への)\s?(?:引|ひっこ|転|移|越|うつ|出張|旅行|行|いき|帰省|出し|届け)|(?:で|に)\s?(?:落|おと|なく|失|盗|旅行|出張|受診|入院|通院|働|勤|いて|いる|いま)|"
    r"(?:の|内の|にある)\s?(?:(?:大学|市民|総合|市立|町立)?病院|医院|クリニック|薬局|歯医者|歯科|接骨|整骨|駅|会社|職場|学校|大学|ホテル|旅館|店|友|支店)"
)
_OUR_WARD: Final = re.compile(
    r"(?<!市)(?<!市の)(?:北区|きたく)(?![」』\s]*(?:って|といっても|と言っても|は|だけど|ですが|でも)[、\s]*〇)|王子"
)
_FILLER: Final = re.compile(
    r"東京都|けんぽ|健康保険組合|国民健康保険|健康保険|健保組合|健保|国保|保険証|保険|組合|資格係|"
    r"わたし|私|うち|加入|入って(?:い)?(?:ます|る|おります)|(?:に)?入って|です|でした|だよ|だけど|だ|ます|よ|ね|は|の|に|が|を|も|と|で|"
    r"けど|けれど|えっと|えー|あの|うん|はい|ええ|じゃあ|では|さん|ほう|方|者|ございます|おります|という|いいます|なん|ん|〇|[\s、。,.!?]"
)


def town_asked_about(text: str) -> str:
    """The other town whose insurance or office the text is about, as written; "" for none, and for a town only left behind."""
    town = other_place(text)
    return "" if town and _LEFT.match(text.partition(town)[2]) else town


def own_town(text: str) -> str:
    """The other town that the normalised text tells as somebody's own (横浜市ですが), as written; "" for none, for a town that
    is only gone to, left or visited, and beside 北区 or the society, which then are meant."""
    town = other_place(text)
    if not town or KITAMURA.search(text):
        return ""
    ours = without_other_places(text)
    own = any(not _NOT_OWN.match(ours, found.end()) for found in re.finditer("〇+", ours))
    return town if own and not _OUR_WARD.search(ours) else ""


def find_insurer(text: str) -> str | None:
    """`kitamura`, `kitaku`, `kouki` or `other` when the text names exactly one of them, else None.

    Another town's insurance is `other`, unless ours or the society's is named beside it."""
    ours = without_other_places(text)
    if KITAMURA.search(text) and re.search(r"北区|きたく", ours):
        return None
    named = [name for name, found in (("kitamura", KITAMURA.search(text)), ("kitaku", KITAKU.search(ours))) if found]
    if KOUKI.search(text):
        named.append("kouki")
    if OTHER.search(text):
        named.append("other")
    elif not named and town_asked_about(text) and _TOWNS_INSURANCE.search(text):
        return "other"
    return named[0] if len(named) == 1 else None


def names_office(text: str, insurer: str) -> bool:
    """True when the text speaks of the insurer `insurer` (kitamura or kitaku) at all, be it only by name or ward."""
    if insurer == "kitamura":
        return bool(KITAMURA.search(text))
    ours = without_other_places(text)
    return bool(KITAKU.search(ours) or re.search(r"(?<!市)(?<!市の)(?:北区|きたく|区役所|くやくしょ|王子)", ours))


def names_ward(text: str) -> bool:
    """True when the text says 北区 and little else: 「北区の者です」. It may mean the ward's insurance."""
    return bool(_WARD.fullmatch(text))


def lives_in_ward(text: str) -> bool:
    """True when the text only says that somebody lives in 北区, which names no insurer."""
    return bool(_LIVES.fullmatch(text))


def names_only_insurer(text: str) -> str | None:
    """The insurer when the text says little else: an answer to "which insurance are you in?".

    The ward alone counts as its insurance here, though `find_insurer` does not hear it.
    """
    if names_ward(text):
        return "kitaku"
    if len(text) > 30:
        return None
    rest = without_other_places(text)
    if _OTHER_TOWN.fullmatch(rest):
        return "other"
    insurer = find_insurer(text)
    if insurer is None:
        return None
    for pattern in (KITAMURA, KITAKU, KOUKI, OTHER):
        rest = pattern.sub("", rest)
    rest = _FILLER.sub("", rest)
    return insurer if len(rest) <= 1 else None


# words by which an office that is not named is meant, when nobody has told an insurer
_MEANT: Final = (
    ("kitamura", re.compile(r"健保|けんぽ|組合|くみあい|健康保険組合")),
    ("kitaku", re.compile(r"国保|こくほ|国民健康保険|区民部|国保年金課|資格係|庁舎|区の|役所|やくしょ")),
)


def read_insurer(text: str) -> Insurer:
    """Everything that the normalised text says of insurers, offices and towns."""
    return Insurer(
        named=find_insurer(text) or "",
        offices=tuple(one for one in ("kitamura", "kitaku") if names_office(text, one)),
        meant=tuple(one for one, words in _MEANT if words.search(text)),
        town=town_asked_about(text),
        own_town=own_town(text),
        only=names_only_insurer(text) or "",
        ward="named" if names_ward(text) else "lives" if lives_in_ward(text) else "",
    )
