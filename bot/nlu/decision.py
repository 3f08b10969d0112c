"""From probabilities to a decision: answer, offer choices, say "outside", or admit not to have understood. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.reading.model import OUTSIDE

Verdict = Literal["answer", "choose", "outside", "unclear"]


@dataclass(frozen=True)
class Thresholds:
    """Chosen on the development split (docs/understanding.md); probabilities between 0 and 1."""

    outside: float = 0.3  # at or above: not our subject
    outside_others: float = 0.08  # the same, when the words are other offices' business and none is ours
    sure: float = 0.5  # best topic among ours, at or above: answer
    margin: float = 0.2  # best minus second, at or above: answer even when below `sure`
    plausible: float = 0.08  # a topic below this is not offered as a choice
    ours: float = 0.85  # below: words that name our own things are answered; from here on their topics are offered


@dataclass(frozen=True)
class Decision:
    """What to do with a text. `confidence` is the probability of the best topic among ours (or of being outside);
    `choices` are the topics to offer, likeliest first, beside "outside" too."""

    verdict: Verdict
    topic: str
    confidence: float
    choices: tuple[str, ...] = ()


def decide(
    probabilities: Mapping[str, float],
    thresholds: Thresholds,
    *,
    others: bool = False,
    ours: bool = False,
    surely: bool = False,
) -> Decision:
    """`probabilities` holds every class, out_of_scope among them, and sums to 1. `others` and `ours`: the words name
    other offices' business, or our own things and nobody else's business; `surely`: a thing of another office whose name
    holds one of ours, 通知カード or 介護保険証 (bot.reading.foreign says so).

    What names our own things is never outside: the outside class knows many a sentence with マイナンバーカード in it.
    """
    outside = probabilities.get(OUTSIDE, 0.0)
    inside = sorted(((value, name) for name, value in probabilities.items() if name != OUTSIDE), reverse=True)
    if surely:
        return Decision("outside", OUTSIDE, max(outside, thresholds.sure))
    declined = outside >= (thresholds.outside_others if others else thresholds.outside)
    rest = max(1.0 - outside, 1e-9)
    likely = tuple(name for value, name in inside[:3] if value >= thresholds.plausible)
    if declined and not ours:
        return Decision("outside", OUTSIDE, outside, likely)
    (best, topic), (second, _runner_up) = inside[0], inside[1]
    clear = best / rest >= thresholds.sure or (best - second) / rest >= thresholds.margin
    if clear and not (declined and outside >= thresholds.ours):
        return Decision("answer", topic, best / rest if declined else best)
    # beside a strong outside class every topic looks unlikely: what is nearest is offered all the same
    near = tuple(name for value, name in inside[:3] if value / rest >= thresholds.plausible) or (topic,)
    choices = near if ours else likely
    if len(choices) >= 2 or ours:
        return Decision("choose", topic, best, choices)
    if outside >= best:
        return Decision("outside", OUTSIDE, outside)
    return Decision("unclear", topic, best, choices)
