"""Measures of understanding: intervals, calibration, noise. Standard library only."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

ALIASES = {"third_party": "dv_restriction", "data_kept": "privacy"}
OUTSIDE = "out_of_scope"


@dataclass(frozen=True)
class Heard:
    """One graded question: right topic, decision, topic decided for ("" = asked back), confidence 0..1."""

    topic: str
    style: str
    text: str
    verdict: str
    decided: str
    confidence: float

    @property
    def right(self) -> bool:
        """Decided for the right topic."""
        return self.decided == self.topic


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson score)."""
    if total == 0:
        return 0.0, 1.0
    z, share = 1.96, right / total
    middle = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    base = 1 + z * z / total
    return (middle - spread) / base, (middle + spread) / base


def calibration_error(cases: Sequence[Heard], bins: int = 10) -> float:
    """Expected calibration error of the decisions to answer or to say "outside"."""
    decided = [case for case in cases if case.decided]
    error = 0.0
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [case for case in decided if low < case.confidence <= high]
        if inside:
            gap = abs(sum(case.right for case in inside) - sum(case.confidence for case in inside))
            error += gap / len(decided)
    return error


def without_punctuation(text: str) -> str:
    """As a recogniser of speech writes."""
    return re.sub(r"[。、！？!?,.・「」（）()…~〜\s]+", "", text)


def with_typos(text: str, seed: int) -> str:
    """One slip in about twelve characters: two swapped, one dropped, or one doubled. The same for the same seed."""
    chance = random.Random(f"{seed} {text}")
    letters = list(text)
    for _slip in range(max(1, len(letters) // 12)):
        place = chance.randrange(max(1, len(letters) - 1))
        kind = chance.choice(("swap", "drop", "double"))
        if kind == "swap" and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        elif kind == "drop" and len(letters) > 4:
            del letters[place]
        else:
            letters.insert(place, letters[place])
    return "".join(letters)
