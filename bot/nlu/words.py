"""Words of a text with their reading and dictionary form, from Sudachi in split mode A.

The reading makes kana writings and wrong conversions alike: 保検証, 保険証 and ほけんしょう all read ほけんしょう.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any, Final, NamedTuple

from bot.nlu.concepts import shipped_concepts, with_readings

_NO_READING: Final = re.compile("[=|]")
WORDS: Final = "mynadesk_words"  # message property with the Words of the normalised text


@dataclass(frozen=True)
class Words:
    """A text cut into words. `reading` is hiragana; what has no reading stands as written."""

    text: str = field(repr=False)
    surfaces: tuple[str, ...] = field(repr=False)
    offsets: tuple[int, ...]
    lemmas: tuple[str, ...] = field(repr=False)
    forms: tuple[str, ...] = field(repr=False)
    reading: str = field(repr=False)

    @property
    def concepts(self) -> tuple[str, ...]:
        """What is meant (bot.nlu.concepts); looked for when asked, as most models do without."""
        return shared_cutter().concepts.found(self.text.lower(), self.reading.lower())


def hiragana(text: str) -> str:
    """Katakana as hiragana; the rest unchanged."""
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)


class _Word(NamedTuple):
    surface: str
    begin: int
    lemma: str
    form: str
    reading: str


class WordCutter:
    """The tokenizer of spaCy's Japanese (Sudachi, the dictionary GiNZA uses) in mode A, which always cuts the same way.

    Only the tokenizer is loaded: no tagger, parser or vectors. Sudachi's tokenizer is not thread-safe, hence the lock.
    """

    def __init__(self) -> None:
        import spacy

        self._tokenizer: Any = spacy.blank("ja", config={"nlp": {"tokenizer": {"split_mode": "A"}}}).tokenizer.tokenizer
        self._lock = Lock()
        self.concepts = with_readings(shipped_concepts(), lambda stem: self._cut(stem)[1])

    def _cut(self, text: str) -> tuple[list[_Word], str]:
        """Words and hiragana reading. As spaCy's tokenizer does it, without the document that it would make of them."""
        with self._lock:
            words = [
                _Word(one.surface(), one.begin(), one.dictionary_form(), one.normalized_form(), one.reading_form())
                for one in self._tokenizer.tokenize(text)
            ]
        words = [word for word in words if word.surface.strip()]
        # spaCy keeps a reading as one of several, with commas between them: the one of a comma is none
        readings = (
            _NO_READING.sub("_", word.reading).partition(",")[0] if word.reading else word.surface for word in words
        )
        return words, hiragana("".join(readings))

    def cut(self, text: str) -> Words:
        """Words of an already normalised text; an empty text gives none."""
        if not text:
            return Words("", (), (), (), (), "")
        words, reading = self._cut(text)
        return Words(
            text,
            tuple(word.surface for word in words),
            tuple(word.begin for word in words),
            tuple(word.lemma or word.surface for word in words),
            tuple(word.form or word.surface for word in words),
            reading,
        )


@cache
def shared_cutter() -> WordCutter:
    """The process's one cutter: each maps Sudachi's dictionary (200 MiB) into memory anew."""
    return WordCutter()
