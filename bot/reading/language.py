"""In which language a message is written, or asks to be answered (words/language.yml). Pure."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.marks import Said, load_marks
from bot.reading.model import EASY, ENGLISH, JAPANESE, USUAL_WORDS
from bot.reading.writing import with_our_names

SENTENCE: Final = 3  # Latin words
AROUND_NAMES: Final = 4  # ... from which a Japanese name makes no Japanese of them
_JAPANESE: Final = re.compile(r"[ぁ-んァ-ヶ一-龥]")
_LATIN: Final = re.compile(r"[A-Za-z]{2}")
_ADDRESS: Final = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")  # of a page or a mail box: nobody's language
_MASKED: Final = re.compile(r"〔[^〕]{0,20}〕")
_NAMES: Final = re.compile(r"(?<![ぁ-ん])[「『\"']?[ァ-ヶー一-龥]{1,12}[」』\"']?(?![ぁ-ん])")
_WORD: Final = re.compile(r"[A-Za-z]+")
_COMMAND: Final = "/"  # a button's words, nobody's language
_SHORT_NAME: Final = re.compile(r"[A-Z\d\W]{1,5}")  # DV, PIN, OK: Japanese as well
_LEARNERS: Final = re.compile(r"[ぁ-んァ-ヶー\d、。!?「」 ]+")
_KANA: Final = re.compile(r"[ぁ-んァ-ヶー]{2,}")
# 「カード なくした」: into a search box
_SEARCH: Final = re.compile(r"[ァ-ヶー]+\s+\S+(?<![をがはにでかよ])(?<!です)(?<!ます)(?<!ません)(?<!ました)(?<!ください)")
_LONG_KANA: Final = re.compile(r"(?=.*[ぁ-ん])[ぁ-んァ-ヶー]{3,}")


def in_english(text: str) -> bool:
    """True when `text` is written in Latin letters only, but for what was masked and for names in kanji or katakana between many
    Latin words ("a paper called 資格確認書"), and is no abbreviation or address."""
    text = _NAMES.sub("", _ADDRESS.sub("", text)) if len(_WORD.findall(text)) >= AROUND_NAMES else _ADDRESS.sub("", text)
    text = _MASKED.sub("", text)
    latin = _LATIN.search(text) and not _JAPANESE.search(text) and not _SHORT_NAME.fullmatch(text)
    return bool(latin and _LATIN.search(with_our_names(text)))  # "mynaportal", "MYNA": how anybody writes our things


def language_of(said: Said) -> str:
    """ENGLISH for an English sentence, EASY for words of kana with spaces between them and for a wish for simple words,
    USUAL_WORDS for the wish to have them no more, JAPANESE for other Japanese, "" for what tells none (OK, 12/3, iPhone)."""
    if said.text.startswith(_COMMAND):
        return ""
    marks = load_marks("language")
    found = marks.found(said)
    wish = next((name for name in ("usual", "simple") if name in found), "")
    if wish:
        return USUAL_WORDS if wish == "usual" else EASY
    if in_english(said.text):
        return ENGLISH if "english" in found or len(_WORD.findall(said.text)) >= SENTENCE else ""
    if not _JAPANESE.search(said.text):
        return ""
    return EASY if _like_learners(said.text) and not marks.first(said, "whole") else JAPANESE


def _like_learners(text: str) -> bool:
    """True for several words of kana with spaces between them, one of them long enough to mean a thing. Whoever writes kana alone
    without spaces is at home in Japanese, and so is who writes two words as into a search box."""
    words = text.split()
    return (
        len(words) >= 2
        and not _SEARCH.fullmatch(text)
        and bool(_LEARNERS.fullmatch(text))
        and sum(bool(_KANA.search(word)) for word in words) >= 2
        and any(_LONG_KANA.search(word) for word in words)
    )
