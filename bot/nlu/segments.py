"""Cutting a message into the questions in it. Pure."""

from __future__ import annotations

from typing import Final

from bot.text import split_sentences

MOST: Final = 6  # pieces looked at
SHORTEST: Final = 5  # characters; shorter pieces join the one before


def split_questions(text: str) -> tuple[str, ...]:
    """The sentences of `text` that could be questions of their own; empty when there are not at least two."""
    pieces: list[str] = []
    for sentence in split_sentences(text):
        if pieces and len(sentence) < SHORTEST:
            pieces[-1] += sentence
        else:
            pieces.append(sentence)
    return tuple(pieces[:MOST]) if len(pieces) >= 2 else ()
