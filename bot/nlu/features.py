"""Spelling features: hashed character and word n-grams, weighted by how rare they are in the training texts.

Hashing needs no stored vocabulary, so the model file is two arrays and nothing can be executed by loading it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

CHARACTER_BITS: Final = 16
WORD_BITS: Final = 15


class SpellingFeatures:
    """Turns (text, words) into one sparse row. `weights` is None until `fit` or until given."""

    def __init__(self, weights: npt.NDArray[np.float32] | None = None) -> None:
        common: dict[str, Any] = {"norm": None, "alternate_sign": False, "dtype": np.float32, "lowercase": False}
        self._characters = HashingVectorizer(analyzer="char", ngram_range=(1, 4), n_features=2**CHARACTER_BITS, **common)
        self._words = HashingVectorizer(
            analyzer=_word_ngrams, n_features=2**WORD_BITS, **common
        )
        self.weights = weights

    def _counts(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> csr_matrix:
        characters = self._characters.transform(text.lower().replace(" ", "") for text in texts)
        tokens = self._words.transform(words)
        counts = csr_matrix(hstack([characters, tokens]))
        counts.data = 1.0 + np.log(counts.data)
        return counts

    def fit(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> csr_matrix:
        """Learns how rare each feature is; gives the rows of the training texts."""
        counts = self._counts(texts, words)
        seen = np.bincount(counts.indices, minlength=counts.shape[1])
        # a feature seen once or never carries no weight for unseen texts
        self.weights = np.where(seen >= 2, np.log((1 + len(texts)) / (1 + seen)) + 1.0, 0.0).astype(np.float32)
        return self._weigh(counts)

    def rows(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> csr_matrix:
        """Rows of length 1 for `texts`; `words` are their tokens."""
        return self._weigh(self._counts(texts, words))

    def _weigh(self, counts: csr_matrix) -> csr_matrix:
        if self.weights is None:
            raise RuntimeError("fit the spelling features first")
        weighted = csr_matrix(counts @ diags(self.weights))
        split = 2**CHARACTER_BITS
        return csr_matrix(hstack([normalize(weighted[:, :split]), normalize(weighted[:, split:])]))


def _word_ngrams(words: Sequence[str]) -> list[str]:
    lowered = [word.lower() for word in words]
    return lowered + [f"{first} {second}" for first, second in zip(lowered, lowered[1:], strict=False)]
