"""What the lists cannot hold: veiled words of danger, and whose thing is meant, recognised by weighted pieces of words.

Linear models over pieces of two to five characters, learned by `bot/nlu/risk.py` from `data/risk`. They are data
(`risk_model.json`, `others_model.json`); judging a message is a sum, so it needs no engine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from math import sqrt
from pathlib import Path
from typing import Any, Final

from bot.reading.marks import Said, load_marks

RISK: Final = Path(__file__).with_name("risk_model.json")
OTHERS: Final = Path(__file__).with_name("others_model.json")
SAYS_SOMETHING: Final = 12  # characters; of less the models know too little
SIZES: Final = (2, 3, 4, 5)
MARKS: Final = frozenset("ⓈⓅⒺⒸⓄⓀⒻ")
SCALE: Final = 1000.0  # weights are stored as whole thousandths


def roles(plain: str) -> str:
    """Compact text with a mark for each person and thing (words/roles.yml)."""
    for role in load_marks("roles").values():
        for pattern in role.patterns["words"]:
            plain = pattern.sub(role.kind, plain)
    return plain


def names_somebody(said: Said) -> bool:
    """True when another person is named: a partner, a parent, a child, anybody."""
    return not frozenset("ⓅⒺⒸⓄ").isdisjoint(roles(said.form("ja")))


def _runs(text: str) -> set[str]:
    whole = f"^{text}$"
    return {whole[start : start + size] for size in SIZES for start in range(len(whole) - size + 1)}


def pieces(said: Said) -> frozenset[str]:
    """The pieces of one message: character runs of its compact form, the same with persons and things marked, and words
    and pairs of words in Latin letters."""
    plain = said.form("ja")
    marked, found = roles(plain), _runs(plain)
    if marked != plain:
        found.update(run for run in _runs(marked) if not MARKS.isdisjoint(run))
    words = [word for word in said.form("en").split() if word.isascii()]
    found.update(f" {word} " for word in words)
    found.update(f" {one} {two} " for one, two in zip(words, words[1:], strict=False))
    return frozenset(found)


def every_part(said: Said) -> list[frozenset[str]]:
    """The pieces of a message as a whole and, when it has several sentences, of each: a cry for help may stand in a long
    story."""
    lines = (line for mark in re.split("[！？]", said.text) for one in mark.splitlines() for line in one.split("。"))
    sentences = [line for line in lines if len(line.strip()) >= SAYS_SOMETHING][:40]
    return [pieces(one) for one in (said, *(map(Said, sentences) if len(sentences) > 1 else ()))]


@dataclass(frozen=True)
class RiskModel:
    """kinds: names; weights: piece -> its weight for danger at all, then one a kind; bias: the same; limit: above it the
    score for danger at all means danger."""

    kinds: tuple[str, ...]
    weights: Mapping[str, tuple[int, ...]]
    bias: tuple[float, ...]
    limit: float

    def scores(self, found: frozenset[str]) -> tuple[float, ...]:
        """How much one part speaks of danger at all, then of each kind."""
        known = [self.weights[piece] for piece in found & self.weights.keys()]
        length = sqrt(len(found)) * SCALE
        totals = map(sum, zip(*known, strict=True)) if known else [0] * len(self.bias)
        return tuple(bias + total / length for bias, total in zip(self.bias, totals, strict=True))

    def strength(self, parts: Sequence[frozenset[str]]) -> float:
        """How far the message or one of its sentences is above the limit; 0 or less: nothing of it."""
        return max(self.scores(part)[0] for part in parts) - self.limit

    def heard(self, parts: Sequence[frozenset[str]]) -> dict[str, float]:
        """The likeliest kind of the message and of each of its sentences, and how far above the limit it is."""
        far: dict[str, float] = {}
        for scores in map(self.scores, parts):
            kind = max(zip(scores[1:], self.kinds, strict=True))[1]
            far[kind] = max(scores[0] - self.limit, far.get(kind, scores[0] - self.limit))
        return far

    def found(self, parts: Sequence[frozenset[str]]) -> frozenset[str]:
        """The kinds that the message or one of its sentences tells of."""
        return frozenset(kind for kind, far in self.heard(parts).items() if far > 0)


def read_model(plain: Mapping[str, Any]) -> RiskModel:
    """The model from its JSON form."""
    weights = {piece: tuple(values) for piece, values in plain["weights"].items()}
    return RiskModel(tuple(plain["kinds"]), weights, tuple(plain["bias"]), float(plain["limit"]))


@cache
def shipped_model(path: Path = RISK) -> RiskModel:
    """A model that comes with the product."""
    return read_model(json.loads(path.read_text(encoding="utf-8")))


def digest_lines(lines: Iterable[str]) -> str:
    """What the model was learned from, as a short digest; a test compares it, so that no old model stays."""
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]
