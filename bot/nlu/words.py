"""Words of a text with their reading and dictionary form, from Sudachi in split mode A.

The reading makes kana writings and wrong conversions alike: 保検証, 保険証 and ほけんしょう all read ほけんしょう.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Final

from bot.nlu.concepts import shipped_concepts, with_readings

WORDS: Final = "mynadesk_words"  # message property with the Words of the normalised text


@dataclass(frozen=True)
class Words:
    """A text cut into words. `reading` is hiragana; what has no reading stands as written."""

    text: str
    surfaces: tuple[str, ...]
    offsets: tuple[int, ...]
    lemmas: tuple[str, ...]
    forms: tuple[str, ...]
    reading: str

    @property
    def concepts(self) -> tuple[str, ...]:
        """What is meant (bot.nlu.concepts); looked for when asked, as most models do without."""
        return shared_cutter().concepts.found(self.text.lower(), self.reading.lower())


def hiragana(text: str) -> str:
    """Katakana as hiragana; the rest unchanged."""
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)


class WordCutter:
    """spaCy's Japanese tokenizer (Sudachi, the dictionary GiNZA uses) in mode A, which always cuts the same way.

    Only the tokenizer is loaded: no tagger, parser or vectors. Sudachi's tokenizer is not thread-safe, hence the lock.
    """

    def __init__(self) -> None:
        import spacy

        self._tokenizer: Any = spacy.blank("ja", config={"nlp": {"tokenizer": {"split_mode": "A"}}}).tokenizer
        self._lock = Lock()
        self.concepts = with_readings(shipped_concepts(), lambda stem: self._cut(stem)[1])

    def _cut(self, text: str) -> tuple[list[Any], str]:
        """Tokens and hiragana reading."""
        with self._lock:
            tokens = [token for token in self._tokenizer(text) if token.text.strip()]
        readings = (token.morph.get("Reading") for token in tokens)
        return tokens, hiragana(
            "".join(reading[0] if reading else token.text for reading, token in zip(readings, tokens, strict=True))
        )

    def cut(self, text: str) -> Words:
        """Words of an already normalised text; an empty text gives none."""
        if not text:
            return Words("", (), (), (), (), "")
        tokens, reading = self._cut(text)
        return Words(
            text,
            tuple(token.text for token in tokens),
            tuple(token.idx for token in tokens),
            tuple(token.lemma_ or token.text for token in tokens),
            tuple(token.norm_ or token.text for token in tokens),
            reading,
        )


@cache
def shared_cutter() -> WordCutter:
    """The process's one cutter: each maps Sudachi's dictionary (200 MiB) into memory anew."""
    return WordCutter()
