"""Which statement of a need is nearest to a question, as plain arrays and text: by what the statements say and by the messages
that they were told for. Japanese and English each have a measure of their own: the middle of both is near to neither. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.nlu.grams import Floats, Grams, learn_grams
from bot.nlu.need_files import Stated
from bot.reading.language import in_english
from bot.text import normalise

JAPANESE: Final = (1, 3, False)  # shortest and longest n-gram, with the spaces between words
ENGLISH: Final = (2, 5, True)
AT_LEAST: Final = 2


@dataclass(frozen=True)
class Nearness:
    """statements: (id, need), a row each."""

    statements: tuple[tuple[str, str], ...]
    words: Grams
    rows: csr_matrix

    def to_all(self, text: str) -> Floats:
        """How much each statement shares with the question, 0..1."""
        question = self.words.rows([text])
        dense = np.zeros(len(self.words.rarity), dtype=np.float32)
        dense[question.indices] = question.data
        return np.asarray(self.rows @ dense, dtype=np.float32)

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """What `loaded` reads, its keys begun with `name`."""
        parts = {"rarity": self.words.rarity, "data": self.rows.data.astype(np.float16)}
        parts |= {"indices": self.rows.indices, "indptr": self.rows.indptr}
        return {f"{name}_{key}": value for key, value in parts.items()}


def loaded(
    name: str,
    arrays: Mapping[str, npt.NDArray[Any]],
    statements: Sequence[Sequence[str]],
    words: Iterable[str],
    sizes: tuple[int, int, bool],
) -> Nearness:
    """From the arrays that `Nearness.arrays` gave under `name`, the statements and the n-grams."""
    grams = Grams({gram: column for column, gram in enumerate(words)}, arrays[f"{name}_rarity"], *sizes)
    shape = (len(statements), len(grams.rarity))
    held = (arrays[f"{name}_data"].astype(np.float32), arrays[f"{name}_indices"], arrays[f"{name}_indptr"])
    return Nearness(tuple((str(one), str(need)) for one, need in statements), grams, csr_matrix(held, shape=shape))


def learn_nearness(
    statements: Sequence[tuple[str, str]], spoken: Sequence[Sequence[str]], sizes: tuple[int, int, bool]
) -> Nearness:
    """Of statements (id, need) and the texts of each."""
    words = learn_grams([text for texts in spoken for text in texts], *sizes[:2], at_least=AT_LEAST, spaced=sizes[2])
    return Nearness(tuple(statements), words, _middles(words, spoken))


def in_both(
    statements: Sequence[Stated], told: Mapping[str, Sequence[str]]
) -> tuple[Nearness, Nearness]:
    """The measures for Japanese and for English questions."""
    names = [(one.id, one.need) for one in statements]
    japanese = [[normalise(one.text), *told.get(one.id, ())] for one in statements]
    english = [
        [
            *([normalise(one.english)] if one.english else []),
            *(said for said in told.get(one.id, ()) if in_english(said)),
        ]
        for one in statements
    ]
    return learn_nearness(names, japanese, JAPANESE), learn_nearness(names, english, ENGLISH)


def _middles(words: Grams, spoken: Sequence[Sequence[str]]) -> csr_matrix:
    """The middle of each statement's texts, of length 1."""
    rows = words.rows([text for texts in spoken for text in texts])
    ends = np.cumsum([0, *map(len, spoken)])
    sums = csr_matrix((np.ones(ends[-1], dtype=np.float32), np.arange(ends[-1]), ends), shape=(len(spoken), ends[-1])) @ rows
    lengths = np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel())
    return csr_matrix(sums.multiply(1.0 / np.maximum(lengths, 1e-9)[:, None]))
