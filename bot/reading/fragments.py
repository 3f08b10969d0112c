"""Whether a short message goes on about what was answered, or has a subject of its own. Pure."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

_NOUN: Final = re.compile(r"[一-龠々]+|[ァ-ヴー]{2,}|[A-Za-z]{3,}")


class FragmentWordsFaulty(Exception):
    """fragment_words.yml cannot be used; the message names the sentence."""


def read_words(content: dict[str, Any]) -> re.Pattern[str]:
    """The words as one pattern. Raises FragmentWordsFaulty when a part is missing or a sentence fails."""
    for key in ("words", "must", "must_not"):
        if not content.get(key):
            raise FragmentWordsFaulty(f"fragment_words.yml: {key}: missing or empty")
    pattern = re.compile("|".join(content["words"]), re.IGNORECASE)
    for sentence in content["must"]:
        left = _left(pattern, sentence)
        if left:
            raise FragmentWordsFaulty(f"fragment_words.yml: must: {sentence!r} has a subject of its own: {left}")
    for sentence in content["must_not"]:
        if not _left(pattern, sentence):
            raise FragmentWordsFaulty(f"fragment_words.yml: must_not: {sentence!r} has no subject of its own")
    return pattern


def _left(pattern: re.Pattern[str], text: str) -> list[str]:
    return _NOUN.findall(pattern.sub("。", text))


@cache
def _shipped() -> re.Pattern[str]:
    content = (files("bot.reading") / "words" / "fragment_words.yml").read_text(encoding="utf-8")
    return read_words(yaml.safe_load(content))


def has_own_subject(text: str, said: str) -> bool:
    """True when the normalised text holds a noun that neither goes on about something nor stands in `said`, the answer
    under discussion."""
    return any(noun not in said for noun in _left(_shipped(), text))
