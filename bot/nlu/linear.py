"""The linear model: a cheap head over spelling decides the clear cases, a full head with meaning all others.

Both are linear support vector machines; their margins become probabilities by a temperature learnt on texts held out.
Stored as plain arrays and text (no pickles).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from bot.nlu.encoders import Vectors
from bot.nlu.features import Floats, SpellingFeatures, learn_features
from bot.nlu.words import Words

Integers = npt.NDArray[np.int64]

PARTS: Final = 3  # one of them is held out to choose the concept weight and the sharpness by
TOLERANCE: Final = (
    0.1  # of the machines' fitting: a tenth of the default's steps, the same share right on held-out questions
)


def softmax(scores: Floats) -> Floats:
    """Row-wise probabilities."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True)
class Head:
    """weights: (features, classes), in half precision: half the memory, the same decisions; bias: (classes,);
    sharpness: what margins are multiplied with before softmax."""

    weights: npt.NDArray[np.float16]
    bias: Floats
    sharpness: float

    def margins(self, rows: csr_matrix) -> Floats:
        """(rows, classes)."""
        parts = (slice(*rows.indptr[number : number + 2]) for number in range(rows.shape[0]))
        known = [rows.data[part] @ self.weights[rows.indices[part]].astype(np.float32) for part in parts]
        return np.stack(known).astype(np.float32) + self.bias


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
        if self.full is self.cheap:
            return softmax(margins * self.cheap.sharpness)
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
        heads = {"cheap": self.cheap.weights, "cheap_bias": self.cheap.bias}
        if self.full is not self.cheap:
            heads |= {"full": self.full.weights, "full_bias": self.full.bias}
        np.savez_compressed(folder / "model.npz", rarity=self.features.rarity, **heads)
        plain = {
            "labels": self.labels,
            "vocabularies": [list(vocabulary) for vocabulary in self.features.vocabularies],
            "sharpness": [self.cheap.sharpness, self.full.sharpness],
            "concept_weight": self.features.concept_weight,
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
        sharp = dict(zip(("cheap", "full"), plain["sharpness"], strict=True))
        heads = [Head(arrays[name], arrays[f"{name}_bias"], sharp[name]) for name in sharp if name in arrays]
        features = SpellingFeatures(tuple(vocabularies), arrays["rarity"], plain["concept_weight"])
        return cls(tuple(plain["labels"]), features, heads[0], heads[-1], plain["meaning_scale"], plain["clear"])


def _fit_head(rows: csr_matrix, labels: Integers, strength: float, seed: int) -> tuple[Floats, Floats]:
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=strength, tol=TOLERANCE, random_state=seed).fit(rows, labels)
    weights, bias = machine.coef_, machine.intercept_
    if len(weights) == 1:  # of two classes scikit-learn gives the second one's side only
        weights, bias = np.vstack((-weights, weights)), np.concatenate((-bias, bias))
    return weights.T.astype(np.float32), bias.astype(np.float32)


def _sharpness(margins: Floats, truth: Integers) -> float:
    """The factor under which the true classes are likeliest, by a search over a grid (1 to 30)."""
    best, chosen = np.inf, 1.0
    for factor in np.geomspace(1.0, 30.0, 69):
        likelihood = softmax(margins * np.float32(factor))[np.arange(len(truth)), truth]
        loss = float(-np.log(np.maximum(likelihood, 1e-9)).mean())
        if loss < best:
            best, chosen = loss, float(factor)
    return chosen


def _of_unseen(rows: csr_matrix, truth: Integers, held: npt.NDArray[np.bool_], strength: float, seed: int) -> Floats:
    """Margins (held rows, classes) by a machine that has seen the other rows only."""
    margins = np.zeros((int(held.sum()), int(truth.max()) + 1), dtype=np.float32)
    weights, bias = _fit_head(rows[~held], truth[~held], strength, seed)
    # a class may have no example in the part that is learned from: then it has no column there
    present = np.unique(truth[~held])
    margins[:, present] = np.asarray(rows[held] @ weights + bias)
    return margins


def fit(
    texts: Sequence[Words],
    vectors: Vectors,
    labels: Sequence[str],
    *,
    strength: float = 0.3,
    meaning_scale: float = 3.0,
    concept_weights: Sequence[float] = (0.0, 1.5),
    clear: float = 0.4,
    seed: int = 0,
) -> LinearModel:
    """Trains on the given texts. `strength` is the machines' C; `meaning_scale` weighs meaning against spelling. Of the
    concept weights the one is taken under which most of the texts held out are right, the first of equals."""
    truth_names = sorted(set(labels))
    truth = np.asarray([truth_names.index(label) for label in labels])
    held = np.random.default_rng(seed).permutation(len(texts)) % PARTS == 0
    most, chosen = -1, None
    for weight in concept_weights:
        features = learn_features(texts, weight)
        rows = features.rows(texts)
        margins = _of_unseen(rows, truth, held, strength, seed)
        right = int((margins.argmax(axis=1) == truth[held]).sum())
        if right > most:
            most, chosen = right, (features, rows, margins)
    if chosen is None:
        raise ValueError("concept_weights: give at least one weight")
    features, rows, cheap_margins = chosen
    if not vectors.shape[1]:  # no meaning: spelling decides all
        cheap = _head(_fit_head(rows, truth, strength, seed), cheap_margins, truth[held])
        return LinearModel(tuple(truth_names), features, cheap, cheap, meaning_scale, clear)
    both = csr_matrix(hstack([rows, csr_matrix(vectors * np.float32(meaning_scale))]))
    for matrix in (both, rows):
        matrix.sum_duplicates()  # scikit-learn would do it in place, in several threads at once
    with ThreadPoolExecutor() as pool:  # liblinear does without Python's lock
        fitted = [pool.submit(_fit_head, matrix, truth, strength, seed) for matrix in (both, rows)]
        full_margins = pool.submit(_of_unseen, both, truth, held, strength, seed).result()
        full, cheap = (
            _head(one.result(), margins, truth[held])
            for one, margins in zip(fitted, (full_margins, cheap_margins), strict=True)
        )
    return LinearModel(tuple(truth_names), features, cheap, full, meaning_scale, clear)


def _head(fitted: tuple[Floats, Floats], unseen: Floats, truth: Integers) -> Head:
    """Of weights and bias, and the margins of texts held out."""
    weights, bias = fitted
    return Head(weights.astype(np.float16), bias, _sharpness(unseen, truth))
