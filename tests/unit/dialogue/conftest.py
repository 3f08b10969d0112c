"""Every turn that a test of the dialogue takes is looked at for outcomes of one tier that are the case at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.dialogue import turn
from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.turn import Move, all_that_hold
from bot.reading.model import Reading

decide = turn.decide


def unlisted(move: Move) -> list[tuple[str, str, str]]:
    """Pairs of outcomes of the move's tier that are the case at once though the first does not name the second as later."""
    held = all_that_hold(move)
    pairs = [(first, then) for number, first in enumerate(held) for then in held[number + 1 :]]
    return [(move.tier, first.name, then.name) for first, then in pairs if not then.rest and then.name not in first.before]


@pytest.fixture(autouse=True)
def no_unlisted_overlap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def watched(reading: Reading, belief: Belief, context: Context) -> Move:
        move = decide(reading, belief, context)
        assert unlisted(move) == [], f"list it in `before` or make the conditions exclusive (docs/architecture.md): {reading.as_json()}"
        return move

    monkeypatch.setattr(turn, "decide", watched)
    yield
