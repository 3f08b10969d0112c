"""The sentences of deadlines by what they are about, as deadlines.yml names it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.rulebook.deadlines.model import Deadline

MOST: Final = 3
_WHOLE_NOTES: Final = ("closed", "counting")  # of these the notes as they stand


def about(found: Sequence[Deadline], subject: str) -> tuple[str, ...]:
    """The sentences about `subject` (of `SUBJECTS`), each once, at most three; for closed days and counting the notes."""
    if subject in _WHOLE_NOTES:
        return tuple(note.text for one in found for note in one.passages[2:] if subject in note.about)
    passages = [passage for one in found for passage in one.passages]
    said = [one.text for passage in passages for one in passage.sentences if subject in one.about]
    return tuple(dict.fromkeys(said))[:MOST]
