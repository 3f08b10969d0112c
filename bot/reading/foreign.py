"""Whether words name other offices' business, or our own (words/our_things.yml). They sharpen the out-of-scope decision where
spelling misleads (源泉徴収票の再発行 looks like a lost card). Pure; used by the engine."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bot.reading.marks import Said, load_marks

_OF_OTHERS: Final = frozenset({"surely_others", "other_offices", "other_business"})


def things(said: Said) -> Collection[str]:
    """Names of the entries of our_things.yml that the message holds, for the questions below."""
    return load_marks("our_things").found(said).keys()


def surely_of_others(found: Collection[str]) -> bool:
    """True for another office's thing whose name holds a word of ours: 介護保険証, 通知カード, スマホの暗証番号."""
    return "surely_others" in found


def speaks_of_others(found: Collection[str]) -> bool:
    """True when the text names other offices' business and nothing of ours."""
    return "surely_others" in found or ("other_offices" in found and "our_words" not in found)


def names_others(found: Collection[str]) -> bool:
    """True when the text names business of another office, whatever else it names."""
    return not _OF_OTHERS.isdisjoint(found)


def names_ours(found: Collection[str]) -> bool:
    """True when the text names a thing of ours and no business of another office."""
    return "ours" in found and not names_others(found)
