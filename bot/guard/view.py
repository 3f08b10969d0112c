"""A view of a text for finding numbers: every writing of a digit is 0-9, every place known."""

import functools
import re
from dataclasses import dataclass, field

from bot.guard.kanji import kanji_numbers
from bot.text import normal_chars

MASKED = "\ue000"
"""Stands in a view for a placeholder that is already in the text; no word and no separator."""

PLACEHOLDER = re.compile(r"〔(?:個人番号|暗証番号|電話番号|メール|記号番号|住所|番号)〕")

_KANJI_DIGITS = {c: str(n % 10) for row in ("〇一二三四五六七八九", "零壱弐参肆伍陸漆捌玖") for n, c in enumerate(row)}
_KANJI_DIGITS |= {"壹": "1", "貳": "2", "叁": "3", "參": "3", "〡": "1", "〢": "2", "〣": "3", "〤": "4"}
_KANJI_DIGITS |= {"〥": "5", "〦": "6", "〧": "7", "〨": "8", "〩": "9"}
_CIRCLES = "○◯"  # a zero after a digit, a bullet or a blank (○○市) elsewhere

# O and l typed for 0 and 1 inside a long number.
_MAYBE_NUMBER = re.compile(r"(?<![a-z0-9])(?=[0-9oil -]{11,17}(?![a-z0-9]))[0-9oil]+(?:[ -][0-9oil]+){0,5}")
_LOOKALIKES = str.maketrans("oil", "011")


@dataclass(frozen=True)
class View:
    """A text made comparable: `text` has one entry in `origin` per character, its index in the real text."""

    text: str = field(repr=False)
    origin: list[int]
    soft_zeros: frozenset[int]  # positions of 〇, which is a zero or a blank to fill in
    counted: frozenset[int] = frozenset()  # positions of digits that were written with 千 and 百

    def real(self, start: int, end: int) -> tuple[int, int]:
        """Return the real text's range for the view's."""
        return self.origin[start], self.origin[end - 1] + 1


@functools.lru_cache(maxsize=8192)
def _normal_char(char: str) -> str:
    return "".join(_KANJI_DIGITS.get(c, c) for c in normal_chars(char).lower())


def _ten(after_digit: bool, before_digit: bool) -> str:
    """Return the digits 十 stands for: 十五 15, 二十三 23, 二十 20, 十 10."""
    return ("" if after_digit else "1") + ("" if before_digit else "0")


_OPENING, _CLOSING = "([〔【「", ")]〕】」"


def with_bracket(view: str, start: int, end: int) -> int:
    """Return where the stretch begins when a bracket that is closed inside it was opened just before: (03)3908."""
    inside = view[start:end]
    for opening, closing in zip(_OPENING, _CLOSING, strict=True):
        if inside.count(closing) > inside.count(opening) and view[start - 1 : start] == opening:
            return start - 1
    return start


def _letters_as_digits(match: re.Match[str]) -> str:
    written = match[0]
    return written.translate(_LOOKALIKES) if sum(char.isdigit() for char in written) >= 6 else written


def _folded(text: str, index: int, *, after_digit: bool) -> str:
    """What stands for one letter that is neither a digit nor part of something recognised."""
    char = text[index]
    if char == "十":
        return _ten(text[index - 1 : index] in _KANJI_DIGITS, text[index + 1 : index + 2] in _KANJI_DIGITS)
    if char in _CIRCLES and after_digit:
        return "0"
    if char.isascii():
        return " " if char.isspace() else char.lower()
    return _normal_char(char)


def look(text: str) -> View:
    """Return the view of `text`: invisible characters dropped, digits of every script as 0-9, lower case."""
    chars: list[str] = []
    origin: list[int] = []
    soft: set[int] = set()
    counted: set[int] = set()
    with_units = kanji_numbers(text)
    placeholders = {m.start(): m.end() for m in PLACEHOLDER.finditer(text)}
    skip_to = 0
    for index, char in enumerate(text):
        if index < skip_to:
            continue
        if index in placeholders:
            skip_to = placeholders[index]
            folded = MASKED
        elif index in with_units:
            skip_to, digits = with_units[index]
            counted.update(range(len(chars), len(chars) + len(digits)))
            chars += digits
            origin += [min(index + place, skip_to - 1) for place in range(len(digits) - 1)] + [skip_to - 1]
            continue
        elif char in _KANJI_DIGITS:
            folded = _KANJI_DIGITS[char]
            if char == "〇":
                soft.add(len(chars))
        else:
            folded = _folded(text, index, after_digit=bool(chars) and chars[-1].isdigit())
        for part in folded:
            chars.append(part)
            origin.append(index)
    return View(_MAYBE_NUMBER.sub(_letters_as_digits, "".join(chars)), origin, frozenset(soft), frozenset(counted))
