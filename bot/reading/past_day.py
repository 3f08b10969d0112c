"""Which past day a question is about: 「去年の10月なら使えた?」. Pure.

An answer for another day may say that a card could be used which today cannot. So today is answered unless the words ask
about that day without doubt: a date printed on the card, or the year it was issued in, is no such day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.dates.find import DateMention, Tense, find_dates

_THING: Final = r"(?:古い|紙の|従来の|昔の|健康|国保の?|手元の|家の)*(?:保険証|ほけんしょう|カード|証|やつ|もの|分)"
# Words that ask about today, or that say what is printed on the card.
_TODAY: Final = re.compile(
    r"今(?![年月週回春夏秋冬朝])|(?:^|[、。\s])いま(?![すしせ])|いま(?:は|も|でも|、|使|つか)|現在|本日|これから|今後|この先|来月|来週|明日|あした"
    r"|まだ(?!.{0,4}(?:使え(?:た|まし|てい?た)|有効(?:だった|でした)|大丈夫(?:だった|でした)))|もう使え|まで(?:使え|有効|大丈夫|いけ)"
    r"|期限|きげん|と書|って書|書いて|書かれ|記載|印字|印刷|載って|表示"
)
# What was is asked for; 「使えたのに」「使えた保険証」 only tell.
_TOLD_ON: Final = (
    r"(?!のに|の?です?け|[のん](?:です|だ)?(?:けど|けれど|が)|け[どれ]|が|し[、。]"
    rf"|から|ので|と[言聞思書い]|んで(?![すし])|{_THING}|[、,])"
)
_WAS: Final = re.compile(
    rf"使え(?:て?い?た|て?い?ました){_TOLD_ON}|つかえ(?:た|ました){_TOLD_ON}|使えた?はず|有効(?:だった|でした|だったん){_TOLD_ON}"
    r"|使えな(?:かった|くなって(?:い)?た)(?:の|ん)?(?:です)?か|受診でき(?:た|ました)か|(?:大丈夫|平気|だめ|ダメ|よかった|良かった)(?:だった|でした)?(?:の|ん)?(?:です)?か[。?]?$"
    r"|(?:その日|当日|当時|そのとき|その時)(?:に|は|の|も|なら|、|使)"
)
# The words right behind a day that make it the day asked about ...
_ON_IT: Final = re.compile(
    r"^\s*(?:\([^)]*\))?\s*(?:頃|ごろ)?(?:の?時点|現在)|^\s*(?:頃|ごろ)?に?.{0,10}(?:受診|通院|入院|診察|病院|医者|薬局|歯医者|クリニック)"
    r".{0,10}(?:した|行った|かかった|いった)(?:とき|時|場合|なら|ら(?!れ))"
)
# ... and those that make it a property of the card, or the end or beginning of a stretch.
_OF_CARD: Final = re.compile(
    rf"^\s*(?:\([^)]*\))?\s*(?:に|頃に?|ごろに?|で|付け?(?:の|で)?)?\s*(?:もら|貰|作|つく|発行|届|交付|更新|切れ|きれ|失効|転職|退職|就職|入社|引っ?越|加入|変わ|終わ|廃止|なくな)"
    rf"|^\s*(?:\([^)]*\))?\s*(?:の|までの|付け?の|まで有効の|から(?:の|ある)){_THING}|^\s*(?:まで|から|以降|以後|より|を?過ぎ|を?すぎ|が|です|だっ|でし|付け?)"
)
# 「じゃあ今年の3月は?」: a day and little else, after an answer that depended on the day.
_BEFORE: Final = re.compile(r"^(?:じゃあ|では|それじゃ|それなら|で|もし|あと|えっと|、|\s)*$")
_AFTER: Final = re.compile(
    r"^(?:頃|ごろ|中)?(?:は|なら|だと|だったら|だったとき|の?時点(?:で)?(?:は)?|の(?:とき|時|場合)(?:は)?|も|に(?:受診|行っ).{0,8})"
    r"(?:どう|使え(?:る|ます|た|ました)|大丈夫|だめ|いけ)?(?:でした|だった|です|なの|なん|ます)?[のかねよ。?、]*$"
)


def _past(mention: DateMention, today: date) -> bool:
    """True for a day or month that lies wholly in the past."""
    return mention.kind in ("day", "month") and bool(mention.candidates) and mention.candidates[-1] < today


def day_asked_about(text: str, today: date) -> date | None:
    """The past day (of a month the first) that `text` asks about; None for today, and when in doubt."""
    if _TODAY.search(text):
        return None
    was = _WAS.search(text)
    for mention in find_dates(text, today=today, tense=Tense.PAST):
        rest = text[mention.end :]
        if _past(mention, today) and not _OF_CARD.match(rest) and (was or _ON_IT.match(rest)):
            return mention.candidates[0]
    return None


def bare_past_day(text: str, today: date) -> date | None:
    """The past day that is nearly the whole message: 「じゃあ今年の3月は?」; None otherwise."""
    for mention in find_dates(text, today=today, tense=Tense.PAST):
        alone = _BEFORE.match(text[: mention.start]) and _AFTER.match(text[mention.end :])
        if alone and _past(mention, today):
            return mention.candidates[0]
    return None
