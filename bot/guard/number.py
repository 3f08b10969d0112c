"""A number found in a view, before and after it is judged."""

import re
from dataclasses import dataclass, field

from bot.guard.fillers import ends, opens, to_hiragana

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


@dataclass
class Number:
    """A stretch of digits in a view, `size` digits long. `kind` is None while it may stay.

    counts: whether its digits may be a part of a My Number; not those of a receipt (受付番号).
    spelled: whether some of it is in words, so that its length alone tells nothing.
    """

    start: int
    end: int
    digits: str = field(repr=False)
    longest: int
    kind: str | None = None
    counts: bool = True
    spelled: bool = False

    @property
    def size(self) -> int:
        return len(self.digits)


class Frame:
    """The words around the numbers of one message: whether one is all that was said."""

    def __init__(self, view: str) -> None:
        self._text = to_hiragana(view)
        self.opens = opens(self._text)  # here the words that only lead up to a number end
        first = _LETTER_OR_DIGIT.search(self._text)
        self._bare = first.start() if first else len(self._text)

    def is_last(self, end: int) -> bool:
        """Say whether nothing but a polite ending follows `end`."""
        return ends(self._text, end)

    def is_alone(self, start: int, end: int) -> bool:
        """Say whether the message is nothing but `start`-`end`, with words such as 次は and です or without."""
        return (self.opens >= start or self._bare >= start) and self.is_last(end)
