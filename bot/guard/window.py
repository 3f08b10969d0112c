"""How many digits the last messages of a conversation held: counts only, never the digits.

A window is one small whole number, so that a desk can keep hundreds of thousands of them. It has a slot of six
bits for each of the last twelve messages, the newest lowest: five bits for the count (31: too many to be part of
a My Number), one bit for "only by itself": digits that look like a day, a time or a telephone number and count
only towards exactly twelve. 0 is the empty window.
"""

from collections.abc import Iterator
from typing import Final

MESSAGES: Final = 12
_SLOT, _COUNT = 6, 31
_ALONE: Final = 32
LIMIT: Final = 1 << (_SLOT * MESSAGES)
"""Every window is below this."""
MY_NUMBER: Final = 12
SLIPS: Final = range(11, 17)
"""Totals that are taken for a My Number: one too few, or up to four too many (a card number)."""


def push(window: int, count: int, *, looks_otherwise: bool = False) -> int:
    """Return `window` with one more message of `count` digits; the oldest of twelve leaves."""
    slot = min(count, _COUNT) | (_ALONE if looks_otherwise and count else 0)
    return (window << _SLOT | slot) % LIMIT


def totals(window: int) -> Iterator[tuple[int, bool]]:
    """Yield (digits, some look otherwise) of the last message, the last two, … while they may be part of a number."""
    total, otherwise = 0, False
    while window and total <= SLIPS[-1]:
        count = window & _COUNT
        otherwise = otherwise or bool(window & _ALONE)
        total += count
        window >>= _SLOT
        if count and total <= SLIPS[-1]:
            yield total, otherwise


def completes(window: int, count: int, *, looks_otherwise: bool = False) -> bool:
    """Say whether `count` more digits make a My Number of what the last messages held."""
    if not count:
        return False
    # Of a number told digit by digit the twelfth is waited for: refused at the eleventh, the last one would stand alone.
    slips = SLIPS if count > 2 else range(MY_NUMBER, SLIPS.stop)
    return any(
        before + count == MY_NUMBER if otherwise or looks_otherwise else before + count in slips
        for before, otherwise in totals(window)
    )


def together(window: int, count: int) -> int:
    """Return how many digits, with `count` more, may belong together; 0 when no earlier message held any."""
    sums = [
        before + count
        for before, otherwise in totals(window)
        if before + count <= (MY_NUMBER if otherwise else SLIPS[-1])
    ]
    return max(sums, default=0)
