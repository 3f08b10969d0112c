"""How many wrong entries lock which PIN, and how many are left after those told (S69, S71). No PIN is ever asked for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.model import Heard, Message, State
from bot.rulebook.deadlines.counts import Attempts, load_attempts

TOPICS: Final = ("pin_lock", "pin_forgotten")
_ABOUT: Final = re.compile(
    r"暗証|あんしょう|パスワード|PIN|ピン|4[桁けたケタ]|署名用|利用者証明|英数字|住民基本台帳|"
    r"住基|券面|番号",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(r"何回|なんかい|何度|回数|回まで|あと(?:何|\d)|残り")
_MISSES: Final = re.compile(
    r"(?<!もう)(?<!あと)(\d|一|二|三|四|五)(?:回|度)(?:も|ほど|くらい|連続で|"
    r"続けて)?.{0,4}(?:間違|まちが|失敗|ミス|ちが|違)"
)
_NUMBERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
# ids of the card room (bot.card.status.Pin)
_KINDS: Final = (
    ("digital_signature", re.compile(r"署名用|英数字|6[桁文けた]|16[桁文けた]|長い(?:ほう|方)")),
    ("resident_register", re.compile(r"住民基本台帳|住基|継続利用")),
    ("card_info_input", re.compile(r"券面")),
)


@lru_cache(maxsize=1)
def _attempts() -> dict[str, Attempts]:
    return load_attempts()


def kind_named(text: str) -> str:
    """The PIN that the text means; the four digits of the user authentication certificate unless another is named."""
    return next((name for name, words in _KINDS if words.search(text)), "user_authentication")


def limit_name(kind: str) -> str:
    """The PIN's name for people."""
    return _attempts()[kind].name


def count_message(context: Context, state: State, heard: Heard, topic: str) -> Message | None:
    """The limit of the PIN meant and what is left, when the message asks for it; None otherwise."""
    text = heard.text
    misses = _MISSES.search(text)
    if re.search(
        r"戻|もど|リセット|消え|復活|待て|待っ", text
    ):  # whether the count goes away: the whole answer says so
        return None
    in_topic = topic in TOPICS or state.topic in TOPICS
    short_kind = in_topic and len(text) <= 14 and any(words.search(text) for _name, words in _KINDS)  # 「署名用は?」
    again = in_topic and bool(re.search(r"(?:もう|また).{0,4}(?:回|度)?.{0,4}(?:間違|まちが|失敗|ミス)", text))
    if not (_COUNTED.search(text) or misses or short_kind or again) or not (_ABOUT.search(text) or in_topic):
        return None
    if not in_topic and not re.search(r"間違|まちが|失敗|ミス|ロック|入(?:れ|力)", text):
        return None
    kind = kind_named(text)
    one = _attempts()[kind]
    if not misses:
        return say.phrase(context, "pin_limit", "pin_lock", name=one.name, limit=str(one.limit))
    told = _NUMBERS.get(misses[1]) or int(misses[1])
    left = one.left(told)
    key = "pin_left" if left else "pin_locked"
    return say.phrase(context, key, "pin_lock", name=one.name, limit=str(one.limit), misses=str(told), left=str(left))
