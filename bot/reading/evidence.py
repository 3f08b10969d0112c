"""Which families a message cannot be about, for want of their words, and which it says it is not about (words/denies.yml)."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.marks import Said, load_marks

CIRCUMSTANCE: Final = "circumstance"  # kind of a list
LEAST_LEFT: Final = 6  # characters; with less beside it a denial is all that is said
_LOOSE: Final = re.compile(r"^[\s、。,.!?てでし]+")


def unfounded(said: Said) -> frozenset[str]:
    """The families whose words are asked for and none of which the message holds (words/carries.yml)."""
    lists = load_marks("carries")
    found = lists.found(said)
    return frozenset(topic for name, mark in lists.items() if name not in found for topic in mark.topics)


def circumstances(said: Said) -> frozenset[str]:
    """The families of life's circumstances (a newborn, a death) whose words the message holds."""
    lists = load_marks("carries")
    found = (lists[name] for name in lists.found(said))
    return frozenset(topic for mark in found if mark.kind == CIRCUMSTANCE for topic in mark.topics)


def denied(said: Said) -> frozenset[str]:
    """The families that the message says it is not about: 「引っ越しじゃなくて」."""
    lists = load_marks("denies")
    return frozenset(topic for name in lists.found(said) for topic in lists[name].topics)


def without_denials(text: str) -> str:
    """The normalised text without what it says it is not about, where something else is left to understand."""
    left = text
    for mark in load_marks("denies").values():
        left = mark.pattern.sub("、", left)
    if left == text:
        return text
    left = _LOOSE.sub("", left)
    return left if len(left) >= LEAST_LEFT else text
