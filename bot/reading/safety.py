"""Nets under the classifier: danger now, and questions about another person. Patterns, because a miss costs too much.

Pure, standard library only. Both lean to the safe side: an emergency answer or a refusal too many harms nobody.
"""

from __future__ import annotations

import re
from typing import Final

_DANGER: Final = re.compile(
    r"殺され|ころされ|(?:殺す|ころす)\s*(?:と|って|ぞ|よ)|殺してやる|(?:今|いま|さっき|毎日|また).{0,10}(?:暴[力カ]|ぼうりょく)|刃物|包丁|ナイフを|首を(?:絞|し)め|"
    r"(?:殴|なぐ)ら(?:れ(?!た(?:こと|過去))|れそう)|(?:殴|なぐ)って(?:くる|きます|きた)|蹴られ(?:て|ま)|叩かれ(?:て|ま)|"
    r"暴れて(?:い|る|ます)|暴力(?:を)?(?:ふる|振る)(?:わ|っ)(?:れて|れそう|て(?:いま|る|くる))|"
    r"(?:今|いま|さっき|もうすぐ|外に).{0,12}(?:逃げ|にげ|隠れ|かくれ|追いかけ|追われ)|"
    r"(?:居場所|いばしょ|場所|住所|家|うち|学校|職場)(?:が|を)(?:知られ(?!ず|な|たくな)|ばれ(?!ず|な|たくな)|見つか(?!らず|らな|りたくな)|特定され(?!ず|な|たくな))|つけられて(?:い)?(?:る|ます)|待ち伏せ|"
    r"ドアを(?:叩|たた|蹴)|家の前に(?:いる|います|来て)|手を(?:上げ|あげ)(?:る|ます|られ)|殺害|虐待(?:され|を受け)て(?:い)?(?:る|ます)"
)
_DISASTER: Final = re.compile(r"地震|台風|水害|災害|洪水|津波|大雨|火事|停電")
_FLED: Final = re.compile(r"避難して|逃げて(?:きた|きま|き(?:て|まし)|い(?:ま|る))|にげて(?:きた|きました)")
_DISTRESS: Final = re.compile(
    r"死にたい|しにたい|消え(?:て(?:しまい)?)?たい|自殺|じさつ|生き(?:て(?:い)?(?:る|く)|る)の(?:が|も)(?:つら|辛|しんど|いや|嫌|苦し)|もう生きて(?:い)?(?:たくない|いけない)"
)
_HELP: Final = re.compile(r"(?:助けて|たすけて|タスケテ)")
_HELP_FROM: Final = re.compile(
    r"夫|妻|主人|旦那|彼|父|母|親|息子|娘|元|男|暴|怖|こわ|殴|なぐ|おっと|つま|ちち|はは|むすこ"
)

_PERSON: Final = (
    r"(?:元|前の|別れた|別居中の|うちの)?(?:妻|嫁|家内|奥さん|女房|夫|旦那|主人|ダンナ|彼女|彼氏|元カレ|元カノ|娘|息子|子ども|子供|母|父|"
    r"親|おふくろ|姉|妹|兄|弟|孫|同僚|部下|社員|従業員|隣の人|知人|友人|友達|あの人|あいつ|相手|つま|おっと|むすめ|むすこ)"
)
_FLAGGED: Final = r"(?:閲覧制限|制限|支援措置|しえんそち|不開示|フラグ|せいげん)"
_STATE: Final = r"(?:かけて|かかって|掛けて|出して|だして|受けて|うけて|届け出て|届けて|届けを|つけて|付いて|あるか|有無|しているか|してるか|されて)"
_TELL: Final = r"(?:教えろ|教えて|おしえて|知りたい|しりたい|調べ|しらべ|確認|かくにん|答えろ|答えて|わかる|分かる|見せろ|見せて|言え|どこ)"
_PROBE: Final = (
    re.compile(rf"{_PERSON}.{{0,40}}{_FLAGGED}.{{0,12}}{_STATE}.{{0,24}}(?:{_TELL}|か|\?|$)"),
    re.compile(rf"{_PERSON}.{{0,30}}(?:どこの|行った|通って|かかって|最近の?)(?:病院|医者|クリニック|医療機関|薬局)"),
    re.compile(rf"{_PERSON}.{{0,20}}(?:行った|通って(?:いる|る)|かかって(?:いる|る)|受診した)(?:病院|医者|クリニック)"),
    re.compile(rf"{_PERSON}.{{0,20}}(?:住所|居場所|居所|引っ越し先|新しい家|どこに(?:いる|住んで)).{{0,16}}{_TELL}"),
    re.compile(
        rf"{_PERSON}.{{0,24}}(?:保険証|マイナ保険証|カード|登録).{{0,16}}(?:しているか|してるか|されているか|されてるか|済んでいるか).{{0,16}}{_TELL}"
    ),
)
_INSIST: Final = re.compile(
    r"知る権利|はいかいいえ|ハイかイイエ|家族なんだから|夫婦なんだから|親なんだから|夫なんだから|妻なんだから|答えろ|教えろ|"
    r"いいから(?:教え|答え|調べ)|それだけ(?:教え|答え|でいい)|だけでいい|だけでも(?:教え|いい)|調べられる(?:だろ|はず|でしょ)|隠す(?:な|のか)|なぜ教え(?:ない|られない)"
)


def is_emergency(text: str) -> bool:
    """True when the text tells of danger now."""
    return bool(_DANGER.search(text)) or bool(_HELP.search(text) and _HELP_FROM.search(text))


def fled(text: str) -> bool:
    """True when the text tells of having fled: help first, unless it asks for something of ours with certainty."""
    return bool(_FLED.search(text)) and not _DISASTER.search(text)


def in_distress(text: str) -> bool:
    """True when somebody writes of not wanting to live."""
    return bool(_DISTRESS.search(text))


def asks_about_other(text: str) -> bool:
    """True when the text asks what is registered, restricted or known about another person."""
    return any(pattern.search(text) for pattern in _PROBE)


def insists(text: str) -> bool:
    """True for pressing on after a refusal ("I have a right to know", "just yes or no")."""
    return bool(_INSIST.search(text))
