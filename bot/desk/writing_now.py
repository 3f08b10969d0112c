"""For whom somebody of the staff is writing just now. In this process's memory only, never what is written."""

from __future__ import annotations

from typing import Final

from bot.desk.memory import ForgetfulMemory

LASTS: Final = 6.0  # seconds after the last sign; the operator's page gives one every three seconds of writing
MOST: Final = 1_000


class WritingNow:
    """Signs that somebody writes, by conversation."""

    def __init__(self) -> None:
        self._signs: ForgetfulMemory[bool] = ForgetfulMemory(most=MOST, seconds=LASTS)

    def sign(self, conversation: str) -> None:
        """Somebody has just written a letter."""
        self._signs.put(conversation, True)

    def over(self, conversation: str) -> None:
        """It is sent, or nobody's any more."""
        self._signs.put(conversation, False)

    def __call__(self, conversation: str) -> bool:
        """Whether somebody writes."""
        return bool(self._signs.get(conversation))
