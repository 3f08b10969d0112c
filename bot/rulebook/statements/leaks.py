"""Whether an example of a need is too near to a sample that must stay unseen. Pure but for the reading of the files."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bot.rulebook.statements.finding import Finding
from bot.rulebook.statements.statement import Book
from bot.text import normalise

SHARE: Final = 0.6
"""Share of the shorter text's runs of five letters that also stand in the other, from which on the two are too near."""
RUN: Final = 5
_MARKS: Final = re.compile(r"[\s。、．，.,？?！!「」『』（）()・…~ー-]+")
_JAPANESE: Final = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")


def bare(text: str) -> str:
    """Letters and digits alone, in one form."""
    return _MARKS.sub("", normalise(text).lower())


def read_samples(files: Iterable[Path]) -> dict[str, str]:
    """Place ("file:line") -> Japanese text, of every text in the files: lines of JSON, or lines of plain text.
    Raises OSError or UnicodeDecodeError."""
    found: dict[str, str] = {}
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                texts = list(_texts(json.loads(line)))
            except ValueError:
                texts = [line.strip().removeprefix("- ")]
            for position, text in enumerate(one for one in texts if _JAPANESE.search(one)):
                found[f"{file.name}:{number}" + (f".{position}" if position else "")] = text
    return found


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _texts(value)


def _parts(text: str) -> set[str]:
    return {text[at : at + RUN] for at in range(len(text) - RUN + 1)}


def leaks(book: Book, samples: dict[str, str]) -> list[Finding]:
    """Examples equal to a sample, or with too many runs of letters in common. The sample's words are not shown."""
    equal = {bare(text): place for place, text in samples.items()}
    parts = {place: _parts(bare(text)) for place, text in samples.items()}
    holding: dict[str, list[str]] = defaultdict(list)
    for place, runs in parts.items():
        for run in runs:
            holding[run].append(place)
    found: list[Finding] = []
    for need in book.needs.values():
        for example in need.examples:
            if near := _near(bare(example), equal, parts, holding):
                found.append(Finding(f"{need.file}: {need.id}", "examples.leaked", f"「{example}」 {near}"))
    return found


def _near(example: str, equal: dict[str, str], parts: dict[str, set[str]], holding: dict[str, list[str]]) -> str:
    if example in equal:
        return f"equals {equal[example]}"
    runs = _parts(example)
    for place, shared in Counter(place for run in runs for place in holding.get(run, ())).most_common(3):
        if shared >= SHARE * min(len(runs), len(parts[place])) and shared > 2:
            return f"shares {shared} of {min(len(runs), len(parts[place]))} runs of {RUN} letters with {place}"
    return ""
