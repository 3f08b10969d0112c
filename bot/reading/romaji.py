"""Readings in Latin letters, as names of places are written in English: はままつ is hamamatsu. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Unicode names the sounds si, ti, tu, hu, zi, and small ones <y; English writes them as Hepburn did
_HEPBURN: Final = tuple((re.compile(sound), written) for sound, written in (
    ("si", "shi"), ("ti", "chi"), ("tu", "tsu"), ("hu", "fu"), ("[zd]i", "ji"), ("du", "zu"), ("i<y", "y"),
    ("(sh|ch|j)y", r"\1"), ("<tsu(ch)", r"t\1"), ("<tsu([a-z])", r"\1\1"),
))  # fmt: skip
_LETTER: Final = re.compile(r"HIRAGANA LETTER (SMALL )?")


def romaji(reading: str) -> str:
    """The hiragana `reading` in lower-case Hepburn letters without long vowels; other characters are left out."""
    names = [unicodedata.name(char, "") for char in reading if "ぁ" <= char <= "ん"]
    latin = "".join(_LETTER.sub(lambda letter: "<" if letter[1] else "", name) for name in names).lower()
    for sound, written in _HEPBURN:
        latin = sound.sub(written, latin)
    return plain_latin(latin.replace("<", ""))


def plain_latin(word: str) -> str:
    """`word` in lower case with every long vowel short: Kouchi and Kochi are the same."""
    return word.lower().replace("oo", "o").replace("ou", "o").replace("uu", "u")
