"""The sign that somebody of the staff writes: for one conversation, and for a few seconds."""

from __future__ import annotations

import pytest

from bot.desk import memory
from bot.desk.writing_now import LASTS, WritingNow


def test_a_sign_is_of_one_conversation_and_ends_with_what_is_sent() -> None:
    writing = WritingNow()
    writing.sign("a")
    assert (writing("a"), writing("b")) == (True, False)
    writing.over("a")
    assert writing("a") is False


def test_without_another_sign_it_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(memory.ForgetfulMemory.__init__, "__kwdefaults__", {"clock": lambda: now[0]})
    writing = WritingNow()
    writing.sign("a")
    now[0] += LASTS - 0.1
    assert writing("a") is True
    writing.sign("a")
    now[0] += LASTS - 0.1
    assert writing("a") is True
    now[0] += 0.1
    assert writing("a") is False
