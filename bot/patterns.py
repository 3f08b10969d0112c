"""Many regular expressions at once: only those are tried whose letters are in the text. Pure.

Python tries every alternative of a pattern at every place of a text. Nearly all texts lack even the letters without which
a pattern cannot be found, and that is seen for all patterns together by looking up the text's letters and pairs of letters.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from functools import cache
from importlib import import_module
from itertools import product
from typing import Any, Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
# the parser that `re` itself uses; before Python 3.11 under another name. What it tells that is not known here is left open
_PARSER: Final[Any] = import_module("re._parser" if hasattr(re, "_parser") else "sre_parse")
_MOST_PAIRS: Final = 60
_NONE: Final[frozenset[str]] = frozenset()


@cache
def needed(pattern: str) -> frozenset[str]:
    """Letters and pairs of letters of which at least one is in every text in which the pattern is found, as rare ones as
    can be; none when that is not known. Raises re.error."""
    parsed = _PARSER.parse(pattern)
    return _NONE if parsed.state.flags & re.IGNORECASE else _of_sequence(parsed)


def letters(text: str) -> set[str]:
    """The letters of a text and its pairs of letters."""
    return {*text, *map("".join, zip(text, text[1:], strict=False))}


def _of_sequence(parts: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """All parts must be found: the best of what each needs, and of the pairs that neighbours make."""
    candidates, before = [], _NONE
    for what, more in parts:
        here = _letters_of(str(what), more)
        candidates += [here or _of_part(str(what), more)]
        if before and here and len(before) * len(here) <= _MOST_PAIRS:
            candidates.append(frozenset(one + two for one, two in product(before, here)))
        before = here
    return min(filter(None, candidates), key=_often, default=_NONE)


def _letters_of(what: str, more: Any) -> frozenset[str]:
    """The letters that stand at the place of a part that is exactly one letter; none for other parts."""
    if what == "LITERAL":
        return frozenset(chr(more))
    if what != "IN":
        return _NONE
    codes: list[int] = []
    for kind, of in more:
        if str(kind) == "LITERAL":
            codes.append(of)
        elif str(kind) == "RANGE" and of[1] - of[0] < _MOST_PAIRS:
            codes += range(of[0], of[1] + 1)
        else:
            return _NONE
    return frozenset(map(chr, codes))


def _of_part(what: str, more: Any) -> frozenset[str]:
    """What one part needs that is more than a letter."""
    if what == "BRANCH":
        each = [_of_sequence(one) for one in more[1]]
        return frozenset().union(*each) if all(each) else _NONE
    if what == "SUBPATTERN":
        return _NONE if more[1] & re.IGNORECASE else _of_sequence(more[3])
    if what in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_sequence(more[2]) if more[0] else _NONE
    if what == "ASSERT":  # looks ahead or behind: at letters of the text all the same
        return _of_sequence(more[1])
    return _NONE


def _often(pieces: frozenset[str]) -> float:
    """About how many of ten thousand everyday messages hold one of them."""
    return sum(_one_often(piece) for piece in pieces)


def _one_often(piece: str) -> float:
    kana = sum("ぁ" <= letter <= "ん" or letter == " " for letter in piece)
    if len(piece) == 1:
        return 2000.0 if kana else 100.0
    return 50.0 if kana == len(piece) else 15.0


class Patterns(Generic[Key]):
    """Patterns, each with a key; of the same key any number. Looking costs what the patterns cost whose letters are there."""

    def __init__(self, patterns: Iterable[tuple[Key, re.Pattern[str]]]) -> None:
        self._tried = tuple(patterns)
        self._always: list[int] = []
        self._where: dict[str, list[int]] = {}
        for number, (_key, pattern) in enumerate(self._tried):
            places = needed(pattern.pattern)
            for place in [self._where.setdefault(piece, []) for piece in places] or [self._always]:
                place.append(number)

    def likely(self, pieces: set[str]) -> dict[Key, list[re.Pattern[str]]]:
        """The patterns that may be found in a text with these `letters`, by key, in the order given. What is not here is
        found neither in the text nor in the text with parts of it blanked."""
        numbers = {*self._always}.union(*(self._where[piece] for piece in pieces & self._where.keys()))
        by_key: dict[Key, list[re.Pattern[str]]] = {}
        for number in sorted(numbers):
            key, pattern = self._tried[number]
            by_key.setdefault(key, []).append(pattern)
        return by_key
