"""Words that stand around and between the parts of a number when people say or write it: pauses, openings, ends.

Pure. The patterns are for a view (`bot.guard.view`) whose kana are hiragana (`to_hiragana`, length kept).
"""

import re
from typing import Final

from bot.guard.view import MASKED

_TO_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}

_TOPIC: Final = "(?:は(?![ちっ])|が)"  # the は of はち is no particle, はいち is は and 1
FILLERS: Final = (
    rf"えーっ?と|ええっ?と|えっと|えと|えー|ええ|あー|あの[ーう]?|うーん|んーっ?と?|その[ーう]|はい(?![ちっ])|うん|ですね|です|でした|[でね](?=[^\w]|\Z)"
    rf"|それから|それで|そして|それと|あと{_TOPIC}?|まず|(?:つづ|続)(?:き|いて|けて|けます){_TOPIC}?|その(?=次|つぎ|あと)|(?:次|つぎ)(?:{_TOPIC}|に(?!\W*\Z))?|のこり{_TOPIC}?|残り{_TOPIC}?"
    rf"|(?:さいご|最後)(?:{_TOPIC}|に(?!\W*\Z))?|まんなか{_TOPIC}?|真ん中{_TOPIC}?|はいふん|だっしゅ|すぺーす|空白|どっと|こんま|かんま|すらっしゅ|てん(?=[^\w])"
)
"""Pauses of speech and words between groups; one alternative each, to be repeated."""

SEPARATORS: Final = re.compile(rf"(?:[^\w{MASKED}]|[_のとー]|{FILLERS})*")
"""What may stand between two groups of one number."""

_OPENING: Final = (
    r"まいなんばー|個人番号|こじんばんごう|番号|ばんごう|数字|すうじ|わたし|僕の|さいしょ|最初|はじめ|初め|なか|中|うしろ|後ろ|後半|前半|頭|あたま"
    r"|[0-9]{1,2} ?(?:つ目|つめ|番目|ばんめ|個目|桁|けた|文字目)"
    r"|ひとつめ|ふたつめ|みっつめ|桁|けた|下|上|を?言います|いいます|これ|こちら"
)
_LEAD: Final = re.compile(rf"(?:[^\w{MASKED}]|[_のとーを:]|{_OPENING}|{FILLERS}|{_TOPIC})*")
_ENDS: Final = re.compile(
    rf"(?:[^\w{MASKED}]|_|{FILLERS}|でーす|です|だよ|だ|で|と|の|ね|よ|か|が|番|ばん|になります|なんです|ですけど|けど|以上|終わり|おわり|まで|言いました|いいました)*"
)


def to_hiragana(view: str) -> str:
    """Return `view` with katakana as hiragana, character by character."""
    return view.translate(_TO_HIRAGANA)


def opens(hiragana: str) -> int:
    """Return where the words that only lead up to a number end: 最初の4桁は、えっと、 -> 10."""
    lead = _LEAD.match(hiragana)
    return lead.end() if lead else 0


def ends(hiragana: str, at: int) -> bool:
    """Say whether nothing but a polite ending follows `at`."""
    return _ENDS.fullmatch(hiragana, at) is not None
