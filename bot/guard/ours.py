"""Our own telephone numbers: those the desk itself shows are nobody's secret, so they are neither masked nor counted. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from bot.guard.view import MASKED, look, with_bracket

_SHOWN: Final = re.compile(r"(?<![\d-])0\d{1,3}-\d{1,4}-\d{2,5}(?![\d-])")
_GAP: Final = r"[-()\[\]〔〕【】 .・、,のー]{0,3}"
_WRITTEN: Final = re.compile(rf"(?<!\d)(?:\+ ?)?\d{{1,12}}(?:{_GAP}\d{{1,8}}){{0,4}}")
_GROUP: Final = re.compile(r"\d+")


def telephone_numbers(texts: Iterable[str]) -> frozenset[str]:
    """Return the telephone numbers written in `texts` (03-3908-1131) as digits, as people write them to others.

    With them: without the area code where that is a place's (3908-1131), and from abroad (81 3 3908 1131).
    """
    numbers = set()
    for text in texts:
        for shown in _SHOWN.findall(text):
            area, *local = shown.split("-")
            digits = area + "".join(local)
            numbers |= {digits, f"81{digits[1:]}"}
            if area not in ("0120", "0570", "0800", "0990", "050"):
                numbers.add("".join(local))
    return frozenset(numbers)


def _found(view: str, ours: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, digits) of our own numbers in `view`, however their groups are written."""
    for written in _WRITTEN.finditer(view):
        groups = [(m.start(), m.end()) for m in _GROUP.finditer(view, written.start(), written.end())]
        for first in range(len(groups)):
            for last in range(first, len(groups)):
                digits = "".join(view[a:b] for a, b in groups[first : last + 1])
                # 3908-1131 may be the end of somebody's mobile number: ours only when it stands by itself.
                if digits in ours and (digits[0] == "0" or last - first == len(groups) - 1):
                    yield groups[first][0], groups[last][1], digits


def hide(view: str, ours: frozenset[str]) -> str:
    """Return `view` with our own numbers taken out; every other place unchanged."""
    if not ours:
        return view
    parts = list(view)
    for start, end, _ in _found(view, ours):
        parts[start:end] = MASKED * (end - start)
    return "".join(parts)


def name_ours(text: str, names: Mapping[str, str]) -> str:
    """Return `text` with each of our numbers, given as digits, by its name: 03-3908-1131は何時まで -> …資格係は何時まで."""
    view = look(text)
    parts, at = [], 0
    for start, end, digits in _found(view.text, names):
        real_start, real_end = view.real(with_bracket(view.text, start, end), end)
        if real_start >= at:
            parts += [text[at:real_start], names[digits]]
            at = real_end
    return "".join([*parts, text[at:]])
