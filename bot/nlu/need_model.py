"""The machine over needs and the nearness of statements, as plain arrays and text. Pure but for its two files.

A need is heard by the letters of the message and by what was answered before it: 「母でも?」 alone says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from bot.nlu.grams import Floats, Grams, learn_grams
from bot.nlu.linear import TOLERANCE
from bot.nlu.nearness import ENGLISH, JAPANESE, Nearness, in_both, loaded
from bot.nlu.need_files import OTHER, Example, Stated
from bot.nlu.sparse import Sparse, loaded_sparse, made_sparse
from bot.reading.language import in_english

BEFORE: Final = 1.0  # weighs the need answered before, and its family, against letters (docs/understanding.md)
EARLIER: Final = 0.7  # ... the one answered before that
QUESTION_GRAMS: Final = (1, 4)
FEW: Final = 5  # names that are learned in one go
REST: Final = "\uffff"  # every name of another part
LEAST_SHARE: Final = 0.001  # of a topic that is none of the likeliest
SHARE_OF_UNKNOWN: Final = 1 / 80  # of a family that the classifier does not know, as of one of its topics
SHARPNESS: Final = 6.0  # what margins are multiplied with before they become shares


@dataclass(frozen=True)
class NeedModel:
    """needs: names, a column each, with what is no need among them (OTHER in front); known: topics that the classifier has
    examples of; `bound`: statements that hold for some people only; `japanese` and `english`: the nearness of statements to a
    question in that language.

    `weights` of letters, `told` of what was answered before and `since` of what was before that (`before`: names of needs and
    families, a row each)."""

    needs: tuple[str, ...]
    known: frozenset[str]
    bound: frozenset[str]
    features: Grams
    weights: Sparse
    before: tuple[str, ...]
    told: npt.NDArray[np.float16]
    since: npt.NDArray[np.float16]
    bias: Floats
    japanese: Nearness
    english: Nearness

    def margins(self, text: str) -> Floats:
        """One a need, of the letters alone."""
        row = self.features.rows([text])
        return np.asarray(self.weights.weighted(row.indices, row.data) + self.bias, dtype=np.float32)

    def after(self, margins: Floats, before: str, earlier: str = "") -> Floats:
        """The margins after what was answered: the need or family answered last, and another answered before it ("" = none)."""
        known = margins
        for name, table, weight in ((before, self.told, BEFORE), (earlier, self.since, EARLIER)):
            for at in (self._places[one] for one in _named(name) if one in self._places):
                known = known + weight * table[at].astype(np.float32)
        return np.asarray(known, dtype=np.float32)

    def with_topics(self, margins: Floats, ranking: Mapping[str, float], weight: float) -> Floats:
        """The margins with what the topic classifier thinks of each need's family (`ranking`, its likeliest topics of all)."""
        seen = {family: weight * log(share + LEAST_SHARE) for family, share in ranking.items()}
        known, unknown = weight * log(LEAST_SHARE), weight * log(SHARE_OF_UNKNOWN)
        added = [seen.get(one, known if one in self.known else unknown) for one in self._family_of]
        return np.asarray(margins + np.asarray(added, dtype=np.float32), dtype=np.float32)

    @cached_property
    def _family_of(self) -> tuple[str, ...]:
        return tuple(name.partition(".")[0] for name in self.needs)

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

    def nearness(self, text: str) -> Nearness:
        """The measure of the question's language."""
        return self.english if in_english(text) else self.japanese

    @cached_property
    def _families(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, name in enumerate(self.needs):
            found.setdefault(name.partition(".")[0], []).append(at)
        return found

    def save(self, folder: Path) -> None:
        """Writes needs.npz and needs.json into `folder`."""
        np.savez_compressed(
            folder / "needs.npz",
            **self.weights.arrays("weights"),
            told=self.told,
            since=self.since,
            bias=self.bias,
            rarity=self.features.rarity,
            **self.japanese.arrays("japanese"),
            **self.english.arrays("english"),
        )
        plain: dict[str, Any] = {
            "needs": self.needs,
            "known": sorted(self.known),
            "bound": sorted(self.bound),
            "before": self.before,
            "features": list(self.features.vocabulary),
            "japanese": list(self.japanese.words.vocabulary),
            "english": list(self.english.words.vocabulary),
            "statements": self.japanese.statements,
        }
        (folder / "needs.json").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> NeedModel:
        """Reads what `save` wrote."""
        arrays = np.load(folder / "needs.npz", allow_pickle=False)
        plain = json.loads((folder / "needs.json").read_text(encoding="utf-8"))
        features = {gram: column for column, gram in enumerate(plain["features"])}
        japanese, english = (
            loaded(name, arrays, plain["statements"], plain[name], sizes)
            for name, sizes in (("japanese", JAPANESE), ("english", ENGLISH))
        )
        return cls(
            tuple(plain["needs"]),
            frozenset(plain["known"]),
            frozenset(plain["bound"]),
            Grams(features, arrays["rarity"], *QUESTION_GRAMS),
            loaded_sparse("weights", arrays, len(plain["needs"])),
            tuple(plain["before"]),
            arrays["told"],
            arrays["since"],
            arrays["bias"],
            japanese,
            english,
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
    statements: Sequence[Stated],
    told: Mapping[str, Sequence[str]],
    known: Sequence[str],
    strength: float,
) -> NeedModel:
    """Learns from the examples; `others` lend their n-grams; `strength` is the machine's C. A statement is near to what it says
    and to the messages that it is `told` for."""
    texts = [one.text for one in examples]
    features = learn_grams([*texts, *others], *QUESTION_GRAMS, at_least=2)
    needs = {one.need for one in examples if not one.need.startswith(OTHER)}
    statements = [one for one in statements if one.need in needs]
    before = sorted({*needs, *(need.partition(".")[0] for need in needs)})
    letters = features.rows(texts)
    told_before = _after([one.before for one in examples], before, BEFORE)
    rows = hstack([letters, told_before, _after([one.earlier for one in examples], before, EARLIER)])
    names, weights, bias = _fit_each(csr_matrix(rows), [one.need for one in examples], strength)
    of_letters, of_before, of_earlier = np.split(weights, np.cumsum([letters.shape[1], len(before)]), axis=1)
    used = np.abs(of_letters).max(axis=0) > 0  # n-grams that only others have decide nothing
    kept = {gram: column for column, gram in enumerate(gram for gram, at in features.vocabulary.items() if used[at])}
    return NeedModel(
        tuple(names),
        frozenset(known),
        frozenset(one.id for one in statements if one.bound),
        Grams(kept, features.rarity[used], features.low, features.high),
        made_sparse(of_letters[:, used].T),
        tuple(before),
        of_before.T.astype(np.float16),
        of_earlier.T.astype(np.float16),
        bias.astype(np.float32),
        *in_both(statements, told),
    )


def _fit_each(rows: csr_matrix, labels: Sequence[str], strength: float) -> tuple[list[str], Floats, Floats]:
    """(names, weights, bias) of a machine a name against the rest. Each is learned by itself, so a core takes every second name."""
    from sklearn.svm import LinearSVC

    def fitted(names: Sequence[str]) -> Any:
        ours = frozenset(names)
        theirs = [one if one in ours else REST for one in labels]
        return LinearSVC(C=strength, tol=TOLERANCE, random_state=0).fit(rows, theirs)

    every = sorted(set(labels))
    rows.sum_duplicates()  # scikit-learn would do it in place, in both threads at once
    with ThreadPoolExecutor() as pool:  # liblinear does without Python's lock
        machines = list(pool.map(fitted, (every[::2], every[1::2]) if len(every) > FEW else (every,)))
    found = {
        str(name): (weights, bias)
        for machine in machines
        for name, weights, bias in zip(machine.classes_, machine.coef_, machine.intercept_, strict=True)
        if name != REST
    }
    weights = np.stack([found[name][0] for name in every]).astype(np.float32)
    return every, weights, np.asarray([found[name][1] for name in every], dtype=np.float32)
