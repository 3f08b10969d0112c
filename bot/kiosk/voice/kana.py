"""Readings in katakana, compared: how much two sound alike. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ROWS: Final = {
    "ア": "アカサタナハマヤラワガザダバパァャヮ",
    "イ": "イキシチニヒミリギジヂビピィ",
    "ウ": "ウクスツヌフムユルグズヅブプゥュヴ",
    "エ": "エケセテネヘメレゲゼデベペェ",
    "オ": "オコソトノホモヨロヲゴゾドボポォョ",
}
_VOWEL: Final = {kana: vowel for vowel, row in _ROWS.items() for kana in row}
_LONG: Final = {("ア", "ア"), ("イ", "イ"), ("ウ", "ウ"), ("エ", "エ"), ("エ", "イ"), ("オ", "オ"), ("オ", "ウ")}
_SAME_SOUND: Final = str.maketrans({"ヂ": "ジ", "ヅ": "ズ", "ヲ": "オ", "ヮ": "ワ", "〜": "ー", "～": "ー"})
_OTHER: Final = re.compile(r"[^ァ-ヴー]")


def katakana(text: str) -> str:
    """Hiragana and narrow katakana as katakana; the rest unchanged."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one for one in wide)


def only_kana(text: str) -> str:
    """The kana of a text, as katakana, in a row."""
    return _OTHER.sub("", katakana(text))


def fold(reading: str) -> str:
    """The one form of all writings of a sound: katakana, long vowels as ー, nothing but kana (ヨテイ, よてえ -> ヨテー)."""
    folded: list[str] = []
    vowel = ""
    for kana in only_kana(reading).translate(_SAME_SOUND):
        if kana == "ー" or (vowel, kana) in _LONG:
            if folded and folded[-1] != "ー":
                folded.append("ー")
            continue
        folded.append(kana)
        vowel = _VOWEL.get(kana, "")
    return "".join(folded)


def distance(one: str, other: str, most: int = 1000) -> int:
    """How many kana must be put in, left out or changed to make `other` of `one`; `most` + 1 when it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for number, kana in enumerate(one, start=1):
        above, row[0] = row[0], number
        for place, against in enumerate(other, start=1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (kana != against))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def likeness(one: str, other: str) -> float:
    """From 0 (nothing alike) to 1 (the same sound), of two folded readings."""
    longer = max(len(one), len(other))
    return 1 - distance(one, other) / longer if longer else 1.0
