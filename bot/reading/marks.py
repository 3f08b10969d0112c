"""Closed lists of words with a name each (`words/*.yml`): one list for one question. Each is tried on its own sentences when read.

An entry has patterns of up to three strengths: `words` anywhere in the message, `loose` inside a short one, `whole` for a
message that says little else. `yomi` is tried on the hiragana reading, so that one spelling serves for kanji and kana.
`unless` rules out; `longest` bounds the message. `must` and `must_not` are sentences that it must and must not match.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from bot.strict_yaml import YamlFaulty, load_yaml

FOLDER: Final = Path(__file__).parent / "words"
KEYS: Final = frozenset({"words", "yomi", "loose", "whole", "unless", "longest", "loose_longest", "must", "must_not"})
LOOSE_AT_MOST: Final = 32  # characters of a message without a subject of its own
WHOLE_AT_MOST: Final = 26  # characters; a longer message is never a bare act
_KATAKANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_GAP: Final = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
Pattern = re.Pattern[str] | None


def packed(text: str) -> str:
    """The text without spaces between Japanese words (learners and GiNZA-like writing put them)."""
    return _GAP.sub("", text)


def in_hiragana(text: str) -> str:
    """The reading of a text that nobody has read: its katakana as hiragana."""
    return text.translate(_KATAKANA)


@dataclass(frozen=True)
class Mark:
    """One named list."""

    name: str
    words: Pattern
    yomi: Pattern
    loose: Pattern
    whole: Pattern
    unless: Pattern
    longest: int
    loose_longest: int

    def at(self, text: str, yomi: str) -> int | None:
        """Where the message says it, None when it does not (in the reading: behind everything said in kanji)."""
        if (self.longest and len(text) > self.longest) or (self.unless and self.unless.search(text)):
            return None
        found = self.words.search(text) if self.words else None
        if found:
            return found.start()
        read = self.yomi.search(yomi) if self.yomi else None
        return read.start() if read else None

    def hinted(self, text: str) -> bool:
        """True when a short message holds it."""
        return bool(self.loose and len(text) <= self.loose_longest and self.loose.search(text))

    def is_all(self, text: str) -> bool:
        """True when the message is that and little else."""
        return bool(self.whole and len(text) <= WHOLE_AT_MOST and self.whole.match(text))


class Marks:
    """The entries of one file, in its order."""

    def __init__(self, entries: tuple[Mark, ...]) -> None:
        self.entries = entries

    def found(self, text: str, yomi: str = "") -> dict[str, int]:
        """Name -> where it is said, of all that are said anywhere in the normalised text."""
        yomi = yomi or in_hiragana(text)
        places = ((one.name, one.at(text, yomi)) for one in self.entries)
        return {name: place for name, place in places if place is not None}

    def without(self, text: str, but: tuple[str, ...] = ()) -> str:
        """The text without what the entries `but` some say in it."""
        for one in self.entries:
            text = one.words.sub("", text) if one.words and one.name not in but else text
        return text

    def hint(self, text: str) -> str:
        """The first that a short message holds, "" for none."""
        return next((one.name for one in self.entries if one.hinted(text)), "")

    def whole(self, text: str) -> str:
        """The first that the message is, "" for none."""
        return next((one.name for one in self.entries if one.is_all(text)), "")


@cache
def load_marks(name: str, folder: Path = FOLDER) -> Marks:
    """The list `name`.yml. Raises YamlFaulty naming file, entry and sentence."""
    path = folder / f"{name}.yml"
    data = load_yaml(path)
    frame = data.pop("frame", {})
    return Marks(tuple(_entry(path.name, key, plain, frame) for key, plain in data.items()))


def _entry(file: str, name: str, plain: Any, frame: Mapping[str, str]) -> Mark:
    if not isinstance(plain, Mapping) or plain.keys() - KEYS:
        unknown = sorted(plain.keys() - KEYS) if isinstance(plain, Mapping) else plain
        raise YamlFaulty(f"{file}: {name}: {unknown}: unknown; allowed: {', '.join(sorted(KEYS))}")
    for key in ("must", "must_not"):
        if not plain.get(key):
            raise YamlFaulty(f"{file}: {name}: {key}: at least one sentence")

    def pattern(key: str, before: str = "", after: str = "") -> Pattern:
        if not plain.get(key):
            return None
        parts = [plain[key]] if isinstance(plain[key], str) else plain[key]
        try:
            return re.compile(f"{before}(?:{'|'.join(parts)}){after}", re.IGNORECASE)
        except (re.error, TypeError) as error:
            raise YamlFaulty(f"{file}: {name}: {key}: not a pattern: {error}") from None

    whole = pattern("whole", f"^(?:{frame.get('head', '')})*", f"(?:{frame.get('tail', '')})*$")
    longest, loose = int(plain.get("longest") or 0), int(plain.get("loose_longest") or LOOSE_AT_MOST)
    mark = Mark(name, pattern("words"), pattern("yomi"), pattern("loose"), whole, pattern("unless"), longest, loose)
    for key, wanted in (("must", True), ("must_not", False)):
        for sentence in plain[key]:
            said = (
                mark.at(sentence, in_hiragana(sentence)) is not None or mark.hinted(sentence) or mark.is_all(sentence)
            )
            if said is not wanted:
                raise YamlFaulty(f"{file}: {name}: {key}: {sentence}")
    return mark
