"""Bring the many spellings of Japanese dates to one, keeping track of where each character came from.

After :func:`fold` a date is written with ASCII digits, kanji units and hiragana only, so the patterns in
``bot.dates.patterns`` need a single spelling. Every folded character remembers the half-open range of the
original text it stands for. Pure; no errors are raised for any text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from bot.dates.kana import find_kana_words

_VOICED_MARKS = "\uff9e\uff9f\u3099\u309a"
_DASHES = "‐‑‒–—―−"
_KANJI_DIGITS = "〇一二三四五六七八九"
_NUMERAL = {ch: value for value, ch in enumerate(_KANJI_DIGITS)} | {"零": 0, "○": 0, "◯": 0}
_SCALE = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class Folded:
    """Folded text; ``starts[i]``/``ends[i]`` is the original half-open range of folded character i."""

    text: str = field(repr=False)
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the original range of the non-empty folded range [start, end)."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", cluster)
    return "".join(
        chr(ord(ch) - 0x60) if "ァ" <= ch <= "ヶ" else "-" if ch in _DASHES else "~" if ch == "〜" else ch
        for ch in folded
    )


def _fold_characters(text: str) -> Folded:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    index, length = 0, len(text)
    while index < length:
        end = index + 1
        if end < length and text[end] in _VOICED_MARKS:
            end += 1
        piece = _fold_cluster(text[index:end])
        for ch in piece:
            chars.append(ch)
            starts.append(index)
            ends.append(end)
        index = end
    return Folded("".join(chars), tuple(starts), tuple(ends))


def _replace(folded: Folded, replacements: list[tuple[int, int, str]]) -> Folded:
    """Replace ranges (in order, not overlapping); a new character stands for its whole original range."""
    if not replacements:
        return folded
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for first, last, new in replacements:
        start, end = folded.original_range(first, last)
        texts += folded.text[done:first], new
        starts += (*folded.starts[done:first], *([start] * len(new)))
        ends += (*folded.ends[done:first], *([end] * len(new)))
        done = last
    texts.append(folded.text[done:])
    starts += folded.starts[done:]
    ends += folded.ends[done:]
    return Folded("".join(texts), tuple(starts), tuple(ends))


def _substitute(folded: Folded, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Folded:
    return _replace(folded, [(*match.span(), new(match)) for match in pattern.finditer(folded.text)])


# 四日市, 十日町 and 三日月 are places or other words; 日曜 and 日本 only look like a day.
NOT_A_DAY = r"(?![曜本常]|市(?![役民])|町(?!役)|月)"
_MONTH_COUNT = re.compile(r"(?<=[\d一二三四五六七八九十数])[かけゕゖ箇個](?:月|げつ)")
_KANJI_NUMBER = re.compile(
    rf"[〇零○◯一二三四五六七八九十百千]{{1,8}}(?=年|月|日{NOT_A_DAY}|か月|週|営業日|稼働日|平日)"
)
_ABOUT = re.compile(r"日(?:ほど|くらい|ぐらい)?(?:前|後|間|中)")


def _read_kanji_number(match: re.Match[str]) -> str:
    word = match.group()
    if not any(ch in _SCALE for ch in word):
        digits = [_NUMERAL[ch] for ch in word]
        # 二三日前 means "two or three days ago", not the 23rd.
        if len(digits) == 2 and digits[1] == digits[0] + 1 and _ABOUT.match(match.string, match.end()):
            return f"{digits[0]}、{digits[1]}"
        return "".join(map(str, digits))
    total = 0
    pending: int | None = None
    for ch in word:
        if ch in _SCALE:
            total += (1 if pending is None else pending) * _SCALE[ch]
            pending = None
        else:
            pending = (pending or 0) * 10 + _NUMERAL[ch]
    return str(total + (pending or 0))


_KANA_UNIT = re.compile(r"(?<=\d)(?:がつ|にち(?!よう)|ねん|しゅうかん)"
                        r"|(?<=[月つ]\d)か(?=[にのまはでをがへ、。)\s]|から|$)"
                        r"|(?<=[月つ]\d\d)か(?=[にのまはでをがへ、。)\s]|から|$)"
                        r"|(?<=[月つ]\s\d)か(?=[にのまはでをがへ、。)\s]|から|$)"
                        r"|(?<=[月つ]\s\d\d)か(?=[にのまはでをがへ、。)\s]|から|$)")  # fmt: skip
_DAY_LIST = re.compile(r"(?<=月)\d{1,2}(?=[、,・]\d{1,2}日)")  # 12月3、4日
_UNIT_KANJI = {"がつ": "月", "にち": "日", "ねん": "年", "しゅうかん": "週間", "か": "日"}
_KANA_PASSES = 5  # らいねん + いちがつ + みっか: each pass makes the next word's beginning visible


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_IN_MONTH = r"(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d/.-]*\d)"
_YEAR = r"(?:,? ?(20\d\d)(?!\d))?"
# May and March are words as well: 「I may 5 times ...」, 「card 2 may be lost」
_NO_COUNT = r"(?! ?(?:times?|days?|weeks?|months?|years?|people|persons?|cards?|yen|%))"
_NO_VERB = r"(?!(?<=may) [a-z]|(?<=march) [a-z])"
_MONTH_FIRST = re.compile(rf"(?<![a-z]){_MONTH} ?{_IN_MONTH}{_YEAR}{_NO_COUNT}", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"(?<![\d/.-])(?:the )?{_IN_MONTH}(?: of)? {_MONTH}(?![a-z]){_NO_VERB}{_YEAR}", re.IGNORECASE)


def _english_day(month: str, day: str, year: str | None) -> str:
    return f"{year}年" * bool(year) + f"{_MONTHS.index(month[:3].lower()) + 1}月{int(day)}日"


def fold(text: str) -> Folded:
    """Return `text` with widths, kana, kanji numerals, kana date words and English days (Dec 5th) folded to one spelling."""
    folded = _fold_characters(text)
    folded = _substitute(folded, _MONTH_FIRST, lambda match: _english_day(match[1], match[2], match[3]))
    folded = _substitute(folded, _DAY_FIRST, lambda match: _english_day(match[2], match[1], match[3]))
    for _ in range(_KANA_PASSES):
        words = list(find_kana_words(folded.text))
        if not words:
            break
        folded = _replace(folded, words)
    folded = _substitute(folded, _MONTH_COUNT, lambda match: "か月")
    folded = _substitute(folded, _KANA_UNIT, lambda match: _UNIT_KANJI[match.group()])
    folded = _substitute(folded, _KANJI_NUMBER, _read_kanji_number)
    return _substitute(folded, _DAY_LIST, lambda match: f"{match.group()}日")
