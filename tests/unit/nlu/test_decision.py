"""From probabilities to a decision; words of our own subject are never declined."""

from __future__ import annotations

import pytest

from bot.nlu.decision import OUTSIDE, Decision, Thresholds, decide

T = Thresholds()


def shares(outside: float, **topics: float) -> dict[str, float]:
    rest = (1.0 - outside - sum(topics.values())) / 30
    return {OUTSIDE: outside, **topics, **{f"other{number}": rest for number in range(30)}}


@pytest.mark.parametrize("outside", [0.3, 0.5, 0.7, 0.9, 0.99])
def test_what_names_our_things_is_never_declined(outside: float) -> None:
    found = decide(shares(outside, loss=(1 - outside) * 0.7), T, ours=True)
    assert found.verdict in ("answer", "choose") and "loss" in (found.topic, *found.choices)


def test_against_a_very_sure_outside_class_the_nearest_topics_are_offered() -> None:
    found = decide(shares(0.95, loss=0.04), T, ours=True)
    assert (found.verdict, found.choices[0]) == ("choose", "loss")


def test_of_our_things_without_a_near_topic_the_nearest_is_offered() -> None:
    assert decide(shares(0.9), T, ours=True).verdict == "choose" and decide(shares(0.9), T, ours=True).choices


def test_without_our_words_it_is_outside_and_what_is_likely_is_offered_beside() -> None:
    assert decide(shares(0.4, loss=0.5), T) == Decision("outside", OUTSIDE, 0.4, ("loss",))
    assert decide(shares(0.97, loss=0.02), T) == Decision("outside", OUTSIDE, 0.97, ())


def test_other_offices_business_is_declined_earlier() -> None:
    assert decide(shares(0.1, loss=0.8), T).verdict == "answer"
    assert decide(shares(0.1, loss=0.8), T, others=True).verdict == "outside"


def test_another_offices_thing_named_like_ours_is_always_outside() -> None:
    assert decide(shares(0.02, loss=0.95), T, ours=True, surely=True).verdict == "outside"


def test_what_nobody_declines_is_answered_offered_or_admitted() -> None:
    assert decide(shares(0.05, loss=0.6), T).verdict == "answer"
    assert decide(shares(0.2, loss=0.22, moving=0.2), T).verdict == "choose"
    assert decide(shares(0.1), T).verdict in ("outside", "unclear")
