"""Guess from the words around a date whether the writer speaks of the past or the future."""

from __future__ import annotations

import re
from enum import Enum

from bot.dates.fold import fold


class Tense(Enum):
    """Where, seen from today, the thing spoken of lies."""

    PAST = "past"
    FUTURE = "future"
    UNKNOWN = "unknown"


# What may not follow た: 引っ越したい (wish), したら (if), した後 (order, not time), いただく, キタムラ.
_NOT_AFTER_TA = r"(?![いくらりだめむちび]|ほう|し[まて]|方|後|あと|時|とき|場合|がって|がい)"
_PAST = (
    r"(?<!\d)[っいしきれけえみぎじりてせべめげ]た" + _NOT_AFTER_TA + r"|[一-龠]んだ(?!ら)|泳いだ"
    r"|過ぎて|過ぎちゃ|切れて|切れちゃ|すぎて|ちゃっ|済み|済ん"
)
_FUTURE = (
    r"予定|つもり|見込み|ことにな[りる]|(?<!み)たい(?=です|と|の|ん|が|けど|[。、!?\s]|$)"
    r"|(?<!願い)(?<!ねがい)(?<!いいた)(?:[しきぎちみびめけせれべげ]|(?<![あわ])り|え)ます(?!か(?:[。、!?\s]|$))"
    r"|(?:使|行|貰|もら|買|通|伺|会|払)います"
    r"|引っ?越す|ひっこす|越す|移る|行く|いく(?!つ|ら)|出す|出る|転[入出居]する|[婚職産社院学]する|届ける|[辞や]める"
    r"|始め?る|始まる|変わる|切れる(?!の?か)|迎える|来る|生まれる|受ける|使う|なる(?![べほ])|しよう(?!か)|[行い]こう"
)
_MARKER = re.compile(f"(?P<past>{_PAST})|(?P<future>{_FUTURE})")


def guess_tense_folded(text: str) -> Tense:
    """As :func:`guess_tense`, for text already folded by ``bot.dates.fold.fold``."""
    match = _MARKER.search(text)
    if match is None:
        return Tense.UNKNOWN
    return Tense.PAST if match.lastgroup == "past" else Tense.FUTURE


def guess_tense(text: str) -> Tense:
    """Return the tense of the first telling verb in `text`, UNKNOWN when there is none.

    Only plain markers are read (引っ越した, 過ぎた, 出しました; 引っ越す, 予定, します). たら, た後 and
    questions such as できますか count for neither; たい alone is a wish and so the future.
    """
    return guess_tense_folded(fold(text).text)
