"""From probabilities to a decision: answer, offer choices, say "outside", or admit not to have understood. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

OUTSIDE: Final = "out_of_scope"
Verdict = Literal["answer", "choose", "outside", "unclear"]


@dataclass(frozen=True)
class Thresholds:
    """Chosen on the development split (docs/understanding.md); probabilities between 0 and 1."""

    outside: float = 0.3  # at or above: not our subject
    outside_others: float = 0.08  # the same, when the words are other offices' business and none is ours
    sure: float = 0.5  # best topic among ours, at or above: answer
    margin: float = 0.2  # best minus second, at or above: answer even when below `sure`
    plausible: float = 0.08  # a topic below this is not offered as a choice


@dataclass(frozen=True)
class Decision:
    """What to do with a text. `confidence` is the probability of the best topic among ours (or of being outside)."""

    verdict: Verdict
    topic: str
    confidence: float
    choices: tuple[str, ...] = ()


def decide(probabilities: Mapping[str, float], thresholds: Thresholds, *, others: bool = False) -> Decision:
    """`probabilities` holds every class, out_of_scope among them, and sums to 1. `others`: bot.reading.foreign says so."""
    outside = probabilities.get(OUTSIDE, 0.0)
    inside = sorted(((value, name) for name, value in probabilities.items() if name != OUTSIDE), reverse=True)
    if outside >= (thresholds.outside_others if others else thresholds.outside):
        return Decision("outside", OUTSIDE, outside)
    (best, topic), (second, _runner_up) = inside[0], inside[1]
    rest = max(1.0 - outside, 1e-9)
    if best / rest >= thresholds.sure or (best - second) / rest >= thresholds.margin:
        return Decision("answer", topic, best)
    choices = tuple(name for value, name in inside[:3] if value >= thresholds.plausible)
    if len(choices) >= 2:
        return Decision("choose", topic, best, choices)
    if outside >= best:
        return Decision("outside", OUTSIDE, outside)
    return Decision("unclear", topic, best, choices)
