"""Every state, kind, PIN and verdict has its words, and they are plain."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.card.status import JST, CardStatus, Kind, Pin, Reading, State, Verdict
from bot.card.words import pin_words, verdict_words, words_for

PLAIN = [state for state in State if state is not State.UNSUPPORTED]
OTHERS = [kind for kind in Kind if kind is not Kind.MY_NUMBER]
READINGS = [Reading(state) for state in PLAIN] + [
    Reading(State.UNSUPPORTED, CardStatus(kind, None, None, None, datetime(2026, 11, 22, tzinfo=JST)))
    for kind in OTHERS
]


@pytest.mark.parametrize("reading", READINGS, ids=[*PLAIN, *OTHERS])
def test_each_state_says_what_is_the_matter_and_what_to_do(reading: Reading) -> None:
    words = words_for(reading)
    for sentence in (words.says, words.next):
        assert sentence.endswith("。") and len(sentence) <= 70
    assert words.says != words.next


def test_no_two_states_say_the_same() -> None:
    said = [words_for(reading).says for reading in READINGS]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("verdict", Verdict)
def test_each_verdict_has_words(verdict: Verdict) -> None:
    assert verdict_words(verdict).endswith("。")


@pytest.mark.parametrize(
    ("left", "part"),
    [(3, "あと3回"), (1, "あと1回"), (0, "ロックされています"), (None, "ここでは調べません")],
)
@pytest.mark.parametrize("pin", Pin)
def test_tries_left_are_told_in_words(pin: Pin, left: int | None, part: str) -> None:
    assert part in pin_words(pin, left)
