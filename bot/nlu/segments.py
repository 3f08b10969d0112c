"""Cutting a message into the questions in it. Pure."""

from __future__ import annotations

import re
from typing import Final

from bot.text import split_sentences

MOST: Final = 5  # pieces looked at
SHORTEST: Final = 5  # characters; shorter pieces join the one before
LONGEST_MESSAGE: Final = 110  # characters; a longer message is a story with one question in it
_ASKS: Final = re.compile(
    r"\?|か[。!]?$|かな|かしら|教えて|おしえて|下さい|ください|どこ|いつ|いくら|どう|何|なに|なん|誰|だれ|なぜ|たい(?:です|ん|のです|と)?|方法|やり方|手順|ほしい|欲しい|頼(?:む|み)|お願い|の[。]?$"
)


def split_questions(text: str) -> tuple[str, ...]:
    """The sentences of `text` that ask something; empty when not at least two do, or when it is a long story."""
    if len(text) > LONGEST_MESSAGE:
        return ()
    pieces: list[str] = []
    for sentence in split_sentences(text):
        if pieces and len(sentence) < SHORTEST:
            pieces[-1] += sentence
        else:
            pieces.append(sentence)
    asking = [piece for piece in pieces if _ASKS.search(piece)]
    return tuple(asking[:MOST]) if len(asking) >= 2 else ()
