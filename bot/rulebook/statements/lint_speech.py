"""Words to be heard: short sentences, nothing that a voice would misread. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.rulebook.statements.finding import length, sentences
from bot.rulebook.statements.typed_facts import PLACEHOLDER

LONGEST: Final = 45
_MARKS: Final = re.compile(r"[（）()\[\]【】《》〈〉『』・※→←⇒〜~/／*＊;；:：…—<>%％&＆＝=+＋①-⑳■□●○◆◇★☆▼▽|｜]")
_LIST: Final = re.compile(r"^\s*(?:\d{1,2}[.．)）、]|[-‐・*]) ?", re.MULTILINE)
_DIGITS: Final = re.compile(
    r"\d{5,}|\d[\d,]*[-‐ー]\d[\d-]*|\d+\.\d+|\d,\d|(?<!\d)1日(?!間|目|以内|[0-9])|〇[一二三四五六七八九〇]"
)


def speech_faults(wording: str) -> Iterator[tuple[str, str]]:
    """(rule, what is wrong) for a wording to be heard."""
    said = PLACEHOLDER.sub("", wording)
    for sentence in sentences(wording):
        if length(sentence) > LONGEST:
            yield "speech.long", f"{length(sentence)} characters 「{sentence}」"
    found = {match[0].strip() for pattern in (_MARKS, _LIST, _DIGITS) for match in pattern.finditer(said)}
    if found:
        yield "speech.marks", f"{' '.join(sorted(found))} 「{sentences(wording)[0]}」"
