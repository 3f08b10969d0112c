"""The sentences of deadlines by what they are about (about.yml). Pure but for reading the list once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from bot.rulebook.deadlines.model import Deadline
from bot.strict_yaml import load_yaml

FILE: Final = Path(__file__).parent / "about.yml"
MOST: Final = 3
_WHOLE_NOTES: Final = ("closed", "counting")  # of these the notes as they stand


@cache
def _words() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(words) for name, words in load_yaml(FILE).items()}


def sentences(found: Sequence[Deadline]) -> list[str]:
    """Every sentence of the deadlines, each once, in order of what matters."""
    whole = [part for one in found for part in (one.consequence, one.action, *one.notes)]
    return list(dict.fromkeys(f"{one}。" for part in whole for one in part.split("。") if one))


def about(found: Sequence[Deadline], subject: str) -> tuple[str, ...]:
    """The sentences about `subject`, at most three; for closed days and counting the notes. Raises KeyError for a subject
    that the list has not."""
    words = _words()[subject]
    if subject in _WHOLE_NOTES:
        return tuple(note for one in found for note in one.notes if words.search(note))
    return tuple(one for one in sentences(found) if words.search(one))[:MOST]
