"""What a recogniser makes up out of noise: its stock phrases, an echo of what it was told to expect, a text in circles. Pure."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from bot.kiosk.voice.spelling import FILE, load_subject
from bot.strict_yaml import load_yaml

LEAST_SURE: Final = -1.3  # mean log probability of the tokens
DENSEST: Final = 2.6  # how well a text packs; more is the same again and again
_SIGNS: Final = re.compile(r"[\W_]+")


def invented(text: str, sure: float, dense: float) -> bool:
    """Whether nobody has said this. `sure`: mean log probability; `dense`: how many times smaller the text packs."""
    bare = _SIGNS.sub("", text)
    if not bare or sure < LEAST_SURE or dense > DENSEST:
        return True
    return any(one in bare for one in _stock()) or _echo(text)


def _echo(text: str) -> bool:
    """Three or more of the expected words in a row, nothing between them."""
    words = [one for one in _SIGNS.split(text) if one]
    return len(words) > 2 and "".join(words) in _SIGNS.sub("", load_subject().prompt)


@cache
def _stock() -> frozenset[str]:
    return frozenset(_SIGNS.sub("", str(one)) for one in load_yaml(FILE)["stock"])
