"""N-grams of characters weighted by how rare they are, as sparse rows of length 1. Plain data; loading executes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]


def grams(text: str, low: int, high: int, spaced: bool = False) -> Iterator[str]:
    """Every run of `low` to `high` characters in small letters, without spaces, or with one around each word (`spaced`)."""
    parts = text.lower().split()
    plain = f" {' '.join(parts)} " if spaced else "".join(parts)
    for size in range(low, high + 1):
        for start in range(len(plain) - size + 1):
            yield plain[start : start + size]


@dataclass(frozen=True)
class Grams:
    """vocabulary: n-gram -> column; rarity: a weight a column."""

    vocabulary: Mapping[str, int]
    rarity: Floats
    low: int
    high: int
    spaced: bool = False

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """(len(texts), columns); a text of which nothing is known has an empty row."""
        data: list[Floats] = []
        columns: list[npt.NDArray[np.int32]] = []
        ends = [0]
        for text in texts:
            known = (self.vocabulary.get(gram) for gram in grams(text, self.low, self.high, self.spaced))
            found = Counter(column for column in known if column is not None)
            where = np.fromiter(found.keys(), dtype=np.int32, count=len(found))
            counts = np.fromiter(found.values(), dtype=np.float32, count=len(found))
            weights = (1.0 + np.log(counts)) * self.rarity[where] if len(found) else counts
            data.append(weights / np.float32(np.linalg.norm(weights) or 1.0))
            columns.append(where)
            ends.append(ends[-1] + len(found))
        shape = (len(texts), len(self.rarity))
        return csr_matrix((np.concatenate(data), np.concatenate(columns), np.asarray(ends)), shape=shape)


def learn_grams(texts: Sequence[str], low: int, high: int, at_least: int, spaced: bool = False) -> Grams:
    """The n-grams that stand in at least `at_least` of the texts."""
    seen = Counter(gram for text in texts for gram in set(grams(text, low, high, spaced)))
    kept = sorted(gram for gram, count in seen.items() if count >= at_least)
    rarity = [log((1 + len(texts)) / (1 + seen[gram])) + 1.0 for gram in kept]
    columns = {gram: column for column, gram in enumerate(kept)}
    return Grams(columns, np.asarray(rarity, dtype=np.float32), low, high, spaced)
