"""Which statements answer a message in its conversation: by what its words share with each of them, by the machine over needs, by
what was answered, said and asked before. Pure.

The weights are few, so a thousand turns teach them; they are learned from turns of writers whom the rest of the model has not
seen (tests/bench/fit_ranking.py), otherwise they would trust letters that were learned by heart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.nlu.grams import Floats
from bot.nlu.need_model import NeedModel

LEAST_ASKED: Final = 0.01  # share that stands for "was not asked before"
PLACES: Final = 6  # of a need's statements, those after it count as this one
# what is known of a statement: the margin of its need after what was answered, the margin by letters alone, the rank of the
# need; what the statement shares with the message, the most that one of its need does, how far it stays behind the nearest of
# all; whether its family was answered last, or before that; whether it was said; the share of its need and of its
# family in what was asked before; its place in its need; whether it holds for some people only; whether
# its family was answered last and the message says that this was not asked
WEIGHTS: Final[Mapping[str, float]] = {
    "after": 0.3, "alone": 3.05, "rank": -0.6, "near": 23.5, "of_need": -13.0, "behind": 3.25, "family": 0.5, "earlier": -0.17,
    "said": -0.72, "asked": 0.36, "asked_family": 0.33, "place": -0.05, "bound": -1.2, "not_this": -1.1,
}  # fmt: skip


@dataclass(frozen=True)
class SoFar:
    """The conversation before a message: the needs or topics `answered` last and `earlier`, the ids of the statements `said`, the
    needs that earlier messages may have meant with their largest shares (`asked`); `corrected`: the message says that the answer
    was not what was asked."""

    answered: str = ""
    earlier: str = ""
    said: Collection[str] = field(default=(), repr=False)
    asked: Mapping[str, float] = field(default_factory=dict, repr=False)
    corrected: bool = False


@dataclass(frozen=True)
class Ranking:
    """The statements of a model, in the order of its rows."""

    model: NeedModel

    def shares(self, text: str, alone: Floats, after: Floats, so_far: SoFar) -> Floats:
        """How likely each statement is the one that answers, of 1. `alone`, `after`: margins of the needs by the letters, and
        with all that is known of the conversation."""
        scores = self.features(text, alone, after, so_far) @ np.asarray(list(WEIGHTS.values()), dtype=np.float32)
        raised = np.exp(scores - scores.max())
        return np.asarray(raised / raised.sum(), dtype=np.float32)

    def features(self, text: str, alone: Floats, after: Floats, so_far: SoFar) -> Floats:
        """(statements, names of WEIGHTS)."""
        near = self.model.nearness(text).to_all(text)
        of_need = np.full(len(self.model.needs), 0.0, dtype=np.float32)
        np.maximum.at(of_need, self._needs, near)
        ranks = np.empty(len(after), dtype=np.float32)
        real = self.model.real[np.argsort(-after[self.model.real])]
        ranks[real] = np.log1p(np.arange(len(real)))
        families: dict[str, float] = {}
        for need, share in so_far.asked.items():
            families[_family(need)] = families.get(_family(need), 0.0) + share
        said, wrong = frozenset(so_far.said), so_far.answered if so_far.corrected else ""
        columns = (
            after[self._needs],
            alone[self._needs],
            ranks[self._needs],
            near,
            of_need[self._needs],
            near - near.max(),
            self._is_of(so_far.answered),
            self._is_of(so_far.earlier),
            [name in said for name in self.names],
            np.log([so_far.asked.get(need, 0.0) + LEAST_ASKED for need in self.needs]),
            np.log([families.get(one, 0.0) + LEAST_ASKED for one in self._families]),
            self._places,
            self._bound,
            self._is_of(wrong),
        )
        return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)

    def of_all_needs(self, shares: Floats, of_letters: Floats) -> Floats:
        """Those of all columns of the machine: what is no need keeps what letters give it (`of_letters`)."""
        ours = np.bincount(self._needs, weights=shares, minlength=len(self.model.needs)).astype(np.float32)
        found = of_letters.copy()
        found[self.model.real] = 0.0
        return np.asarray(found + ours * (1.0 - found.sum()), dtype=np.float32)

    def of_needs(self, shares: Floats) -> dict[str, float]:
        """The shares of the needs whose statements these are."""
        found = np.bincount(self._needs, weights=shares, minlength=len(self.model.needs))
        return {self.model.needs[at]: float(found[at]) for at in self.model.real}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids of the statements."""
        return tuple(name for name, _need in self.model.japanese.statements)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The need of each."""
        return tuple(need for _name, need in self.model.japanese.statements)

    @cached_property
    def _needs(self) -> npt.NDArray[np.intp]:
        columns = {need: at for at, need in enumerate(self.model.needs)}
        return np.asarray([columns[need] for need in self.needs], dtype=np.intp)

    @cached_property
    def _families(self) -> tuple[str, ...]:
        return tuple(map(_family, self.needs))

    def _is_of(self, answered: str) -> npt.NDArray[np.bool_]:
        family = _family(answered)
        return np.asarray([bool(family) and one == family for one in self._families])

    @cached_property
    def _places(self) -> Floats:
        seen: dict[str, int] = {}
        found = []
        for need in self.needs:
            found.append(min(seen.get(need, 0), PLACES))
            seen[need] = seen.get(need, 0) + 1
        return np.asarray(found, dtype=np.float32)

    @cached_property
    def _bound(self) -> npt.NDArray[np.bool_]:
        return np.asarray([name in self.model.bound for name in self.names])


def _family(need: str) -> str:
    return need.partition(".")[0]
