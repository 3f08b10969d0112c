"""The machine over needs and the nearness of statements, as plain arrays and text. Pure but for its two files.

A need is heard by the letters of the message and by what was answered before it: 「母でも?」 alone says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from bot.nlu.grams import Floats, Grams, learn_grams
from bot.nlu.linear import TOLERANCE
from bot.nlu.need_files import OTHER, Example
from bot.text import normalise

BEFORE: Final = 1.0  # weighs the need answered before, and its family, against letters (docs/understanding.md)
EARLIER: Final = 0.7  # ... the one answered before that
QUESTION_GRAMS: Final = (1, 4)
STATEMENT_GRAMS: Final = (1, 3)
SHARPNESS: Final = 6.0  # what margins are multiplied with before they become shares


@dataclass(frozen=True)
class NeedModel:
    """needs: names, a column each, with what is no need among them (OTHER in front); known: topics that the classifier has
    examples of; statements: (id, need), a row each.

    `weights` of letters, `told` of what was answered before and `since` of what was before that (`before`: names of needs and
    families, a row each)."""

    needs: tuple[str, ...]
    known: frozenset[str]
    features: Grams
    weights: npt.NDArray[np.float16]
    before: tuple[str, ...]
    told: npt.NDArray[np.float16]
    since: npt.NDArray[np.float16]
    bias: Floats
    statements: tuple[tuple[str, str], ...]
    words: Grams
    rows: csr_matrix

    def margins(self, text: str) -> Floats:
        """One a need, of the letters alone."""
        row = self.features.rows([text])
        known = row.data @ self.weights[row.indices].astype(np.float32)
        return np.asarray(known + self.bias, dtype=np.float32)

    def after(self, margins: Floats, before: str, earlier: str = "") -> Floats:
        """The margins after what was answered: the need or family answered last, and another answered before it ("" = none)."""
        known = margins
        for name, table, weight in ((before, self.told, BEFORE), (earlier, self.since, EARLIER)):
            for at in (self._places[one] for one in _named(name) if one in self._places):
                known = known + weight * table[at].astype(np.float32)
        return np.asarray(known, dtype=np.float32)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.before)}

    def shares(self, margins: Floats) -> Floats:
        """Margins as shares of 1."""
        raised = np.exp((margins - margins.max()) * SHARPNESS)
        return np.asarray(raised / raised.sum(), dtype=np.float32)

    @cached_property
    def real(self) -> npt.NDArray[np.intp]:
        """The columns of needs."""
        return np.asarray([at for at, name in enumerate(self.needs) if not name.startswith(OTHER)], dtype=np.intp)

    def likeliest_family(self, margins: Floats) -> tuple[str, float]:
        """The family of the likeliest need, and that need's margin."""
        best = int(self.real[margins[self.real].argmax()])
        return self.needs[best].partition(".")[0], float(margins[best])

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
            told=self.told,
            since=self.since,
            bias=self.bias,
            rarity=self.features.rarity,
            words=self.words.rarity,
            data=rows.data.astype(np.float16),
            indices=rows.indices,
            indptr=rows.indptr,
        )
        plain: dict[str, Any] = {
            "needs": self.needs,
            "known": sorted(self.known),
            "before": self.before,
            "features": list(self.features.vocabulary),
            "words": list(self.words.vocabulary),
            "statements": self.statements,
        }
        (folder / "needs.json").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")

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
        return cls(
            tuple(plain["needs"]),
            frozenset(plain["known"]),
            features,
            arrays["weights"],
            tuple(plain["before"]),
            arrays["told"],
            arrays["since"],
            arrays["bias"],
            statements,
            words,
            rows,
        )


def _named(before: str) -> tuple[str, ...]:
    """What a need answered before counts as: itself and its family."""
    return tuple(dict.fromkeys(one for one in (before, before.partition(".")[0]) if one))


def _after(befores: Sequence[str], names: Sequence[str], weight: float) -> csr_matrix:
    """(rows, names)."""
    places = {name: at for at, name in enumerate(names)}
    found = [(row, places[name]) for row, before in enumerate(befores) for name in _named(before) if name in places]
    where = np.asarray(found, dtype=np.int32).reshape(-1, 2)
    each = np.full(len(where), weight, dtype=np.float32)
    return csr_matrix((each, (where[:, 0], where[:, 1])), shape=(len(befores), len(names)))


def fit_needs(
    examples: Sequence[Example],
    others: Sequence[str],
    statements: Sequence[tuple[str, str, str]],
    told: Mapping[str, Sequence[str]],
    known: Sequence[str],
    strength: float,
) -> NeedModel:
    """Learns from the examples; `others` lend their n-grams; `strength` is the machine's C. A statement (id, need, text) is near to
    what it says and to the messages that it is `told` for."""
    from sklearn.svm import LinearSVC

    texts = [one.text for one in examples]
    features = learn_grams([*texts, *others], *QUESTION_GRAMS, at_least=2)
    needs = {one.need for one in examples if not one.need.startswith(OTHER)}
    before = sorted({*needs, *(need.partition(".")[0] for need in needs)})
    letters = features.rows(texts)
    told_before = _after([one.before for one in examples], before, BEFORE)
    rows = hstack([letters, told_before, _after([one.earlier for one in examples], before, EARLIER)])
    machine = LinearSVC(C=strength, tol=TOLERANCE, random_state=0).fit(csr_matrix(rows), [one.need for one in examples])
    spoken = [[normalise(text), *told.get(name, ())] for name, _need, text in statements]
    words = learn_grams([text for texts in spoken for text in texts], *STATEMENT_GRAMS, at_least=2)
    of_letters, of_before, of_earlier = np.split(machine.coef_, np.cumsum([letters.shape[1], len(before)]), axis=1)
    used = np.abs(of_letters).max(axis=0) > 0  # n-grams that only others have decide nothing
    kept = {gram: column for column, gram in enumerate(gram for gram, at in features.vocabulary.items() if used[at])}
    return NeedModel(
        tuple(str(one) for one in machine.classes_),
        frozenset(known),
        Grams(kept, features.rarity[used], features.low, features.high),
        of_letters[:, used].T.astype(np.float16),
        tuple(before),
        of_before.T.astype(np.float16),
        of_earlier.T.astype(np.float16),
        machine.intercept_.astype(np.float32),
        tuple((name, need) for name, need, _text in statements),
        words,
        _middles(words, spoken),
    )


def _middles(words: Grams, spoken: Sequence[Sequence[str]]) -> csr_matrix:
    """The middle of each statement's texts, of length 1."""
    rows = words.rows([text for texts in spoken for text in texts])
    ends = np.cumsum([0, *map(len, spoken)])
    sums = csr_matrix((np.ones(ends[-1], dtype=np.float32), np.arange(ends[-1]), ends), shape=(len(spoken), ends[-1])) @ rows
    lengths = np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel())
    return csr_matrix(sums.multiply(1.0 / np.maximum(lengths, 1e-9)[:, None]))
