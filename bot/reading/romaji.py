"""Readings in Latin letters, as names of places are written in English: はままつ is hamamatsu. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Unicode names the sounds si, ti, tu, hu, zi; English writes them as Hepburn did
_HEPBURN: Final = (
    (re.compile("[sS]i"), "shi"), (re.compile("[tT]i"), "chi"), (re.compile("[tT]u"), "tsu"), (re.compile("hu"), "fu"),
    (re.compile("[zd]i"), "ji"), (re.compile("du"), "zu"), (re.compile("i<y"), "y"), (re.compile("(sh|ch|j)y"), r"\1"),
    (re.compile("<tsu(ch)"), r"t\1"), (re.compile("<tsu([a-z])"), r"\1\1"),
)  # fmt: skip
_LONG: Final = (("oo", "o"), ("ou", "o"), ("uu", "u"))


def romaji(reading: str) -> str:
    """The hiragana `reading` in lower-case Hepburn letters without long vowels; other characters are left out."""
    letters = "".join(_letter(char) for char in reading)
    for pattern, written in _HEPBURN:
        letters = pattern.sub(written, letters)
    return plain_latin(letters.replace("<", ""))


def plain_latin(word: str) -> str:
    """`word` in lower case with every long vowel short: Kouchi and Kochi are the same."""
    word = word.lower()
    for long, short in _LONG:
        word = word.replace(long, short)
    return word


def _letter(char: str) -> str:
    name = unicodedata.name(char, "")
    if not name.startswith("HIRAGANA LETTER "):
        return ""
    sound = name.removeprefix("HIRAGANA LETTER ").lower()
    return f"<{sound.removeprefix('small ')}" if sound.startswith("small ") else sound
