"""The linear model: a cheap head over spelling decides the clear cases, a full head with meaning all others.

Both are linear support vector machines; their margins become probabilities by a temperature learnt out of fold.
Stored as plain arrays and text (no pickles).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu.encoders import Vectors
from bot.nlu.features import Floats, SpellingFeatures, learn_features
from bot.nlu.words import Words

FOLDS: Final = 3


def softmax(scores: Floats) -> Floats:
    """Row-wise probabilities."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True)
class Head:
    """weights: (features, classes); bias: (classes,); sharpness: what margins are multiplied with before softmax."""

    weights: Floats
    bias: Floats
    sharpness: float

    def margins(self, rows: csr_matrix) -> Floats:
        """(rows, classes)."""
        return np.asarray(rows @ self.weights + self.bias, dtype=np.float32)


@dataclass(frozen=True)
class LinearModel:
    """labels: class names; `clear`: margin between best and second of the cheap head from which it decides alone."""

    labels: tuple[str, ...]
    features: SpellingFeatures
    cheap: Head
    full: Head
    meaning_scale: float
    clear: float

    def probabilities(self, texts: Sequence[Words], encode: Callable[[Sequence[str]], Vectors]) -> Floats:
        """(len(texts), classes), rows sum to 1. `encode` is called only for texts that spelling leaves open."""
        rows = self.features.rows(texts)
        margins = self.cheap.margins(rows)
        best = np.sort(margins, axis=1)
        open_ones = np.flatnonzero(best[:, -1] - best[:, -2] < self.clear)
        found = softmax(margins * self.cheap.sharpness)
        if len(open_ones):
            vectors = encode([texts[index].text for index in open_ones])
            both = csr_matrix(hstack([rows[open_ones], csr_matrix(vectors * np.float32(self.meaning_scale))]))
            found[open_ones] = softmax(self.full.margins(both) * self.full.sharpness)
        return found

    def save(self, folder: Path) -> None:
        """Writes model.npz and model.json into `folder`."""
        np.savez_compressed(
            folder / "model.npz",
            cheap=self.cheap.weights.astype(np.float16),
            cheap_bias=self.cheap.bias,
            full=self.full.weights.astype(np.float16),
            full_bias=self.full.bias,
            rarity=self.features.rarity,
        )
        plain = {
            "labels": self.labels,
            "vocabularies": [list(vocabulary) for vocabulary in self.features.vocabularies],
            "sharpness": [self.cheap.sharpness, self.full.sharpness],
            "meaning_scale": self.meaning_scale,
            "clear": self.clear,
        }
        (folder / "model.json").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Reads what `save` wrote."""
        arrays = np.load(folder / "model.npz", allow_pickle=False)
        plain = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        vocabularies, column = [], 0
        for grams in plain["vocabularies"]:
            vocabularies.append({gram: column + index for index, gram in enumerate(grams)})
            column += len(grams)
        heads = [
            Head(arrays[name].astype(np.float32), arrays[f"{name}_bias"], sharpness)
            for name, sharpness in zip(("cheap", "full"), plain["sharpness"], strict=True)
        ]
        features = SpellingFeatures(tuple(vocabularies), arrays["rarity"])
        return cls(tuple(plain["labels"]), features, heads[0], heads[1], plain["meaning_scale"], plain["clear"])


def _fit_head(rows: csr_matrix, labels: np.ndarray, strength: float, seed: int) -> tuple[Floats, Floats]:  # type: ignore[type-arg]
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=strength, random_state=seed).fit(rows, labels)
    return machine.coef_.T.astype(np.float32), machine.intercept_.astype(np.float32)


def _sharpness(margins: Floats, truth: np.ndarray) -> float:  # type: ignore[type-arg]
    """The factor under which the true classes are likeliest, by a search over a grid (1 to 30)."""
    best, chosen = np.inf, 1.0
    for factor in np.geomspace(1.0, 30.0, 69):
        likelihood = softmax(margins * np.float32(factor))[np.arange(len(truth)), truth]
        loss = float(-np.log(np.maximum(likelihood, 1e-9)).mean())
        if loss < best:
            best, chosen = loss, float(factor)
    return chosen


def fit(
    texts: Sequence[Words],
    vectors: Vectors,
    labels: Sequence[str],
    *,
    strength: float = 0.3,
    meaning_scale: float = 3.0,
    clear: float = 0.5,
    seed: int = 0,
) -> LinearModel:
    """Trains on the given texts. `strength` is the machines' C; `meaning_scale` weighs meaning against spelling."""
    truth_names = sorted(set(labels))
    truth = np.asarray([truth_names.index(label) for label in labels])
    features = learn_features(texts)
    rows = features.rows(texts)
    both = csr_matrix(hstack([rows, csr_matrix(vectors * np.float32(meaning_scale))]))
    fold = np.random.default_rng(seed).permutation(len(texts)) % FOLDS
    heads: list[Head] = []
    for matrix in (rows, both):
        margins = np.zeros((len(texts), len(truth_names)), dtype=np.float32)
        for number in range(FOLDS):
            # every class keeps examples in each fold's training part, or the columns would not match
            weights, bias = _fit_head(matrix[fold != number], truth[fold != number], strength, seed)
            held = fold == number
            present = np.unique(truth[~held])
            margins[np.ix_(held, present)] = np.asarray(matrix[held] @ weights + bias)
        weights, bias = _fit_head(matrix, truth, strength, seed)
        heads.append(Head(weights, bias, _sharpness(margins, truth)))
    return LinearModel(tuple(truth_names), features, heads[0], heads[1], meaning_scale, clear)
