"""The machine over needs and the nearness of statements, as plain arrays and text. Pure but for its two files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.nlu.grams import Floats, Grams, learn_grams

QUESTION_GRAMS: Final = (1, 4)
STATEMENT_GRAMS: Final = (2, 3)
SHARPNESS: Final = 6.0  # what margins are multiplied with before they become shares
TOLERANCE: Final = 0.1  # of the machines' fitting, as in bot.nlu.linear
MEANING_STRENGTH: Final = 1.0  # C of the machine over meaning: five folds of the examples
BOTH: Final = 4.0  # ... and the sums of the margins of spelling and meaning


@dataclass(frozen=True)
class Meaning:
    """The machine over what a sentence encoder makes of a text: (dimension, needs) and a bias each; `centre` is the mean of
    the examples."""

    centre: Floats
    weights: npt.NDArray[np.float16]
    bias: Floats

    def margins(self, vector: Floats) -> Floats:
        """One a need."""
        return np.asarray(_centred(vector, self.centre) @ self.weights.astype(np.float32) + self.bias, dtype=np.float32)


def _centred(vectors: Floats, centre: Floats) -> Floats:
    rows = vectors - centre
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


@dataclass(frozen=True)
class NeedModel:
    """needs: names, a column each; known: topics that the classifier has examples of; statements: (id, need), a row each."""

    needs: tuple[str, ...]
    known: frozenset[str]
    features: Grams
    weights: npt.NDArray[np.float16]
    bias: Floats
    statements: tuple[tuple[str, str], ...]
    words: Grams
    rows: csr_matrix
    meaning: Meaning | None = None

    def margins(self, text: str) -> Floats:
        """One a need."""
        row = self.features.rows([text])
        known = row.data @ self.weights[row.indices].astype(np.float32)
        return np.asarray(known + self.bias, dtype=np.float32)

    def shares(self, margins: Floats, sharpness: float = SHARPNESS) -> Floats:
        """Margins as shares of 1."""
        raised = np.exp((margins - margins.max()) * sharpness)
        return np.asarray(raised / raised.sum(), dtype=np.float32)

    def likeliest_family(self, shares: Floats) -> tuple[str, float]:
        """The family whose needs have most of 1, and how much."""
        each = {family: float(shares[columns].sum()) for family, columns in self._families.items()}
        best = max(each, key=lambda family: each[family])
        return best, each[best]

    def share(self, shares: Floats, family: str) -> float:
        """How much of 1 the needs of the family have."""
        return float(shares[self.of_family(family)].sum())

    def of_family(self, family: str) -> list[int]:
        """The columns of its needs."""
        return self._families.get(family, [])

    def nearest(self, text: str, need: str) -> list[tuple[str, float]]:
        """The statements of the need, the one first that shares most with the question."""
        ours = self._rows_of.get(need)
        if ours is None:
            return []
        question = np.zeros(len(self.words.rarity), dtype=np.float32)
        row = self.words.rows([text])
        question[row.indices] = row.data
        names, rows = ours
        near = rows @ question
        return [(names[at], float(near[at])) for at in np.argsort(-near)]

    @cached_property
    def _families(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, name in enumerate(self.needs):
            found.setdefault(name.partition(".")[0], []).append(at)
        return found

    @cached_property
    def _rows_of(self) -> dict[str, tuple[list[str], csr_matrix]]:
        """The statements of each need with their rows, cut out once."""
        found: dict[str, list[int]] = {}
        for at, (_name, need) in enumerate(self.statements):
            found.setdefault(need, []).append(at)
        return {need: ([self.statements[at][0] for at in ours], self.rows[ours]) for need, ours in found.items()}

    def save(self, folder: Path) -> None:
        """Writes needs.npz and needs.json into `folder`."""
        rows = self.rows
        np.savez_compressed(
            folder / "needs.npz",
            weights=self.weights,
            bias=self.bias,
            rarity=self.features.rarity,
            words=self.words.rarity,
            data=rows.data.astype(np.float16),
            indices=rows.indices,
            indptr=rows.indptr,
            **self._of_meaning(),
        )
        plain: dict[str, Any] = {
            "needs": self.needs,
            "known": sorted(self.known),
            "features": list(self.features.vocabulary),
            "words": list(self.words.vocabulary),
            "statements": self.statements,
        }
        (folder / "needs.json").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")

    def _of_meaning(self) -> dict[str, Any]:
        one = self.meaning
        return {"centre": one.centre, "meaning": one.weights, "meaning_bias": one.bias} if one else {}

    @classmethod
    def load(cls, folder: Path) -> NeedModel:
        """Reads what `save` wrote."""
        arrays = np.load(folder / "needs.npz", allow_pickle=False)
        plain = json.loads((folder / "needs.json").read_text(encoding="utf-8"))
        features, words = (
            Grams({gram: column for column, gram in enumerate(plain[name])}, arrays[rarity], *sizes)
            for name, rarity, sizes in (("features", "rarity", QUESTION_GRAMS), ("words", "words", STATEMENT_GRAMS))
        )
        shape = (len(plain["statements"]), len(plain["words"]))
        rows = csr_matrix((arrays["data"].astype(np.float32), arrays["indices"], arrays["indptr"]), shape=shape)
        statements = tuple((str(name), str(need)) for name, need in plain["statements"])
        known = frozenset(plain["known"])
        names = ("centre", "meaning", "meaning_bias")
        meaning = Meaning(*(arrays[name] for name in names)) if names[0] in arrays else None
        needs = tuple(plain["needs"])
        return cls(needs, known, features, arrays["weights"], arrays["bias"], statements, words, rows, meaning)


def fit_needs(
    examples: Sequence[tuple[str, str]],
    others: Sequence[str],
    statements: Sequence[tuple[str, str, str]],
    known: Sequence[str],
    strength: float,
    encode: Callable[[Sequence[str]], Floats] | None = None,
) -> NeedModel:
    """Learns from (text, need); `others` lend their n-grams; `strength` is the machine's C; `encode` gives the meaning."""
    from sklearn.svm import LinearSVC

    features = learn_grams([*(text for text, _need in examples), *others], *QUESTION_GRAMS, at_least=2)
    machine = LinearSVC(C=strength, tol=TOLERANCE).fit(
        features.rows([text for text, _need in examples]), [need for _text, need in examples]
    )
    words = learn_grams([text for _name, _need, text in statements], *STATEMENT_GRAMS, at_least=1)
    used = np.abs(machine.coef_).max(axis=0) > 0  # n-grams that only others have decide nothing
    kept = {gram: column for column, gram in enumerate(gram for gram, at in features.vocabulary.items() if used[at])}
    return NeedModel(
        tuple(str(one) for one in machine.classes_),
        frozenset(known),
        Grams(kept, features.rarity[used], features.low, features.high),
        machine.coef_[:, used].T.astype(np.float16),
        machine.intercept_.astype(np.float32),
        tuple((name, need) for name, need, _text in statements),
        words,
        words.rows([text for _name, _need, text in statements]),
        _learn_meaning(examples, encode, machine.classes_) if encode else None,
    )


def _learn_meaning(
    examples: Sequence[tuple[str, str]], encode: Callable[[Sequence[str]], Floats], needs: Sequence[str]
) -> Meaning:
    from sklearn.svm import LinearSVC

    vectors = encode([text for text, _need in examples])
    centre = np.asarray(vectors.mean(axis=0), dtype=np.float32)
    rows = _centred(vectors, centre)
    machine = LinearSVC(C=MEANING_STRENGTH, tol=TOLERANCE).fit(rows, [need for _text, need in examples])
    assert list(machine.classes_) == list(needs)
    return Meaning(centre, machine.coef_.T.astype(np.float16), machine.intercept_.astype(np.float32))
