"""The platform's limits, in its own units: it counts UTF-16 code units, so a sign outside the basic plane counts twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

TEXT: Final = 5_000  # units of a text message
BUBBLES: Final = 5  # messages on one token or in one push
QUICK_REPLIES: Final = 13
LABEL: Final = 20  # units of a button's label
DATA: Final = 300  # units of what a button sends
ALT_TEXT: Final = 400  # units, of a Flex message; the platform takes 1,500, a notification shows less
URI: Final = 1_000  # characters of an address, written out in ASCII
FLEX: Final = 30_000  # bytes of a bubble as JSON

_SENTENCE: Final = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[」』）)]*|\n|$)")
_JOINED: Final = re.compile("[\u200d\ufe00-\ufe0f\u0300-\u036f\u3099\u309a\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def cut(text: str, most: int) -> str:
    """At most `most` units of `text`, an ellipsis at its end when something is left off."""
    return text if units(text) <= most else _head(text, most - 1) + "…"


def _head(text: str, most: int) -> str:
    """At most `most` units; nothing that is one sign on the screen is cut in two."""
    taken = used = 0
    for letter in text:
        used += 2 if letter > "\uffff" else 1
        if used > most:
            break
        taken += 1
    whole = taken
    while 0 < whole < len(text) and (_JOINED.match(text[whole]) or text[whole - 1] == "\u200d"):
        whole -= 1
    return text[: whole or taken]


def from_units(text: str, start: int, length: int) -> tuple[int, int]:
    """The places in `text` of what stands at `start` and is `length` long in UTF-16 units."""
    coded = text.encode("utf-16-le", "surrogatepass")
    head = coded[: 2 * start].decode("utf-16-le", "replace")
    part = coded[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
    return len(head), len(head) + len(part)


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text`; joined they are the text."""
    return [one for one in _SENTENCE.findall(text) if one]


def split(text: str, most: int = TEXT) -> Iterator[str]:
    """`text` in pieces of at most `most` units: between sentences, inside one only where it alone is longer."""
    piece = ""
    for sentence in sentences(text):
        if piece and units(piece) + units(sentence) > most:
            yield piece
            piece = ""
        while units(sentence) > most:
            head = _head(sentence, most)
            yield head
            sentence = sentence[len(head) :]
        piece += sentence
    if piece:
        yield piece
