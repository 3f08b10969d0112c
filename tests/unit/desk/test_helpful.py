"""Counts of answers that helped, and how long a careful conversation is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.desk.helpful import Helpful
from bot.desk.record import Stay
from bot.rulebook.store.database import open_conversations

DAY = date(2026, 11, 22)
MESSAGE: dict[str, Any] = {"topic": "moving", "need": "", "text": "秘密の文"}


@pytest.fixture
def helpful() -> Iterator[Helpful]:
    engine = open_conversations("")
    yield Helpful(engine)
    engine.dispose()


def test_counts_by_day_door_topic_and_need(helpful: Helpful) -> None:
    for yes in (True, True, False):
        helpful.count(DAY, "web", MESSAGE, yes=yes)
    helpful.count(date(2026, 11, 23), "kiosk", MESSAGE | {"need": "moving.in"}, yes=False)
    assert list(helpful.counted(DAY)) == [
        {"day": "2026-11-22", "door": "web", "topic": "moving", "need": "", "yes": 2, "no": 1},
        {"day": "2026-11-23", "door": "kiosk", "topic": "moving", "need": "moving.in", "yes": 0, "no": 1},
    ]
    assert len(list(helpful.counted(date(2026, 11, 23)))) == 1


def test_an_answer_is_judged_once(helpful: Helpful) -> None:
    assert [helpful.once("a 1 0"), helpful.once("a 1 0"), helpful.once("a 1 1")] == [True, False, True]


@pytest.mark.parametrize(("idle", "careful", "seconds"), [(3600.0, False, 3600), (3600.0, True, 1800), (600.0, True, 600), (200_000.0, False, 86_400)])
def test_a_careful_conversation_is_gone_soon(idle: float, careful: bool, seconds: float) -> None:
    assert Stay(idle).until(0.0, 0.0, careful=careful) == seconds
