"""Is a day the day of one of our own events (moving, leaving, an expiry)? The default is no.

A day feeds a deadline only when its event is said in the same sentence (words/day_events.yml), or when the message is the
bare answer to the open question for it (words/day_answers.yml). Pure.
"""

from __future__ import annotations

import re
from typing import Final

from bot.reading.marks import Said, load_marks

DAY: Final = "〓"
_LOOKED_AT: Final = 60  # characters on each side of a day; keeps the work bounded


def said_of(group: str, before: str, after: str) -> bool:
    """True when the event of the family `group` is said of the day between `before` and `after`, which hold no other day."""
    rest = re.split(r"[。!?\n]", after, maxsplit=1)[0]
    sentence = Said(f"{before[-_LOOKED_AT:]}{DAY}{rest[:_LOOKED_AT]}")
    return load_marks("day_events").marks[group].said_in(sentence)


def only_answers(event: str, sentence: str) -> bool:
    """True when `sentence` (days written 〓) is the answer to the question for the day of `event` and nothing else."""
    words = load_marks("day_answers")
    if len(sentence) > 2 * _LOOKED_AT or words["no_answer"].search(sentence):
        return False
    if f"asked_{event}" in words.marks:
        sentence = words[f"asked_{event}"].sub("", sentence)
    if words["apart"].search(sentence):
        sentence = words["comes"].sub("", sentence)
    return not words["fillers"].sub("", words["people"].sub("", sentence.replace(DAY, "")))
