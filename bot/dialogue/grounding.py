"""A guess of the classifier that changes the subject must be carried by words of that subject. Pure.

While something is under discussion, 「当日でもいい?」 or 「すみません、4月30日です」 say nothing of going abroad, however
sure the classifier is. Such a guess is taken away: the message then belongs to what is under discussion, or is asked about.
"""

from __future__ import annotations

import re
from typing import Final

from bot.dialogue.model import Heard, HeardTopic, State
from bot.dialogue.reckonings import GROUPS

RATHER_SURE: Final = 0.9
_WORDS: Final = {
    "overseas": re.compile(
        r"海外|国外|外国|かいがい|がいこく|出国|渡航|帰国|きこく|日本を?(?:ば)?出|日本を|向こうに|"
            r"むこう|くに\s*に|国に帰|ワーホリ|出発|しゅっぱつ|留学|赴任|駐在|ちゅうざい|移住|飛行機|"
            r"パスポート|空港|"
        r"アメリカ|米国|中国|韓国|台湾|ベトナム|タイ|ドイツ|フランス|イギリス|カナダ|"
            r"オーストラリア|ハワイ|シンガポール|ブラジル|フィリピン|"
        r"overseas|abroad|foreign|leav", re.IGNORECASE),
    "moving": re.compile(
        r"引っ?越|ひっこ|転入|転出|転居|てんにゅう|てんしゅつ|てんきょ|点居|移(?:っ|り|る|転)|"
            r"越し|越す|新居|新しい(?:家|住所|町|市)|住所|住民票|継続利用|90日|14日以内|"
        r"別の(?:市|区|町|県)|同じ(?:市|区|町)|mov", re.IGNORECASE),
    "certificate": re.compile(
        r"証明書|しょうめいしょ|有効期限|ゆうこうきげん|期限|きげん|切れ|きれ|更新|こうしん|在留|"
            r"ざいりゅう|ビザ|何年|expir|renew|certif", re.IGNORECASE),
}  # fmt: skip
_SMALL: Final = {
    "greeting": re.compile(r"こんにち|こんばん|おはよ|はじめまして|初めまして|もしもし|やあ|どうも|ハロー|hello|hi\b|"
        r"よろしく|お世話に|ごめんください", re.IGNORECASE),
    "goodbye": re.compile(r"さよう?なら|またね|また来|またあと|バイバイ|ばいばい|失礼|終わり|おわり|おしまい|以上|"
        r"bye|閉じ|それでは$|じゃあね", re.IGNORECASE),
    "thanks": re.compile(r"ありがと|有難|有り難|感謝|助か|たすか|サンキュ|thank|どうも|おおきに|おせわ|お世話", re.IGNORECASE),
}  # fmt: skip
UNSURE: Final = 0.6
_DANGER: Final = re.compile(
    r"怖|こわ|恐|逃|にげ|暴|殴|なぐ|蹴|助|たす|危|あぶな|DV|虐待|隠|かく|避難|殺|脅|怒|叩|"
    r"たた|110|警察|居場所",
    re.IGNORECASE,
)
_FAMILIES: Final = {"dv_restriction": "dv", "dv_use_with_restriction": "dv"}
_OF_OTHERS: Final = re.compile(r"登録|とうろく|制限|支援|住所|居場所|病院|番号|どこ|調べ|加入|入って|保険|届")


def names_group(text: str, group: str) -> bool:
    """True when words of the family of deadlines stand in the text."""
    return bool(_WORDS[group].search(text))


def one_family(heard: Heard) -> Heard:
    """Undecided between topics of one family (deadline or not, filing or using a restriction): the first answers both."""
    if heard.verdict != "choose" or not heard.choices:
        return heard
    families = {_FAMILIES.get(choice, GROUPS.get(choice, choice)) for choice in heard.choices}
    if len(heard.choices) < 2 or len(families) != 1:
        return heard
    confidence = heard.topics[0].confidence if heard.topics else 0.5
    return Heard(
        heard.text, "answer", (HeardTopic(heard.choices[0], confidence, heard.text),), (), heard.act, heard.act_detail
    )


def grounded(heard: Heard, state: State) -> Heard:
    """The message as heard, without a first topic that its own words do not carry. Nothing changes where nothing is
    under discussion, for buttons, and for the topic under discussion itself."""
    if not heard.topics or not heard.text:
        return heard
    top = heard.topics[0].topic
    group = GROUPS.get(top)
    if not (state.topic or state.kind):  # a first message: only the rarest subject must be named
        free = group == "overseas" and heard.topics[0].confidence < RATHER_SURE and not _WORDS[group].search(heard.text)
    elif group:
        free = group != state.kind and group != GROUPS.get(state.topic) and not _WORDS[group].search(heard.text)
    elif top in _SMALL:
        free = not _SMALL[top].search(heard.text)
    elif top == "dv_emergency":
        free = heard.topics[0].confidence < UNSURE and not _DANGER.search(heard.text)
    elif top == "deregistration":
        free = state.topic == "loss" and not re.search(r"登録|保険証|利用", heard.text)
    elif top == "third_party":
        free = bool(state.kind) and not _OF_OTHERS.search(heard.text)
    else:
        free = False
    if not free:
        return heard
    rest = tuple(one for one in heard.topics if one.topic != top)
    verdict = "answer" if rest and heard.verdict == "answer" else "unclear"
    return Heard(heard.text, verdict, rest if verdict == "answer" else (), (), heard.act, heard.act_detail)
