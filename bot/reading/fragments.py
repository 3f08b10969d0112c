"""Whether a short message goes on about what was answered, or has a subject of its own. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bot import strict_yaml

_KANA_LEFT: Final = 4  # kana of a word that no list knows
_WORDY: Final = re.compile(r"[一-龠ァ-ヶA-Za-z0-9]")
_NOUN: Final = re.compile(r"[一-龠々]+|[ァ-ヴー]{2,}|[A-Za-z]{3,}")


class FragmentWordsFaulty(Exception):
    """fragment_words.yml cannot be used; the message names the sentence."""


@dataclass(frozen=True)
class FragmentWords:
    """Patterns of the words that go on about something: of any message, and of one written in hiragana only."""

    words: re.Pattern[str]
    kana: re.Pattern[str]

    def left(self, text: str) -> list[str]:
        """The nouns of `text` that are none of these words."""
        if _WORDY.search(text):
            return _NOUN.findall(self.words.sub("。", text))
        return re.findall(rf"[ぁ-ん]{{{_KANA_LEFT},}}", self.kana.sub("。", text))


def read_words(content: dict[str, Any]) -> FragmentWords:
    """The words as patterns. Raises FragmentWordsFaulty when a part is missing or a sentence fails."""
    for key in ("words", "kana", "must", "must_not"):
        if not content.get(key):
            raise FragmentWordsFaulty(f"fragment_words.yml: {key}: missing or empty")
    words = FragmentWords(re.compile("|".join(content["words"]), re.IGNORECASE), re.compile("|".join(content["kana"])))
    for sentence in content["must"]:
        left = words.left(sentence)
        if left:
            raise FragmentWordsFaulty(f"fragment_words.yml: must: {sentence!r} has a subject of its own: {left}")
    for sentence in content["must_not"]:
        if not words.left(sentence):
            raise FragmentWordsFaulty(f"fragment_words.yml: must_not: {sentence!r} has no subject of its own")
    return words


@cache
def _shipped() -> FragmentWords:
    content = (files("bot.reading") / "words" / "fragment_words.yml").read_text(encoding="utf-8")
    return strict_yaml.read_words(content, "fragment_words.yml", read_words)


def nouns(text: str) -> list[str]:
    """The nouns of the normalised text that do not merely go on about what was answered."""
    return _shipped().left(text)
