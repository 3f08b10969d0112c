"""A multinomial linear classifier over spelling and meaning features, stored as plain arrays (no pickles)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from bot.nlu.encoders import Vectors
from bot.nlu.features import SpellingFeatures

Floats = npt.NDArray[np.float32]


def softmax(scores: Floats) -> Floats:
    """Row-wise probabilities."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)


@dataclass
class LinearModel:
    """Two linear heads, one over spelling, one over meaning, whose scores are added and calibrated by a temperature.

    labels: class names; spelling: (features, classes); meaning: (dimension, classes); bias: (classes,).
    """

    labels: tuple[str, ...]
    features: SpellingFeatures
    spelling: Floats
    meaning: Floats
    bias: Floats
    temperature: float = 1.0

    def probabilities(self, texts: Sequence[str], words: Sequence[Sequence[str]], vectors: Vectors) -> Floats:
        """(len(texts), classes), rows sum to 1."""
        scores = np.asarray(self.features.rows(texts, words) @ self.spelling) + vectors @ self.meaning + self.bias
        return softmax(scores / self.temperature)

    def save(self, folder: Path) -> None:
        """Writes model.npz and labels.json into `folder`."""
        assert self.features.weights is not None
        np.savez(
            folder / "model.npz",
            spelling=self.spelling.astype(np.float16),
            meaning=self.meaning,
            bias=self.bias,
            weights=self.features.weights,
            temperature=np.float32(self.temperature),
        )
        (folder / "labels.json").write_text(json.dumps(self.labels), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Reads what `save` wrote."""
        arrays = np.load(folder / "model.npz", allow_pickle=False)
        labels = tuple(json.loads((folder / "labels.json").read_text(encoding="utf-8")))
        return cls(
            labels,
            SpellingFeatures(arrays["weights"]),
            arrays["spelling"].astype(np.float32),
            arrays["meaning"],
            arrays["bias"],
            float(arrays["temperature"]),
        )


def fit(
    texts: Sequence[str],
    words: Sequence[Sequence[str]],
    vectors: Vectors,
    labels: Sequence[str],
    *,
    strength: float = 30.0,
    meaning_scale: float = 3.0,
    iterations: int = 150,
    seed: int = 0,
) -> LinearModel:
    """Trains on the given texts. `strength` is sklearn's C; `meaning_scale` weighs the encoder against spelling."""
    from sklearn.linear_model import LogisticRegression

    features = SpellingFeatures()
    rows = csr_matrix(hstack([features.fit(texts, words), csr_matrix(vectors * np.float32(meaning_scale))]))
    used = np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]) >= 2)
    regression = LogisticRegression(
        C=strength, max_iter=iterations, class_weight="balanced", random_state=seed, multi_class="multinomial", tol=1e-3
    )
    regression.fit(rows[:, used], np.asarray(labels))
    weights = np.zeros((rows.shape[1], len(regression.classes_)), dtype=np.float32)
    weights[used] = regression.coef_.T
    split = rows.shape[1] - vectors.shape[1]
    return LinearModel(
        tuple(str(label) for label in regression.classes_),
        features,
        weights[:split],
        weights[split:] * np.float32(meaning_scale),
        regression.intercept_.astype(np.float32),
    )
