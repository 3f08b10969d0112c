"""Features without an encoder: n-grams of characters, of the reading, and of words, and concepts, each weighted by how rare it is.

The vocabulary and the weights are plain data; loading them executes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.nlu.words import Words, hiragana

Floats = npt.NDArray[np.float32]


def _ngrams(text: str, low: int, high: int) -> Iterator[str]:
    for size in range(low, high + 1):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


def _characters(words: Words) -> Iterator[str]:
    return _ngrams(words.text.replace(" ", "").lower(), 1, 5)


def _reading(words: Words) -> Iterator[str]:
    return _ngrams(hiragana(words.reading.lower()), 2, 5)


def _words(words: Words) -> Iterator[str]:
    forms = [form.lower() for form in words.forms]
    yield from forms
    yield from (f"{one} {two}" for one, two in zip(forms, forms[1:], strict=False))


def _concepts(words: Words) -> Iterator[str]:
    yield from words.concepts


FAMILIES: Final[tuple[Callable[[Words], Iterator[str]], ...]] = (_characters, _reading, _words, _concepts)
SEEN_AT_LEAST: Final = 2  # a feature of one training text says nothing about others


@dataclass(frozen=True)
class SpellingFeatures:
    """vocabularies: one mapping n-gram -> column a family (columns run on over the families); rarity: a weight a column;
    concept_weight: length of the concepts' part of a row, the other families' have length 1."""

    vocabularies: tuple[dict[str, int], ...]
    rarity: Floats
    concept_weight: float

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.rarity)

    def rows(self, texts: Sequence[Words]) -> csr_matrix:
        """(len(texts), size); each family's part of a row has its length (or 0 when nothing is known)."""
        data: list[Floats] = []
        columns: list[npt.NDArray[np.int32]] = []
        ends = [0]
        lengths = (1.0, 1.0, 1.0, self.concept_weight)
        for words in texts:
            count = 0
            for family, length, vocabulary in zip(FAMILIES, lengths, self.vocabularies, strict=True):
                grams = family(words) if vocabulary else ()
                found = Counter(column for gram in grams if (column := vocabulary.get(gram)) is not None)
                if not found:
                    continue
                where = np.fromiter(found.keys(), dtype=np.int32, count=len(found))
                weights = (1.0 + np.log(np.fromiter(found.values(), dtype=np.float32, count=len(found)))) * self.rarity[
                    where
                ]
                data.append(weights * np.float32(length / np.linalg.norm(weights)))
                columns.append(where)
                count += len(found)
            ends.append(ends[-1] + count)
        shape = (len(texts), self.size)
        if not data:
            return csr_matrix(shape, dtype=np.float32)
        return csr_matrix((np.concatenate(data), np.concatenate(columns), np.asarray(ends)), shape=shape)


def learn_features(texts: Sequence[Words], concept_weight: float) -> SpellingFeatures:
    """The features that at least two of the training texts have, in a fixed order; no concepts at weight 0."""
    vocabularies: list[dict[str, int]] = []
    rarity: list[float] = []
    for family in FAMILIES:
        known = texts if concept_weight or family is not _concepts else ()
        seen = Counter(gram for words in known for gram in set(family(words)))
        vocabulary: dict[str, int] = {}
        for gram in sorted(gram for gram, count in seen.items() if count >= SEEN_AT_LEAST):
            vocabulary[gram] = len(rarity)
            rarity.append(log((1 + len(texts)) / (1 + seen[gram])) + 1.0)
        vocabularies.append(vocabulary)
    return SpellingFeatures(tuple(vocabularies), np.asarray(rarity, dtype=np.float32), concept_weight)
