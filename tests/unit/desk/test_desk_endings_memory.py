"""What the desk knows of conversations that are over, or whose memory the engine may have lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.desk.endings import Endings
from bot.desk.sessions import Sessions
from bot.engine.client import EngineUnavailable

SECRET = "a session secret of the tests"


class Engine:
    """Forgets, or cannot be reached."""

    def __init__(self) -> None:
        self.down = False
        self.forgotten: list[str] = []

    async def forget(self, conversation: str) -> None:
        if self.down:
            raise EngineUnavailable("down")
        self.forgotten.append(conversation)


def endings(at: float) -> tuple[Endings, Engine]:
    engine = Engine()
    return Endings(engine, clock=lambda: at), engine  # type: ignore[arg-type]


@pytest.mark.parametrize(("begun", "known", "lost"), [(99, False, True), (99, True, False), (100, False, False), (101, False, False)])
def test_a_conversation_older_than_the_desk_has_lost_what_the_engine_does_not_know(begun: int, known: bool, lost: bool) -> None:
    desk, _engine = endings(100)
    assert desk.has_lost(Sessions(SECRET, clock=lambda: begun).new(), known) is lost


def test_an_answered_conversation_has_lost_what_the_engine_does_not_know() -> None:
    desk, _engine = endings(100)
    name = Sessions(SECRET, clock=lambda: 200).new()
    asyncio.run(desk.after_answer(name))
    assert desk.has_lost(name, known=False) and not desk.has_lost(name, known=True)


def test_what_could_not_be_forgotten_is_forgotten_with_the_next_answers() -> None:
    desk, engine = endings(100)
    engine.down = True
    asyncio.run(desk.end("one"))
    asyncio.run(desk.end("two"))
    asyncio.run(desk.after_answer("three"))
    assert engine.forgotten == [] and desk.is_over("one") and desk.is_over("two")
    engine.down = False
    for _ in range(2):
        asyncio.run(desk.after_answer("three"))
    assert sorted(engine.forgotten) == ["one", "two"]
    asyncio.run(desk.after_answer("three"))
    assert len(engine.forgotten) == 2
